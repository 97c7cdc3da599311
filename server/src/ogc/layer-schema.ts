/** A layer's fields as JSON Schema: what items hold and take, and what they can be filtered by (23-058r2 §7). */
import type { Field, Layer } from '@sit/core/layer';
import { localize } from '@sit/core/layer';
import { MUNICIPALITY_CODE } from '@sit/core/tenant';
import type { Municipality } from '@sit/core/tenant';

export type JsonSchema = Record<string, unknown>;

/** Query parameters of `/items` that a field's name would collide with. */
export const RESERVED_PARAMETERS: readonly string[] = [
  'bbox',
  'crs',
  'datetime',
  'f',
  'limit',
  'proposal',
  'token',
];

/**
 * Returnables and receivables: what an item's `properties` hold, its id and its geometry. `id` is this
 * schema's own URL.
 */
export function layerSchema(
  layer: Layer,
  id: string,
  municipalities: readonly Municipality[],
): JsonSchema {
  const system: Record<string, JsonSchema> = {
    fid: { title: 'Identificativo', type: 'integer', readOnly: true, 'x-ogc-role': 'id' },
    geometry: {
      title: 'Geometria',
      format: `geometry-${layer.geometryType.toLowerCase()}`,
      'x-ogc-role': 'primary-geometry',
    },
  };
  const fields = Object.fromEntries(layer.fields.map((field) => [field.name, fieldSchema(field)]));
  const trailing: Record<string, JsonSchema> = {
    municipality: municipalitySchema(municipalities),
    version: { title: 'Versione', type: 'integer', minimum: 1, readOnly: true },
    beginLifespanVersion: {
      title: 'Registrato il',
      type: 'string',
      format: 'date-time',
      readOnly: true,
      'x-ogc-role': 'primary-interval-start',
    },
  };
  const properties = { ...system, ...fields, ...trailing };
  for (const [index, property] of Object.values(properties).entries())
    property['x-ogc-propertySeq'] = index + 1;
  return {
    ...head(layer, id),
    properties,
    required: [
      'geometry',
      ...layer.fields.filter((field) => field.required).map((field) => field.name),
      'municipality',
    ],
    additionalProperties: false,
  };
}

/** What `/items` can be filtered by: one query parameter each, of the same name. */
export function queryablesSchema(
  layer: Layer,
  id: string,
  municipalities: readonly Municipality[],
): JsonSchema {
  const fields = queryableFields(layer).map((field) => {
    const { readOnly: _, default: __, ...schema } = fieldSchema(field);
    return [field.name, schema] as const;
  });
  return {
    ...head(layer, id),
    properties: { ...Object.fromEntries(fields), municipality: municipalitySchema(municipalities) },
    additionalProperties: false,
  };
}

export function queryableFields(layer: Pick<Layer, 'fields'>): Field[] {
  return layer.fields.filter((field) => !RESERVED_PARAMETERS.includes(field.name));
}

function head(layer: Layer, id: string): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: id,
    title: localize(layer.title, 'it'),
    ...(layer.description ? { description: localize(layer.description, 'it') } : {}),
    type: 'object',
  };
}

function fieldSchema(field: Field): JsonSchema {
  return {
    title: localize(field.label, 'it'),
    ...TYPES[field.type],
    ...(field.unit ? { 'x-ogc-unit': field.unit } : {}),
    ...(field.domain ? domainSchema(field.domain) : {}),
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(field.readOnly ? { readOnly: true } : {}),
  };
}

const TYPES: Record<Field['type'], JsonSchema> = {
  text: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  datetime: { type: 'string', format: 'date-time' },
};

/** The values for machines that read only `enum`, and each with its label. */
function domainSchema(domain: NonNullable<Field['domain']>): JsonSchema {
  return {
    enum: domain.map(({ value }) => value),
    oneOf: domain.map(({ value, label }) => ({ const: value, title: localize(label, 'it') })),
  };
}

function municipalitySchema(municipalities: readonly Municipality[]): JsonSchema {
  return {
    title: 'Comune',
    description: 'Codice catastale (Belfiore) del Comune che tiene l’elemento.',
    type: 'string',
    pattern: MUNICIPALITY_CODE.source,
    ...(municipalities.length > 0
      ? { oneOf: municipalities.map(({ code, name }) => ({ const: code, title: name })) }
      : {}),
  };
}
