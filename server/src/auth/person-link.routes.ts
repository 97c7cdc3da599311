/** `/api/auth/reset` and `/api/auth/link`: a password chosen by who got a link by mail. */
import { LinkPasswordRequest, LinkRequest, PasswordResetRequest } from '@sit/core/api-auth';
import type { Context } from 'hono';
import { Hono } from 'hono';
import { requestActor } from '../audit/request-actor.ts';
import type { Deps } from '../deps.ts';
import { readJson } from '../http/body.ts';
import type { Env } from '../http/env.ts';
import { refuseUnknown } from '../http/query.ts';
import { foreignPage } from './authenticate.ts';
import { initiator } from './origin.ts';
import { acceptLink, describeLink, sendReset } from './person-link.service.ts';

const BODY_BYTES = 8 * 1024;

/** Mounted at `/api/auth`. */
export function personLinkRoutes(deps: Deps): Hono<Env> {
  const db = deps.db.kysely;
  const app = new Hono<Env>();
  for (const path of ['/reset', '/link', '/link/*'])
    app.use(path, async (c: Context<Env>, next) => {
      refuseUnknown(c, []);
      if (initiator(c, deps.config.publicUrl) === 'foreign')
        throw foreignPage(c, deps.config.publicUrl);
      await next();
      c.header('Cache-Control', 'no-store');
    });

  app.post('/reset', async (c) => {
    const { email } = await readJson(c, PasswordResetRequest, BODY_BYTES);
    void sendReset(deps, email, requestActor(c));
    return c.json({}, 202);
  });
  app.post('/link', async (c) => {
    const { token } = await readJson(c, LinkRequest, BODY_BYTES);
    return c.json(await describeLink(db, token));
  });
  app.post('/link/password', async (c) => {
    await acceptLink(db, await readJson(c, LinkPasswordRequest, BODY_BYTES), requestActor(c));
    return c.body(null, 204);
  });
  return app;
}
