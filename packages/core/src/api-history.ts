/** Shapes of the history: versions of a feature, their differences, restore and revert, lineage. */
import { z } from 'zod';
import type { ChangeResult, Feature } from './feature.ts';
import type { Geometry } from './geometry.ts';
import type { FieldValue } from './layer.ts';

const version = z.int().positive().max(2_147_483_647);
const message = z.string().max(2_000).optional();
const id = z.uuid().toLowerCase();

/** Sets a feature back to `version` as a new change set; `baseVersion` is null for a deleted one. */
export const restoreSchema = z.strictObject({
  id,
  version,
  baseVersion: version.nullable(),
  message,
});
export type RestoreRequest = z.infer<typeof restoreSchema>;

/** Undoes a change set as a new one. */
export const revertSchema = z.strictObject({ id, message });
export type RevertRequest = z.infer<typeof revertSchema>;

export interface FeatureVersion {
  version: number;
  /** RFC 3339. */
  beginLifespanVersion: string;
  /** Null for the present version. */
  endLifespanVersion: string | null;
  /** `restore` is the return of a deleted feature; setting a present one back is an update. */
  began: 'create' | 'update' | 'restore';
  ended: 'update' | 'delete' | null;
  /** For members only, like the two after it; null where a version came by no change set. */
  author?: string | undefined;
  changeSet?: string | null | undefined;
  message?: string | null | undefined;
}

export interface FeatureVersions {
  /** Newest first. */
  versions: FeatureVersion[];
  /** Version to go on from, as parameter `before`; null on the last page. */
  nextBefore: number | null;
}

export type FeatureVersionDetail = FeatureVersion & { feature: Feature };

export interface FieldDifference {
  field: string;
  from: FieldValue;
  to: FieldValue;
}

export interface GeometryDifference {
  differs: boolean;
  verticesAdded: number;
  verticesRemoved: number;
  verticesMoved: number;
  /** Metres and square metres in the storage CRS, of `to` less `from`; lengths are lines' and perimeters. */
  areaSquareMeters: number;
  lengthMeters: number;
  /** WGS 84. */
  from: Geometry;
  to: Geometry;
}

export interface VersionDifference {
  from: number;
  to: number;
  fields: FieldDifference[];
  geometry: GeometryDifference;
}

export interface ChangeSetSummary {
  id: string;
  author: string;
  message: string | null;
  committedAt: string;
  /** What it touched of the layers the caller may read. */
  layers: { layer: string; created: number; updated: number; deleted: number }[];
  /** Of the caller's own change sets. */
  results?: ChangeResult[] | undefined;
}

export interface ChangeSetList {
  /** Newest first. */
  changeSets: ChangeSetSummary[];
  /** Opaque, as parameter `token`; null on the last page. */
  nextToken: string | null;
}

export type LineageKind = 'split' | 'merge' | 'replaced' | 'redrawn' | 'suppressed';

/** `redrawn` is many to many; of `suppressed` there is no successor. */
export interface LineageEvent {
  event: LineageKind;
  recordedAt: string;
  predecessors: number[];
  successors: number[];
}

export interface LineageFeature {
  fid: number;
  /** Value of the layer's title field in the last version. */
  title: FieldValue;
  version: number;
  state: 'present' | 'suppressed';
}

export interface Lineage {
  layer: string;
  fid: number;
  /** Generations followed each way. */
  depth: number;
  /** The feature itself and all that are named in `events`. */
  features: LineageFeature[];
  /** Fids it comes from, nearest first, and those that come from it. */
  predecessors: number[];
  successors: number[];
  /** Oldest first. */
  events: LineageEvent[];
}

/** Most generations that may be asked for. */
export const MOST_GENERATIONS = 20;
