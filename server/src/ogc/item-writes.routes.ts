/** Creating, replacing, patching and deleting features (OGC API Features Part 4, 20-002r1): change sets of one. */
import { randomUUID } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { CHANGE_SET_LIMITS } from '@sit/core/api-changeset';
import type { ChangeOperation, ChangeResult } from '@sit/core/feature';
import { featureETag } from '@sit/core/feature';
import { mayEditLayer } from '@sit/core/permission';
import type { Context } from 'hono';
import { commit } from '../changesets/change-set.service.ts';
import { PRESENT_VIEW } from '../db/layer-state.ts';
import { inScope } from '../db/scope.ts';
import { readJson } from '../http/body.ts';
import type { Env } from '../http/env.ts';
import { Problem, refuse } from '../http/problem.ts';
import { refuseUnknown } from '../http/query.ts';
import { findLayer } from '../layers/layer.service.ts';
import type { OgcContext } from './context.ts';
import { CRS84, DEFAULT_CRS } from './crs.ts';
import {
  createOperation,
  featurePatchSchema,
  newFeatureSchema,
  patchOperation,
  replaceOperation,
} from './feature-body.ts';
import { featureJson } from './feature-json.ts';
import { baseVersionOf } from './if-match.ts';
import { parseFeatureId } from './items.routes.ts';
import { readItem } from './items.repository.ts';
import { MEDIA } from './link.ts';
import { collectionIdParameter, featureIdParameter } from './parameters.ts';
import { FeatureBody, pick } from './responses.ts';
import { onlyMethods, router } from './router.ts';

const tags = ['Features'];
const ITEMS = '/collections/{collectionId}/items';
const ITEM = `${ITEMS}/{featureId}`;

const params = z.object({ collectionId: collectionIdParameter, featureId: featureIdParameter });
const idempotencyKey = z
  .uuid()
  .optional()
  .openapi({ description: 'A repeated request with the same key and body changes nothing twice' });
const newHeaders = z.object({ 'Idempotency-Key': idempotencyKey });
const changeHeaders = newHeaders.extend({
  'If-Match': z.string().openapi({ description: 'ETag of the version the change starts from' }),
});
const geojson = { content: { [MEDIA.geojson]: { schema: newFeatureSchema } }, required: true };
const written = {
  description: 'The feature as it is now',
  content: { [MEDIA.geojson]: { schema: FeatureBody } },
};

const postRoute = createRoute({
  method: 'post',
  'x-sit-access': 'office',
  path: ITEMS,
  operationId: 'createFeature',
  tags,
  summary: 'Create a feature',
  request: { params: params.pick({ collectionId: true }), headers: newHeaders, body: geojson },
  responses: {
    201: { ...written, description: 'Created; Location names it' },
    ...pick([400, 401, 403, 404, 409, 413, 415, 422]),
  },
});

const putRoute = createRoute({
  method: 'put',
  'x-sit-access': 'office',
  path: ITEM,
  operationId: 'replaceFeature',
  tags,
  summary: 'Replace a feature; what the body leaves out is emptied',
  request: { params, headers: changeHeaders, body: geojson },
  responses: { 200: written, ...pick([400, 401, 403, 404, 409, 412, 413, 415, 422, 428]) },
});

const patchRoute = createRoute({
  method: 'patch',
  'x-sit-access': 'office',
  path: ITEM,
  operationId: 'updateFeature',
  tags,
  summary: 'Change parts of a feature',
  request: {
    params,
    headers: changeHeaders,
    body: { content: { [MEDIA.mergePatch]: { schema: featurePatchSchema } }, required: true },
  },
  responses: { 200: written, ...pick([400, 401, 403, 404, 409, 412, 413, 415, 422, 428]) },
});

const deleteRoute = createRoute({
  method: 'delete',
  'x-sit-access': 'office',
  path: ITEM,
  operationId: 'deleteFeature',
  tags,
  summary: 'Delete a feature; its versions stay on record',
  request: { params, headers: changeHeaders },
  responses: { 204: { description: 'Deleted' }, ...pick([400, 401, 403, 404, 409, 412, 428]) },
});

export function itemWritesRoutes(context: OgcContext): OpenAPIHono<Env> {
  const { db, urls } = context;
  const app = router();
  // Bodies are read with a limit, by the schemas described here.
  for (const route of [postRoute, putRoute, patchRoute, deleteRoute])
    app.openAPIRegistry.registerPath(route);

  app.post(postRoute.getRoutingPath(), async (c) => {
    beginWrite(c, [MEDIA.geojson, MEDIA.json]);
    const layer = await findLayer(db.kysely, c.var.caller, c.req.param('collectionId'));
    const body = await readJson(c, newFeatureSchema, CHANGE_SET_LIMITS.bodyBytes);
    const done = await commitOne(c, context, createOperation(layer, body));
    return sendWritten(c, context, done, 201, { Location: urls.item(layer.id, done.fid) });
  });

  app.put(putRoute.getRoutingPath(), async (c) => {
    beginWrite(c, [MEDIA.geojson, MEDIA.json]);
    const { layer, fid, baseVersion } = await targetOf(c, context);
    const body = await readJson(c, newFeatureSchema, CHANGE_SET_LIMITS.bodyBytes);
    const done = await commitOne(c, context, replaceOperation(layer, fid, baseVersion, body)).catch(
      (error: unknown) => {
        throw asPrecondition(error, fid);
      },
    );
    return sendWritten(c, context, done, 200);
  });

  app.patch(patchRoute.getRoutingPath(), async (c) => {
    beginWrite(c, [MEDIA.mergePatch, MEDIA.json]);
    const { layer, fid, baseVersion } = await targetOf(c, context);
    const body = await readJson(c, featurePatchSchema, CHANGE_SET_LIMITS.bodyBytes);
    const done = await commitOne(c, context, patchOperation(layer, fid, baseVersion, body));
    return sendWritten(c, context, done, 200);
  });

  app.delete(deleteRoute.getRoutingPath(), async (c) => {
    beginWrite(c, null);
    const { layer, fid, baseVersion } = await targetOf(c, context);
    await commitOne(c, context, { operation: 'delete', layer: layer.id, fid, baseVersion });
    return c.body(null, 204);
  });

  const allowed = (writes: readonly string[]) => async (c: Context<Env>) => {
    const layer = await findLayer(db.kysely, c.var.caller, c.req.param('collectionId')!);
    return ['GET', 'HEAD', ...(mayEditLayer(c.var.caller, layer) ? writes : [])];
  };
  onlyMethods(app, postRoute.getRoutingPath(), allowed(['POST']));
  onlyMethods(app, putRoute.getRoutingPath(), allowed(['PUT', 'PATCH', 'DELETE']));
  return app;
}

/** What is refused before a byte of the body is read. */
function beginWrite(c: Context<Env>, mediaTypes: readonly string[] | null): void {
  refuseUnknown(c, []);
  if (!c.var.caller) throw refuse('unauthenticated', 'Per modificare i dati occorre accedere.');
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (mediaTypes && !mediaTypes.includes(type))
    throw refuse(
      'unsupported-format',
      `Content-Type: «${type}»: occorre ${mediaTypes.join(' oppure ')}.`,
    );
  const crs = c.req.header('Content-Crs');
  if (crs !== undefined && crs !== `<${CRS84}>`)
    throw refuse(
      'invalid-request',
      `Content-Crs: ${crs}: le coordinate si scrivono in <${CRS84}>.`,
      {
        faults: [
          { place: 'Content-Crs', reason: 'unsupported-crs', message: `Occorre <${CRS84}>.` },
        ],
      },
    );
}

async function targetOf(c: Context<Env>, { db }: OgcContext) {
  const { caller } = c.var;
  return inScope(db, caller, async (trx) => {
    const layer = await findLayer(trx, caller, c.req.param('collectionId')!);
    const fid = parseFeatureId(layer.id, c.req.param('featureId')!);
    const header = c.req.header('If-Match');
    if (header === undefined)
      throw refuse(
        'if-match-required',
        'If-Match: occorre l’ETag della versione da cui parte la modifica.',
      );
    const current = async () =>
      (await readItem(trx, layer, PRESENT_VIEW, fid, DEFAULT_CRS))?.version ?? null;
    return { layer, fid, baseVersion: await baseVersionOf(header, layer.id, fid, current) };
  });
}

/** Commits a change set of one; what it did. Faults are placed in the feature, not in the set. */
async function commitOne(
  c: Context<Env>,
  { db }: OgcContext,
  operation: ChangeOperation,
): Promise<ChangeResult> {
  const id = c.req.header('Idempotency-Key') ?? randomUUID();
  if (!z.uuid().safeParse(id).success)
    throw refuse('invalid-request', `Idempotency-Key: «${id}» non è un UUID.`);
  try {
    const { result } = await commit(db, c.var.caller, {
      id: id.toLowerCase(),
      operations: [operation],
    });
    return result.results[0]!;
  } catch (error) {
    if (!(error instanceof Problem) || !error.refusal.faults) throw error;
    const faults = error.refusal.faults.map((fault) => ({
      ...fault,
      place: placeInFeature(fault.place),
    }));
    throw new Problem({ ...error.refusal, faults }, error.headers);
  }
}

/** PUT where nothing ever was: the precondition failed (`/req/create-replace-delete/put-rid-exception` B). */
function asPrecondition(error: unknown, fid: number): unknown {
  const isMissing =
    error instanceof Problem &&
    error.refusal.code === 'not-found' &&
    error.refusal.faults?.[0]?.place === 'featureId';
  return isMissing
    ? refuse('stale-version', `If-Match: l’elemento ${fid} non esiste e non si crea con PUT.`)
    : error;
}

function placeInFeature(place: string): string {
  const inOperation = place.replace(/^operations\/0\//, '');
  const names: Record<string, string> = {
    municipality: 'properties/municipality',
    baseVersion: 'If-Match',
    fid: 'featureId',
    layer: 'collectionId',
  };
  return names[inOperation] ?? inOperation;
}

/**
 * The feature as it is after the write, which need not be as it was sent: its vertices are the stored ones.
 * Where somebody else has changed it since (a repeated request is answered late), no ETag: a client that kept
 * it with what it sent would overwrite their change by `If-Match` (RFC 9110 §9.3.4).
 */
async function sendWritten(
  c: Context<Env>,
  { db, urls }: OgcContext,
  { layer: layerId, fid, version }: ChangeResult,
  status: 200 | 201,
  headers: Record<string, string> = {},
): Promise<Response> {
  const { caller } = c.var;
  return inScope(db, caller, async (trx) => {
    const layer = await findLayer(trx, caller, layerId);
    const item = await readItem(trx, layer, PRESENT_VIEW, fid, DEFAULT_CRS);
    // A repeated request whose feature has been deleted since.
    if (!item) return c.body(null, status, headers);
    const self = { href: urls.item(layerId, fid), rel: 'self', type: MEDIA.geojson };
    return c.body(featureJson(layer, item, [self]), status, {
      ...headers,
      'Content-Type': MEDIA.geojson,
      'Content-Crs': `<${DEFAULT_CRS.uri}>`,
      'Cache-Control': 'private, no-cache',
      ...(item.version === version ? { ETag: featureETag(layer, fid, version) } : {}),
    });
  });
}
