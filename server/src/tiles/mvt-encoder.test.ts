import type { Geometry, Position } from '@sit/core/geometry';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { describe, expect, it } from 'vitest';
import { encodeTile } from './mvt-encoder.ts';
import type { TileFeature } from './mvt-encoder.ts';

const square = (minX: number, minY: number, side: number): Position[] => [
  [minX, minY],
  [minX, minY + side],
  [minX + side, minY + side],
  [minX + side, minY],
  [minX, minY],
];

function decodeOne(geometry: Geometry, properties: TileFeature['properties'] = {}) {
  const tile = new VectorTile(
    new PbfReader(encodeTile('parcels', [{ id: 7, geometry, properties }])),
  );
  return tile.layers['parcels']!.feature(0);
}

/** Surveyor's formula on a decoded ring; positive is clockwise on screen. */
function signedArea(ring: { x: number; y: number }[]): number {
  return ring.reduce((sum, p, i) => {
    const q = ring[(i + 1) % ring.length]!;
    return sum + (p.x * q.y - q.x * p.y) / 2;
  }, 0);
}

describe('encodeTile', () => {
  it('names the layer, its version and its extent', () => {
    const bytes = encodeTile('parcels', [
      { id: 1, geometry: { type: 'Point', coordinates: [1, 2] }, properties: {} },
    ]);
    const layer = new VectorTile(new PbfReader(bytes)).layers['parcels']!;
    expect([layer.name, layer.version, layer.extent, layer.length]).toEqual([
      'parcels',
      2,
      4096,
      1,
    ]);
  });

  it('writes the bytes the specification derives for a polygon', () => {
    // Mapbox Vector Tile 2.1 §4.3.5.5: MoveTo(3,6) LineTo(8,12) LineTo(20,34) ClosePath is 9 6 12 18 10 12 24 44 15.
    const bytes = encodeTile('a', [
      {
        id: 1,
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [3, 6],
              [8, 12],
              [20, 34],
              [3, 6],
            ],
          ],
        },
        properties: {},
      },
    ]);
    expect(Buffer.from(bytes).includes(Buffer.from([9, 6, 12, 18, 10, 12, 24, 44, 15]))).toBe(true);
  });

  it('turns exteriors clockwise and holes the other way, whichever way they came', () => {
    for (const reverse of [false, true]) {
      const rings = [square(0, 0, 100), square(10, 10, 20)].map((ring) =>
        reverse ? ring.toReversed() : ring,
      );
      const [exterior, hole] = decodeOne({ type: 'Polygon', coordinates: rings }).loadGeometry();
      expect(signedArea(exterior!.slice(0, -1))).toBe(10_000);
      expect(signedArea(hole!.slice(0, -1))).toBe(-400);
    }
  });

  it('drops rings that have no area, and the holes of an exterior that has none', () => {
    const flat: Position[] = [
      [0, 0],
      [5, 5],
      [0, 0],
      [0, 0],
    ];
    const polygon = decodeOne({ type: 'Polygon', coordinates: [square(0, 0, 50), flat] });
    expect(polygon.loadGeometry()).toHaveLength(1);
    const nothing = encodeTile('parcels', [
      {
        id: 1,
        geometry: { type: 'Polygon', coordinates: [flat, square(1, 1, 2)] },
        properties: {},
      },
    ]);
    expect(nothing).toHaveLength(0);
  });

  it('keeps every kind of value, and leaves null out', () => {
    const properties = {
      text: 'Via dell’Università',
      integer: 42,
      negative: -7,
      large: 9_007_199_254_740_991,
      real: 12.5,
      yes: true,
      no: false,
      nothing: null,
    };
    const { nothing: _, ...present } = properties;
    expect(decodeOne({ type: 'Point', coordinates: [0, 0] }, properties).properties).toEqual(
      present,
    );
  });

  it('keeps apart a number and the text that looks like it', () => {
    expect(decodeOne({ type: 'Point', coordinates: [0, 0] }, { a: 1, b: '1' }).properties).toEqual({
      a: 1,
      b: '1',
    });
  });

  it('takes field names that are members of every object', () => {
    const properties = { constructor: 'x', valueof: 'y' };
    const decoded = decodeOne({ type: 'Point', coordinates: [0, 0] }, properties).properties;
    expect(Object.entries(decoded)).toEqual(Object.entries(properties));
  });

  it('draws multipoints and multilines with all their parts, past the tile’s border too', () => {
    const points = decodeOne({
      type: 'MultiPoint',
      coordinates: [
        [-64, 4160],
        [5, 6],
      ],
    }).loadGeometry();
    expect(points.flat().map(({ x, y }) => [x, y])).toEqual([
      [-64, 4160],
      [5, 6],
    ]);
    const lines = decodeOne({
      type: 'MultiLineString',
      coordinates: [
        [
          [0, 0],
          [10, 0],
        ],
        [
          [5, 5],
          [5, 5],
        ],
        [
          [1, 1],
          [1, 9],
          [9, 9],
        ],
      ],
    }).loadGeometry();
    expect(lines.map((line) => line.length)).toEqual([2, 3]);
  });
});
