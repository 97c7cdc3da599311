/** `/api/auth/account`: one's own password, second factor and sessions; on our own pages only. */
import {
  PasswordChangeRequest,
  SecondFactorConfirmRequest,
  SecondFactorRemovalRequest,
  SecondFactorSetUpRequest,
} from '@sit/core/api-auth';
import { isUuid } from '@sit/core/uuid';
import type { Context, MiddlewareHandler } from 'hono';
import { Hono } from 'hono';
import { requestActor } from '../audit/request-actor.ts';
import type { Deps } from '../deps.ts';
import { readJson } from '../http/body.ts';
import type { Env } from '../http/env.ts';
import { refuse } from '../http/problem.ts';
import { refuseUnknown } from '../http/query.ts';
import {
  beginSecondFactor,
  changePassword,
  endSecondFactor,
  readAccount,
} from './account.service.ts';
import type { Own } from './account.service.ts';
import { endSessions } from './people.service.ts';
import { confirmSecondFactor } from './second-factor.service.ts';

const BODY_BYTES = 8 * 1024;

/** Mounted at `/api/auth`. */
export function accountRoutes(deps: Deps): Hono<Env> {
  const db = deps.db.kysely;
  const app = new Hono<Env>();
  app.use('/account', unstored());
  app.use('/account/*', unstored());

  app.get('/account', async (c) => c.json(await readAccount(db, ownPage(c))));
  app.put('/account/password', async (c) => {
    const own = ownPage(c);
    const request = await readJson(c, PasswordChangeRequest, BODY_BYTES);
    await changePassword(db, own, request, requestActor(c));
    return c.body(null, 204);
  });
  app.post('/account/second-factor', async (c) => {
    const { principal } = ownPage(c);
    const { password } = await readJson(c, SecondFactorSetUpRequest, BODY_BYTES);
    return c.json(await beginSecondFactor(deps, principal, password, requestActor(c)));
  });
  app.put('/account/second-factor', async (c) => {
    const own = ownPage(c);
    const { code } = await readJson(c, SecondFactorConfirmRequest, BODY_BYTES);
    const recoveryCodes = await confirmSecondFactor(deps, own, code, requestActor(c));
    return c.json({ recoveryCodes });
  });
  app.post('/account/second-factor/removal', async (c) => {
    const { principal } = ownPage(c);
    const request = await readJson(c, SecondFactorRemovalRequest, BODY_BYTES);
    await endSecondFactor(deps, principal, request, requestActor(c));
    return c.body(null, 204);
  });
  app.delete('/account/sessions', async (c) => {
    const { principal, session } = ownPage(c);
    await endSessions(db, principal.userId, { but: session }, requestActor(c));
    return c.body(null, 204);
  });
  app.delete('/account/sessions/:id', async (c) => {
    const { principal } = ownPage(c);
    const only = c.req.param('id');
    if (!isUuid(only)) throw refuse('not-found', `${c.req.path} non esiste.`);
    await endSessions(db, principal.userId, { only }, requestActor(c));
    return c.body(null, 204);
  });
  return app;
}

function unstored(): MiddlewareHandler<Env> {
  return async function keepNothing(c, next) {
    refuseUnknown(c, []);
    await next();
    c.header('Cache-Control', 'no-store');
  };
}

/** A portal's page, or a program, changes nobody's access. */
function ownPage(c: Context<Env>): Own {
  const { caller, credential, credentialId } = c.var;
  if (!caller || credential === null || credentialId === null)
    throw refuse('unauthenticated', 'Per il proprio accesso occorre accedere.');
  if (credential !== 'cookie')
    throw refuse('forbidden', 'Il proprio accesso si cambia solo sulle pagine del SIT.');
  return { principal: caller, session: credentialId };
}
