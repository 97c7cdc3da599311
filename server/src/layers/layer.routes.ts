/** `/api/layers`: the catalogue. */
import { fieldSchema, layerPatchSchema, newLayerSchema } from '@sit/core/api-layer';
import { Hono } from 'hono';
import { requestActor } from '../audit/request-actor.ts';
import type { Deps } from '../deps.ts';
import { readJson } from '../http/body.ts';
import type { Env } from '../http/env.ts';
import { jsonWithETag } from '../http/etag.ts';
import { refuseUnknown } from '../http/query.ts';
import {
  addField,
  addLayer,
  changeLayer,
  getCatalogueLayer,
  listCatalogue,
} from './layer.service.ts';

const MAX_BODY_BYTES = 1_000_000;

export function layerRoutes({ db }: Deps): Hono<Env> {
  return new Hono<Env>()
    .get('/layers', async (c) => {
      refuseUnknown(c, []);
      return jsonWithETag(c, await listCatalogue(db, c.var.caller));
    })
    .get('/layers/:id', async (c) => {
      refuseUnknown(c, []);
      return jsonWithETag(c, await getCatalogueLayer(db, c.var.caller, c.req.param('id')));
    })
    .post('/layers', async (c) => {
      refuseUnknown(c, []);
      const request = await readJson(c, newLayerSchema, MAX_BODY_BYTES);
      const layer = await addLayer(db, c.var.caller, request, requestActor(c));
      return c.json(layer, 201, { Location: `/api/layers/${layer.id}` });
    })
    .patch('/layers/:id', async (c) => {
      refuseUnknown(c, []);
      const patch = await readJson(c, layerPatchSchema, MAX_BODY_BYTES);
      const id = c.req.param('id');
      return c.json(await changeLayer(db, c.var.caller, id, patch, requestActor(c)));
    })
    .post('/layers/:id/fields', async (c) => {
      refuseUnknown(c, []);
      const field = await readJson(c, fieldSchema, MAX_BODY_BYTES);
      return c.json(await addField(db, c.var.caller, c.req.param('id'), field), 201);
    });
}
