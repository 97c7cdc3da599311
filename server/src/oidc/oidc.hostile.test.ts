/** Tokens that must not be believed, by a provider that lies or by whoever found the address for logout tokens. */
import type { SessionResponse } from '@sit/core/api-auth';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seedPeople } from '../auth/testing.ts';
import { openLog } from '../http/log.ts';
import { openTestServer } from '../testing/harness.ts';
import { listen } from './testing/listening-sit.ts';
import type { ListeningSit } from './testing/listening-sit.ts';
import { now, startLyingProvider } from './testing/lying-provider.ts';
import type { LyingProvider, Token } from './testing/lying-provider.ts';
import { CLIENT } from './testing/real-provider.ts';
import { walker } from './testing/walk.ts';
import type { Walker } from './testing/walk.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const ROLES = 'gruppi=tecnici:planner:C096';

describe('an outside provider', () => {
  let server: Awaited<ReturnType<typeof openTestServer>>;
  let sit: ListeningSit;
  let provider: LyingProvider;

  beforeAll(async () => {
    server = await openTestServer('postgres');
    await seedPeople(server.db);
    sit = await listen(server);
    provider = await startLyingProvider();
    sit.use(provider.issuer, ROLES);
  }, 60_000);
  beforeEach(() => {
    provider.idToken = (honest) => provider.sign(honest);
    provider.metadata = {};
  });
  afterAll(async () => {
    await provider?.stop();
    await sit?.stop();
    await server?.dispose();
  });

  const signIn = async (page: Walker): Promise<string> =>
    (await page.walk(`${sit.url}/api/auth/oidc/start`)).url.href.slice(sit.url.length);
  const isSignedIn = async (page: Walker): Promise<boolean> => {
    const response = await page.fetch(`${sit.url}/api/auth/session`);
    return ((await response.json()) as SessionResponse).principal !== null;
  };
  const changed = (token: Token, claims: Token['claims']): Token => ({
    ...token,
    claims: { ...token.claims, ...claims },
  });

  it('is believed when it tells the truth, by the verifier of its challenge', async () => {
    const page = walker(sit.url);
    expect(await signIn(page)).toBe('/');
    expect(await isSignedIn(page)).toBe(true);
    expect(provider.exchanged.at(-1)!.get('code_verifier')).toMatch(/^[\w.~-]{43,128}$/);
  });

  it.each([
    ['in the header', ['client_secret_basic', 'client_secret_post'], null],
    ['in the form, where it takes it only there', ['client_secret_post'], CLIENT.secret],
  ])('is shown the client’s secret %s', async (_where, methods, inForm) => {
    provider.metadata = { token_endpoint_auth_methods_supported: methods };
    expect(await signIn(walker(sit.url))).toBe('/');
    expect(provider.exchanged.at(-1)!.get('client_secret')).toBe(inForm);
  });

  it.each<[string, (honest: Token) => Promise<string>]>([
    [
      'unsigned (alg: none)',
      ({ claims }) => provider.sign({ header: { alg: 'none' }, claims }, 'none'),
    ],
    [
      'signed with the public key as a secret (HS256)',
      ({ claims }) =>
        provider.sign({ header: { alg: 'HS256' }, claims }, { secret: provider.publicKey }),
    ],
    [
      'signed with the client’s secret (HS256)',
      ({ claims }) =>
        provider.sign({ header: { alg: 'HS256' }, claims }, { secret: CLIENT.secret }),
    ],
    ['signed by a key it does not publish', (honest) => provider.sign(honest, 'foreign')],
    ['changed after it was signed', async (honest) => tampered(await provider.sign(honest))],
    ['of another nonce', (honest) => provider.sign(changed(honest, { nonce: 'another' }))],
    ['without a nonce', ({ header }) => provider.sign({ ...provider.honest(), header })],
    ['for another client', (honest) => provider.sign(changed(honest, { aud: 'another' }))],
    [
      'for several clients, made out to another',
      (honest) => provider.sign(changed(honest, { aud: [CLIENT.id, 'another'], azp: 'another' })),
    ],
    [
      'of another issuer',
      (honest) => provider.sign(changed(honest, { iss: 'https://elsewhere.example' })),
    ],
    ['that has expired', (honest) => provider.sign(changed(honest, { exp: now() - 600 }))],
    ['that is no token', () => Promise.resolve('not.a.token')],
    ['that is empty', () => Promise.resolve('')],
  ])('is not believed by an ID token %s', async (_what, idToken) => {
    provider.idToken = idToken;
    // Whatever it says that it signs with.
    for (const algorithms of [['RS256'], ['RS256', 'HS256', 'none']]) {
      provider.metadata = { id_token_signing_alg_values_supported: algorithms };
      const page = walker(sit.url);
      expect(await signIn(page)).toBe('/sign-in?problem=provider-failed');
      expect(await isSignedIn(page)).toBe(false);
    }
  });

  describe('asked for a strength', () => {
    beforeAll(() => sit.use(provider.issuer, ROLES, { acr: 'strong stronger' }));
    afterAll(() => sit.use(provider.issuer, ROLES));

    it.each<[string, string, unknown]>([
      ['believed when it is one of them', '/', 'stronger'],
      ['not when it is not said', '/sign-in?problem=provider-failed', undefined],
      ['not when it is another', '/sign-in?problem=provider-failed', 'weak'],
      ['not when it is a list', '/sign-in?problem=provider-failed', ['strong']],
    ])('is %s', async (_what, place, acr) => {
      provider.idToken = (honest) => provider.sign(changed(honest, { acr }));
      expect(await signIn(walker(sit.url))).toBe(place);
    });
  });

  it('is not believed when it names another issuer than was asked', async () => {
    provider.metadata = { issuer: 'https://elsewhere.example' };
    expect(await signIn(walker(sit.url))).toBe('/sign-in?problem=provider-failed');
  });

  it('is not believed about who signed in when UserInfo speaks of somebody else', async () => {
    provider.metadata = { userinfo_endpoint: `${provider.issuer}/userinfo` };
    expect(await signIn(walker(sit.url))).toBe('/sign-in?problem=provider-failed');
  });

  it('leaves no secret and no token in the log', () => {
    const lines = JSON.stringify(server.logged);
    expect(server.logged.length).toBeGreaterThan(0);
    expect(lines).not.toContain(CLIENT.secret);
    expect(lines).not.toMatch(/eyJ|a-code|an-access-token|Somebody/);
  });

  describe('ends sessions by a logout token', () => {
    const logout = (): Token => {
      const { header, claims } = provider.honest();
      const { iss, aud, sub, iat, exp } = claims;
      const content = { iss, aud, sub, iat, exp, jti: 'one', events: { [EVENT]: {} } };
      return { header, claims: content as Token['claims'] };
    };
    const send = (token: string, type = 'application/x-www-form-urlencoded'): Promise<Response> =>
      fetch(`${sit.url}/api/auth/oidc/backchannel-logout`, {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: new URLSearchParams({ logout_token: token }).toString(),
      });
    const typed = (typ: string): Token => {
      const { header, claims } = logout();
      return { header: { ...header, typ }, claims };
    };
    const signedIn = async (claims: Token['claims'] = {}): Promise<Walker> => {
      provider.idToken = (honest) => provider.sign(changed(honest, claims));
      const page = walker(sit.url);
      expect(await signIn(page)).toBe('/');
      return page;
    };

    it('all of a subject', async () => {
      const pages = [await signedIn({ sid: 'a' }), await signedIn({ sid: 'b' }), await signedIn()];
      const other = await signedIn({ sub: 'another' });
      const token = await provider.sign(logout());
      const response = await send(token);
      expect([response.status, response.headers.get('Cache-Control')]).toEqual([200, 'no-store']);
      for (const page of pages) expect(await isSignedIn(page)).toBe(false);
      expect(await isSignedIn(other)).toBe(true);
    });

    it('opened before it was made: shown again, it ends none opened since', async () => {
      const page = await signedIn();
      await server.db.kysely
        .updateTable('sit.session')
        .set({ created_at: sql<Date>`created_at - interval '5 minutes'` })
        .execute();
      const token = await provider.sign(changed(logout(), { iat: now() - 120 }));
      expect((await send(token)).status).toBe(200);
      expect(await isSignedIn(page)).toBe(false);
      expect(await signIn(page)).toBe('/');
      expect((await send(token)).status).toBe(200);
      expect(await isSignedIn(page)).toBe(true);
    });

    it('the one of a sid, whether it names the subject or not', async () => {
      for (const sub of ['somebody', undefined]) {
        const [ended, kept] = [await signedIn({ sid: 'a' }), await signedIn({ sid: 'b' })];
        const token = changed(logout(), { sub, sid: 'a' } as Token['claims']);
        expect((await send(await provider.sign(token))).status).toBe(200);
        expect(await isSignedIn(ended)).toBe(false);
        expect(await isSignedIn(kept)).toBe(true);
      }
    });

    it.each(['logout+jwt', 'application/logout+jwt', 'JWT'])('of the kind %s', async (typ) => {
      const page = await signedIn();
      expect((await send(await provider.sign(typed(typ)))).status).toBe(200);
      expect(await isSignedIn(page)).toBe(false);
    });

    it.each<[string, () => Promise<string>]>([
      ['unsigned', () => provider.sign({ ...logout(), header: { alg: 'none' } }, 'none')],
      [
        'signed with the public key as a secret',
        () =>
          provider.sign({ ...logout(), header: { alg: 'HS256' } }, { secret: provider.publicKey }),
      ],
      ['signed by another key', () => provider.sign(logout(), 'foreign')],
      ['changed after it was signed', async () => tampered(await provider.sign(logout()))],
      ['of another issuer', () => provider.sign(changed(logout(), { iss: 'https://x.example' }))],
      ['for another client', () => provider.sign(changed(logout(), { aud: 'another' }))],
      ['that has expired', () => provider.sign(changed(logout(), { exp: now() - 60 }))],
      ['without an end', () => provider.sign(without('exp'))],
      ['without a beginning', () => provider.sign(without('iat'))],
      ['made long ago', () => provider.sign(changed(logout(), { iat: now() - 3600 }))],
      ['made in the future', () => provider.sign(changed(logout(), { iat: now() + 3600 }))],
      ['without an id', () => provider.sign(without('jti'))],
      ['without the event', () => provider.sign(changed(logout(), { events: { other: {} } }))],
      ['without any event', () => provider.sign(without('events'))],
      ['of nobody', () => provider.sign(without('sub'))],
      ...['at+jwt', 'application/at+jwt', 'secevent+jwt', ''].map(
        (typ): [string, () => Promise<string>] => [
          `of another kind (typ «${typ}»)`,
          () => provider.sign(typed(typ)),
        ],
      ),
      ['with a nonce, as an ID token', () => provider.sign(changed(logout(), { nonce: 'x' }))],
      ['that is an ID token', () => provider.sign(provider.honest('x'))],
      ['that is no token', () => Promise.resolve('not.a.token')],
      ['that is empty', () => Promise.resolve('')],
    ])('but not by one %s', async (_what, made) => {
      const page = await signedIn({ sid: 'a' });
      const response = await send(await made());
      expect([response.status, response.headers.get('Cache-Control')]).toEqual([400, 'no-store']);
      expect(await response.json()).toMatchObject({
        code: 'invalid-request',
        detail: 'logout_token non vale.',
      });
      expect(await isSignedIn(page)).toBe(true);
    });

    it('and says in the log why one is no good, without it', async () => {
      const lines: string[] = [];
      const log = openLog((line) => lines.push(line));
      const from = server.logged.length;
      const token = await provider.sign(changed(logout(), { events: { other: {} } }));
      await send(token);
      for (const line of server.logged.slice(from)) log(line);
      expect(lines.join('')).toContain('no logout event');
      for (const part of token.split('.')) expect(lines.join('')).not.toContain(part);
    });

    it('but not by another kind of body, nor a very large one', async () => {
      expect((await send('x', 'application/json')).status).toBe(415);
      expect((await send('x'.repeat(20_000))).status).toBe(413);
    });

    function without(name: string): Token {
      const token = logout();
      delete token.claims[name];
      return token;
    }
  });
});

/** The same header and signature over another content. */
function tampered(token: string): string {
  const [header, payload, signature] = token.split('.') as [string, string, string];
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const other = Buffer.from(JSON.stringify({ ...claims, jti: 'another' })).toString('base64url');
  return [header, other, signature].join('.');
}
