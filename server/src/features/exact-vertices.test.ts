import type { Geometry, Position } from '@sit/core/geometry';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TOLERANCE_METERS, snapToStored } from './exact-vertices.ts';

const line = (...coordinates: Position[]): Geometry => ({ type: 'LineString', coordinates });

/** Within a circle of `radius` metres. */
const nudge = (radius: number) =>
  fc
    .record({
      angle: fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ angle, part }): [number, number] => [
      Math.cos(angle) * part * radius,
      Math.sin(angle) * part * radius,
    ]);
/** Vertices as close as a hundredth of a millimetre, and as far as 100 m. */
const vertex = fc.tuple(
  fc.double({ min: 430_000, max: 430_100, noNaN: true }),
  fc.double({ min: 4_625_000, max: 4_625_100, noNaN: true }),
);
const crowded = fc
  .array(fc.tuple(vertex, fc.array(nudge(0.002), { maxLength: 3 })), {
    minLength: 2,
    maxLength: 12,
  })
  .map((clusters) =>
    clusters.flatMap(([[x, y], near]): Position[] => [
      [x, y],
      ...near.map(([dx, dy]): Position => [x + dx, y + dy]),
    ]),
  );

describe('snapping to stored vertices', () => {
  it('gives every vertex of an unedited geometry back to the bit, however crowded its vertices', () => {
    fc.assert(
      fc.property(
        crowded,
        fc.infiniteStream(nudge(TOLERANCE_METERS * 0.99)),
        (positions, nudges) => {
          const sent = positions.map(([x, y]): Position => {
            const [dx, dy] = nudges.next().value!;
            return [x + dx, y + dy];
          });
          expect(snapToStored(line(...sent), { own: line(...positions), neighbours: [] })).toEqual(
            line(...positions),
          );
        },
      ),
    );
  });

  it('puts every vertex on a stored one within the tolerance or leaves it where it is', () => {
    fc.assert(
      fc.property(crowded, crowded, fc.option(crowded), (sent, neighbour, own) => {
        const stored = [...neighbour, ...(own ?? [])];
        const snapped = snapToStored(line(...sent), {
          own: own ? line(...own) : null,
          neighbours: [line(...neighbour)],
        });
        for (const [index, position] of (snapped.coordinates as Position[]).entries()) {
          const distances = stored.map(([x, y]) =>
            Math.hypot(x - sent[index]![0], y - sent[index]![1]),
          );
          const near = stored.filter((_, at) => distances[at]! <= TOLERANCE_METERS);
          expect(near.length > 0 ? near : [sent[index]]).toContainEqual(position);
        }
      }),
    );
  });

  it('keeps two vertices apart that are closer than the tolerance, also behind one that was added', () => {
    const own = line([0, 0], [10, 0], [10.0004, 0], [20, 0]);
    const sent = line([0, 0], [5, 5], [10.0001, 0], [10.0003, 0], [20, 0]);
    expect(snapToStored(sent, { own, neighbours: [] })).toEqual(
      line([0, 0], [5, 5], [10, 0], [10.0004, 0], [20, 0]),
    );
  });

  it('keeps those behind a vertex that was taken away', () => {
    const own = line([0, 0], [10, 0], [10.0004, 0], [20, 0]);
    expect(snapToStored(line([0, 0], [10.0003, 0], [20, 0]), { own, neighbours: [] })).toEqual(
      line([0, 0], [10.0004, 0], [20, 0]),
    );
  });

  it('prefers the feature’s own vertex to a neighbour’s that is nearer', () => {
    const stored = { own: line([10, 10], [20, 20]), neighbours: [line([10.0003, 10], [0, 0])] };
    expect(snapToStored(line([10.0002, 10], [20, 20]), stored)).toEqual(line([10, 10], [20, 20]));
  });

  it('takes the nearest of several neighbours’ vertices', () => {
    const neighbours = [
      line([10.0008, 10], [0, 0]),
      line([10.0003, 10], [0, 5]),
      line([9.9995, 10], [0, 9]),
    ];
    expect(snapToStored(line([10, 10], [20, 20]), { own: null, neighbours })).toEqual(
      line([10.0003, 10], [20, 20]),
    );
  });

  it.each<[string, number, boolean]>([
    ['at 1 mm', 0.001, true],
    ['beyond 1 mm', 0.00101, false],
  ])('a vertex %s', (_, distance, snaps) => {
    const own = line([0, 0], [50, 50]);
    const [first] = snapToStored(line([0, distance], [50, 50]), { own, neighbours: [] })
      .coordinates as Position[];
    expect(first).toEqual(snaps ? [0, 0] : [0, distance]);
  });

  it('finds neighbours across the borders of its cells, on both sides of zero', () => {
    for (const [x, y] of [
      [0, 0],
      [-0.0005, 0.0005],
      [-100, -4_000],
      [-0.001, -0.001],
      [4194.304, 4194.304],
    ] as const)
      for (const [dx, dy] of [
        [-0.0006, 0],
        [0.0006, 0],
        [0, -0.0006],
        [0, 0.0006],
        [0.0006, 0.0006],
        [-0.0006, -0.0006],
      ] as const) {
        const snapped = snapToStored(
          { type: 'Point', coordinates: [x + dx, y + dy] },
          { own: null, neighbours: [line([x, y], [99, 99])] },
        );
        expect(snapped.coordinates).toEqual([x, y]);
      }
  });

  it('keeps rings closed, and the build of parts and holes', () => {
    const shape = (shift: number): Geometry => ({
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [0, 0],
            [9, 0],
            [9, 9],
            [0, 0],
          ].map(([x, y]) => [x! + shift, y!] as Position),
          [
            [4, 1],
            [5, 1],
            [5, 2],
            [4, 1],
          ].map(([x, y]) => [x! + shift, y!] as Position),
        ],
        [
          [
            [20, 0],
            [29, 0],
            [29, 9],
            [20, 0],
          ].map(([x, y]) => [x! + shift, y!] as Position),
        ],
      ],
    });
    expect(snapToStored(shape(0.0005), { own: null, neighbours: [shape(0)] })).toEqual(shape(0));
    expect(snapToStored(shape(0.5), { own: shape(0), neighbours: [] })).toEqual(shape(0.5));
  });

  it('takes a height over where it is absent or the same, and keeps one that was changed', () => {
    const own = line([0, 0, 700.1234], [10, 0, 701], [20, 0, 702]);
    const sent = line([0, 0, 700.123], [10, 0], [20, 0, 705]);
    expect(snapToStored(sent, { own, neighbours: [] })).toEqual(
      line([0, 0, 700.1234], [10, 0, 701], [20, 0, 705]),
    );
  });
});
