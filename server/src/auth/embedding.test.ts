import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { changePerson } from './people.service.ts';
import { makeKey } from '../keys/key.service.ts';
import { addPerson } from './person.service.ts';
import { registerOrigin, removeOrigin } from './registered-origin.service.ts';
import {
  OTHER_PORTAL,
  PASSWORD,
  PLANNER,
  PORTAL,
  actorAt,
  fromPortal as ask,
  newChallenge,
  personId,
  portalTokens,
  principalOf,
  seedPeople,
  signedIn,
} from './testing.ts';
import type { Browser } from './testing.ts';

describeOnBothEngines('embedding in a portal of another origin', (server) => {
  let app: ReturnType<typeof createApp>;
  const db = () => server().db.kysely;

  beforeAll(async () => {
    await seedPeople(server().db);
    app = createApp(server().deps);
  });

  /** What a page of `origin` gets, without cookies, as the widget asks. */
  const fromPortal = (
    path: string,
    token: string | null,
    origin: string | null,
    init: RequestInit = {},
  ) => ask(app, path, origin, { ...init, ...(token === null ? {} : { token }) });
  const embedToken = async (page: Browser, origin = PORTAL): Promise<string> =>
    (await portalTokens(app, page, origin)).token;

  describe('a token', () => {
    it('is given to a signed-in page of ours for a registered portal', async () => {
      const page = await signedIn(app);
      const body = await portalTokens(app, page);
      expect(body).toMatchObject({ principal: { email: 'tecnico@example.org', grants: PLANNER } });
      expect(body.token).not.toBe(page.cookie);
      const secondsLeft = (Date.parse(body.expiresAt) - Date.now()) / 1000;
      expect(secondsLeft).toBeGreaterThan(9 * 60);
      expect(secondsLeft).toBeLessThanOrEqual(10 * 60);

      const session = await fromPortal('/api/auth/session', body.token, PORTAL);
      expect(await principalOf(session)).toMatchObject({ email: 'tecnico@example.org' });
    });

    it('never outlives the session it came from', async () => {
      const page = await signedIn(app);
      await db()
        .updateTable('sit.session')
        .set({ expires_at: sql<Date>`now() + interval '5 minutes'` })
        .execute();
      const { expiresAt } = await portalTokens(app, page);
      expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(5 * 60 * 1000);
    });

    it.each([
      ['an unregistered origin', 'https://elsewhere.example', 'origin-not-registered'],
      ['a registered origin with a path', `${PORTAL}/mappa`, 'origin-not-registered'],
      ['the opaque origin', 'null', 'origin-not-registered'],
      ['everybody', '*', 'origin-not-registered'],
    ])('is not given for %s', async (_what, origin, code) => {
      const { challenge } = newChallenge();
      const page = await signedIn(app);
      const response = await page.post('/api/auth/portal-code', { origin, challenge });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code });
    });

    it('is not given to nobody, nor for another token', async () => {
      const { challenge } = newChallenge();
      const code = { method: 'POST', body: JSON.stringify({ origin: PORTAL, challenge }) };
      const token = await embedToken(await signedIn(app));
      const status = async (shown: string | null) =>
        (await fromPortal('/api/auth/portal-code', shown, PORTAL, code)).status;
      expect([await status(null), await status(token)]).toEqual([401, 403]);
    });

    it.each([
      ['another registered portal', OTHER_PORTAL],
      ['an unregistered origin', 'https://elsewhere.example'],
      ['the same host over http', PORTAL.replace('https:', 'http:')],
      ['no origin at all', null],
    ])('is refused from %s', async (_who, origin) => {
      const token = await embedToken(await signedIn(app));
      for (const method of ['GET', 'POST']) {
        const response = await fromPortal('/api/auth/session', token, origin, { method });
        expect(response.status).toBe(401);
        expect(response.headers.get('WWW-Authenticate')).toContain('invalid_token');
      }
    });

    it('is no cookie, and a cookie is no token', async () => {
      const page = await signedIn(app);
      const token = await embedToken(page);
      const cookie = page.cookie!;
      page.cookie = token;
      expect(await principalOf(await page.fetch('/api/auth/session'))).toBeNull();
      expect((await fromPortal('/api/auth/session', cookie, PORTAL)).status).toBe(401);
    });

    it.each([
      ['forged', `Bearer ${'A'.repeat(43)}`],
      ['empty', 'Bearer '],
      ['of another make', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.'],
      ['of another scheme', 'Basic YWRtaW46YWRtaW4='],
      ['SQL', "Bearer '--"],
    ])('is refused when %s, on a public read as well', async (_what, authorization) => {
      const response = await app.request('/api/auth/session', {
        headers: { Authorization: authorization, Origin: PORTAL },
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: 'unauthenticated' });
    });

    it('is refused when expired, and renewed without a password while the session lasts', async () => {
      const page = await signedIn(app);
      const token = await embedToken(page);
      await db()
        .updateTable('sit.portal_token')
        .set({ access_expires_at: sql<Date>`now()` })
        .execute();
      expect((await fromPortal('/api/auth/session', token, PORTAL)).status).toBe(401);
      const renewed = await embedToken(page);
      expect((await fromPortal('/api/auth/session', renewed, PORTAL)).status).toBe(200);
    });

    it('ends when its person signs out on our pages', async () => {
      const page = await signedIn(app);
      const token = await embedToken(page);
      await page.post('/api/auth/sign-out');
      expect((await fromPortal('/api/auth/session', token, PORTAL)).status).toBe(401);
    });

    it('signs the whole session out, other portals’ tokens too', async () => {
      const page = await signedIn(app);
      const [token, other] = [await embedToken(page), await embedToken(page, OTHER_PORTAL)];
      const stranger = await signedIn(app);
      expect(
        (await fromPortal('/api/auth/sign-out', token, PORTAL, { method: 'POST' })).status,
      ).toBe(200);
      expect((await fromPortal('/api/auth/session', other, OTHER_PORTAL)).status).toBe(401);
      expect(await principalOf(await page.fetch('/api/auth/session'))).toBeNull();
      expect(await principalOf(await stranger.fetch('/api/auth/session'))).not.toBeNull();
    });

    it('ends at once for a person disabled', async () => {
      await addPerson(db(), {
        email: 'ex@example.org',
        name: 'Ex',
        password: PASSWORD,
        grants: PLANNER,
      });
      const token = await embedToken(await signedIn(app, 'ex@example.org'));
      const id = await personId(server().db, 'ex@example.org');
      await changePerson(db(), id, { suspended: true }, actorAt());
      expect((await fromPortal('/api/auth/session', token, PORTAL)).status).toBe(401);
    });

    it('ends when its portal is taken off the register', async () => {
      const origin = 'https://former.example.it';
      await registerOrigin(db(), { origin, municipality: null }, actorAt());
      const page = await signedIn(app);
      const token = await embedToken(page, origin);
      await removeOrigin(db(), origin, actorAt());
      expect((await fromPortal('/api/auth/session', token, origin)).status).toBe(401);
      expect(await principalOf(await page.fetch('/api/auth/session'))).not.toBeNull();
    });
  });

  describe('registering', () => {
    it.each([
      ['a path', 'https://comune.example.it/mappa', 'invalid-request'],
      ['an unencrypted origin', 'http://comune.example.it', 'invalid-request'],
      ['a wildcard', 'https://*.example.it/', 'invalid-request'],
      ['no origin', 'comune.example.it', 'invalid-request'],
    ])('refuses %s', async (_what, origin, code) => {
      await expect(
        registerOrigin(db(), { origin, municipality: null }, actorAt()),
      ).rejects.toMatchObject({
        refusal: { code },
      });
    });

    it('refuses a municipality the union does not have', async () => {
      const portal = { origin: 'https://comune.example.it', municipality: 'X999' };
      await expect(registerOrigin(db(), portal, actorAt())).rejects.toMatchObject({
        refusal: { code: 'not-found' },
      });
    });
  });

  describe('CORS', () => {
    const EVERYTHING = 'authorization,content-type,if-match,idempotency-key';

    const READER = 'https://www.proloco.example.it';
    const allowanceOf = (headers: Headers): (string | null)[] =>
      [...headers.keys()]
        .filter((name) => name.startsWith('access-control-'))
        .map((name) => headers.get(name));
    const preflight = (origin: string, method: string, headers: string) =>
      app.request('/api/changesets', {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': method,
          'Access-Control-Request-Headers': headers,
        },
      });

    beforeAll(async () => {
      const key = { kind: 'embed' as const, name: 'Pro Loco', origins: [READER] };
      await makeKey(db(), key, actorAt());
    });

    it.each([
      ['a registered portal', PORTAL, 'POST', EVERYTHING],
      ['a registered portal', PORTAL, 'DELETE', 'authorization,if-match'],
      ['a registered portal', PORTAL, 'GET', 'authorization'],
      ['a page with an embed key', READER, 'GET', 'authorization,if-none-match'],
    ])('lets %s (%s) ask for %s with «%s»', async (_who, origin, method, headers) => {
      const response = await preflight(origin, method, headers);
      expect(response.status).toBe(204);
      expect(response.headers.get('Access-Control-Allow-Origin')).toBe(origin);
      expect(response.headers.get('Access-Control-Allow-Methods')).toContain(method);
      const granted = response.headers.get('Access-Control-Allow-Headers')!.toLowerCase();
      for (const name of headers.split(',')) expect(granted).toContain(name);
      expect(response.headers.get('Access-Control-Allow-Credentials')).toBeNull();
      expect(response.headers.get('Vary')).toContain('Origin');
    });

    it.each([
      ['https://elsewhere.example', 'POST', 'content-type'],
      ['https://elsewhere.example', 'PUT', ''],
      ['https://elsewhere.example', 'GET', 'authorization'],
      ['https://elsewhere.example', 'GET', 'if-none-match'],
      ['null', 'GET', ''],
      [`${PORTAL}.evil.example`, 'POST', ''],
      [PORTAL.replace('https:', 'http:'), 'POST', ''],
      [READER, 'POST', 'authorization'],
    ])('gives %s no allowance to %s with «%s»', async (origin, method, headers) => {
      const response = await preflight(origin, method, headers);
      expect(response.status).toBe(403);
      expect(allowanceOf(response.headers)).toEqual([]);
    });

    it('shows a read, faults included, to a registered portal and a page with a key only', async () => {
      for (const path of [
        '/health',
        '/api/nothing-here',
        '/openapi.json',
        '/api/layers',
        '/embed.js',
      ])
        for (const [origin, allowed] of [
          [PORTAL, PORTAL],
          [READER, READER],
          ['https://elsewhere.example', null],
          ['null', null],
        ] as const) {
          const { headers } = await app.request(path, { headers: { Origin: origin } });
          expect([path, headers.get('Access-Control-Allow-Origin')]).toEqual([path, allowed]);
          expect(allowanceOf(headers)).toHaveLength(allowed === null ? 0 : 2);
          expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
          expect(headers.get('Vary')).toContain('Origin');
        }
    });

    it('lets the page that asked, and no other, read what was answered to a person', async () => {
      const token = await embedToken(await signedIn(app));
      const read = await fromPortal('/api/layers', token, PORTAL);
      expect(read.status).toBe(200);
      expect(read.headers.get('Access-Control-Allow-Origin')).toBe(PORTAL);
      const page = await signedIn(app);
      const own = await page.fetch('/api/layers', { headers: { Origin: 'https://a.example' } });
      expect(allowanceOf(own.headers)).toEqual([]);
    });

    it('lets a registered portal read why its write was refused, and nobody else', async () => {
      const write = (origin: string) =>
        fromPortal('/api/changesets', 'A'.repeat(43), origin, { method: 'POST' });
      const refused = await write(PORTAL);
      expect(refused.status).toBe(401);
      expect(refused.headers.get('Access-Control-Allow-Origin')).toBe(PORTAL);
      expect(refused.headers.get('Vary')).toContain('Origin');
      expect(
        (await write('https://elsewhere.example')).headers.get('Access-Control-Allow-Origin'),
      ).toBeNull();
    });

    it('keeps sign-in and session from pages of unregistered origins', async () => {
      for (const path of ['/api/auth/session', '/sign-in']) {
        const response = await app.request(path, {
          headers: { Origin: 'https://elsewhere.example' },
        });
        expect([path, response.headers.get('Access-Control-Allow-Origin')]).toEqual([path, null]);
      }
    });
  });
});
