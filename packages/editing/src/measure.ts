/** Lengths, areas and bearings of WGS 84 geometries on the ellipsoid, exact enough to show while drawing. */
import type { Geometry, Position } from '@sit/core/geometry';
import type { Ring } from './parts.ts';
import {
  ECCENTRICITY_SQUARED,
  SEMI_MAJOR_AXIS_METERS,
  distanceMeters,
  offsetMeters,
} from './local-metric.ts';
import { kindOf, partsOf } from './parts.ts';

const RADIANS = Math.PI / 180;
const ECCENTRICITY = Math.sqrt(ECCENTRICITY_SQUARED);

export function lengthMeters(positions: Ring): number {
  let sum = 0;
  for (let i = 1; i < positions.length; i++)
    sum += distanceMeters(positions[i - 1]!, positions[i]!);
  return sum;
}

/**
 * Area enclosed by a closed ring, m²: the shoelace formula in the cylindrical equal-area projection of
 * the ellipsoid (Snyder 1987, p. 81, eq. 10-1 and 3-12), in which areas are true everywhere.
 */
export function ringAreaSquareMeters(ring: Ring): number {
  const origin = ring[0];
  if (!origin) return 0;
  const originY = equalAreaY(origin[1]);
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const a = ring[i - 1]!;
    const b = ring[i]!;
    const ax = (a[0] - origin[0]) * RADIANS;
    const bx = (b[0] - origin[0]) * RADIANS;
    sum += ax * (equalAreaY(b[1]) - originY) - bx * (equalAreaY(a[1]) - originY);
  }
  return Math.abs(sum / 2) * SEMI_MAJOR_AXIS_METERS ** 2;
}

export interface Measures {
  /** Of lines their length, of polygons the length of all rings. */
  lengthMeters: number;
  /** Holes taken off; 0 for points and lines. */
  areaSquareMeters: number;
}

export function measuresOf(geometry: Geometry): Measures {
  const parts = partsOf(geometry);
  const length = parts.flat().reduce((sum, ring) => sum + lengthMeters(ring), 0);
  if (kindOf(geometry.type) !== 'polygon') return { lengthMeters: length, areaSquareMeters: 0 };
  let area = 0;
  for (const [shell, ...holes] of parts) {
    if (shell) area += ringAreaSquareMeters(shell);
    for (const hole of holes) area -= ringAreaSquareMeters(hole);
  }
  return { lengthMeters: length, areaSquareMeters: area };
}

/** Direction of the way from `from` to `to` at its middle, degrees clockwise from true north, 0 ≤ b < 360. */
export function bearingDegrees(from: Position, to: Position): number {
  const [east, north] = offsetMeters(from, to);
  const bearing = Math.atan2(east, north) / RADIANS;
  return (bearing + 360) % 360;
}

/** q / 2 of Snyder 1987, eq. 3-12: the projection's y in units of the semi-major axis. */
function equalAreaY(latitudeDegrees: number): number {
  const sine = Math.sin(latitudeDegrees * RADIANS);
  const es = ECCENTRICITY * sine;
  return ((1 - ECCENTRICITY_SQUARED) * (sine / (1 - es * es) + Math.atanh(es) / ECCENTRICITY)) / 2;
}
