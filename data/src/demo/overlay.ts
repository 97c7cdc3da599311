/** Areas of nature laid over the municipalities: both drawn into one arrangement, whose faces are then labelled. */
import { arrange } from './arrangement.ts';
import { dissolve } from './dissolve.ts';
import type { Rings } from './dissolve.ts';
import type { XY } from './planar.ts';
import { insideRing, interiorPoint } from './planar.ts';

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
  const all = [...territories.map(({ ring }) => ring), ...lines.map((line) => line)];
  const { faces } = arrange(
    all.map((ring) => ({ line: [...ring, ring[0]!], way: null })),
    () => 0,
  );
  const pieces = faces.flatMap((face): Piece[] => {
    const rings = [face.ring, ...face.holes].map((ring) => ring.map(({ from }) => from));
    const p = interiorPoint(rings[0]!, rings.slice(1));
    const municipality = territories.find(({ ring }) => insideRing(p, ring))?.code;
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

/** Inside an odd number of the rings; boxes are compared first. */
export function insider(rings: readonly XY[][]): (p: XY) => boolean {
  const boxed = rings.map((ring) => {
    const xs = ring.map((p) => p[0]);
    const ys = ring.map((p) => p[1]);
    return {
      ring,
      minX: Math.min(...xs),
      maxX: Math.max(...xs),
      minY: Math.min(...ys),
      maxY: Math.max(...ys),
    };
  });
  return (p) =>
    boxed.filter(
      ({ ring, minX, maxX, minY, maxY }) =>
        p[0] > minX && p[0] < maxX && p[1] > minY && p[1] < maxY && insideRing(p, ring),
    ).length %
      2 ===
    1;
}
