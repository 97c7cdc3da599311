import { expect } from 'chai';
import { metersPerPixel, roundedDenominator, scaleBar, scaleDenominator } from './scale.ts';

describe('scale', () => {
  it('is the equator’s length over the world’s width at zoom 0', () => {
    expect(metersPerPixel(0, 0)).to.be.closeTo(40_075_016.686 / 512, 1e-3);
  });

  it('takes Web Mercator’s stretch out: at 60° a pixel is about half the ground', () => {
    // The parallel's radius on the ellipsoid: N cos φ, with N(60°) = 6 394 209.17 m (WGS 84).
    expect(metersPerPixel(60, 10)).to.be.closeTo(
      (2 * Math.PI * 6_394_209.17 * 0.5) / (512 * 1024),
      1e-4,
    );
  });

  it('counts a pixel as 1/96 inch', () => {
    expect(scaleDenominator(0, 10)).to.be.closeTo(metersPerPixel(0, 10) * (96 / 0.0254), 1e-6);
  });

  for (const [value, rounded] of [
    [1987.4, 2000],
    [4830, 4800],
    [9994, 10_000],
    [12_345, 12_300],
    [486_321, 486_000],
  ] as const)
    it(`says 1:${rounded} for ${value}`, () => {
      expect(roundedDenominator(value)).to.equal(rounded);
    });

  for (const [metersInPixel, meters, pixels] of [
    [1, 100, 100],
    [0.9, 50, 50 / 0.9],
    [0.024, 2, 2 / 0.024],
    [76, 5000, 5000 / 76],
  ] as const)
    it(`draws ${meters} m where a pixel is ${metersInPixel} m`, () => {
      const bar = scaleBar(metersInPixel, 100);
      expect(bar.meters).to.be.closeTo(meters, 1e-9);
      expect(bar.pixels).to.be.closeTo(pixels, 1e-9);
    });
});
