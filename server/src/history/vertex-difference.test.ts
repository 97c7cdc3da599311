import type { Geometry, Position } from '@sit/core/geometry';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vertexDifference } from './vertex-difference.ts';

const polygon = (...rings: Position[][]): Geometry => ({
  type: 'Polygon',
  coordinates: rings.map((ring) => [...ring, ring[0]!]),
});
const line = (...coordinates: Position[]): Geometry => ({ type: 'LineString', coordinates });
const square = (x: number): Position[] => [
  [x, 0],
  [x + 4, 0],
  [x + 4, 4],
  [x, 4],
];

describe('vertexDifference', () => {
  it.each<[string, Geometry, Geometry, [added: number, removed: number, moved: number]]>([
    ['nothing changed', polygon(square(0)), polygon(square(0)), [0, 0, 0]],
    [
      'a ring begun elsewhere',
      polygon(square(0)),
      polygon([...square(0).slice(2), ...square(0).slice(0, 2)]),
      [0, 0, 0],
    ],
    ['one moved', line([0, 0], [1, 0], [2, 0]), line([0, 0], [1, 1], [2, 0]), [0, 0, 1]],
    ['one added at the end', line([0, 0], [1, 0]), line([0, 0], [1, 0], [2, 0]), [1, 0, 0]],
    ['one removed', line([0, 0], [1, 0], [2, 0]), line([0, 0], [2, 0]), [0, 1, 0]],
    [
      'one moved and one added behind it',
      line([0, 0], [1, 0], [2, 0]),
      line([0, 0], [1, 1], [1.5, 1], [2, 0]),
      [1, 0, 1],
    ],
    ['a hole cut', polygon(square(0)), polygon(square(0), square(1)), [4, 0, 0]],
    [
      'parts in another order',
      { type: 'MultiPolygon', coordinates: [[square(0)], [square(9)]].map(closed) },
      { type: 'MultiPolygon', coordinates: [[square(9)], [square(0)]].map(closed) },
      [0, 0, 0],
    ],
    ['a height', line([0, 0, 1], [1, 0, 1]), line([0, 0, 1], [1, 0, 2]), [0, 0, 1]],
    [
      'a point',
      { type: 'Point', coordinates: [0, 0] },
      { type: 'Point', coordinates: [1, 0] },
      [0, 0, 1],
    ],
  ])('%s', (_, from, to, [added, removed, moved]) => {
    expect(vertexDifference(from, to)).toEqual({ added, removed, moved });
  });

  it('adds up: what the one has and what came, less what went, is what the other has', () => {
    const position = fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 })) as fc.Arbitrary<Position>;
    const path = fc.array(position, { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(path, path, (from, to) => {
        const { added, removed, moved } = vertexDifference(line(...from), line(...to));
        expect(from.length + added - removed).toBe(to.length);
        expect(removed + moved).toBeLessThanOrEqual(from.length);
        expect(added + moved).toBeLessThanOrEqual(to.length);
      }),
    );
  });
});

function closed(rings: Position[][]): Position[][] {
  return rings.map((ring) => [...ring, ring[0]!]);
}
