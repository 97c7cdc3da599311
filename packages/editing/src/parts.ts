/** One view of all six geometry types: parts → rings → positions, sharing every position array. */
import type { Geometry, GeometryType, Position } from '@sit/core/geometry';

export type Kind = 'point' | 'line' | 'polygon';

/** Positions of a line, of a closed ring (last equal to first), or the one position of a point. */
export type Ring = readonly Position[];
/** A polygon's shell and holes; a single ring for lines and points. */
export type Part = readonly Ring[];

export function kindOf(type: GeometryType): Kind {
  if (type.endsWith('Point')) return 'point';
  return type.endsWith('LineString') ? 'line' : 'polygon';
}

export function isMulti(type: GeometryType): boolean {
  return type.startsWith('Multi');
}

export function partsOf(geometry: Geometry): readonly Part[] {
  switch (geometry.type) {
    case 'Point':
      return [[[geometry.coordinates]]];
    case 'MultiPoint':
      return geometry.coordinates.map((position) => [[position]]);
    case 'LineString':
      return [[geometry.coordinates]];
    case 'MultiLineString':
      return geometry.coordinates.map((line) => [line]);
    case 'Polygon':
      return [geometry.coordinates];
    case 'MultiPolygon':
      return geometry.coordinates;
  }
}

/** The inverse of {@link partsOf}. Throws when a single type is given other than one part. */
export function fromParts(type: GeometryType, parts: readonly Part[]): Geometry {
  const first = parts[0];
  if (!isMulti(type) && (parts.length !== 1 || !first))
    throw new Error(`${type} has one part, not ${parts.length}`);
  switch (type) {
    case 'Point':
      return { type, coordinates: first![0]![0]! };
    case 'MultiPoint':
      return { type, coordinates: parts.map((part) => part[0]![0]!) };
    case 'LineString':
      return { type, coordinates: first![0] as Position[] };
    case 'MultiLineString':
      return { type, coordinates: parts.map((part) => part[0] as Position[]) };
    case 'Polygon':
      return { type, coordinates: first as Position[][] };
    case 'MultiPolygon':
      return { type, coordinates: parts as Position[][][] };
  }
}

/** A copy of `geometry` with one ring replaced; all other rings are the very same arrays. */
export function replaceRing(geometry: Geometry, part: number, ring: number, next: Ring): Geometry {
  const parts = partsOf(geometry).map((rings, p) =>
    p === part ? rings.map((positions, r) => (r === ring ? next : positions)) : rings,
  );
  return fromParts(geometry.type, parts);
}
