import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { sameGeometry } from '@sit/core/geometry';
import type { Geometry, Position } from '@sit/core/geometry';
import type { VertexAddress } from './address.ts';
import { addVertex, midpointOf } from './add-vertex.ts';
import { edgesOf, positionAt, verticesOf } from './address.ts';
import {
  everyType,
  line,
  multiLine,
  multiPoint,
  multiPolygon,
  point,
  polygon,
} from './fixtures.ts';
import { distanceMeters } from './local-metric.ts';
import { moveFeature } from './move-feature.ts';
import { moveVertex } from './move-vertex.ts';
import { fromParts, kindOf, partsOf } from './parts.ts';
import { removeVertex } from './remove-vertex.ts';

const ELSEWHERE: Position = [14.037, 41.937];

function geometryAfter(outcome: ReturnType<typeof moveVertex>): Geometry {
  if (!outcome.ok) throw new Error(`refused: ${outcome.reason}`);
  return outcome.geometry;
}

describe('parts', () => {
  it.each(everyType)('read and put together again, $type is the same', (geometry) => {
    expect(fromParts(geometry.type, partsOf(geometry))).toEqual(geometry);
  });
  it('a single type refuses two parts', () => {
    expect(() => fromParts('Polygon', partsOf(multiPolygon))).toThrow('one part');
  });
});

describe('addresses', () => {
  it.each([
    [point, 1, 0],
    [multiPoint, 2, 0],
    [line, 3, 2],
    [multiLine, 5, 3],
    [polygon, 8, 8],
    [multiPolygon, 12, 12],
  ])('$type: a closing position is no vertex', (geometry, vertices, edges) => {
    expect(verticesOf(geometry)).toHaveLength(vertices);
    expect(edgesOf(geometry)).toHaveLength(edges);
  });
  it('the closing position has no address', () => {
    expect(positionAt(polygon, [0, 0, 4])).toBeNull();
  });
});

describe('moveVertex', () => {
  it.each([
    [point, [0, 0, 0]],
    [multiPoint, [1, 0, 0]],
    [line, [0, 0, 1]],
    [multiLine, [1, 0, 1]],
    [polygon, [0, 1, 2]],
    [multiPolygon, [1, 0, 3]],
  ] as [Geometry, VertexAddress][])(
    'moves the vertex of a $type named by path',
    (geometry, address) => {
      const moved = geometryAfter(moveVertex(geometry, address, ELSEWHERE));
      expect(positionAt(moved, address)).toEqual(ELSEWHERE);
    },
  );
  it('the closing position of a ring moves with its twin', () => {
    const moved = geometryAfter(moveVertex(polygon, [0, 0, 0], ELSEWHERE));
    expect(partsOf(moved)[0]![0]!.at(-1)).toEqual(ELSEWHERE);
  });
  it('keeps the height the vertex has', () => {
    const high: Geometry = { type: 'Point', coordinates: [14, 42, 803.25] };
    expect(geometryAfter(moveVertex(high, [0, 0, 0], ELSEWHERE)).coordinates).toEqual([
      ...ELSEWHERE,
      803.25,
    ]);
  });
  it('refuses a vertex that is not there', () => {
    expect(moveVertex(line, [0, 0, 9], ELSEWHERE)).toEqual({ ok: false, reason: 'no-such-vertex' });
  });
});

describe('addVertex', () => {
  it('puts it between the two ends of the edge, the last edge of a ring included', () => {
    const added = addVertex(polygon, [0, 0, 3], ELSEWHERE);
    expect(partsOf(geometryAfter(added))[0]![0]).toEqual([
      ...polygon.coordinates[0]!.slice(0, 4),
      ELSEWHERE,
      polygon.coordinates[0]![0],
    ]);
    expect(added).toMatchObject({ selected: [0, 0, 4] });
  });
  it('interpolates the height between two that have one', () => {
    const high: Geometry = {
      type: 'LineString',
      coordinates: [
        [14, 42, 800],
        [14.4, 42, 900],
      ],
    };
    const added = geometryAfter(addVertex(high, [0, 0, 0], [14.1, 42]));
    expect(positionAt(added, [0, 0, 1])![2]).toBeCloseTo(825, 6);
  });
  it('refuses an edge past the end', () => {
    expect(addVertex(line, [0, 0, 2], ELSEWHERE)).toEqual({ ok: false, reason: 'no-such-edge' });
  });
  it('the handle for it is halfway', () => {
    expect(midpointOf(edgesOf(line)[0]!)[0]).toBeCloseTo(14.05, 12);
  });
});

describe('removeVertex', () => {
  it('removing the first vertex of a ring closes it on the second', () => {
    const ring = partsOf(geometryAfter(removeVertex(polygon, [0, 0, 0])))[0]![0]!;
    expect(ring).toEqual([...polygon.coordinates[0]!.slice(1, 4), polygon.coordinates[0]![1]]);
  });
  it.each([
    ['a line of two', { type: 'LineString', coordinates: line.coordinates.slice(0, 2) }],
    [
      'a triangle',
      {
        type: 'Polygon',
        coordinates: [
          [
            [14, 42],
            [14.1, 42],
            [14, 42.1],
            [14, 42],
          ],
        ],
      },
    ],
  ] as [string, Geometry][])('refuses to take a vertex from %s', (_, geometry) => {
    expect(removeVertex(geometry, [0, 0, 0])).toEqual({ ok: false, reason: 'too-few-vertices' });
  });
  it('a point of a multi-point goes with its part, but not the last one', () => {
    expect(geometryAfter(removeVertex(multiPoint, [0, 0, 0])).coordinates).toEqual([[14.2, 41.8]]);
    expect(removeVertex(point, [0, 0, 0])).toEqual({ ok: false, reason: 'last-part' });
  });
});

describe('moveFeature', () => {
  it('keeps distances in metres, also far to the north', () => {
    const target: Position = [13.2, 42.9];
    const moved = geometryAfter(moveFeature(line, line.coordinates[0]!, target));
    expect(positionAt(moved, [0, 0, 0])).toEqual(target);
    const [a, , c] = moved.coordinates as Position[];
    const before = distanceMeters(line.coordinates[0]!, line.coordinates[2]!);
    expect(distanceMeters(a!, c!)).toBeCloseTo(before, 3);
  });
});

describe('what is not edited', () => {
  const longitude = fc.double({ min: 13.5, max: 14.9, noNaN: true });
  const latitude = fc.double({ min: 41.3, max: 42.4, noNaN: true });
  const position = fc.tuple(longitude, latitude) as fc.Arbitrary<Position>;
  const ring = fc
    .array(position, { minLength: 4, maxLength: 20 })
    .map((open) => [...open, open[0]!]);
  const polygons = fc.array(fc.array(ring, { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  });
  const geometry = fc.oneof(
    polygons.map((coordinates): Geometry => ({ type: 'MultiPolygon', coordinates })),
    ring.map((coordinates): Geometry => ({ type: 'LineString', coordinates })),
  );
  const act = fc.record({
    operation: fc.constantFrom('move', 'add', 'remove'),
    pick: fc.nat(),
    to: position,
  });

  it('stays the very same numbers through any run of operations', () => {
    fc.assert(
      fc.property(geometry, fc.array(act, { maxLength: 12 }), (start, acts) => {
        const key = ([x, y]: Position) => `${x} ${y}`;
        const written = new Set<string>();
        let now = start;
        for (const { operation, pick, to } of acts) {
          const vertices = verticesOf(now);
          const { address } = vertices[pick % vertices.length]!;
          const outcome =
            operation === 'move'
              ? moveVertex(now, address, to)
              : operation === 'add'
                ? addVertex(now, address, to)
                : removeVertex(now, address);
          if (!outcome.ok) continue;
          if (operation !== 'remove') written.add(key(to));
          // Exactly one vertex differs; a moved one replaces, the others keep order and bits.
          const before = verticesOf(now).map((vertex) => key(vertex.position));
          const after = verticesOf(outcome.geometry).map((vertex) => key(vertex.position));
          expect(after.length - before.length).toBe({ move: 0, add: 1, remove: -1 }[operation]);
          now = outcome.geometry;
        }
        const known = new Set(verticesOf(start).map((vertex) => key(vertex.position)));
        for (const vertex of verticesOf(now))
          expect(known.has(key(vertex.position)) || written.has(key(vertex.position))).toBe(true);
        const rings = kindOf(now.type) === 'polygon' ? partsOf(now).flat() : [];
        for (const closed of rings) expect(closed.at(-1)).toEqual(closed[0]);
      }),
    );
  });

  it('moving a vertex there and back gives the geometry back, bit by bit', () => {
    fc.assert(
      fc.property(geometry, fc.nat(), position, (start, pick, to) => {
        const vertices = verticesOf(start);
        const { address, position: from } = vertices[pick % vertices.length]!;
        const there = geometryAfter(moveVertex(start, address, to));
        const back = geometryAfter(moveVertex(there, address, from));
        expect(sameGeometry(back, start)).toBe(true);
      }),
    );
  });

  it('an operation leaves its argument as it was', () => {
    fc.assert(
      fc.property(geometry, position, (start, to) => {
        const copy = JSON.parse(JSON.stringify(start)) as Geometry;
        moveVertex(start, [0, 0, 0], to);
        addVertex(start, [0, 0, 0], to);
        removeVertex(start, [0, 0, 0]);
        expect(start).toEqual(copy);
      }),
    );
  });
});
