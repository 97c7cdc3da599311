import { toWebMercator } from '@sit/core/web-mercator';
import { describe, expect, it } from 'vitest';
import { isTile, tileBounds, tilesTouching, unitMeters } from './tile-matrix.ts';

describe('WebMercatorQuad', () => {
  it('has one tile over the whole world at tile matrix 0', () => {
    // Top left corner in OGC 17-083r4, table D.1.
    const [minX, minY, maxX, maxY] = tileBounds({ tileMatrix: 0, tileRow: 0, tileCol: 0 });
    for (const side of [-minX, -minY, maxX, maxY]) expect(side).toBeCloseTo(20037508.3427892, 6);
  });

  it('counts rows from the north and columns from the west', () => {
    const [minX, minY, maxX, maxY] = tileBounds({ tileMatrix: 1, tileRow: 0, tileCol: 1 });
    expect([minX, minY]).toEqual([0, 0]);
    expect(maxX).toBeCloseTo(20037508.3427892, 6);
    expect(maxY).toBeCloseTo(20037508.3427892, 6);
  });

  it('has cells of the size the standard lists, sixteen units to a 256-pixel cell', () => {
    // Cell size of tile matrix 14 in table D.1: 9.55462853564703 m.
    expect(unitMeters(14) * 16).toBeCloseTo(9.55462853564703, 9);
  });

  it.each([
    ['a fraction', { tileMatrix: 3, tileRow: 0.5, tileCol: 0 }],
    ['a negative row', { tileMatrix: 3, tileRow: -1, tileCol: 0 }],
    ['a column past the last', { tileMatrix: 3, tileRow: 0, tileCol: 8 }],
    ['a matrix deeper than the set', { tileMatrix: 23, tileRow: 0, tileCol: 0 }],
    ['not a number', { tileMatrix: Number.NaN, tileRow: 0, tileCol: 0 }],
  ])('refuses %s', (_name, address) => expect(isTile(address)).toBe(false));

  it('accepts the last tile of a matrix', () =>
    expect(isTile({ tileMatrix: 3, tileRow: 7, tileCol: 7 })).toBe(true));

  it('touches the neighbour whose buffer a box on the edge lies in', () => {
    const [minX, , , maxY] = tileBounds({ tileMatrix: 14, tileRow: 6090, tileCol: 8834 });
    const unit = unitMeters(14);
    const inside = tilesTouching([minX + unit, maxY - unit, minX + unit, maxY - unit], 14);
    expect(inside).toEqual({ minRow: 6089, maxRow: 6090, minCol: 8833, maxCol: 8834 });
    const middle = 100 * unit;
    const clear = tilesTouching([minX + middle, maxY - middle, minX + middle, maxY - middle], 14);
    expect(clear).toEqual({ minRow: 6090, maxRow: 6090, minCol: 8834, maxCol: 8834 });
  });

  it('projects as EPSG guidance note 7-2 computes by example', () => {
    // Method 1024's worked example: 24°22′54.433″N 100°20′00.000″W gives E -11169055.58, N 2800000.00.
    const longitude = -(100 + 20 / 60);
    const latitude = 24 + 22 / 60 + 54.433 / 3600;
    const [x, y] = toWebMercator([longitude, latitude, longitude, latitude]);
    expect(x).toBeCloseTo(-11169055.58, 1);
    expect(y).toBeCloseTo(2800000.0, 1);
  });
});
