/** Areas of nature laid over the municipalities: both drawn into one arrangement, whose faces are then labelled. */
import type { BBox } from '@sit/core/geometry';
import { arrange } from './arrangement.ts';
import { dissolve } from './dissolve.ts';
import type { Rings } from './dissolve.ts';
import type { XY } from './planar.ts';
import { interiorPoint } from './planar.ts';

export interface Territory {
  code: string;
  ring: XY[];
}

export interface Piece {
  municipality: string;
  label: string;
  rings: Rings;
}

/**
 * Parts of the municipalities by label. `lines` are all lines that part one label from another,
 * `labelAt` says what a place away from them is; null leaves it out.
 */
export function overlay(
  territories: readonly Territory[],
  lines: readonly XY[][],
  labelAt: (p: XY) => string | null,
): Piece[] {
  const extent = boxOf(lines.flat());
  const touched = territories.filter(({ ring }) => overlap(boxOf(ring), extent));
  const outlines = [...touched.map(({ ring }) => ring), ...lines];
  const { faces } = arrange(
    outlines.map((ring) => ({ line: [...ring, ring[0]!], way: null })),
    () => 0,
  );
  const holders = touched.map(({ code, ring }) => ({ code, holds: insider([ring]) }));
  const pieces = faces.flatMap((face): Piece[] => {
    const rings = [face.ring, ...face.holes].map((ring) => ring.map(({ from }) => from));
    const p = interiorPoint(rings[0]!, rings.slice(1));
    const municipality = holders.find(({ holds }) => holds(p))?.code;
    const label = municipality === undefined ? null : labelAt(p);
    return label === null ? [] : [{ municipality: municipality!, label, rings }];
  });
  return dissolve(
    pieces,
    ({ rings }) => rings,
    ({ municipality, label }) => `${municipality} ${label}`,
  ).map((joined) => ({
    ...joined.pieces[0]!,
    rings: joined.rings,
  }));
}

const BAND = 100;

/** Inside an odd number of the rings: an odd number of edges lies east of the point. */
export function insider(rings: readonly XY[][]): (p: XY) => boolean {
  const bands = new Map<number, [XY, XY][]>();
  for (const ring of rings)
    ring.forEach((a, i) => {
      const b = ring[(i + 1) % ring.length]!;
      const top = Math.floor(Math.max(a[1], b[1]) / BAND);
      for (let band = Math.floor(Math.min(a[1], b[1]) / BAND); band <= top; band++) {
        const edges = bands.get(band);
        if (edges) edges.push([a, b]);
        else bands.set(band, [[a, b]]);
      }
    });
  return ([x, y]) => {
    let inside = false;
    for (const [[ax, ay], [bx, by]] of bands.get(Math.floor(y / BAND)) ?? [])
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    return inside;
  };
}

function boxOf(points: readonly XY[]): BBox {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  return [minX, minY, maxX, maxY];
}

function overlap(a: BBox, b: BBox): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}
