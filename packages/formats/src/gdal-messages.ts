/** What the GDAL worker and its owner say to each other: one request at a time, one answer each. */
import type { SourceFeature, SourceFormat, SourceLayer } from './format.ts';
import type { Fault, ProblemCode } from '@sit/core/problem';

export interface GdalFile {
  /** For messages. */
  name: string;
  path: string;
  format: SourceFormat;
  /** Canonical name; attributes are decoded by us, not by GDAL. */
  encoding: string;
  /** Field names where the file's own are not UTF-8. */
  fieldNames: string[] | null;
}

export interface GdalWorkerData {
  files: GdalFile[];
  /** Directory of the converted copy. */
  outputDirectory: string;
  memoryBytes: number;
}

export type GdalRequest =
  { kind: 'open' } | { kind: 'convert'; file: number; layer: string } | { kind: 'next' };

export interface GdalLayer extends SourceLayer {
  file: number;
  /** GDAL's name, `name` being unique over all files. */
  sourceName: string;
}

export type GdalAnswer =
  | { kind: 'opened'; layers: GdalLayer[]; notes: string[] }
  | { kind: 'converted'; count: number; notes: string[] }
  | { kind: 'batch'; features: SourceFeature[] | null }
  | { kind: 'refused'; code: ProblemCode; detail: string; faults: Fault[] };
