/** What is wrong with an operation by itself, before anything stored is looked at. Pure. */
import type { ChangeOperation, ChangeSet } from '@sit/core/feature';
import type { BBox, Geometry } from '@sit/core/geometry';
import type { Field, FieldValue, Layer } from '@sit/core/layer';
import type { Fault } from '@sit/core/problem';
import { normalizeValue, ownValue, validateProperties } from '@sit/core/validate';
import { parseGeometry } from '../features/geometry-shape.ts';

export interface ParsedGeometry {
  /** WGS 84, of the layer's type; null when the operation names none. */
  geometry: Geometry | null;
  vertices: number;
  faults: Fault[];
}

export function parseOperationGeometry(
  operation: ChangeOperation,
  layer: Layer,
  area: BBox,
): ParsedGeometry {
  if (operation.operation === 'delete' || operation.geometry === undefined)
    return { geometry: null, vertices: 0, faults: [] };
  const parsed = parseGeometry(operation.geometry, layer, area);
  if ('fault' in parsed) return { geometry: null, vertices: 0, faults: [parsed.fault] };
  return { ...parsed, faults: [] };
}

/**
 * Faults of an operation's values. `stored` are the values that are there, null for a create: a read-only
 * field may be repeated as it is, and not otherwise be given.
 */
export function propertyFaults(
  operation: ChangeOperation,
  layer: Layer,
  stored: Readonly<Record<string, FieldValue>> | null,
): Fault[] {
  if (operation.operation === 'delete') return [];
  const properties = operation.properties ?? {};
  return [
    ...validateProperties(layer, properties, { partial: operation.operation === 'update' }),
    ...layer.fields
      .filter(
        (field) =>
          field.readOnly &&
          Object.hasOwn(properties, field.name) &&
          isChanged(field, properties, stored),
      )
      .map(({ name, label }) => ({
        place: `properties/${name}`,
        reason: 'read-only',
        message: `${label.it}: il campo è in sola lettura.`,
      })),
  ];
}

/** The values to write: read-only fields left alone, `''` as null. */
export function writableValues(
  operation: ChangeOperation,
  layer: Layer,
): Record<string, FieldValue> {
  if (operation.operation === 'delete') return {};
  const properties = operation.properties ?? {};
  const written = layer.fields.filter(
    (field) => !field.readOnly && ownValue(properties, field.name) !== undefined,
  );
  return Object.fromEntries(written.map(({ name }) => [name, normalizeValue(properties[name])]));
}

/** Of what a new feature says it is made from: the same change set must end or change it. */
export function lineageFaults(
  operation: ChangeOperation,
  { operations }: Pick<ChangeSet, 'operations'>,
): Fault[] {
  if (operation.operation !== 'create') return [];
  const { layer, derivedFrom = [] } = operation;
  return derivedFrom.flatMap((fid, index): Fault[] => {
    const place = `derivedFrom/${index}`;
    if (derivedFrom.indexOf(fid) < index) {
      const message = `L’elemento ${fid} è indicato due volte come origine.`;
      return [{ place, reason: 'duplicate-feature', message }];
    }
    const touched = operations.some(
      (each) => each.operation !== 'create' && each.layer === layer && each.fid === fid,
    );
    if (touched) return [];
    const message = `L’elemento ${fid} di «${layer}», indicato come origine, non è modificato né eliminato da questa modifica.`;
    return [{ place, reason: 'not-in-change-set', message }];
  });
}

/** A feature named twice, which would make the second operation's base version a guess. */
export function duplicateFaults({ operations }: Pick<ChangeSet, 'operations'>): Fault[] {
  const seen = new Set<string>();
  return operations.flatMap((operation, index) => {
    if (operation.operation === 'create') return [];
    const key = `${operation.layer}/${operation.fid}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const message = `L’elemento ${operation.fid} di «${operation.layer}» compare due volte.`;
    return [{ place: `operations/${index}/fid`, reason: 'duplicate-feature', message }];
  });
}

function isChanged(
  field: Field,
  properties: Readonly<Record<string, FieldValue>>,
  stored: Readonly<Record<string, FieldValue>> | null,
): boolean {
  const given = normalizeValue(properties[field.name]);
  return (
    given !== (stored ? (stored[field.name] ?? null) : (field.default ?? null)) &&
    !(stored === null && given === null)
  );
}
