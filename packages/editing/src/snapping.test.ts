import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import type { Position } from '@sit/core/geometry';
import { line, multiPolygon, point, polygon } from './fixtures.ts';
import { verticesOf } from './address.ts';
import { distanceMeters } from './local-metric.ts';
import { createSnapIndex, snap } from './snapping.ts';

const METERS = 1 / 111_000;

describe('snap', () => {
  const index = createSnapIndex([polygon, point])!;

  it('gives the very numbers of the vertex', () => {
    const [x, y] = polygon.coordinates[0]![2]!;
    expect(snap(index, [x + METERS, y - METERS], 5)).toMatchObject({
      position: [x, y],
      reason: 'vertex',
    });
  });
  it('reaches points too', () => {
    const near: Position = [14.1 + METERS, 41.9];
    expect(snap(createSnapIndex([point])!, near, 5)?.position).toEqual(point.coordinates);
  });
  it('gives the foot on an edge where no vertex is near', () => {
    expect(snap(index, [14.05, 41.9 - 2 * METERS], 5)).toMatchObject({
      position: [14.05, 41.9],
      reason: 'edge',
    });
  });
  it('prefers a vertex to a nearer edge', () => {
    const found = snap(index, [14 + 3 * METERS, 41.9 + METERS / 10], 5);
    expect(found?.reason).toBe('vertex');
  });
  it('finds where two neighbours cross', () => {
    const across = createSnapIndex([
      {
        type: 'LineString',
        coordinates: [
          [14, 42],
          [14.002, 42.002],
        ],
      },
      {
        type: 'LineString',
        coordinates: [
          [14, 42.002],
          [14.002, 42],
        ],
      },
    ])!;
    const found = snap(across, [14.001, 42.001 + METERS], 3);
    expect(found?.reason).toBe('intersection');
    expect(found!.position[0]).toBeCloseTo(14.001, 12);
    expect(found!.position[1]).toBeCloseTo(42.001, 12);
  });
  it('leaves alone what is further than the tolerance, in metres east as well as north', () => {
    expect(snap(index, [14.05, 41.9 - 6 * METERS], 5)).toBeNull();
    const sixMetersEast = 6 / (111_320 * Math.cos((41.9 * Math.PI) / 180));
    const west = createSnapIndex([{ type: 'Point', coordinates: [14, 41.9] }])!;
    expect(snap(west, [14 + sixMetersEast, 41.9], 5)).toBeNull();
    expect(snap(west, [14 + sixMetersEast, 41.9], 6.1)?.reason).toBe('vertex');
  });
  it('there is no index of nothing', () => {
    expect(createSnapIndex([])).toBeNull();
  });
  it('agrees with trying every vertex', () => {
    const all = verticesOf(multiPolygon).concat(verticesOf(line));
    const everything = createSnapIndex([multiPolygon, line])!;
    const place = fc.tuple(
      fc.double({ min: 13.9, max: 14.7, noNaN: true }),
      fc.double({ min: 41.85, max: 42.05, noNaN: true }),
    );
    fc.assert(
      fc.property(place, (position) => {
        const tolerance = 3000;
        const nearest = Math.min(...all.map((vertex) => distanceMeters(position, vertex.position)));
        // Distances by the metric at mid-latitude and at the pointer differ by some metres over 3 km.
        fc.pre(Math.abs(nearest - tolerance) > 10);
        const found = snap(everything, position, tolerance);
        expect(found?.reason === 'vertex').toBe(nearest <= tolerance);
        const off = found?.reason === 'vertex' ? Math.abs(found.distanceMeters - nearest) : 0;
        expect(off).toBeLessThan(10);
      }),
    );
  });
});
