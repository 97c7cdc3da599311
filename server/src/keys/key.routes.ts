/** `/api/keys`: for the union's administrators, in person. */
import { KeyRequest, RotationRequest } from '@sit/core/api-people';
import { Hono } from 'hono';
import { requestActor } from '../audit/request-actor.ts';
import type { Deps } from '../deps.ts';
import { forAdministrators } from '../http/access.ts';
import { readJson } from '../http/body.ts';
import type { Env } from '../http/env.ts';
import { refuseUnknown } from '../http/query.ts';
import { getKey, listKeys, makeKey, revokeKey, rotateKey } from './key.service.ts';

const MAX_BODY_BYTES = 50_000;

export function keyRoutes({ db }: Deps): Hono<Env> {
  const routes = new Hono<Env>();
  for (const path of ['/keys', '/keys/*'])
    routes.use(path, forAdministrators(), async (c, next) => {
      refuseUnknown(c, []);
      await next();
    });
  return routes
    .get('/keys', async (c) => c.json({ keys: await listKeys(db.kysely) }))
    .post('/keys', async (c) => {
      const request = await readJson(c, KeyRequest, MAX_BODY_BYTES);
      const made = await makeKey(db.kysely, request, requestActor(c));
      return c.json(made, 201, { Location: `/api/keys/${made.id}` });
    })
    .get('/keys/:id', async (c) => c.json(await getKey(db.kysely, c.req.param('id'))))
    .post('/keys/:id/rotation', async (c) => {
      const { graceHours } = await readJson(c, RotationRequest, MAX_BODY_BYTES);
      const id = c.req.param('id');
      return c.json(await rotateKey(db.kysely, id, graceHours, requestActor(c)));
    })
    .delete('/keys/:id', async (c) => {
      await revokeKey(db.kysely, c.req.param('id'), requestActor(c));
      return c.body(null, 204);
    });
}
