/**
 * Rewrites a geometry's WKB (OGC 06-103r4 §8, and EWKB's flags) as plain little-endian ISO WKB, XY or
 * XYZ, checking what a database refuses to parse. Coordinates are copied, never computed.
 */
import type { BBox, GeometryType } from '@sit/core/geometry';
import type { Fault } from '@sit/core/problem';

export interface CheckedGeometry {
  /** Null when nothing usable remains. */
  wkb: Uint8Array | null;
  type: GeometryType | null;
  dimensions: 2 | 3;
  bbox: BBox | null;
  repairs: Fault[];
  faults: Fault[];
}

const TYPES: Record<number, GeometryType> = {
  1: 'Point',
  2: 'LineString',
  3: 'Polygon',
  4: 'MultiPoint',
  5: 'MultiLineString',
  6: 'MultiPolygon',
};
const CODES = Object.fromEntries(
  Object.entries(TYPES).map(([code, type]) => [type, Number(code)]),
) as Record<GeometryType, number>;
const MAX_DEPTH = 8;

/**
 * Faults: `empty-geometry`, `geometry-type` (collections, curves, surfaces), `not-finite`, `too-few-points`.
 * Repairs: `ring-not-closed` (the first vertex repeated at the end).
 * Throws RangeError when the bytes are not WKB.
 */
export function checkWkb(bytes: Uint8Array): CheckedGeometry {
  const reader = new Reader(bytes);
  const geometry = readGeometry(reader, 0);
  const faults = [...reader.faults.values()];
  const repairs = [...reader.repairs.values()];
  const bbox = reader.bbox;
  if (faults.length === 0 && !geometry)
    faults.push(fault('empty-geometry', 'La geometria è vuota.'));
  if (faults.length > 0 || !geometry)
    return { wkb: null, type: geometry?.type ?? null, dimensions: 2, bbox, repairs, faults };
  const dimensions = reader.hasZ ? 3 : 2;
  return {
    wkb: write(geometry, dimensions),
    type: geometry.type,
    dimensions,
    bbox,
    repairs,
    faults,
  };
}

/** A geometry as runs of `x y z` triples: rings of a polygon, the line of a line string, a point. */
interface Node {
  type: GeometryType;
  runs: Float64Array[];
  parts: Node[];
}

class Reader {
  readonly view: DataView;
  offset = 0;
  bbox: BBox | null = null;
  hasZ = false;
  readonly faults = new Map<string, Fault>();
  readonly repairs = new Map<string, Fault>();

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    return this.view.getUint8(this.offset++);
  }

  uint32(little: boolean): number {
    const value = this.view.getUint32(this.offset, little);
    this.offset += 4;
    return value;
  }

  /** `count` positions as `x y z` triples, z 0 where there is none; a measure is passed over. */
  positions(count: number, little: boolean, hasZ: boolean, hasM: boolean): Float64Array {
    const stride = 16 + (hasZ ? 8 : 0) + (hasM ? 8 : 0);
    if (count * stride > this.view.byteLength - this.offset) throw new RangeError('truncated WKB');
    const run = new Float64Array(count * 3);
    for (let i = 0; i < count; i++, this.offset += stride) {
      const x = this.view.getFloat64(this.offset, little);
      const y = this.view.getFloat64(this.offset + 8, little);
      const z = hasZ ? this.view.getFloat64(this.offset + 16, little) : 0;
      run[i * 3] = x;
      run[i * 3 + 1] = y;
      run[i * 3 + 2] = z;
      if (!Number.isFinite(x) || !Number.isFinite(y) || !Number.isFinite(z))
        this.notFinite(x, y, z);
      else this.extend(x, y);
    }
    if (hasZ) this.hasZ = true;
    return run;
  }

  private notFinite(x: number, y: number, z: number): void {
    const place = this.hasZ ? `${x} ${y} ${z}` : `${x} ${y}`;
    this.faults.set(
      'not-finite',
      fault('not-finite', `La coordinata ${place} non è un numero finito.`),
    );
  }

  private extend(x: number, y: number): void {
    const box = this.bbox;
    if (!box) {
      this.bbox = [x, y, x, y];
      return;
    }
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  }
}

/** Null for an empty geometry. */
function readGeometry(reader: Reader, depth: number): Node | null {
  if (depth > MAX_DEPTH) throw new RangeError('WKB nested too deep');
  const little = reader.byte() === 1;
  const raw = reader.uint32(little);
  const iso = raw & 0x0fffffff;
  const code = iso % 1000;
  const hasZ = (raw & 0x80000000) !== 0 || (iso >= 1000 && iso < 2000) || iso >= 3000;
  const hasM = (raw & 0x40000000) !== 0 || iso >= 2000;
  if (raw & 0x20000000) reader.uint32(little);
  const type = TYPES[code];
  if (!type) {
    reader.faults.set(
      'geometry-type',
      fault('geometry-type', `Geometria di tipo ${typeName(code)}, non ammessa.`),
    );
    return null;
  }
  if (code === 1) {
    const point = reader.positions(1, little, hasZ, hasM);
    // ISO WKB has no empty point; two NaNs stand for it (GeoPackage 1.3 §2.1.3).
    if (Number.isNaN(point[0]) && Number.isNaN(point[1])) {
      reader.faults.delete('not-finite');
      return null;
    }
    return { type, runs: [point], parts: [] };
  }
  const count = reader.uint32(little);
  if (count === 0) return null;
  if (code === 2) return readLine(reader, count, little, hasZ, hasM);
  if (code === 3) return readPolygon(reader, count, little, hasZ, hasM);
  const parts: Node[] = [];
  for (let i = 0; i < count; i++) {
    const part = readGeometry(reader, depth + 1);
    if (reader.faults.has('geometry-type')) return null;
    if (part) parts.push(part);
  }
  return parts.length > 0 ? { type, runs: [], parts } : null;
}

function readLine(
  reader: Reader,
  count: number,
  little: boolean,
  hasZ: boolean,
  hasM: boolean,
): Node {
  const run = reader.positions(count, little, hasZ, hasM);
  if (count < 2)
    reader.faults.set(
      'too-few-points',
      fault('too-few-points', `Una linea ha ${count} vertice soltanto.`),
    );
  return { type: 'LineString', runs: [run], parts: [] };
}

function readPolygon(
  reader: Reader,
  rings: number,
  little: boolean,
  hasZ: boolean,
  hasM: boolean,
): Node | null {
  const runs: Float64Array[] = [];
  for (let i = 0; i < rings; i++) {
    const count = reader.uint32(little);
    const ring = reader.positions(count, little, hasZ, hasM);
    if (count > 0) runs.push(closeRing(reader, ring));
  }
  return runs.length > 0 ? { type: 'Polygon', runs, parts: [] } : null;
}

function closeRing(reader: Reader, ring: Float64Array): Float64Array {
  const last = ring.length - 3;
  // In the plane, as PostGIS checks it: heights may differ where a ring meets itself.
  const closed = ring[0] === ring[last] && ring[1] === ring[last + 1];
  let result = ring;
  if (!closed) {
    result = new Float64Array(ring.length + 3);
    result.set(ring);
    result.set(ring.subarray(0, 3), ring.length);
    reader.repairs.set('ring-not-closed', fault('ring-not-closed', 'Un anello non era chiuso.'));
  }
  if (result.length < 12)
    reader.faults.set(
      'too-few-points',
      fault(
        'too-few-points',
        `Un anello ha ${ring.length / 3} vertici: ne occorrono almeno quattro, l’ultimo uguale al primo.`,
      ),
    );
  return result;
}

function write(geometry: Node, dimensions: 2 | 3): Uint8Array {
  const bytes = new Uint8Array(sizeOf(geometry, dimensions));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  const uint32 = (value: number): void => {
    view.setUint32(offset, value, true);
    offset += 4;
  };
  const run = (values: Float64Array): void => {
    for (let i = 0; i < values.length; i++) {
      if (dimensions === 2 && i % 3 === 2) continue;
      view.setFloat64(offset, values[i]!, true);
      offset += 8;
    }
  };
  const node = ({ type, runs, parts }: Node): void => {
    view.setUint8(offset++, 1);
    uint32(CODES[type] + (dimensions === 3 ? 1000 : 0));
    if (type === 'Polygon') uint32(runs.length);
    else if (parts.length > 0) uint32(parts.length);
    for (const values of runs) {
      if (type !== 'Point') uint32(values.length / 3);
      run(values);
    }
    parts.forEach(node);
  };
  node(geometry);
  return bytes;
}

function sizeOf({ type, runs, parts }: Node, dimensions: 2 | 3): number {
  const head = 5 + (type === 'Polygon' || parts.length > 0 ? 4 : 0);
  const counts = type === 'Point' ? 0 : runs.length * 4;
  const coordinates = runs.reduce((sum, run) => sum + (run.length / 3) * dimensions * 8, 0);
  return (
    head + counts + coordinates + parts.reduce((sum, part) => sum + sizeOf(part, dimensions), 0)
  );
}

function typeName(code: number): string {
  const names: Record<number, string> = {
    7: 'GeometryCollection',
    8: 'CircularString',
    9: 'CompoundCurve',
    10: 'CurvePolygon',
    11: 'MultiCurve',
    12: 'MultiSurface',
    15: 'PolyhedralSurface',
    16: 'TIN',
    17: 'Triangle',
  };
  return names[code] ?? String(code);
}

function fault(reason: string, message: string): Fault {
  return { place: 'geometry', reason, message };
}
