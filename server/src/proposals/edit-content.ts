/** What of an operation a proposal keeps: its values as the database will have them. Pure. */
import type { ChangeOperation } from '@sit/core/feature';
import type { Geometry } from '@sit/core/geometry';
import type { FieldValue, Layer } from '@sit/core/layer';
import { writableValues } from '../changesets/operation-faults.ts';
import type { EditContent } from './proposal-edit.repository.ts';

/** `geometry` is in the storage CRS, null where it stays. */
export function contentOf(
  operation: ChangeOperation,
  layer: Layer,
  geometry: Geometry | null,
): EditContent {
  const isNew = operation.operation === 'create';
  return {
    operation: operation.operation,
    layer: layer.id,
    fid: isNew ? null : operation.fid,
    baseVersion: isNew ? null : operation.baseVersion,
    properties: storedValues(operation, layer),
    geometry,
    derivedFrom: (isNew && operation.derivedFrom) || null,
  };
}

/** Instants in UTC with milliseconds, as features are read: that is how they are compared. */
function storedValues(operation: ChangeOperation, layer: Layer): Record<string, FieldValue> {
  const values = writableValues(operation, layer);
  for (const { name, type } of layer.fields) {
    const value = Object.hasOwn(values, name) ? values[name] : null;
    if (type === 'datetime' && typeof value === 'string')
      values[name] = new Date(value).toISOString();
  }
  return values;
}

/** The operation that writes an edit; its geometry goes beside it, exact. */
export function operationOf(edit: EditContent, municipality: string): ChangeOperation {
  const { operation, layer, fid, baseVersion, properties, derivedFrom } = edit;
  switch (operation) {
    case 'create':
      // Never read: publication stores the exact one.
      return {
        operation,
        layer,
        municipality,
        properties,
        ...(derivedFrom ? { derivedFrom } : {}),
      } as ChangeOperation;
    case 'update':
      return { operation, layer, fid: fid!, baseVersion: baseVersion!, properties };
    case 'delete':
      return { operation, layer, fid: fid!, baseVersion: baseVersion! };
  }
}
