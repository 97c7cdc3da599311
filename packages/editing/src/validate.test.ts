import { describe, expect, it } from 'vitest';
import type { Geometry, Position } from '@sit/core/geometry';
import { everyType, square } from './fixtures.ts';
import { faultsOf, isBlocking } from './validate.ts';

const shell = square(0, 0, 10);
const polygon = (...rings: Position[][]): Geometry => ({ type: 'Polygon', coordinates: rings });
const multi = (...parts: Position[][][]): Geometry => ({
  type: 'MultiPolygon',
  coordinates: parts,
});

describe('faultsOf', () => {
  it.each(everyType)('a sound $type has none', (geometry) => {
    expect(faultsOf(geometry)).toEqual([]);
  });

  it.each([
    [
      'a bow tie crosses itself in the middle',
      polygon([
        [0, 0],
        [2, 2],
        [2, 0],
        [0, 2],
        [0, 0],
      ]),
      [['self-intersection', [1, 1]]],
    ],
    [
      'a ring that touches itself at a vertex',
      polygon([
        [0, 0],
        [2, 0],
        [2, 2],
        [1, 0],
        [0, 2],
        [0, 0],
      ]),
      [['self-intersection', [1, 0]]],
    ],
    [
      'a boundary that turns back on itself',
      polygon([
        [0, 0],
        [4, 0],
        [4, 4],
        [4, 6],
        [4, 4],
        [0, 4],
        [0, 0],
      ]),
      [
        ['spike', [4, 6]],
        ['self-intersection', [4, 4]],
      ],
    ],
    [
      'a vertex set twice',
      polygon([
        [0, 0],
        [2, 0],
        [2, 0],
        [2, 2],
        [0, 0],
      ]),
      [['duplicate-vertex', [2, 0]]],
    ],
    [
      'a ring of two vertices',
      polygon([
        [0, 0],
        [2, 0],
        [0, 0],
      ]),
      [['too-few-vertices', [0, 0]]],
    ],
    [
      'a hole outside its shell',
      polygon(shell, square(20, 20, 1)),
      [['hole-outside-shell', [20, 20]]],
    ],
    [
      'a hole across its shell',
      polygon(shell, square(9, 4, 2)),
      [
        ['rings-cross', [10, 4]],
        ['rings-cross', [10, 6]],
      ],
    ],
    [
      'a hole in a hole',
      polygon(shell, square(2, 2, 6), square(4, 4, 1)),
      [['hole-in-hole', [4, 4]]],
    ],
    [
      'a hole along an edge of its shell, shown in the middle of the shared stretch',
      polygon(shell, square(0, 4, 2)),
      [['rings-cross', [0, 5]]],
    ],
    ['a part inside another', multi([shell], [square(3, 3, 1)]), [['parts-overlap', [3, 3]]]],
    [
      'parts that cross',
      multi([shell], [square(5, 5, 10)]),
      [
        ['parts-overlap', [10, 5]],
        ['parts-overlap', [5, 10]],
      ],
    ],
    [
      'a line of one place',
      {
        type: 'LineString',
        coordinates: [
          [1, 1],
          [1, 1],
        ],
      },
      [
        ['duplicate-vertex', [1, 1]],
        ['too-few-vertices', [1, 1]],
      ],
    ],
  ] as [string, Geometry, [string, Position][]][])('%s', (_, geometry, expected) => {
    const found = faultsOf(geometry).map(({ reason, position }) => [reason, position]);
    expect(found).toHaveLength(expected.length);
    expect(found).toEqual(expect.arrayContaining(expected));
  });

  it.each([
    [
      'a line that crosses itself',
      {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [2, 2],
          [2, 0],
          [0, 2],
        ],
      },
    ],
    [
      'a hole that touches its shell at a point',
      polygon(shell, [
        [0, 5],
        [2, 6],
        [2, 4],
        [0, 5],
      ]),
    ],
    ['a part in the hole of another', multi([shell, square(2, 2, 6)], [square(4, 4, 1)])],
    ['a part that fills the hole of another', multi([shell, square(2, 2, 6)], [square(20, 2, 6)])],
    ['parts that touch at a corner', multi([shell], [square(10, 10, 2)])],
  ] as [string, Geometry][])('%s is sound', (_, geometry) => {
    expect(faultsOf(geometry)).toEqual([]);
  });

  it('only repeated vertices leave a geometry storable', () => {
    const faults = faultsOf(
      polygon([
        [0, 0],
        [0, 0],
        [2, 2],
        [2, 0],
        [0, 2],
        [0, 0],
      ]),
    );
    expect(faults.map((fault) => [fault.reason, isBlocking(fault)])).toEqual([
      ['duplicate-vertex', false],
      ['self-intersection', true],
    ]);
  });

  it('finds the one crossing in a ring of 20,000 vertices', () => {
    const circle = Array.from({ length: 20_000 }, (_, i): Position => {
      const angle = (i / 20_000) * 2 * Math.PI;
      return [Math.cos(angle), Math.sin(angle)];
    });
    [circle[500], circle[501]] = [circle[501]!, circle[500]!];
    const faults = faultsOf(polygon([...circle, circle[0]!]));
    expect(faults.map((fault) => fault.reason)).toEqual(['self-intersection']);
  });
});
