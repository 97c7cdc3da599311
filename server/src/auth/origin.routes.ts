/** `/api/origins`: the portals that may sign people in, kept by the union's administrators. */
import { OriginRequest } from '@sit/core/api-people';
import { mayManageUnion } from '@sit/core/permission';
import { Hono } from 'hono';
import { requestActor } from '../audit/request-actor.ts';
import type { Deps } from '../deps.ts';
import { readJson } from '../http/body.ts';
import type { Env } from '../http/env.ts';
import { refuse } from '../http/problem.ts';
import { refuseUnknown } from '../http/query.ts';
import { listOrigins, registerOrigin, removeOrigin } from './registered-origin.service.ts';

const MAX_BODY_BYTES = 1_000;
const UNKEPT = { 'Cache-Control': 'private, no-store' } as const;

export function originRoutes({ db }: Deps): Hono<Env> {
  const routes = new Hono<Env>();
  for (const path of ['/origins', '/origins/*'])
    routes.use(path, async (c, next) => {
      refuseUnknown(c, []);
      if (!c.var.caller) throw refuse('unauthenticated', 'Per gestire i portali occorre accedere.');
      if (!mayManageUnion(c.var.caller))
        throw refuse('forbidden', 'I portali li registrano gli amministratori dell’unione.');
      await next();
    });
  return routes
    .get('/origins', async (c) => c.json({ origins: await listOrigins(db.kysely) }, 200, UNKEPT))
    .put('/origins/:origin', async (c) => {
      const { municipality } = await readJson(c, OriginRequest, MAX_BODY_BYTES);
      const portal = { origin: c.req.param('origin'), municipality };
      await registerOrigin(db.kysely, portal, requestActor(c));
      return c.json(portal, 200, UNKEPT);
    })
    .delete('/origins/:origin', async (c) => {
      await removeOrigin(db.kysely, c.req.param('origin'), requestActor(c));
      return c.body(null, 204, UNKEPT);
    });
}
