import { area as turfArea, length as turfLength } from '@turf/turf';
import { describe, expect, it } from 'vitest';
import type { Polygon } from '@sit/core/geometry';
import { bearingDegrees, lengthMeters, measuresOf } from './measure.ts';

// Expected values: geodesics on the WGS 84 ellipsoid, PostGIS 3.3 ST_Area, ST_Perimeter, ST_Length
// and ST_Azimuth of the same coordinates as geography.
const small: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [14, 41.9],
      [14.001, 41.9],
      [14.001, 41.901],
      [14, 41.901],
      [14, 41.9],
    ],
  ],
};
const holed: Polygon = {
  type: 'Polygon',
  coordinates: [
    ...small.coordinates,
    [
      [14.0002, 41.9002],
      [14.0004, 41.9002],
      [14.0004, 41.9005],
      [14.0002, 41.9002],
    ],
  ],
};
const municipalitySized: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [13.95, 41.8],
      [14.1, 41.78],
      [14.12, 41.9],
      [14.0, 41.95],
      [13.95, 41.8],
    ],
  ],
};

describe('measures', () => {
  // Sides of 12 km bulge by metres between a geodesic and a line straight on the map; lots' do not.
  it.each([
    ['a lot', small, 9216.66797, 388.10211, 5e-6],
    ['a lot with a hole', holed, 8940.16664, 475.2451, 5e-6],
    ['a quadrangle of 12 km', municipalitySized, 179401387.17, 54664.3604, 2e-4],
  ])('area and perimeter of %s', (_, geometry, area, perimeter, tolerance) => {
    const measures = measuresOf(geometry);
    expect(Math.abs(measures.areaSquareMeters / area - 1)).toBeLessThan(tolerance);
    expect(Math.abs(measures.lengthMeters / perimeter - 1)).toBeLessThan(1e-6);
  });
  it('length of a line', () => {
    expect(
      lengthMeters([
        [14, 41.9],
        [14.01, 41.9],
        [14.01, 41.91],
      ]),
    ).toBeCloseTo(1940.5179, 3);
  });
  it('a line has no area, a point no length', () => {
    expect(measuresOf({ type: 'Point', coordinates: [14, 42] })).toEqual({
      lengthMeters: 0,
      areaSquareMeters: 0,
    });
  });
  it.each([
    ['north', [14, 42], 0],
    ['east', [14.001, 41.9], 90],
    ['south', [14, 41.8], 180],
    ['west', [13.999, 41.9], 270],
  ] as const)('bearing %s', (_, to, expected) => {
    expect(bearingDegrees([14, 41.9], [...to])).toBeCloseTo(expected, 6);
  });
  it('bearing of a slanting line', () => {
    expect(bearingDegrees([14, 41.9], [14.01, 41.91])).toBeCloseTo(36.7576, 1);
  });
});

// Turf measures on a sphere, which is what keeps it off the screen here: at 42° its areas are 0.2 % off.
// It is independent all the same, and a wrong formula would be further off than its sphere.
it.each([
  ['a lot', small],
  ['a lot with a hole', holed],
  ['a quadrangle of 12 km', municipalitySized],
])('area and perimeter of %s are near a sphere’s', (_, geometry) => {
  const measures = measuresOf(geometry);
  const feature = { type: 'Feature' as const, properties: {}, geometry };
  expect(measures.areaSquareMeters / turfArea(feature)).toBeCloseTo(1, 2);
  expect(measures.lengthMeters / turfLength(feature, { units: 'meters' })).toBeCloseTo(1, 2);
});
