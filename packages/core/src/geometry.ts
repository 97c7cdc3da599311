/** GeoJSON geometry types (RFC 7946). Positions are `[longitude, latitude]` unless a CRS is named. */

export type Position = [x: number, y: number] | [x: number, y: number, z: number];
export type BBox = [minX: number, minY: number, maxX: number, maxY: number];

export interface Point {
  type: 'Point';
  coordinates: Position;
}
export interface MultiPoint {
  type: 'MultiPoint';
  coordinates: Position[];
}
export interface LineString {
  type: 'LineString';
  coordinates: Position[];
}
export interface MultiLineString {
  type: 'MultiLineString';
  coordinates: Position[][];
}
export interface Polygon {
  type: 'Polygon';
  coordinates: Position[][];
}
export interface MultiPolygon {
  type: 'MultiPolygon';
  coordinates: Position[][][];
}

export type Geometry = Point | MultiPoint | LineString | MultiLineString | Polygon | MultiPolygon;
export type GeometryType = Geometry['type'];

export const GEOMETRY_TYPES: readonly GeometryType[] = [
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
];

/** The `Multi*` type of the same dimension; a `Multi*` type is returned as it is. */
export function multiType(type: GeometryType): GeometryType {
  return type.startsWith('Multi') ? type : (`Multi${type}` as GeometryType);
}

/** Calls `visit` with every position of `geometry`, in order. */
export function forEachPosition(geometry: Geometry, visit: (position: Position) => void): void {
  const walk = (node: unknown): void => {
    const list = node as unknown[];
    if (typeof list[0] === 'number') visit(list as unknown as Position);
    else for (const child of list) walk(child);
  };
  if (geometry.coordinates.length > 0) walk(geometry.coordinates);
}

/** Bounding box in the geometry's own CRS; null for an empty geometry. */
export function bboxOf(geometry: Geometry): BBox | null {
  let box: BBox | null = null;
  forEachPosition(geometry, ([x, y]) => {
    if (!box) box = [x, y, x, y];
    else box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)];
  });
  return box;
}

/** True when both hold the same numbers in the same structure. */
export function sameGeometry(a: Geometry | null, b: Geometry | null): boolean {
  if (a === b) return true;
  return a?.type === b?.type && sameNumbers(a?.coordinates, b?.coordinates);
}

function sameNumbers(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  return a.every((item, index) => sameNumbers(item, b[index]));
}
