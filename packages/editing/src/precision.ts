/** Positions that come from a pointer are given the precision in which the API writes them. */
import type { Position } from '@sit/core/geometry';

/** 10⁻⁹ degrees, 0.1 mm: the GeoJSON the server answers has nine decimals. */
const UNITS_PER_DEGREE = 1e9;

/** For freehand positions only: a snapped or unedited position keeps its own numbers. */
export function roundPosition([longitude, latitude]: Position): Position {
  return [
    Math.round(longitude * UNITS_PER_DEGREE) / UNITS_PER_DEGREE,
    Math.round(latitude * UNITS_PER_DEGREE) / UNITS_PER_DEGREE,
  ];
}
