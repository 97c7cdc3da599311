/** The HTTP application: every part mounted, in order. */
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { sql } from 'kysely';
import type { Deps } from './deps.ts';
import type { Env } from './http/env.ts';
import { problemHandler, problemResponse, refuse } from './http/problem.ts';

export function createApp(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  app.onError(problemHandler(deps.log));
  app.notFound((c) => problemResponse(c, refuse('not-found', `${c.req.path} non esiste.`)));
  app.use(async (c, next) => {
    c.set('requestId', randomUUID());
    c.set('caller', null);
    c.set('credential', null);
    await next();
    c.header('X-Request-Id', c.var.requestId);
    c.header('X-Content-Type-Options', 'nosniff');
  });

  app.get('/health', (c) => c.json({ status: 'ok' }));
  app.get('/ready', async (c) => {
    await sql`select 1`.execute(deps.db.kysely);
    return c.json({ status: 'ready' });
  });
  return app;
}
