/** `/api/keys`: for the union's administrators, in person. */
import { KeyRequest, RotationRequest } from '@sit/core/api-people';
import { Hono } from 'hono';
import { requestActor } from '../audit/request-actor.ts';
import type { Deps } from '../deps.ts';
import { readJson } from '../http/body.ts';
import type { Env } from '../http/env.ts';
import { refuseUnknown } from '../http/query.ts';
import {
  getKey,
  listKeys,
  makeKey,
  requireKeyManager,
  revokeKey,
  rotateKey,
} from './key.service.ts';

const MAX_BODY_BYTES = 50_000;
/** Tokens are in some of these answers. */
const UNKEPT = { 'Cache-Control': 'private, no-store' } as const;

export function keyRoutes({ db }: Deps): Hono<Env> {
  const routes = new Hono<Env>();
  for (const path of ['/keys', '/keys/*'])
    routes.use(path, async (c, next) => {
      refuseUnknown(c, []);
      requireKeyManager(c.var.caller);
      await next();
    });
  return routes
    .get('/keys', async (c) => c.json({ keys: await listKeys(db.kysely) }, 200, UNKEPT))
    .post('/keys', async (c) => {
      const request = await readJson(c, KeyRequest, MAX_BODY_BYTES);
      const made = await makeKey(db.kysely, request, requestActor(c));
      return c.json(made, 201, { ...UNKEPT, Location: `/api/keys/${made.id}` });
    })
    .get('/keys/:id', async (c) => c.json(await getKey(db.kysely, c.req.param('id')), 200, UNKEPT))
    .post('/keys/:id/rotation', async (c) => {
      const { graceHours } = await readJson(c, RotationRequest, MAX_BODY_BYTES);
      const id = c.req.param('id');
      return c.json(await rotateKey(db.kysely, id, graceHours, requestActor(c)), 200, UNKEPT);
    })
    .delete('/keys/:id', async (c) => {
      await revokeKey(db.kysely, c.req.param('id'), requestActor(c));
      return c.body(null, 204, UNKEPT);
    });
}
