/** A feature, its version, and the change set that writes it. */
import type { Geometry } from './geometry.ts';
import type { FieldValue, Layer } from './layer.ts';

/** What every feature's properties carry beside the layer's own fields. */
export interface SystemProperties {
  /** Cadastral (Belfiore) code of the municipality that keeps the feature. */
  municipality: string;
  version: number;
  /** RFC 3339 instant at which this version was recorded. */
  beginLifespanVersion: string;
}

export interface Feature {
  type: 'Feature';
  id: number;
  geometry: Geometry;
  properties: SystemProperties & Record<string, FieldValue>;
}

export type ChangeOperation = CreateOperation | UpdateOperation | DeleteOperation;

export interface CreateOperation {
  operation: 'create';
  layer: string;
  municipality: string;
  /** WGS 84, `[longitude, latitude]`. */
  geometry: Geometry;
  properties: Record<string, FieldValue>;
  /** Features of the same layer, updated or deleted by the same change set, that this one is made from. */
  derivedFrom?: number[] | undefined;
}

export interface UpdateOperation {
  operation: 'update';
  layer: string;
  fid: number;
  baseVersion: number;
  /** Gives the feature to another municipality; counts as an edit of both. */
  municipality?: string | undefined;
  geometry?: Geometry | undefined;
  /** Only the fields named change. */
  properties?: Record<string, FieldValue> | undefined;
}

export interface DeleteOperation {
  operation: 'delete';
  layer: string;
  fid: number;
  baseVersion: number;
}

export interface ChangeSet {
  /** UUID made by the client: the idempotency key. */
  id: string;
  message?: string | undefined;
  operations: ChangeOperation[];
}

export interface ChangeResult {
  operation: ChangeOperation['operation'];
  layer: string;
  fid: number;
  /** The version written; for a delete, the one that ended. */
  version: number;
}

export interface ChangeSetResult {
  id: string;
  committedAt: string;
  results: ChangeResult[];
  /** What was written all the same, in coverage layers; absent when there is nothing to say. */
  warnings?: ChangeWarning[] | undefined;
}

/** Land of a coverage that is covered no longer, or newly enclosed by it and bare. */
export interface ChangeWarning {
  layer: string;
  reason: 'gap';
  /** Square metres. */
  area: number;
  /** `[longitude, latitude]` in it. */
  position: [number, number];
}

/**
 * Strong ETag of one feature version (RFC 9110 §8.8.3) with the layer's `fields` as its reader sees them: with
 * internal ones it is another representation than the public's, which no cache may take for it.
 */
export function featureETag(
  { id, fields }: Pick<Layer, 'id' | 'fields'>,
  fid: number,
  version: number,
): string {
  const whose = fields.some(({ internal }) => internal) ? '.internal' : '';
  return `"${id}.${fid}.${version}${whose}"`;
}

/** The version named by an `If-Match` value for this feature; null when it names another thing. */
export function versionOfETag(etag: string, layer: string, fid: number): number | null {
  const match = /^"([a-z0-9_]+)\.(\d+)\.(\d+)(?:\.internal)?"$/.exec(etag.trim());
  return match && match[1] === layer && Number(match[2]) === fid ? Number(match[3]) : null;
}
