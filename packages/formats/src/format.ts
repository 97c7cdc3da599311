/** What every reader of geodata files offers: a description first, then the features in batches. */
import type { BBox, GeometryType } from '@sit/core/geometry';
import type { FieldType, FieldValue } from '@sit/core/layer';
import type { Fault, ProblemCode } from '@sit/core/problem';

export const FORMATS = ['shapefile', 'geopackage', 'geojson', 'gml', 'gml-cadastre'] as const;
export type SourceFormat = (typeof FORMATS)[number];

export interface SourceDescription {
  format: SourceFormat;
  /** Character encoding of the attributes and how it is known; null where the format allows UTF-8 only. */
  encoding: SourceEncoding | null;
  layers: SourceLayer[];
  /** Sentences for people (Italian) on what was assumed or mended while opening. */
  notes: string[];
}

export interface SourceEncoding {
  /** As `--encoding` takes it: `UTF-8`, `CP1252`, `CP850`. */
  name: string;
  from: 'given' | 'cpg' | 'dbf' | 'guess';
}

export interface SourceLayer {
  name: string;
  /** As declared; null where the file declares none or mixes them (GeoJSON). */
  geometryType: GeometryType | null;
  dimensions: 2 | 3;
  crs: SourceCrs;
  /** As declared; null where counting would mean reading everything. */
  featureCount: number | null;
  /** In the layer's CRS, east (longitude) first whatever the CRS's official axis order. */
  extent: BBox | null;
  fields: SourceField[];
}

export interface SourceCrs {
  /** Null where the file declares none, or one that no EPSG code is known for. */
  epsg: number | null;
  /** The declaration itself, null where there is none. */
  wkt: string | null;
}

export interface SourceField {
  /** As in the file: any text. */
  name: string;
  type: FieldType;
}

export interface SourceFeature {
  /** Place in the file, from 1. */
  row: number;
  /** ISO WKB (XY or XYZ, little-endian), east first, coordinates bit-identical to the file's; null where there is none. */
  geometry: Uint8Array | null;
  /** Of the finite coordinates, in the layer's CRS; null where there are none. */
  bbox: BBox | null;
  /** By the field's name in the file. */
  properties: Record<string, FieldValue>;
  /** Mended without changing a vertex, e.g. a ring closed. */
  repairs: Fault[];
  /** Reasons why the feature cannot be used as it stands. */
  faults: Fault[];
}

export interface OpenOptions {
  /** Attributes' encoding, over whatever the file says. */
  encoding?: string | undefined;
  /** Where temporary files go; the reader removes its own. Default: the system's. */
  temporaryDirectory?: string | undefined;
  /** Aborting ends the reader at once, wherever it is. */
  signal?: AbortSignal | undefined;
  limits?: Partial<Limits> | undefined;
}

export interface Limits {
  /** Of a zip's contents, or a loose file and its siblings. */
  unpackedBytes: number;
  zipEntries: number;
  /** Memory of the GDAL module. */
  memoryBytes: number;
  /** Of one step: opening, converting, one batch. */
  stepMilliseconds: number;
}

export const DEFAULT_LIMITS: Limits = {
  unpackedBytes: 4 * 1024 ** 3,
  zipEntries: 2_000,
  memoryBytes: 1024 ** 3,
  stepMilliseconds: 5 * 60_000,
};

/** An open file. Closing is a duty: it ends the worker and removes temporary files. */
export interface Source {
  description: SourceDescription;
  /** Features in the file's order. One layer at a time, one pass at a time. */
  features(layerName: string): AsyncIterable<SourceFeature[]>;
  close(): Promise<void>;
}

/** Opens one format. Rejects with {@link SourceProblem}. */
export type Reader = (file: SourceFile, options: OpenOptions) => Promise<Source>;

export interface SourceFile {
  /** The name people know it by, for messages. */
  name: string;
  /** A private copy: readers may write beside it. */
  path: string;
  format: SourceFormat;
}

/** A refusal of the file, in words for people; the server answers it as a problem of this code. */
export class SourceProblem extends Error {
  readonly code: ProblemCode;
  readonly faults: Fault[];

  constructor(code: ProblemCode, detail: string, faults: Fault[] = [], cause?: unknown) {
    super(detail, { cause });
    this.name = 'SourceProblem';
    this.code = code;
    this.faults = faults;
  }
}
