/** What covers the land: belts of cropland, wood, pasture and rock by height and chance, and the built-up places. */
import { contours } from 'd3-contour';
import { COLUMNS, ORIGIN, ROWS, STEP } from './grid.ts';
import type { Piece, Territory } from './overlay.ts';
import { insider, overlay } from './overlay.ts';
import type { XY } from './planar.ts';
import { noise } from './random.ts';
import { riseAt } from './terrain.ts';
import type { Settlement } from './towns.ts';

const BELTS: [least: number, kind: string][] = [
  [0.2, 'wood'],
  [0.66, 'pasture'],
  [0.88, 'rock'],
];
const patches = noise('patches', 1500, 4);
const clearings = noise('clearings', 420, 2);

export function groundCover(
  territories: readonly Territory[],
  settlements: readonly Settlement[],
): Piece[] {
  const levels = new Float64Array(COLUMNS * ROWS);
  for (let j = 0; j < ROWS; j++)
    for (let i = 0; i < COLUMNS; i++) {
      const p: XY = [ORIGIN[0] + (i + 0.5) * STEP, ORIGIN[1] + (j + 0.5) * STEP];
      levels[j * COLUMNS + i] =
        riseAt(p) + 0.34 * patches(p[0], p[1]) + 0.12 * clearings(p[0], p[1]);
    }
  const belts = BELTS.map(([least, kind]) => {
    const { coordinates } = contours()
      .size([COLUMNS, ROWS])
      .contour([...levels], least);
    const rings = coordinates
      .flat()
      .map((ring) =>
        ring.slice(1).map(([i, j]): XY => [ORIGIN[0] + i! * STEP, ORIGIN[1] + j! * STEP]),
      );
    return { kind, rings, holds: insider(rings) };
  });
  const built = settlements.map(({ outline }) => outline);
  const isBuilt = insider(built);
  return overlay(territories, [...belts.flatMap(({ rings }) => rings), ...built], (p) => {
    if (isBuilt(p)) return 'built';
    return belts.findLast(({ holds }) => holds(p))?.kind ?? 'cropland';
  });
}
