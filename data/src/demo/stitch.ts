/** Gives neighbours each other's vertices: a corner that lies on another ring's edge becomes a vertex of it. */
import type { Cell, Way } from './cell.ts';
import type { XY } from './planar.ts';
import { distance, keyOf, mix, nearestOnSegment, same } from './planar.ts';

const BIN = 40;
/** Corners this near, metres, are one corner: two ways of reckoning the same place. */
const WELD = 0.02;
/** A corner this near an edge lies on it. Less than half of {@link WELD}, or an edge could be bent into a spike. */
const REACH = 0.008;

/** New cells in which corners that all but coincide are the same. */
export function weld(cells: readonly Cell[]): Cell[] {
  const kept = new Map<number, XY[]>();
  const moved = new Map<number, XY>();
  const place = (p: XY): XY => {
    const key = keyOf(p);
    let found = moved.get(key);
    if (!found) moved.set(key, (found = nearKept(p, kept)));
    return found;
  };
  return cells.map((cell) => {
    const ring: XY[] = [];
    const ways: (Way | null)[] = [];
    const points = cell.ring.map(place);
    points.forEach((p, i) => {
      if (same(p, points[(i + 1) % points.length]!)) return;
      ring.push(p);
      ways.push(cell.ways[i]!);
    });
    return { ...cell, ring, ways };
  });
}

/** The corner kept before within reach of `p`, else `p`, which is kept from now on. */
function nearKept(p: XY, kept: Map<number, XY[]>): XY {
  const size = 1;
  const [i, j] = [Math.floor(p[0] / size), Math.floor(p[1] / size)];
  for (let x = Math.floor((p[0] - WELD) / size); x <= (p[0] + WELD) / size; x++)
    for (let y = Math.floor((p[1] - WELD) / size); y <= (p[1] + WELD) / size; y++)
      for (const q of kept.get(binOf(x, y)) ?? []) if (distance(p, q) <= WELD) return q;
  const list = kept.get(binOf(i, j));
  if (list) list.push(p);
  else kept.set(binOf(i, j), [p]);
  return p;
}

/** New cells with the same outlines, sharing every vertex with their neighbours. */
export function stitch(cells: readonly Cell[]): Cell[] {
  const bins = new Map<number, XY[]>();
  const seen = new Set<number>();
  for (const { ring } of cells)
    for (const p of ring) {
      const key = keyOf(p);
      if (seen.has(key)) continue;
      seen.add(key);
      const bin = binOf(Math.floor(p[0] / BIN), Math.floor(p[1] / BIN));
      const list = bins.get(bin);
      if (list) list.push(p);
      else bins.set(bin, [p]);
    }
  return cells.map((cell) => {
    const ring: XY[] = [];
    const ways: (Way | null)[] = [];
    cell.ring.forEach((a, i) => {
      const b = cell.ring[(i + 1) % cell.ring.length]!;
      for (const p of [a, ...verticesOn(a, b, bins)]) {
        ring.push(p);
        ways.push(cell.ways[i]!);
      }
    });
    return { ...cell, ring, ways };
  });
}

/** Vertices strictly between `a` and `b`, in order. */
function verticesOn(a: XY, b: XY, bins: ReadonlyMap<number, XY[]>): XY[] {
  const found: XY[] = [];
  const [ka, kb] = [keyOf(a), keyOf(b)];
  // Piece by piece along the segment, not over its whole box: edges in the mountains are long.
  const pieces = Math.ceil(distance(a, b) / (3 * BIN));
  for (let k = 0; k < pieces; k++) {
    const p = mix(a, b, k / pieces);
    const q = mix(a, b, (k + 1) / pieces);
    const [minX, maxX] = [Math.min(p[0], q[0]) - REACH, Math.max(p[0], q[0]) + REACH];
    const [minY, maxY] = [Math.min(p[1], q[1]) - REACH, Math.max(p[1], q[1]) + REACH];
    for (let i = Math.floor(minX / BIN); i <= maxX / BIN; i++)
      for (let j = Math.floor(minY / BIN); j <= maxY / BIN; j++) {
        for (const c of bins.get(binOf(i, j)) ?? [])
          if (c[0] >= minX && c[0] <= maxX && c[1] >= minY && c[1] <= maxY && isOn(c, a, b)) {
            const key = keyOf(c);
            if (key !== ka && key !== kb) found.push(c);
          }
      }
  }
  const sorted = found.toSorted((p, q) => distance(a, p) - distance(a, q));
  // A vertex at the joint of two pieces is found twice.
  return sorted.filter((p, i) => i === 0 || !same(p, sorted[i - 1]!));
}

function isOn(p: XY, a: XY, b: XY): boolean {
  return nearestOnSegment(p, a, b).distance <= REACH;
}

function binOf(i: number, j: number): number {
  return i * 1e7 + j;
}
