/** The relief as a mapmaker shades it: light from the north-west, in bands. */
import { contours } from 'd3-contour';
import { COLUMNS, ORIGIN, ROWS, STEP } from './grid.ts';
import type { Piece, Territory } from './overlay.ts';
import { insider, overlay } from './overlay.ts';
import type { XY } from './planar.ts';
import { heightAt } from './terrain.ts';

/** Least slope towards the lamp (rise over run) of each band; ground between the shades and the lights is flat. */
const BANDS: [least: number, kind: string | null][] = [
  [-Infinity, 'dark'],
  [-0.2, 'dim'],
  [-0.12, 'pale'],
  [-0.045, null],
  [0.07, 'light'],
  [0.18, 'bright'],
];

export function hillshade(territories: readonly Territory[]): Piece[] {
  const towards = facing();
  const bands = BANDS.map(([least, kind]) => {
    if (least === -Infinity) return { kind, rings: [], above: () => true };
    const { coordinates } = contours().size([COLUMNS, ROWS]).contour(towards, least);
    const rings = coordinates
      .flat()
      // Specks of a square or two are noise at every scale.
      .filter((ring) => ring.length > 9)
      .map((ring) =>
        ring.slice(1).map(([i, j]): XY => [ORIGIN[0] + i! * STEP, ORIGIN[1] + j! * STEP]),
      );
    return { kind, rings, above: insider(rings) };
  });
  return overlay(
    territories,
    bands.flatMap(({ rings }) => rings),
    (p) => bands.findLast(({ above }) => above(p))!.kind,
  );
}

/** For each grid square, how much its ground rises away from the lamp. */
function facing(): number[] {
  const heights = Array.from({ length: COLUMNS * ROWS }, (_, n) =>
    heightAt([
      ORIGIN[0] + ((n % COLUMNS) + 0.5) * STEP,
      ORIGIN[1] + (Math.floor(n / COLUMNS) + 0.5) * STEP,
    ]),
  );
  return heights.map((_, n) => {
    const i = Math.min(COLUMNS - 2, Math.max(1, n % COLUMNS));
    const j = Math.min(ROWS - 2, Math.max(1, Math.floor(n / COLUMNS)));
    const at = (di: number, dj: number): number => heights[(j + dj) * COLUMNS + i + di]!;
    const east = (at(1, 0) - at(-1, 0)) / (2 * STEP);
    const north = (at(0, 1) - at(0, -1)) / (2 * STEP);
    return (east - north) * Math.SQRT1_2;
  });
}
