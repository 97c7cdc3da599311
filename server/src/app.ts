/** The HTTP application: every part mounted, in order. */
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { accountRoutes } from './auth/account.routes.ts';
import { authRoutes } from './auth/auth.routes.ts';
import { authenticate } from './auth/authenticate.ts';
import { cors } from './auth/cors.ts';
import { peopleRoutes } from './auth/people.routes.ts';
import { personLinkRoutes } from './auth/person-link.routes.ts';
import { changesRoutes } from './changes/changes.routes.ts';
import { changeSetRoutes } from './changesets/change-set.routes.ts';
import { ping } from './db/database.ts';
import type { Deps } from './deps.ts';
import type { Env } from './http/env.ts';
import { problemHandler, problemResponse, refuse } from './http/problem.ts';
import { historyRoutes } from './history/history.routes.ts';
import { importRoutes } from './imports/import.routes.ts';
import { layerRoutes } from './layers/layer.routes.ts';
import { ogcRoutes } from './ogc/ogc.routes.ts';
import { openApiRoutes } from './ogc/openapi.ts';
import { pageSecurity } from './portal/page-security.ts';
import { portalRoutes } from './portal/portal.routes.ts';
import { proposalRoutes } from './proposals/proposal.routes.ts';
import { tenancyRoutes } from './tenancy/tenancy.routes.ts';
import { webhookRoutes } from './webhooks/webhook.routes.ts';

export function createApp(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  app.onError(problemHandler(deps.log));
  app.notFound((c) => problemResponse(c, refuse('not-found', `${c.req.path} non esiste.`)));
  app.use(async (c, next) => {
    c.set('requestId', randomUUID());
    c.set('caller', null);
    c.set('credential', null);
    c.set('credentialId', null);
    await next();
    c.header('X-Request-Id', c.var.requestId);
  });
  app.use(pageSecurity(deps));
  app.use(cors(deps));
  app.use('/api/*', authenticate(deps));
  app.use('/ogc/*', authenticate(deps));

  app.get('/health', (c) => c.json({ status: 'ok' }));
  app.get('/ready', async (c) => {
    await ping(deps.db);
    return c.json({ status: 'ready' });
  });
  const parts = [
    { prefix: '/api/auth', app: authRoutes(deps) },
    { prefix: '/api/auth', app: accountRoutes(deps) },
    { prefix: '/api/auth', app: personLinkRoutes(deps) },
    { prefix: '/api', app: peopleRoutes(deps) },
    { prefix: '/api', app: layerRoutes(deps) },
    { prefix: '/api', app: tenancyRoutes(deps) },
    { prefix: '/api', app: changeSetRoutes(deps) },
    { prefix: '/api', app: changesRoutes(deps) },
    { prefix: '/api', app: historyRoutes(deps) },
    { prefix: '/api', app: importRoutes(deps) },
    { prefix: '/api', app: proposalRoutes(deps) },
    { prefix: '/api', app: webhookRoutes(deps) },
    { prefix: '/ogc', app: ogcRoutes(deps) },
  ];
  for (const { prefix, app: part } of parts) app.route(prefix, part);
  app.route('/', openApiRoutes(parts, deps.config.publicUrl));
  // Last: it answers whatever path is left.
  app.route('/', portalRoutes(deps));
  return app;
}
