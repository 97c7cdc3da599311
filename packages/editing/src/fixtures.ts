/** Geometries of the tests: each of the six types, somewhere in the Alto Sangro. */
import type {
  Geometry,
  LineString,
  MultiLineString,
  MultiPoint,
  MultiPolygon,
  Point,
  Polygon,
  Position,
} from '@sit/core/geometry';

/** Corners of a closed square, counter-clockwise from the south-west. */
export function square(west: number, south: number, size: number): Position[] {
  const [east, north] = [west + size, south + size];
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

export const point: Point = { type: 'Point', coordinates: [14.1, 41.9] };
export const multiPoint: MultiPoint = {
  type: 'MultiPoint',
  coordinates: [
    [14.1, 41.9],
    [14.2, 41.8],
  ],
};
export const line: LineString = {
  type: 'LineString',
  coordinates: [
    [14, 41.9],
    [14.1, 41.95],
    [14.2, 41.9],
  ],
};
export const multiLine: MultiLineString = {
  type: 'MultiLineString',
  coordinates: [
    line.coordinates,
    [
      [14.3, 41.8],
      [14.4, 41.8],
    ],
  ],
};
export const polygon: Polygon = {
  type: 'Polygon',
  coordinates: [square(14, 41.9, 0.1), square(14.02, 41.92, 0.02).toReversed()],
};
export const multiPolygon: MultiPolygon = {
  type: 'MultiPolygon',
  coordinates: [polygon.coordinates, [square(14.5, 41.9, 0.1)]],
};
export const everyType: Geometry[] = [point, multiPoint, line, multiLine, polygon, multiPolygon];
