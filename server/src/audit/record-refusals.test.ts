/** How much of what nobody is refused goes on record: all of it up to a limit, then that the limit was reached. */
import type { AuditEntry } from '@sit/core/api-audit';
import type { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { PASSWORD, PORTAL, browser, seedPeople } from '../auth/testing.ts';
import type { Browser } from '../auth/testing.ts';
import { readConfig } from '../config.ts';
import type { Env } from '../http/env.ts';
import { EMBEDDER, embedKey, serviceKey } from '../keys/testing.ts';
import { now, startLyingProvider } from '../oidc/testing/lying-provider.ts';
import type { LyingProvider } from '../oidc/testing/lying-provider.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { jsonOf } from '../testing/json-of.ts';
import { auditHead, listEntries } from './audit.service.ts';

const LIMIT = 6;
const ADDRESS = '198.51.100.7';
const LOGOUT = '/api/auth/oidc/backchannel-logout';

describeOnBothEngines('what is refused to nobody', (server) => {
  let apps: Hono<Env>[];
  let provider: LyingProvider;
  let before: number;

  beforeAll(async () => {
    await seedPeople(server().db);
    provider = await startLyingProvider();
    const { home } = server().config;
    const config = readConfig(
      {
        SIT_HOME: home,
        SIT_REQUESTS_PER_MINUTE: String(LIMIT * 100),
        SIT_OIDC_ISSUER: provider.issuer,
        SIT_OIDC_CLIENT_ID: 'sit',
        SIT_OIDC_CLIENT_SECRET: 'secret',
      },
      home,
    );
    // Two processes share nothing but the database.
    apps = [1, 2].map(() => createApp({ ...server().deps, config }));
  });
  afterAll(() => provider?.stop());
  const mark = async (): Promise<void> => {
    before = (await auditHead(server().db.kysely))?.seq ?? 0;
  };
  beforeEach(mark);

  /** Of this test, oldest first. */
  async function added(): Promise<AuditEntry[]> {
    const { entries } = await listEntries(server().db.kysely, {}, 500);
    return entries.filter(({ seq }) => seq > before).toReversed();
  }
  const eventsOf = (entries: AuditEntry[]) => entries.map(({ event }) => event);
  const repeated = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
  const bad = (token = 'forged', origin?: string): RequestInit => ({
    headers: {
      Authorization: `Bearer ${token}`,
      ...(origin === undefined ? {} : { Origin: origin }),
    },
  });

  it('is on record up to a limit for all processes, then answered 429, once on record', async () => {
    const answers = [];
    for (let n = 0; n < LIMIT + 4; n++) {
      const page = browser(apps[n % 2]!, ADDRESS);
      answers.push(
        n % 3 === 0
          ? await page.fetch('/api/layers', bad('forged', PORTAL))
          : await page.post('/api/layers', {}),
      );
    }
    expect(answers.map(({ status }) => status)).toEqual([
      ...repeated(LIMIT, 401),
      ...repeated(4, 429),
    ]);
    const last = answers.at(-1)!;
    expect(Number(last.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(last.headers.get('RateLimit-Policy')).toBe(`"refused";q=${LIMIT};w=60`);
    expect(last.headers.get('WWW-Authenticate')).toBeNull();
    expect(await jsonOf(last)).toMatchObject({ code: 'too-many-requests' });
    const entries = await added();
    expect(eventsOf(entries)).toEqual([
      ...Array.from({ length: LIMIT }, (_, n) =>
        n % 3 === 0 ? 'credential-refused' : 'write-refused',
      ),
      'rate-limit-reached',
    ]);
    expect(entries.at(-1)).toMatchObject({
      person: null,
      address: ADDRESS,
      detail: {
        request: 'GET /api/layers',
        status: 401,
        code: 'unauthenticated',
        policy: 'refused',
        requestsPerMinute: LIMIT,
      },
    });
  });

  it('takes nothing from others at that address: who is signed in, signs in, or reads', async () => {
    const page = browser(apps[0]!, ADDRESS);
    expect((await page.post('/api/layers', {})).status).toBe(429);
    expect((await page.fetch('/api/layers')).status).toBe(200);
    expect(await added()).toEqual([]);
    const signIn = { email: 'tecnico@example.org', password: PASSWORD };
    expect((await page.post('/api/auth/sign-in', signIn)).status).toBe(200);
    for (let n = 0; n < LIMIT + 2; n++)
      expect((await page.post('/api/layers', {})).status).toBe(400);
    const refused = (await added()).filter(({ event }) => event !== 'sign-in');
    expect(refused.map(({ event, personName }) => [event, personName])).toEqual(
      repeated(LIMIT + 2, ['write-refused', 'Tito Tecnico']),
    );
  });

  it('is all on record where a service key was refused it', async () => {
    const { token } = await serviceKey(server().db);
    await mark();
    const page = browser(apps[0]!, ADDRESS);
    for (let n = 0; n < LIMIT + 2; n++)
      expect((await page.fetch('/api/layers', { ...bad(token), method: 'POST' })).status).toBe(400);
    expect(eventsOf(await added())).toEqual(repeated(LIMIT + 2, 'write-refused'));
  });

  it('is counted where a page’s key was refused it: that is nobody’s secret', async () => {
    const { token } = await embedKey(server().db);
    await mark();
    const page = browser(apps[0]!, '198.51.100.8');
    for (let n = 0; n < LIMIT + 2; n++) {
      const init = { ...bad(token, EMBEDDER), method: 'POST' };
      expect((await page.fetch('/api/layers', init)).status).toBe(n < LIMIT ? 403 : 429);
    }
    expect(eventsOf(await added())).toEqual([
      ...repeated(LIMIT, 'write-refused'),
      'rate-limit-reached',
    ]);
  });

  it('names the key that was refused, and what was asked', async () => {
    const { id, token } = await serviceKey(server().db);
    await mark();
    const page = browser(apps[0]!, '198.51.100.9');
    await page.fetch('/api/layers', bad(token, PORTAL));
    await page.fetch('/api/layers/%00', { ...bad(token, PORTAL), method: 'PATCH' });
    expect(await added()).toMatchObject([
      {
        event: 'credential-refused',
        subject: `key/${id}`,
        detail: { request: 'GET /api/layers', status: 401 },
      },
      {
        event: 'write-refused',
        subject: `key/${id}`,
        detail: { request: 'PATCH /api/layers/%00', status: 401 },
      },
    ]);
  });

  const logout = async (page: Browser, token: string): Promise<number> => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ logout_token: token }).toString();
    return (await page.fetch(LOGOUT, { method: 'POST', headers, body })).status;
  };
  const logoutToken = (): Promise<string> => {
    const { header, claims } = provider.honest();
    const { iss, aud, sub } = claims;
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const content = { iss, aud, sub, iat: now(), exp: now() + 60, jti: 'one', events };
    return provider.sign({ header, claims: content as typeof claims });
  };

  it('is counted alike for answers of the provider, not heard any more beyond the limit', async () => {
    const page = browser(apps[0]!, '198.51.100.10');
    const statuses = [];
    for (let n = 0; n < LIMIT + 2; n++)
      statuses.push((await page.fetch('/api/auth/oidc/callback?state=x&code=y')).status);
    expect(statuses).toEqual([...repeated(LIMIT, 302), 429, 429]);
    const entries = await added();
    expect(eventsOf(entries)).toEqual([
      ...repeated(LIMIT, 'sign-in-refused'),
      'rate-limit-reached',
    ]);
    expect(entries.at(-1)!.detail).toEqual({
      request: 'GET /api/auth/oidc/callback',
      policy: 'refused',
      requestsPerMinute: LIMIT,
    });
    expect(await logout(page, await logoutToken())).toBe(429);
  });

  it('is counted alike for logout tokens, each on record once; good ones count nothing', async () => {
    const page = browser(apps[0]!, '198.51.100.11');
    const good = await logoutToken();
    for (let n = 0; n < LIMIT + 2; n++) expect(await logout(page, good)).toBe(200);
    expect(await added()).toEqual([]);
    const statuses = [];
    for (let n = 0; n < LIMIT - 1; n++) statuses.push(await logout(page, 'forged'));
    statuses.push((await page.post(LOGOUT, {})).status, await logout(page, 'forged'));
    expect(statuses).toEqual([...repeated(LIMIT - 1, 400), 415, 429]);
    expect(eventsOf(await added())).toEqual([
      ...repeated(LIMIT - 1, 'credential-refused'),
      'write-refused',
      'rate-limit-reached',
    ]);
  });

  it('is on record whatever else happens at once: as many entries as the limit, and one', async () => {
    const page = browser(apps[0]!, '198.51.100.12');
    const answers = await Promise.all(
      Array.from({ length: LIMIT * 4 }, () => page.fetch('/api/layers', bad())),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(LIMIT);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(LIMIT * 3);
    expect(eventsOf(await added()).toSorted()).toEqual([
      ...repeated(LIMIT, 'credential-refused'),
      'rate-limit-reached',
    ]);
  });
});
