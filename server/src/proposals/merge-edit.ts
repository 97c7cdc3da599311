/** One edit beside its feature as it was taken and as it is now: what can be merged and what cannot. Pure. */
import type { EditConflict } from '@sit/core/api-proposal';
import { sameGeometry } from '@sit/core/geometry';
import type { Geometry } from '@sit/core/geometry';
import type { FieldValue } from '@sit/core/layer';
import { differences } from '@sit/core/merge';
import type { Content, Differences } from '@sit/core/merge';
import type { StoredFeature } from '../features/feature.service.ts';
import type { EditContent } from './proposal-edit.repository.ts';

export type MergedEdit =
  | { kind: 'current' }
  /** Onto the present version. */
  | { kind: 'merged'; edit: EditContent }
  /** The feature is already as the edit wanted it. */
  | { kind: 'dropped' }
  | { kind: 'conflict'; conflict: EditConflict };

/** Versions of a feature, geometries in the storage CRS; null where there is none, or none on record. */
export interface Versions {
  base: StoredFeature | null;
  present: StoredFeature | null;
}

/** `municipality` is the proposal's; `fields` the names of the layer's. */
export function mergeEdit(
  edit: EditContent,
  versions: Versions,
  municipality: string,
  fields: readonly string[],
): MergedEdit {
  const { present } = versions;
  if (edit.operation === 'create') return { kind: 'current' };
  if (!present) return edit.operation === 'delete' ? { kind: 'dropped' } : conflict({ gone: true });
  if (present.feature.properties.version === edit.baseVersion) return { kind: 'current' };
  if (present.feature.properties.municipality !== municipality) return conflict({ gone: true });
  if (edit.operation === 'delete' && !versions.base)
    return conflict({ fields: [...fields], geometry: true });
  const baseVersion = present.feature.properties.version;
  const found = editDifferences(edit, versions, fields);
  const clashes = clashesIn(edit, found);
  if (clashes.fields.length > 0 || clashes.geometry) return conflict(clashes);
  if (edit.operation === 'delete') return { kind: 'merged', edit: { ...edit, baseVersion } };
  const properties = Object.fromEntries(
    Object.entries(edit.properties).filter(([name]) => Object.hasOwn(found.fields, name)),
  );
  const geometry = sameGeometry(edit.geometry, present.geometry) ? null : edit.geometry;
  if (geometry === null && Object.keys(properties).length === 0) return { kind: 'dropped' };
  return { kind: 'merged', edit: { ...edit, baseVersion, properties, geometry } };
}

/** Mine is what the edit makes of its base, theirs what the feature is now. Of a delete, what theirs changed. */
export function editDifferences(
  edit: EditContent,
  { base, present }: Versions,
  fields: readonly string[],
): Differences {
  if (!present) return { geometry: null, fields: {} };
  const theirs = contentOfFeature(present);
  // Without the base what the edit leaves alone is as it is now.
  const from = base ? contentOfFeature(base) : theirs;
  const mine = {
    geometry: edit.geometry ?? from.geometry,
    properties: { ...from.properties, ...edit.properties },
  };
  return differences(base ? from : null, mine, theirs, fields);
}

/** Who changed what of a deleted feature has not seen its deletion: all of it is for the author to look at. */
function clashesIn(
  edit: EditContent,
  { fields, geometry }: Differences,
): Omit<EditConflict, 'gone'> {
  const clash = (changedBy: string): boolean => changedBy === 'both' || edit.operation === 'delete';
  return {
    fields: Object.entries(fields).flatMap(([name, { changedBy }]) =>
      clash(changedBy) ? [name] : [],
    ),
    geometry: geometry !== null && clash(geometry.changedBy),
  };
}

function conflict(found: Partial<EditConflict>): MergedEdit {
  return { kind: 'conflict', conflict: { fields: [], geometry: false, gone: false, ...found } };
}

function contentOfFeature({ feature, geometry }: StoredFeature): Content & {
  geometry: Geometry;
  properties: Record<string, FieldValue>;
} {
  return { geometry, properties: feature.properties };
}
