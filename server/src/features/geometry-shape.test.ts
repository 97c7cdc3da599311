import { describe, expect, it } from 'vitest';
import { areaOfUse } from './area-of-use.ts';
import { parseGeometry } from './geometry-shape.ts';

const area = areaOfUse(7792);
const ring = [
  [14, 41],
  [15, 41],
  [15, 42],
  [14, 41],
];
const line = [
  [14, 41],
  [15, 41],
];
const parse = (
  value: unknown,
  geometryType:
    'Point' | 'MultiPoint' | 'LineString' | 'MultiLineString' | 'Polygon' | 'MultiPolygon',
  dimensions: 2 | 3 = 2,
) => parseGeometry(value, { geometryType, dimensions }, area);

describe('a geometry from outside', () => {
  it.each([
    ['a point', { type: 'Point', coordinates: [14, 41] }, 'Point', [14, 41], 1],
    ['a point among points', { type: 'Point', coordinates: [14, 41] }, 'MultiPoint', [[14, 41]], 1],
    ['a line as several', { type: 'LineString', coordinates: line }, 'MultiLineString', [line], 2],
    ['a polygon as several', { type: 'Polygon', coordinates: [ring] }, 'MultiPolygon', [[ring]], 4],
    [
      'the only one of several',
      { type: 'MultiPolygon', coordinates: [[ring]] },
      'Polygon',
      [ring],
      4,
    ],
    [
      'a point without its height',
      { type: 'Point', coordinates: [14, 41, 800] },
      'Point',
      [14, 41],
      1,
    ],
  ] as const)('is read: %s', (_, value, type, coordinates, vertices) => {
    expect(parse(value, type)).toEqual({ geometry: { type, coordinates }, vertices });
  });

  it('keeps heights where the layer has them', () => {
    const value = {
      type: 'LineString',
      coordinates: [
        [14, 41, 800],
        [15, 41, 801],
      ],
    };
    expect(parse(value, 'MultiLineString', 3)).toEqual({
      geometry: { type: 'MultiLineString', coordinates: [value.coordinates] },
      vertices: 2,
    });
  });

  it.each([
    ['nothing', null, 'geometry/type', 'unknown-geometry-type'],
    ['text', 'POINT(14 41)', 'geometry/type', 'unknown-geometry-type'],
    [
      'a collection',
      { type: 'GeometryCollection', geometries: [] },
      'geometry/type',
      'unknown-geometry-type',
    ],
    [
      'a name from the prototype',
      { type: 'constructor', coordinates: [] },
      'geometry/type',
      'unknown-geometry-type',
    ],
    ['no coordinates', { type: 'Polygon' }, 'geometry/coordinates', 'not-coordinates'],
    ['an empty polygon', { type: 'Polygon', coordinates: [] }, 'geometry', 'empty-geometry'],
    [
      'an empty ring',
      { type: 'Polygon', coordinates: [[]] },
      'geometry/coordinates/0',
      'empty-geometry',
    ],
    [
      'a flat polygon',
      { type: 'Polygon', coordinates: ring },
      'geometry/coordinates/0/0',
      'not-coordinates',
    ],
    [
      'a nested polygon',
      { type: 'Polygon', coordinates: [[ring]] },
      'geometry/coordinates/0/0',
      'not-a-position',
    ],
    [
      'a point in a layer of polygons',
      { type: 'Point', coordinates: [14, 41] },
      'geometry/type',
      'wrong-geometry-type',
    ],
    [
      'text for a number',
      { type: 'Polygon', coordinates: [[[14, '41'], ...ring]] },
      'geometry/coordinates/0/0',
      'not-a-position',
    ],
    [
      'an open ring',
      { type: 'Polygon', coordinates: [[...ring.slice(0, 3), [14, 41.5]]] },
      'geometry/coordinates/0',
      'ring-not-closed',
    ],
    [
      'a ring of two',
      {
        type: 'Polygon',
        coordinates: [
          [
            [14, 41],
            [15, 41],
            [14, 41],
          ],
        ],
      },
      'geometry/coordinates/0',
      'too-few-points',
    ],
    [
      'metres for degrees',
      { type: 'Polygon', coordinates: [[[430000, 4625000], ...ring]] },
      'geometry/coordinates/0/0',
      'out-of-range',
    ],
    [
      'latitude before longitude',
      { type: 'Polygon', coordinates: [[[41, 14], ...ring]] },
      'geometry/coordinates/0/0',
      'outside-area',
    ],
    [
      'a far hole',
      {
        type: 'Polygon',
        coordinates: [
          ring,
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 0],
          ],
        ],
      },
      'geometry/coordinates/1/0',
      'outside-area',
    ],
  ])('is refused: %s', (_, value, place, reason) => {
    expect(parse(value, 'MultiPolygon')).toMatchObject({ fault: { place, reason } });
  });

  it.each([
    [
      'a second part',
      {
        type: 'MultiPoint',
        coordinates: [
          [14, 41],
          [15, 41],
        ],
      },
      'Point',
      2,
      'too-many-parts',
    ],
    [
      'a line of one',
      { type: 'LineString', coordinates: [[14, 41]] },
      'MultiLineString',
      2,
      'too-few-points',
    ],
    ['a missing height', { type: 'Point', coordinates: [14, 41] }, 'Point', 3, 'height-missing'],
    ['four numbers', { type: 'Point', coordinates: [14, 41, 0, 0] }, 'Point', 3, 'not-a-position'],
    ['NaN', { type: 'Point', coordinates: [Number.NaN, 41] }, 'Point', 2, 'not-a-position'],
  ] as const)('is refused: %s', (_, value, type, dimensions, reason) => {
    expect(parse(value, type, dimensions)).toMatchObject({ fault: { reason } });
  });
});
