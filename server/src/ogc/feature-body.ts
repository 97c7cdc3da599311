/** A written feature as GeoJSON, turned into a change of one (OGC API Features Part 4, 20-002r1). */
import { z } from '@hono/zod-openapi';
import { WGS84, parseCrs } from '@sit/core/crs';
import type { ChangeOperation } from '@sit/core/feature';
import type { Geometry } from '@sit/core/geometry';
import type { FieldValue, Layer } from '@sit/core/layer';
import { refuse } from '../http/problem.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** Read in full where the layer's type is known. */
const geometry = z.looseObject({ type: z.string(), coordinates: z.array(z.any()) });

/** GeoJSON before RFC 7946 could name a CRS, and some writers still do. */
const crs = z
  .object({ properties: z.object({ name: z.string() }) })
  .refine(
    ({ properties: { name } }) => parseCrs(name) === WGS84,
    'le coordinate devono essere in WGS 84',
  )
  .optional();

/** RFC 7946; members that are not ours, such as `links`, are let be. */
export const newFeatureSchema = z
  .looseObject({
    type: z.literal('Feature'),
    crs,
    geometry,
    properties: z.record(z.string(), scalar),
  })
  .openapi('NewFeature', {
    description: 'RFC 7946 Feature in WGS 84; properties carry `municipality`',
  });

/** RFC 7396 on the feature. */
export const featurePatchSchema = z
  .looseObject({
    type: z.literal('Feature').optional(),
    crs,
    geometry: geometry.optional(),
    properties: z.record(z.string(), scalar).optional(),
  })
  .openapi('FeaturePatch', { description: 'RFC 7396 merge patch of a Feature' });

type NewFeature = z.infer<typeof newFeatureSchema>;
type FeaturePatch = z.infer<typeof featurePatchSchema>;

/** Properties the server gives; a client that sends back what it read is not refused for them. */
const GIVEN = ['fid', 'version', 'beginLifespanVersion'];

export function createOperation(layer: Layer, body: NewFeature): ChangeOperation {
  const { municipality, properties } = split(body.properties);
  if (municipality === undefined) {
    const message = 'municipality: manca il codice catastale del Comune che tiene l’elemento.';
    throw refuse('invalid-feature', message, {
      faults: [{ place: 'properties/municipality', reason: 'required', message }],
    });
  }
  return {
    operation: 'create',
    layer: layer.id,
    municipality,
    geometry: asGeometry(body.geometry),
    properties,
  };
}

/** PUT: what the body leaves out is emptied. */
export function replaceOperation(
  layer: Layer,
  fid: number,
  baseVersion: number,
  body: NewFeature,
): ChangeOperation {
  const { municipality, properties } = split(body.properties);
  const emptied = layer.fields
    .filter(({ name, readOnly }) => !readOnly && !Object.hasOwn(properties, name))
    .map(({ name }) => [name, null] as const);
  return {
    operation: 'update',
    layer: layer.id,
    fid,
    baseVersion,
    municipality,
    geometry: asGeometry(body.geometry),
    properties: { ...properties, ...Object.fromEntries(emptied) },
  };
}

/** PATCH: what the body leaves out stays; null empties. */
export function patchOperation(
  layer: Layer,
  fid: number,
  baseVersion: number,
  body: FeaturePatch,
): ChangeOperation {
  const { municipality, properties } = split(body.properties ?? {});
  return {
    operation: 'update',
    layer: layer.id,
    fid,
    baseVersion,
    municipality,
    geometry: body.geometry && asGeometry(body.geometry),
    properties,
  };
}

function split(all: Readonly<Record<string, FieldValue>>): {
  municipality: string | undefined;
  properties: Record<string, FieldValue>;
} {
  const { municipality, ...rest } = all;
  const own = Object.entries(rest).filter(([name]) => !GIVEN.includes(name));
  if (municipality !== undefined && typeof municipality !== 'string') {
    const message = 'municipality: occorre un codice catastale, come C096.';
    throw refuse('invalid-feature', message, {
      faults: [{ place: 'properties/municipality', reason: 'wrong-type', message }],
    });
  }
  return { municipality, properties: Object.fromEntries(own) };
}

function asGeometry(value: { type: string; coordinates: unknown[] }): Geometry {
  return value as unknown as Geometry;
}
