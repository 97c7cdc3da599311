/** The HTTP application: every part mounted, in order. */
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { authRoutes } from './auth/auth.routes.ts';
import { authenticate } from './auth/authenticate.ts';
import { cors } from './auth/cors.ts';
import { originRoutes } from './auth/origin.routes.ts';
import { changesRoutes } from './changes/changes.routes.ts';
import { changeSetRoutes } from './changesets/change-set.routes.ts';
import { ping } from './db/database.ts';
import type { Deps } from './deps.ts';
import { accessGuard } from './http/access.ts';
import type { Env } from './http/env.ts';
import { problemHandler, problemResponse, refuse } from './http/problem.ts';
import { historyRoutes } from './history/history.routes.ts';
import { importRoutes } from './imports/import.routes.ts';
import { keyRoutes } from './keys/key.routes.ts';
import { layerRoutes } from './layers/layer.routes.ts';
import { ogcRoutes } from './ogc/ogc.routes.ts';
import { describedOperations, openApiRoutes } from './ogc/openapi.ts';
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
    c.set('requestsPerMinute', null);
    await next();
    c.header('X-Request-Id', c.var.requestId);
  });
  app.use(pageSecurity(deps));
  app.use(cors(deps));
  app.use('/api/*', authenticate(deps));
  app.use('/ogc/*', authenticate(deps));
  const parts = [
    { prefix: '/api/auth', app: authRoutes(deps) },
    { prefix: '/api', app: layerRoutes(deps) },
    { prefix: '/api', app: originRoutes(deps) },
    { prefix: '/api', app: keyRoutes(deps) },
    { prefix: '/api', app: tenancyRoutes(deps) },
    { prefix: '/api', app: changeSetRoutes(deps) },
    { prefix: '/api', app: changesRoutes(deps) },
    { prefix: '/api', app: historyRoutes(deps) },
    { prefix: '/api', app: importRoutes(deps) },
    { prefix: '/api', app: proposalRoutes(deps) },
    { prefix: '/api', app: webhookRoutes(deps) },
    { prefix: '/ogc', app: ogcRoutes(deps) },
  ];
  app.use(accessGuard(describedOperations(parts)));

  app.get('/health', (c) => c.json({ status: 'ok' }));
  app.get('/ready', async (c) => {
    await ping(deps.db);
    return c.json({ status: 'ready' });
  });
  for (const { prefix, app: part } of parts) app.route(prefix, part);
  app.route('/', openApiRoutes(parts, deps.config.publicUrl));
  // Last: it answers whatever path is left.
  app.route('/', portalRoutes(deps));
  return app;
}
