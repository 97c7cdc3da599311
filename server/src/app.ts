/** The HTTP application: every part mounted, in order. */
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { auditRoutes } from './audit/audit.routes.ts';
import { recordRefusals } from './audit/record-refusals.ts';
import { accountRoutes } from './auth/account.routes.ts';
import { authRoutes } from './auth/auth.routes.ts';
import { authenticate } from './auth/authenticate.ts';
import { addressed } from './auth/client-address.ts';
import { cors } from './auth/cors.ts';
import { originRoutes } from './auth/origin.routes.ts';
import { peopleRoutes } from './auth/people.routes.ts';
import { personLinkRoutes } from './auth/person-link.routes.ts';
import { changesRoutes } from './changes/changes.routes.ts';
import { changeSetRoutes } from './changesets/change-set.routes.ts';
import { ping } from './db/database.ts';
import type { Deps } from './deps.ts';
import { accessGuard } from './http/access.ts';
import type { Env } from './http/env.ts';
import { logRequests } from './http/log.ts';
import { BODY_TIMING, patientBodies } from './http/patient-body.ts';
import type { BodyTiming } from './http/patient-body.ts';
import { problemHandler, problemResponse, refuse } from './http/problem.ts';
import { historyRoutes } from './history/history.routes.ts';
import { importRoutes, isUpload } from './imports/import.routes.ts';
import { keyRoutes } from './keys/key.routes.ts';
import { layerRoutes } from './layers/layer.routes.ts';
import { limitAddress, limitCaller } from './limits/limit-requests.ts';
import { requestLimiter } from './limits/request-limiter.service.ts';
import { ogcRoutes } from './ogc/ogc.routes.ts';
import { oidcRoutes } from './oidc/oidc.routes.ts';
import { describedOperations, openApiRoutes } from './ogc/openapi.ts';
import { pageSecurity } from './portal/page-security.ts';
import { portalRoutes } from './portal/portal.routes.ts';
import { proposalRoutes } from './proposals/proposal.routes.ts';
import { tenancyRoutes } from './tenancy/tenancy.routes.ts';
import { webhookRoutes } from './webhooks/webhook.routes.ts';

/** `bodyTiming` is for tests that would not wait. */
export function createApp(deps: Deps, bodyTiming: BodyTiming = BODY_TIMING): Hono<Env> {
  const app = new Hono<Env>();
  app.onError(problemHandler(deps.log));
  app.notFound((c) => problemResponse(c, refuse('not-found', `${c.req.path} non esiste.`)));
  app.use(async (c, next) => {
    c.set('requestId', randomUUID());
    c.set('caller', null);
    c.set('credential', null);
    c.set('credentialId', null);
    c.set('secondFactor', null);
    c.set('refusedKey', null);
    c.set('requestsPerMinute', null);
    await next();
    c.header('X-Request-Id', c.var.requestId);
  });
  app.use(logRequests(deps.log));
  app.use(addressed(deps.config));
  app.use(pageSecurity(deps));
  const spend = requestLimiter(deps.db.kysely);
  app.use(recordRefusals(deps, spend));
  // A preflight asks the register of portals; what is not one is counted within `cors`, which lets it be read.
  app.on('OPTIONS', '*', limitAddress(deps, spend));
  app.use(cors(deps));
  app.use(limitAddress(deps, spend));
  for (const path of ['/api/*', '/ogc/*']) {
    app.use(path, authenticate(deps));
    app.use(path, limitCaller(deps, spend));
    app.use(path, patientBodies(isUpload, bodyTiming));
  }
  const parts = [
    // Before authRoutes, which takes no query parameters under its prefix.
    { prefix: '/api/auth', app: oidcRoutes(deps) },
    { prefix: '/api/auth', app: authRoutes(deps) },
    { prefix: '/api', app: auditRoutes(deps) },
    { prefix: '/api/auth', app: accountRoutes(deps) },
    { prefix: '/api/auth', app: personLinkRoutes(deps) },
    { prefix: '/api', app: peopleRoutes(deps) },
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
