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
