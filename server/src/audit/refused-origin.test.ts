/** What is on record of pages that have no business here: preflights, ways back, and a session's cookie nobody has. */
import type { AuditEntry } from '@sit/core/api-audit';
import { MAX_ORIGIN_LENGTH } from '@sit/core/api-auth';
import type { Hono } from 'hono';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { PORTAL, browser, newChallenge, seedPeople, signedIn } from '../auth/testing.ts';
import { readConfig } from '../config.ts';
import type { Env } from '../http/env.ts';
import { EMBEDDER, embedKey } from '../keys/testing.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { auditHead, listEntries } from './audit.service.ts';

const LIMIT = 6;
const THIEF = 'https://thief.example';

describeOnBothEngines('an origin that is refused', (server) => {
  let app: Hono<Env>;
  let before: number;

  beforeAll(async () => {
    await seedPeople(server().db);
    await embedKey(server().db);
  });
  /** A minute in which nobody has asked for anything yet. */
  beforeEach(async () => {
    await server().owner.deleteFrom('sit.request_count').execute();
    const { home } = server().config;
    const config = readConfig(
      {
        SIT_HOME: home,
        SIT_REQUESTS_PER_MINUTE: String(LIMIT * 100),
        SIT_OIDC_ISSUER: 'https://provider.example',
        SIT_OIDC_CLIENT_ID: 'sit',
        SIT_OIDC_CLIENT_SECRET: 'secret',
      },
      home,
    );
    app = createApp({ ...server().deps, config });
    before = (await auditHead(server().db.kysely))!.seq;
  });

  /** Of this test, oldest first. */
  async function added(): Promise<AuditEntry[]> {
    const { entries } = await listEntries(server().db.kysely, {}, 500);
    return entries.filter(({ seq }) => seq > before).toReversed();
  }
  const preflight = (origin: string, method: string, address: string): Promise<Response> =>
    browser(app, address).fetch('/api/layers?secret=1', {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': method },
    });

  it.each([
    ['a page that stole an embed key', THIEF, 'GET', 'origin-refused'],
    ['a page that would write', THIEF, 'DELETE', 'write-refused'],
    ['a page with a key for reading that would write', EMBEDDER, 'POST', 'write-refused'],
    ['a page without an origin', 'null', 'GET', 'origin-refused'],
  ])('is on record of the preflight of %s', async (_what, origin, asked, event) => {
    expect((await preflight(origin, asked, '198.51.100.1')).status).toBe(403);
    const detail = { request: 'OPTIONS /api/layers', status: 403, code: 'origin-not-registered' };
    expect(await added()).toMatchObject([
      {
        event,
        person: null,
        subject: 'OPTIONS /api/layers',
        address: '198.51.100.1',
        detail: { ...detail, asked, origin },
      },
    ]);
  });

  it('is kept no longer than an origin can be', async () => {
    const long = `https://${'a'.repeat(MAX_ORIGIN_LENGTH)}.example`;
    expect((await preflight(long, 'X'.repeat(100), '198.51.100.2')).status).toBe(403);
    const [{ detail } = { detail: {} }] = await added();
    expect(detail).toMatchObject({
      origin: long.slice(0, MAX_ORIGIN_LENGTH),
      asked: 'X'.repeat(20),
    });
  });

  it('is not one that may ask', async () => {
    expect((await preflight(PORTAL, 'POST', '198.51.100.3')).status).toBe(204);
    expect((await preflight(EMBEDDER, 'GET', '198.51.100.3')).status).toBe(204);
    expect(await added()).toEqual([]);
  });

  it('is on record once a minute, whoever’s browser its page is in, and is refused nothing else for it', async () => {
    for (let n = 0; n < LIMIT + 2; n++)
      expect((await preflight(THIEF, 'GET', `198.51.100.${n % 3}`)).status).toBe(403);
    expect((await preflight(THIEF, 'POST', '198.51.100.1')).status).toBe(403);
    expect((await added()).map(({ event }) => event)).toEqual(['origin-refused', 'write-refused']);
    const callback = await browser(app, '198.51.100.1').fetch('/api/auth/oidc/callback?state=x');
    expect(callback.status).toBe(302);
  });

  it('is on record no more than ten times a minute from one address, by whatever name', async () => {
    const statuses = new Set<number>();
    for (let n = 0; n < 15; n++)
      statuses.add((await preflight(`https://thief-${n}.example`, 'GET', '198.51.100.4')).status);
    expect([...statuses]).toEqual([403]);
    expect(await added()).toHaveLength(10);
    const counted = await server()
      .owner.selectFrom('sit.request_count')
      .select('key')
      .where('key', 'like', '%thief-%')
      .execute();
    expect(counted).toHaveLength(10);
  });

  const popUp = (origin: string) => {
    const { challenge } = newChallenge();
    return `/sign-in?${new URLSearchParams({ origin, state: '12345678', challenge })}`;
  };
  const start = (to: string) => `/api/auth/oidc/start?return=${encodeURIComponent(to)}`;
  it.each([
    ['the sign-in window for it', popUp(THIEF), 403, THIEF],
    ['the sign-in window for what is none', popUp('do not keep me'), 403, null],
    ['the way back to it', start(`${THIEF}/do-not-keep-me?x=1`), 400, THIEF],
    ['the way back to it, hidden', start('/\\thief.example'), 400, 'http://thief.example'],
    ['the way back to a script', start('javascript:alert(1)'), 400, 'null'],
    ['the way back to what is none', start('https://'), 400, null],
  ])('is on record of %s', async (_what, path, status, origin) => {
    expect((await browser(app, '198.51.100.5').fetch(path)).status).toBe(status);
    const entries = await added();
    expect(entries).toMatchObject([
      {
        event: 'origin-refused',
        subject: `GET ${path.replace(/\?.*/, '')}`,
        detail: { status, asked: 'GET', origin },
      },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/do.not.keep.me/);
  });

  it('is on record no more than a page of ours is, asked for otherwise than it should be', async () => {
    const page = browser(app, '198.51.100.6');
    expect((await page.fetch(popUp(PORTAL).replace('12345678', '1'))).status).toBe(403);
    expect((await page.fetch('/api/auth/oidc/start?x=1')).status).toBe(400);
    expect(await added()).toEqual([]);
  });
});

describeOnBothEngines('a session’s cookie that is no good', (server) => {
  it('is on record where somebody had to be signed in, and not where everybody may read', async () => {
    await seedPeople(server().db);
    const app = createApp(server().deps);
    const page = browser(app);
    page.cookie = 'forged';
    expect((await page.fetch('/api/layers')).status).toBe(200);
    expect((await page.fetch('/api/people')).status).toBe(401);
    // Nobody at all shows nothing that could be no good.
    expect((await browser(app).fetch('/api/people')).status).toBe(401);
    const ended = await signedIn(app);
    const { cookie } = ended;
    expect((await ended.post('/api/auth/sign-out')).status).toBe(200);
    ended.cookie = cookie;
    expect((await ended.fetch('/api/auth/account')).status).toBe(401);
    const { entries } = await listEntries(server().db.kysely, {}, 500);
    expect(entries.toReversed().map(({ event, subject }) => [event, subject])).toEqual([
      ['credential-refused', 'GET /api/people'],
      ['sign-in', null],
      ['sign-out', null],
      ['credential-refused', 'GET /api/auth/account'],
    ]);
  });
});
