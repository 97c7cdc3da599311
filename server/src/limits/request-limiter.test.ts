/** Requests a minute, counted together by two processes over one database. */
import { Hono } from 'hono';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import {
  PORTAL,
  browser,
  fromPortal,
  portalTokens,
  seedPeople,
  signedIn,
} from '../auth/testing.ts';
import { readConfig } from '../config.ts';
import type { Env } from '../http/env.ts';
import { problemHandler } from '../http/problem.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { limitCaller } from './limit-requests.ts';
import { requestLimiter } from './request-limiter.service.ts';

const LIMIT = 10;

describeOnBothEngines('requests a minute', (server) => {
  let apps: Hono<Env>[];
  beforeAll(() => seedPeople(server().db));
  beforeEach(async () => {
    await server().db.kysely.deleteFrom('sit.request_count').execute();
    const config = readConfig(
      { SIT_HOME: server().config.home, SIT_REQUESTS_PER_MINUTE: String(LIMIT) },
      '.',
    );
    // Two processes share nothing but the database.
    apps = [1, 2].map(() => createApp({ ...server().deps, config }));
  });

  const ask = async (n: number, address: string, path = '/api/union'): Promise<Response> =>
    browser(apps[n % 2]!, address).fetch(path);
  const entries = (address: string) =>
    server()
      .db.kysely.selectFrom('sit_audit.entry')
      .select(['event', 'address', 'detail'])
      .where('event', '=', 'rate-limit-reached')
      .where('address', '=', address)
      .execute();
  const statuses = (responses: Response[]): Record<string, number> =>
    Object.fromEntries(
      Object.entries(Object.groupBy(responses, ({ status }) => status)).map(([status, all]) => [
        status,
        all!.length,
      ]),
    );

  it('are as many as the limit in all, however they fall on the processes, and the next is told when', async () => {
    const responses = [];
    for (let n = 0; n < LIMIT + 4; n++) responses.push(await ask(n, '198.51.100.1'));
    expect(responses.map(({ status }) => status)).toEqual(
      responses.map((_, n) => (n < LIMIT ? 200 : 429)),
    );
    const refused = responses.at(-1)!;
    const seconds = Number(refused.headers.get('Retry-After'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(refused.headers.get('RateLimit-Policy')).toBe('"address";q=10;w=60');
    expect(refused.headers.get('RateLimit')).toBe(`"address";r=0;t=${seconds}`);
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect(await refused.json()).toMatchObject({ code: 'too-many-requests' });
    expect(await entries('198.51.100.1')).toEqual([
      {
        event: 'rate-limit-reached',
        address: '198.51.100.1',
        detail: JSON.stringify({ policy: 'address', requestsPerMinute: LIMIT }),
      },
    ]);
  });

  it('are counted exactly when they come all at once, and recorded once', async () => {
    const responses = await Promise.all(
      Array.from({ length: 4 * LIMIT }, (_, n) => ask(n, '198.51.100.2')),
    );
    expect(statuses(responses)).toEqual({ 200: LIMIT, 429: 3 * LIMIT });
    expect(await entries('198.51.100.2')).toHaveLength(1);
  });

  it('leave another address free, take an IPv6 network for one, and do not count the watch over the service', async () => {
    for (let n = 0; n < LIMIT; n++) await ask(n, `2001:db8::${n}`);
    expect((await ask(0, '2001:db8::99')).status).toBe(429);
    expect((await ask(1, '2001:db8:0:1::99')).status).toBe(200);
    expect((await ask(0, '198.51.100.3')).status).toBe(200);
    for (const path of ['/health', '/ready'])
      expect((await ask(0, '2001:db8::99', path)).status).toBe(200);
  });

  it('begin anew when the minute is over, in every process', async () => {
    for (let n = 0; n <= LIMIT; n++) await ask(n, '198.51.100.4');
    const spend = requestLimiter(server().db.kysely);
    const key = 'address:198.51.100.4';
    expect(await spend(key, LIMIT)).toMatchObject({ allowed: false, first: false });
    await server()
      .db.kysely.updateTable('sit.request_count')
      .set({ resets_at: new Date(0) })
      .where('key', '=', key)
      .execute();
    // One that has nothing in memory of the minute before.
    expect(await requestLimiter(server().db.kysely)(key, LIMIT)).toMatchObject({ allowed: true });
  });

  it('are counted by person, from wherever they ask', async () => {
    const page = await signedIn(apps[0]!);
    const { token } = await portalTokens(apps[0]!, page);
    await server().db.kysely.deleteFrom('sit.request_count').execute();
    const responses = [];
    for (let n = 0; n < LIMIT + 1; n++)
      responses.push(
        n % 2
          ? await fromPortal(apps[1]!, '/api/union', PORTAL, {
              token,
            })
          : await browserAt(`198.51.100.${50 + n}`, page.cookie!),
      );
    expect(responses.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(LIMIT);
    expect(responses.at(-1)!.headers.get('RateLimit-Policy')).toBe('"person";q=10;w=60');
    expect((await ask(0, '198.51.100.90')).status).toBe(200);
  });

  async function browserAt(address: string, cookie: string): Promise<Response> {
    const other = browser(apps[1]!, address);
    other.cookie = cookie;
    return other.fetch('/api/union');
  }

  it.each([
    ['its own', 3, 3],
    ['the configuration’s where it has none', null, LIMIT],
  ])('of a key are %s', async (title, requestsPerMinute, allowed) => {
    const config = { ...server().config, requestsPerMinute: LIMIT };
    const app = new Hono<Env>();
    app.onError(problemHandler(server().deps.log));
    app.use(async (c, next) => {
      c.set('credential', 'key');
      c.set('credentialId', title);
      c.set('requestsPerMinute', requestsPerMinute);
      await next();
    });
    app.use(limitCaller({ ...server().deps, config }, requestLimiter(server().db.kysely)));
    app.get('/', (c) => c.text('ok'));
    const responses = [];
    for (let n = 0; n < LIMIT + 1; n++) responses.push(await app.request('/'));
    expect(statuses(responses)).toEqual({ 200: allowed, 429: LIMIT + 1 - allowed });
    const { headers } = responses.at(-1)!;
    expect(headers.get('RateLimit-Policy')).toBe(`"key";q=${allowed};w=60`);
  });

  it('are handed out in leases: many requests, few statements, never one too many', async () => {
    const limit = 1000;
    const [one, two] = [1, 2].map(() => requestLimiter(server().db.kysely));
    const verdicts = await Promise.all(
      Array.from({ length: 3000 }, (_, n) => (n % 2 ? one! : two!)('key:lease', limit)),
    );
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(limit);
    expect(verdicts.filter(({ first }) => first)).toHaveLength(1);
    const { taken } = await server()
      .db.kysely.selectFrom('sit.request_count')
      .select('taken')
      .where('key', '=', 'key:lease')
      .executeTakeFirstOrThrow();
    // Twenty leases of fifty, and one refused to each process.
    expect(taken).toBe(limit + 2 * 50);
  });
});
