import { expect } from 'chai';
import { hatchPattern } from './hatch.ts';

describe('hatchPattern', () => {
  it('is no pattern for other names', () => {
    expect(['hatch:red', 'hatch:#12', 'marker', 'hatch:#1122334'].map(hatchPattern)).to.deep.equal([
      null,
      null,
      null,
      null,
    ]);
  });

  it('draws in the colour named, and leaves more than half of the ground free', () => {
    const { data } = hatchPattern('hatch:#AA4411')!;
    let ink = 0;
    for (let at = 0; at < data.length; at += 4) {
      expect(Array.from(data.subarray(at, at + 3))).to.deep.equal([0xaa, 0x44, 0x11]);
      ink += data[at + 3]! / 255;
    }
    expect(ink / (data.length / 4)).to.be.within(0.15, 0.5);
  });

  it('goes on without a seam: each row is the one above moved by a pixel, around the edge', () => {
    const { data, width, height } = hatchPattern('hatch:#000000')!;
    const alpha = (x: number, y: number): number =>
      data[((y % height) * width + (x % width)) * 4 + 3]!;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) expect(alpha(x, y + 1)).to.equal(alpha(x + 1, y));
  });
});
