/** A geometry from outside: is it GeoJSON, of the layer's type, within the area? Pure. */
import { GEOMETRY_TYPES, multiType } from '@sit/core/geometry';
import type { BBox, Geometry, GeometryType, Position } from '@sit/core/geometry';
import type { Layer } from '@sit/core/layer';
import type { Fault } from '@sit/core/problem';

export type GeometryShape = { geometry: Geometry; vertices: number } | { fault: Fault };

/** Arrays around a position: 0 for a point, 3 for a multipolygon. */
const DEPTHS: Record<GeometryType, number> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
};

/**
 * `value` as a geometry of the layer's type, simple ones promoted to `Multi*` and single ones taken out of
 * it; heights kept only by layers that have them. Positions must lie in `area` (WGS 84). The fault's place
 * is `geometry` or within it, e.g. `geometry/coordinates/0/3`.
 */
export function parseGeometry(
  value: unknown,
  layer: Pick<Layer, 'geometryType' | 'dimensions'>,
  area: BBox,
): GeometryShape {
  try {
    const { type, coordinates } = readObject(value);
    const fitting = fitType(type, coordinates, layer.geometryType);
    const reader = new CoordinateReader(layer.dimensions, area);
    reader.read(coordinates, DEPTHS[type], 'geometry/coordinates');
    for (const { chain, place } of chains(type, coordinates))
      (type.endsWith('Polygon') ? requireRing : requireLine)(chain, place);
    const flat =
      layer.dimensions === 2 ? withoutHeights(fitting, DEPTHS[layer.geometryType]) : fitting;
    return {
      geometry: { type: layer.geometryType, coordinates: flat } as Geometry,
      vertices: reader.vertices,
    };
  } catch (error) {
    if (error instanceof ShapeFault) return { fault: error.fault };
    throw error;
  }
}

class ShapeFault extends Error {
  readonly fault: Fault;
  constructor(place: string, reason: string, message: string, position?: [number, number]) {
    super(message);
    this.fault = { place, reason, message, ...(position ? { position } : {}) };
  }
}

function readObject(value: unknown): { type: GeometryType; coordinates: unknown[] } {
  const object = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const type = object['type'];
  if (!GEOMETRY_TYPES.includes(type as GeometryType))
    throw new ShapeFault(
      'geometry/type',
      'unknown-geometry-type',
      `${JSON.stringify(type ?? null)} non è un tipo di geometria ammesso.`,
    );
  const coordinates = object['coordinates'];
  if (!Array.isArray(coordinates))
    throw new ShapeFault(
      'geometry/coordinates',
      'not-coordinates',
      'Mancano le coordinate della geometria.',
    );
  if (coordinates.length === 0)
    throw new ShapeFault('geometry', 'empty-geometry', 'La geometria è vuota.');
  return { type: type as GeometryType, coordinates };
}

/** `coordinates` nested as `wanted` nests them. */
function fitType(type: GeometryType, coordinates: unknown[], wanted: GeometryType): unknown[] {
  if (type === wanted) return coordinates;
  if (multiType(type) === wanted) return [coordinates];
  if (multiType(wanted) === type) {
    if (coordinates.length === 1 && Array.isArray(coordinates[0]))
      return coordinates[0] as unknown[];
    throw new ShapeFault(
      'geometry',
      'too-many-parts',
      `Il livello ammette una sola parte: ${coordinates.length} sono troppe.`,
    );
  }
  throw new ShapeFault(
    'geometry/type',
    'wrong-geometry-type',
    `Il livello contiene ${wanted}: una geometria ${type} non vi può stare.`,
  );
}

class CoordinateReader {
  vertices = 0;
  readonly #dimensions: 2 | 3;
  readonly #area: BBox;

  constructor(dimensions: 2 | 3, area: BBox) {
    this.#dimensions = dimensions;
    this.#area = area;
  }

  read(node: unknown, depth: number, place: string): void {
    if (!Array.isArray(node))
      throw new ShapeFault(place, 'not-coordinates', 'Qui occorre un elenco di coordinate.');
    if (depth === 0) return this.#readPosition(node, place);
    if (node.length === 0)
      throw new ShapeFault(place, 'empty-geometry', 'Una parte della geometria è vuota.');
    for (const [index, child] of node.entries()) this.read(child, depth - 1, `${place}/${index}`);
  }

  #readPosition(position: unknown[], place: string): void {
    this.vertices++;
    if (
      position.length < 2 ||
      position.length > 3 ||
      !position.every((n) => typeof n === 'number' && Number.isFinite(n))
    )
      throw new ShapeFault(
        place,
        'not-a-position',
        `${JSON.stringify(position).slice(0, 80)} non è una posizione [longitudine, latitudine].`,
      );
    const [longitude, latitude] = position as [number, number];
    if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90)
      throw new ShapeFault(
        place,
        'out-of-range',
        `[${longitude}, ${latitude}] non è una posizione in gradi, longitudine e latitudine.`,
      );
    const [west, south, east, north] = this.#area;
    if (longitude < west || longitude > east || latitude < south || latitude > north)
      throw new ShapeFault(
        place,
        'outside-area',
        `[${longitude}, ${latitude}] è fuori dall’area in cui il territorio si può rappresentare.`,
        [longitude, latitude],
      );
    if (this.#dimensions === 3 && position.length < 3)
      throw new ShapeFault(
        place,
        'height-missing',
        'Il livello conserva le quote: a questo vertice manca la quota.',
        [longitude, latitude],
      );
  }
}

/** The rings or lines of a geometry whose nesting has been checked, each with its place. */
function* chains(
  type: GeometryType,
  coordinates: unknown[],
): Generator<{ chain: Position[]; place: string }> {
  const at = 'geometry/coordinates';
  if (type === 'LineString') yield { chain: coordinates as Position[], place: at };
  if (type === 'MultiLineString' || type === 'Polygon')
    for (const [i, chain] of (coordinates as Position[][]).entries())
      yield { chain, place: `${at}/${i}` };
  if (type === 'MultiPolygon')
    for (const [i, polygon] of (coordinates as Position[][][]).entries())
      for (const [j, chain] of polygon.entries()) yield { chain, place: `${at}/${i}/${j}` };
}

/** RFC 7946 §3.1.6: four positions or more, the last equal to the first. */
function requireRing(ring: Position[], place: string): void {
  const [first, last] = [ring[0]!, ring.at(-1)!];
  if (ring.length < 4)
    throw new ShapeFault(place, 'too-few-points', 'Un contorno ha almeno tre vertici.', xy(first));
  if (first.length !== last.length || first.some((n, axis) => n !== last[axis]))
    throw new ShapeFault(
      place,
      'ring-not-closed',
      'Il contorno non è chiuso: l’ultima posizione deve essere uguale alla prima.',
      xy(last),
    );
}

function requireLine(line: Position[], place: string): void {
  if (line.length < 2)
    throw new ShapeFault(place, 'too-few-points', 'Una linea ha almeno due vertici.', xy(line[0]!));
}

function withoutHeights(node: unknown[], depth: number): unknown[] {
  return depth === 0
    ? node.slice(0, 2)
    : node.map((child) => withoutHeights(child as unknown[], depth - 1));
}

function xy(position: Position): [number, number] {
  return [position[0], position[1]];
}
