/** An import: what is asked, what is told of it. */
import type { BBox } from '@sit/core/geometry';
import type { Fault, ProblemCode } from '@sit/core/problem';
import type { Actor } from '../audit/audit.service.ts';

/**
 * What to do with features whose geometry is not valid: `repair` mends them, leaves out and lists those
 * of which nothing is left; `reject` refuses the file; `skip` leaves out and lists every feature at fault.
 */
export const INVALID_POLICIES = ['repair', 'reject', 'skip'] as const;
export type InvalidPolicy = (typeof INVALID_POLICIES)[number];

export interface ImportRequest {
  /** Where the file lies now. */
  path: string;
  /** The name people know it by. */
  fileName: string;
  layer: string;
  /** Makes the layer from the file's fields; otherwise it must exist. */
  create: boolean;
  /** One municipality for all features, or the field that tells each one's. */
  municipality?: string | undefined;
  municipalityField?: string | undefined;
  /** EPSG code, over or in place of the file's. */
  crs?: number | undefined;
  encoding?: string | undefined;
  invalid: InvalidPolicy;
  sourceLayer?: string | undefined;
  readableBy: 'public' | 'offices';
}

/** Who imports: a person, or the command line on the server itself. */
export interface ImportActor {
  personId: string | null;
  /** For history. */
  name: string;
  /** For the record. */
  actor: Actor;
}

export const IMPORT_STATES = [
  'waiting',
  'reading',
  'writing',
  'done',
  'refused',
  'failed',
  'cancelled',
] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export interface ImportReport {
  id: string;
  state: ImportState;
  layer: string;
  createsLayer: boolean;
  file: {
    name: string;
    bytes: number;
    /** Hexadecimal. */
    sha256: string;
    format: string | null;
    encoding: string | null;
    sourceLayer: string | null;
  };
  crs: {
    /** As the file says, EPSG; null when it does not. */
    declared: number | null;
    used: number | null;
    transformation: string | null;
    accuracyMeters: number | null;
  };
  counts: {
    /** Features the file declares; null while unknown. */
    total: number | null;
    read: number;
    imported: number;
    repaired: number;
    rejected: number;
  };
  /** Of the features read, in the source's CRS, east first. */
  sourceExtent: BBox | null;
  /** Of the features imported, WGS 84. */
  extent: BBox | null;
  notes: string[];
  /** The first of them, place `row N/…`. */
  repaired: Fault[];
  rejected: Fault[];
  author: string;
  createdAt: string;
  finishedAt: string | null;
  problem: { code: ProblemCode; detail: string; faults?: Fault[] | undefined } | null;
}

export const LISTED_FAULTS = 200;
