/**
 * By which operation a source's coordinates reach the storage CRS, and how far it can be trusted. The
 * database transforms; this table says beforehand what PROJ will do there without grids, because PROJ
 * itself falls silently to a "ballpark" that shifts nothing (131 m off from ED50 / UTM 33N to EPSG:25833).
 * Accuracies are the EPSG dataset's for the operation named.
 */
import type { BBox } from '@sit/core/geometry';

type Datum = 'RDN2008' | 'ETRS89' | 'WGS84' | 'MonteMario' | 'ED50';

interface Operation {
  /** Operation by its EPSG code and name, or `none`. */
  name: string;
  accuracyMeters: number;
}

export interface Transformation extends Operation {
  from: number;
  to: number;
}

/** Degrees or metres, and where on Earth (WGS 84) coordinates of that CRS are credible. */
export interface SourceArea {
  unit: 'degree' | 'metre';
  area: BBox;
}

/** EPSG: Italy, onshore and offshore (areas 1127 and 3343), a little enlarged. */
const ITALY: BBox = [5.5, 34.5, 19.5, 47.5];
const EUROPE: BBox = [-32, 27, 45, 82];
const WORLD: BBox = [-180, -90, 180, 90];

const DATUMS: Record<number, [Datum, SourceArea['unit'], BBox]> = {
  6706: ['RDN2008', 'degree', ITALY],
  6707: ['RDN2008', 'metre', ITALY],
  6708: ['RDN2008', 'metre', ITALY],
  6709: ['RDN2008', 'metre', ITALY],
  7791: ['RDN2008', 'metre', ITALY],
  7792: ['RDN2008', 'metre', ITALY],
  7793: ['RDN2008', 'metre', ITALY],
  7794: ['RDN2008', 'metre', ITALY],
  7795: ['RDN2008', 'metre', ITALY],
  4258: ['ETRS89', 'degree', EUROPE],
  3035: ['ETRS89', 'metre', EUROPE],
  25832: ['ETRS89', 'metre', EUROPE],
  25833: ['ETRS89', 'metre', EUROPE],
  25834: ['ETRS89', 'metre', EUROPE],
  3044: ['ETRS89', 'metre', EUROPE],
  3045: ['ETRS89', 'metre', EUROPE],
  3046: ['ETRS89', 'metre', EUROPE],
  4326: ['WGS84', 'degree', WORLD],
  3857: ['WGS84', 'metre', WORLD],
  32632: ['WGS84', 'metre', WORLD],
  32633: ['WGS84', 'metre', WORLD],
  32634: ['WGS84', 'metre', WORLD],
  4265: ['MonteMario', 'degree', ITALY],
  3003: ['MonteMario', 'metre', ITALY],
  3004: ['MonteMario', 'metre', ITALY],
  4230: ['ED50', 'degree', EUROPE],
  23032: ['ED50', 'metre', EUROPE],
  23033: ['ED50', 'metre', EUROPE],
};

const NONE: Operation = { name: 'none', accuracyMeters: 0 };

/** Helmert paths of the Italian mainland; islands take the twin for Sardinia or Sicily, of the same accuracy. */
const OPERATIONS: Partial<Record<Datum, Partial<Record<Datum, Operation>>>> = {
  MonteMario: {
    RDN2008: { name: 'EPSG:1659 Monte Mario to ETRS89 (1) + EPSG:6710', accuracyMeters: 4 },
    ETRS89: { name: 'EPSG:1659 Monte Mario to ETRS89 (1)', accuracyMeters: 4 },
    WGS84: { name: 'EPSG:1660 Monte Mario to WGS 84 (4)', accuracyMeters: 4 },
  },
  ED50: {
    RDN2008: { name: 'EPSG:1133 ED50 to WGS 84 (1) + EPSG:6711', accuracyMeters: 10 },
    WGS84: { name: 'EPSG:1133 ED50 to WGS 84 (1)', accuracyMeters: 10 },
  },
  WGS84: {
    RDN2008: { name: 'EPSG:6711 RDN2008 to WGS 84 (1)', accuracyMeters: 1 },
    ETRS89: { name: 'EPSG:1149 ETRS89 to WGS 84 (1)', accuracyMeters: 1 },
  },
  ETRS89: {
    RDN2008: { name: 'EPSG:6710 RDN2008 to ETRS89 (1)', accuracyMeters: 0 },
    WGS84: { name: 'EPSG:1149 ETRS89 to WGS 84 (1)', accuracyMeters: 1 },
  },
  RDN2008: {
    ETRS89: { name: 'EPSG:6710 RDN2008 to ETRS89 (1)', accuracyMeters: 0 },
    WGS84: { name: 'EPSG:6711 RDN2008 to WGS 84 (1)', accuracyMeters: 1 },
  },
};

/** Null when no path better than a ballpark is known: the import is to be refused. */
export function findTransformation(from: number, to: number): Transformation | null {
  if (from === to) return { from, to, ...NONE };
  const [source, target] = [DATUMS[from]?.[0], DATUMS[to]?.[0]];
  if (!source || !target) return null;
  const operation = source === target ? NONE : OPERATIONS[source]?.[target];
  return operation ? { from, to, ...operation } : null;
}

/** Null for a CRS not in the table. */
export function sourceArea(epsg: number): SourceArea | null {
  const entry = DATUMS[epsg];
  return entry ? { unit: entry[1], area: entry[2] } : null;
}

/** Where features are credible: in the source's area and in the storage CRS's. */
export function credibleArea(from: number, to: number): BBox {
  const [a, b] = [sourceArea(from)?.area ?? WORLD, sourceArea(to)?.area ?? WORLD];
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
}

export function knownSourceCrs(): number[] {
  return Object.keys(DATUMS).map(Number);
}
