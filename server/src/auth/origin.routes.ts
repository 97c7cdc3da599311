/** `/api/origins`: the portals that may sign people in, kept by the union's administrators. */
import { OriginRequest } from '@sit/core/api-people';
import { Hono } from 'hono';
import { requestActor } from '../audit/request-actor.ts';
import type { Deps } from '../deps.ts';
import { forAdministrators } from '../http/access.ts';
import { readJson } from '../http/body.ts';
import type { Env } from '../http/env.ts';
import { refuseUnknown } from '../http/query.ts';
import { listOrigins, registerOrigin, removeOrigin } from './registered-origin.service.ts';

const MAX_BODY_BYTES = 1_000;

export function originRoutes({ db }: Deps): Hono<Env> {
  const routes = new Hono<Env>();
  for (const path of ['/origins', '/origins/*'])
    routes.use(path, forAdministrators(), async (c, next) => {
      refuseUnknown(c, []);
      await next();
    });
  return routes
    .get('/origins', async (c) => c.json({ origins: await listOrigins(db.kysely) }))
    .put('/origins/:origin', async (c) => {
      const { municipality } = await readJson(c, OriginRequest, MAX_BODY_BYTES);
      const portal = { origin: c.req.param('origin'), municipality };
      await registerOrigin(db.kysely, portal, requestActor(c));
      return c.json(portal);
    })
    .delete('/origins/:origin', async (c) => {
      await removeOrigin(db.kysely, c.req.param('origin'), requestActor(c));
      return c.body(null, 204);
    });
}
