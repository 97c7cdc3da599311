/** A grid of jittered nodes over the territory: lines found on it do not look like a grid's. */
import { lazy } from './lazy.ts';
import type { XY } from './planar.ts';
import { random } from './random.ts';

export const STEP = 150;
export const ORIGIN: XY = [389000, 4609000];
export const COLUMNS = 340;
export const ROWS = 270;
export const NODES = COLUMNS * ROWS;

/** Node positions, row by row from the south-west. */
export const nodes: () => readonly XY[] = lazy(() => {
  const jitter = random('grid');
  return Array.from({ length: NODES }, (_, n): XY => [
    ORIGIN[0] + ((n % COLUMNS) + 0.5 + (jitter() - 0.5) * 0.6) * STEP,
    ORIGIN[1] + (Math.floor(n / COLUMNS) + 0.5 + (jitter() - 0.5) * 0.6) * STEP,
  ]);
});

const around: (number[] | undefined)[] = [];

/** The eight nodes around `n`, fewer at the rim. */
export function neighbours(n: number): readonly number[] {
  return (around[n] ??= nodesAround(n));
}

function nodesAround(n: number): number[] {
  const column = n % COLUMNS;
  const found: number[] = [];
  for (let dj = -1; dj <= 1; dj++)
    for (let di = -1; di <= 1; di++) {
      if ((di === 0 && dj === 0) || column + di < 0 || column + di >= COLUMNS) continue;
      const m = n + dj * COLUMNS + di;
      if (m >= 0 && m < NODES) found.push(m);
    }
  return found;
}

export function onRim(n: number): boolean {
  const column = n % COLUMNS;
  return column === 0 || column === COLUMNS - 1 || n < COLUMNS || n >= NODES - COLUMNS;
}

/** The node whose undisturbed place is nearest. */
export function nodeNear([x, y]: XY): number {
  const column = Math.min(COLUMNS - 1, Math.max(0, Math.floor((x - ORIGIN[0]) / STEP)));
  const row = Math.min(ROWS - 1, Math.max(0, Math.floor((y - ORIGIN[1]) / STEP)));
  return row * COLUMNS + column;
}
