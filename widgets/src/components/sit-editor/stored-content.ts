/** What an edit takes of a stored feature, and what the server's answers say about it. */
import type { CatalogueLayer } from '@sit/client/client';
import { ClientProblem } from '@sit/client/problem';
import type { Feature } from '@sit/core/feature';
import type { FieldValue } from '@sit/core/layer';
import type { Content } from '@sit/core/merge';
import { EditSession } from '@sit/editing/edit-session';

/** The edit of a stored feature, on the version it is at. */
export function storedSession(layer: CatalogueLayer, feature: Feature): EditSession {
  const { municipality, version } = feature.properties;
  const target = { layer: layer.id, municipality };
  return new EditSession(target, { fid: feature.id, version }, contentOf(layer, feature));
}

/** What may be edited of a stored feature. */
export function contentOf(
  layer: Pick<CatalogueLayer, 'fields'>,
  { geometry, properties }: Pick<Feature, 'geometry'> & { properties: Record<string, FieldValue> },
): Content {
  const writable = layer.fields.filter((field) => !field.readOnly);
  return { geometry, properties: valuesOf(writable, properties) };
}

export function readOnlyOf(layer: CatalogueLayer, feature: Feature): Record<string, FieldValue> {
  return valuesOf(
    layer.fields.filter((field) => field.readOnly),
    feature.properties,
  );
}

/** The field a fault's place names, `operations/0/properties/x` or `properties/x`; null for other places. */
export function fieldOf(place: string): string | null {
  return /(?:^|\/)properties\/([^/]+)$/.exec(place)?.[1] ?? null;
}

export function isGone(error: unknown): boolean {
  return error instanceof ClientProblem && error.code === 'not-found';
}

function valuesOf(
  fields: CatalogueLayer['fields'],
  properties: Record<string, FieldValue>,
): Record<string, FieldValue> {
  return Object.fromEntries(fields.map(({ name }) => [name, properties[name] ?? null]));
}
