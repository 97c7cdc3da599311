import { describe, expect, it } from 'vitest';
import { adjacency, dissolve, polygonsOf } from './dissolve.ts';
import type { XY } from './planar.ts';
import { ringArea } from './planar.ts';

/** Unit squares named by a picture, north up; a space is nothing. */
function squares(...rows: string[]): { label: string; ring: XY[] }[] {
  return rows.flatMap((row, j) =>
    [...row].flatMap((label, i) => {
      const corner = ([x, y]: XY): XY => [420_000 + i + x, 4_630_000 - j + y];
      const ring = (
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 1],
        ] as XY[]
      ).map(corner);
      return label === ' ' ? [] : [{ label, ring }];
    }),
  );
}

function joined(...rows: string[]): { label: string; polygons: number[][] }[] {
  return dissolve(
    squares(...rows),
    ({ ring }) => [ring],
    ({ label }) => label,
  ).map(({ label, rings }) => ({
    label,
    polygons: polygonsOf(rings).map((polygon) => polygon.map(ringArea)),
  }));
}

describe('dissolve', () => {
  it('joins neighbours with one label', () => {
    expect(joined('aab')).toEqual([
      { label: 'a', polygons: [[2]] },
      { label: 'b', polygons: [[1]] },
    ]);
  });

  it('leaves a hole where another label lies inside', () => {
    expect(joined('aaa', 'aba', 'aaa')[0]).toEqual({ label: 'a', polygons: [[9, -1]] });
  });

  it('keeps pieces that touch at a corner only apart', () => {
    expect(
      joined('ab', 'ba')
        .map(({ label }) => label)
        .toSorted(),
    ).toEqual(['a', 'a', 'b', 'b']);
  });

  it('parts a hole that touches the outline from it', () => {
    expect(joined('aaa', 'ab ', 'aaa')).toContainEqual({ label: 'a', polygons: [[7]] });
    expect(joined(' aa', 'aba', 'aaa')).toContainEqual({ label: 'a', polygons: [[8, -1]] });
  });
});

describe('adjacency', () => {
  it('measures the border that pieces share', () => {
    const beside = adjacency(squares('ab', 'c ').map(({ ring }) => [ring]));
    expect(beside.map((neighbours) => Object.fromEntries(neighbours))).toEqual([
      { 1: 1, 2: 1 },
      { 0: 1 },
      { 0: 1 },
    ]);
  });
});
