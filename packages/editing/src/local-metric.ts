/** Metres at a place on the WGS 84 ellipsoid, for distances of up to some kilometres. */
import type { Position } from '@sit/core/geometry';

/** WGS 84 semi-major axis in metres and first eccentricity squared (NGA.STND.0036). */
export const SEMI_MAJOR_AXIS_METERS = 6378137;
const FLATTENING = 1 / 298.257223563;
export const ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING);

const RADIANS = Math.PI / 180;

export interface LocalMetric {
  metersPerDegreeEast: number;
  metersPerDegreeNorth: number;
}

/** Length of a degree east and north at a latitude: radii of curvature N cos φ and M (Snyder 1987, eq. 4-18…4-20). */
export function localMetric(latitudeDegrees: number): LocalMetric {
  const latitude = latitudeDegrees * RADIANS;
  const w = 1 - ECCENTRICITY_SQUARED * Math.sin(latitude) ** 2;
  const primeVertical = SEMI_MAJOR_AXIS_METERS / Math.sqrt(w);
  const meridian = (SEMI_MAJOR_AXIS_METERS * (1 - ECCENTRICITY_SQUARED)) / w ** 1.5;
  return {
    metersPerDegreeEast: primeVertical * Math.cos(latitude) * RADIANS,
    metersPerDegreeNorth: meridian * RADIANS,
  };
}

/** East and north components of the way from `from` to `to`, in metres, by the metric at mid-latitude. */
export function offsetMeters(from: Position, to: Position): [east: number, north: number] {
  const metric = localMetric((from[1] + to[1]) / 2);
  return [
    (to[0] - from[0]) * metric.metersPerDegreeEast,
    (to[1] - from[1]) * metric.metersPerDegreeNorth,
  ];
}

export function distanceMeters(from: Position, to: Position): number {
  return Math.hypot(...offsetMeters(from, to));
}

/** Distance by a metric already at hand: for many places around one. */
export function metersBetween(metric: LocalMetric, a: Position, b: Position): number {
  return Math.hypot(
    (b[0] - a[0]) * metric.metersPerDegreeEast,
    (b[1] - a[1]) * metric.metersPerDegreeNorth,
  );
}

/** The foot of the perpendicular from `position` on the segment `ab`, kept within it. */
export function footOf(
  metric: LocalMetric,
  position: Position,
  a: Position,
  b: Position,
): Position {
  const bx = (b[0] - a[0]) * metric.metersPerDegreeEast;
  const by = (b[1] - a[1]) * metric.metersPerDegreeNorth;
  const px = (position[0] - a[0]) * metric.metersPerDegreeEast;
  const py = (position[1] - a[1]) * metric.metersPerDegreeNorth;
  const length = bx * bx + by * by;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, (px * bx + py * by) / length));
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
}
