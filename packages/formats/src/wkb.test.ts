/** Geometries as databases refuse them, byte by byte. */
import { describe, expect, it } from 'vitest';
import { polygonWkb } from './testing/fixtures.ts';
import { checkWkb } from './wkb.ts';

/** A point in ISO WKB or with EWKB's flags: type code, ordinates. */
function pointWkb(code: number, ordinates: number[], little = true): Uint8Array {
  const view = new DataView(new ArrayBuffer(5 + ordinates.length * 8));
  view.setUint8(0, little ? 1 : 0);
  view.setUint32(1, code, little);
  ordinates.forEach((value, i) => view.setFloat64(5 + i * 8, value, little));
  return new Uint8Array(view.buffer);
}

const reasons = (bytes: Uint8Array): string[] => checkWkb(bytes).faults.map(({ reason }) => reason);

describe('checkWkb', () => {
  it.each([
    ['ISO', pointWkb(1, [1, 2]), pointWkb(1, [1, 2]), 2],
    ['big-endian', pointWkb(1, [1, 2], false), pointWkb(1, [1, 2]), 2],
    ['ISO with heights', pointWkb(1001, [1, 2, 3]), pointWkb(1001, [1, 2, 3]), 3],
    ['EWKB with heights', pointWkb(0x80000001, [1, 2, 3]), pointWkb(1001, [1, 2, 3]), 3],
    ['ISO with measures, which are dropped', pointWkb(2001, [1, 2, 9]), pointWkb(1, [1, 2]), 2],
    ['ISO with both', pointWkb(3001, [1, 2, 3, 9]), pointWkb(1001, [1, 2, 3]), 3],
  ])('writes a point in %s as plain little-endian ISO', (_, bytes, expected, dimensions) => {
    expect(checkWkb(bytes)).toMatchObject({
      wkb: expected,
      type: 'Point',
      dimensions,
      faults: [],
      repairs: [],
    });
  });

  it('leaves a sound polygon as it is and tells its extent', () => {
    const bytes = polygonWkb([
      [
        [0, 0],
        [4, 0],
        [4, 3],
        [0, 0],
      ],
    ]);
    const checked = checkWkb(bytes);
    expect(Buffer.from(checked.wkb!).equals(bytes)).toBe(true);
    expect(checked.bbox).toEqual([0, 0, 4, 3]);
  });

  it.each([
    ['an empty point', pointWkb(1, [Number.NaN, Number.NaN]), ['empty-geometry']],
    ['half a point', pointWkb(1, [1, Number.NaN]), ['not-finite']],
    ['a point at infinity', pointWkb(1, [1, Number.POSITIVE_INFINITY]), ['not-finite']],
    ['a height that is no number', pointWkb(1001, [1, 2, Number.NaN]), ['not-finite']],
    ['a polygon without rings', polygonWkb([]), ['empty-geometry']],
    [
      'a ring of two points',
      polygonWkb([
        [
          [0, 0],
          [1, 0],
          [0, 0],
        ],
      ]),
      ['too-few-points'],
    ],
    ['a collection', pointWkb(7, [0]), ['geometry-type']],
    ['a curve polygon', pointWkb(10, [0]), ['geometry-type']],
  ])('finds %s at fault', (_, bytes, expected) => {
    expect(reasons(bytes)).toEqual(expected);
    expect(checkWkb(bytes).wkb).toBeNull();
  });

  it('closes an open ring, telling so', () => {
    const { wkb, repairs } = checkWkb(
      polygonWkb([
        [
          [0, 0],
          [1, 0],
          [1, 1],
        ],
      ]),
    );
    expect(
      Buffer.from(wkb!).equals(
        polygonWkb([
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 0],
          ],
        ]),
      ),
    ).toBe(true);
    expect(repairs).toMatchObject([{ reason: 'ring-not-closed' }]);
  });

  it.each([
    [
      'cut short',
      polygonWkb([
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      ]).subarray(0, 40),
    ],
    ['promising four thousand million points', Buffer.from('0102000000ffffffff', 'hex')],
  ])('throws at bytes %s', (_, bytes) => {
    expect(() => checkWkb(bytes)).toThrow(RangeError);
  });
});
