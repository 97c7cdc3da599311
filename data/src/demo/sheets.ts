/** Sheets of the cadastral map: blocks gathered about seeds that lie closer where ground is divided more. */
import type { Cell } from './cell.ts';
import { adjacency, dissolve } from './dissolve.ts';
import type { Rings } from './dissolve.ts';
import { centroid, distance, ringArea } from './planar.ts';
import type { XY } from './planar.ts';
import { random } from './random.ts';

export interface Sheet {
  municipality: string;
  /** Counted from 1 in each municipality, north to south. */
  number: string;
  scale: number;
  rings: Rings;
}

/** The sheets of one municipality's cells, and each cell's sheet in the cells' order. */
export function sheetsOf(
  municipality: string,
  cells: readonly Cell[],
): { sheets: Sheet[]; sheetOf: Sheet[] } {
  const centers = cells.map((cell) => centroid(cell.ring));
  const seeds = spreadSeeds(municipality, cells, centers);
  const label = centers.map((p) => nearest(p, seeds));
  reconnect(cells, label);
  const parts = dissolve(
    cells.map((cell, index) => ({ cell, index })),
    ({ cell }) => [cell.ring],
    ({ index }) => String(label[index]),
  );
  const north = (rings: Rings): number => centroid(rings[0]!)[1];
  parts.sort((a, b) => north(b.rings) - north(a.rings));
  const sheetOf: Sheet[] = [];
  const sheets = parts.map(({ rings, pieces }, k): Sheet => {
    const area = ringArea(rings[0]!);
    const urban = pieces.filter(({ cell }) => cell.region !== 'rural').length > pieces.length / 2;
    const sheet = {
      municipality,
      number: String(k + 1),
      scale: urban ? 1000 : area > 6e6 ? 4000 : 2000,
      rings,
    };
    for (const { index } of pieces) sheetOf[index] = sheet;
    return sheet;
  });
  return { sheets, sheetOf };
}

/** Every cell weighs by its divisions, so that a sheet has about as many parcels as another. */
function spreadSeeds(municipality: string, cells: readonly Cell[], centers: readonly XY[]): XY[] {
  const rng = random(`sheets ${municipality}`);
  const weights = cells.map((cell) => 0.35 + Math.sqrt(ringArea(cell.ring)) / 900);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const area = cells.reduce((sum, cell) => sum + ringArea(cell.ring), 0) / 1e6;
  const wanted = Math.max(6, Math.round(4 + area * 0.28 + cells.length / 60));
  const seeds: XY[] = [];
  for (let tries = 0; seeds.length < wanted && tries < wanted * 60; tries++) {
    let left = rng() * total;
    const index = weights.findIndex((w) => (left -= w) < 0);
    const p = centers[index]!;
    const gap = 0.7 * Math.sqrt(ringArea(cells[index]!.ring)) + 160;
    if (seeds.every((seed) => distance(seed, p) > gap)) seeds.push(p);
  }
  return seeds;
}

function nearest(p: XY, seeds: readonly XY[]): number {
  let best = 0;
  seeds.forEach((seed, i) => {
    if (distance(seed, p) < distance(seeds[best]!, p)) best = i;
  });
  return best;
}

/** A part of a sheet cut off from the rest goes to the neighbour it shares most border with. */
function reconnect(cells: readonly Cell[], label: number[]): void {
  const beside = adjacency(cells.map(({ ring }) => [ring]));
  for (let round = 0; round < 6; round++) {
    const parts = connectedParts(beside, label);
    const size = (part: number[]): number =>
      part.reduce((sum, i) => sum + ringArea(cells[i]!.ring), 0);
    const largest = new Map<number, number>();
    for (const part of parts) {
      const sheet = label[part[0]!]!;
      largest.set(sheet, Math.max(largest.get(sheet) ?? 0, size(part)));
    }
    const strays = parts.filter((part) => size(part) < largest.get(label[part[0]!]!)!);
    if (strays.length === 0) return;
    for (const stray of strays) {
      const own = label[stray[0]!]!;
      const shared = new Map<number, number>();
      for (const i of stray)
        for (const [j, metres] of beside[i]!)
          if (label[j] !== own) shared.set(label[j]!, (shared.get(label[j]!) ?? 0) + metres);
      const best = [...shared].toSorted((a, b) => b[1] - a[1])[0];
      if (best) for (const i of stray) label[i] = best[0];
    }
  }
}

function connectedParts(
  beside: readonly Map<number, number>[],
  label: readonly number[],
): number[][] {
  const seen = new Set<number>();
  return label.flatMap((sheet, start) => {
    if (seen.has(start)) return [];
    seen.add(start);
    const part = [start];
    for (const i of part)
      for (const j of beside[i]!.keys())
        if (label[j] === sheet && !seen.has(j)) {
          seen.add(j);
          part.push(j);
        }
    return [part];
  });
}
