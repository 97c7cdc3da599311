/** Bodies of `/api/changesets`. Shapes only: fields and geometries are checked against their layer. */
import { z } from 'zod';
import type { ChangeSet } from './feature.ts';

/** What one change set may hold. */
export const CHANGE_SET_LIMITS = {
  operations: 1_000,
  vertices: 100_000,
  bodyBytes: 5_000_000,
} as const;

const layer = z.string().min(1).max(48);
const fid = z.int().positive();
/** A PostgreSQL integer. */
const version = z.int().positive().max(2_147_483_647);
const municipality = z.string().max(4);
const geometry = z.looseObject({ type: z.string(), coordinates: z.array(z.unknown()) });
const properties = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export const operationSchema = z.discriminatedUnion('operation', [
  z.strictObject({
    operation: z.literal('create'),
    layer,
    municipality,
    geometry,
    properties,
    derivedFrom: z.array(fid).min(1).max(100).optional(),
  }),
  z.strictObject({
    operation: z.literal('update'),
    layer,
    fid,
    baseVersion: version,
    municipality: municipality.optional(),
    geometry: geometry.optional(),
    properties: properties.optional(),
  }),
  z.strictObject({ operation: z.literal('delete'), layer, fid, baseVersion: version }),
]);

const body = z.strictObject({
  id: z.uuid().toLowerCase(),
  message: z.string().max(2_000).optional(),
  operations: z.array(operationSchema).min(1).max(CHANGE_SET_LIMITS.operations),
});

/** Geometries are still as they came: geometry-shape.ts of the server reads them. */
export const changeSetSchema = body.transform((value) => value as unknown as ChangeSet);

export const changeSetResultSchema = z.object({
  id: z.uuid(),
  committedAt: z.iso.datetime(),
  results: z.array(
    z.object({ operation: z.enum(['create', 'update', 'delete']), layer, fid, version }),
  ),
  warnings: z
    .array(
      z.object({
        layer,
        reason: z.literal('gap'),
        area: z.number().positive().describe('Square metres of a coverage left bare'),
        position: z.tuple([z.number(), z.number()]).describe('Longitude and latitude in it'),
      }),
    )
    .optional(),
});
