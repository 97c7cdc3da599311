/** Signing in through a real OpenID Provider, over the wire; the provider that lies is in oidc.hostile.test.ts. */
import type { SessionResponse, SignOutResponse } from '@sit/core/api-auth';
import type { Grant } from '@sit/core/permission';
import type { ProblemDetails } from '@sit/core/problem';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, PLANNER, PORTAL, newChallenge, seedPeople } from '../auth/testing.ts';
import { openTestServer } from '../testing/harness.ts';
import { listen } from './testing/listening-sit.ts';
import type { ListeningSit } from './testing/listening-sit.ts';
import { startRealProvider } from './testing/real-provider.ts';
import type { RealProvider } from './testing/real-provider.ts';
import { walker } from './testing/walk.ts';
import type { Walker } from './testing/walk.ts';

const FISCAL_NUMBER = 'https://attributes.eid.gov.it/fiscal_number';
const ROLES = [
  'gruppi=tecnici:planner:C096',
  'gruppi=lettori:viewer:H434',
  'ufficio=urbanistica:officer:H434',
  'realm_access.roles=sit-editor:union-editor',
  `${FISCAL_NUMBER}=TINIT-RSSMRA80A01C096X:planner:H434`,
].join(';');

const ACCOUNTS = {
  array: { name: 'Ada Array', gruppi: ['altro', 'tecnici', 'lettori'] },
  text: { given_name: 'Teo', family_name: 'Testo', ufficio: 'urbanistica' },
  nested: { name: 'Nina Nidi', realm_access: { roles: ['sit-editor'] } },
  named: { name: 'Maria Rossi', [FISCAL_NUMBER]: 'TINIT-RSSMRA80A01C096X' },
  nobody: { name: 'Nemo', gruppi: ['passanti'], ufficio: 'urbanistica-2' },
  mailed: { name: 'Tito T.', email: 'tecnico@example.org', email_verified: true },
  passing: { name: 'Passante', gruppi: ['tecnici'] },
};

describe('signing in through an outside provider', () => {
  let server: Awaited<ReturnType<typeof openTestServer>>;
  let sit: ListeningSit;
  let provider: RealProvider;
  const db = () => server.db.kysely;

  beforeAll(async () => {
    server = await openTestServer('postgres');
    await seedPeople(server.db);
    sit = await listen(server);
    provider = await startRealProvider(sit.url, structuredClone(ACCOUNTS));
    sit.use(provider.issuer, ROLES);
  }, 60_000);
  afterAll(async () => {
    await provider?.stop();
    await sit?.stop();
    await server?.dispose();
  });

  const start = (back = '/'): string =>
    `${sit.url}/api/auth/oidc/start?return=${encodeURIComponent(back)}`;
  const session = async (page: Walker): Promise<SessionResponse> =>
    (await (await page.fetch(`${sit.url}/api/auth/session`)).json()) as SessionResponse;
  const post = (page: Walker, path: string, body: unknown = {}): Promise<Response> =>
    page.fetch(`${sit.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: sit.url },
      body: JSON.stringify(body),
    });
  const signedIn = async (account: keyof typeof ACCOUNTS): Promise<Walker> => {
    const page = walker(sit.url);
    provider.person = account;
    const { url } = await page.walk(start());
    expect(url.href).toBe(`${sit.url}/`);
    return page;
  };
  /** Up to the provider's answer, which is not shown to SIT yet. */
  const callbackOf = async (page: Walker, account: keyof typeof ACCOUNTS): Promise<URL> => {
    provider.person = account;
    const { url } = await page.walk(
      start('/account'),
      ({ pathname }) => !/callback/.test(pathname),
    );
    return url;
  };
  const lastRefusal = () =>
    db()
      .selectFrom('sit_audit.entry')
      .select(['subject', 'detail'])
      .where('event', '=', 'sign-in-refused')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();

  it.each<[keyof typeof ACCOUNTS, string, Grant[]]>([
    [
      'array',
      'Ada Array',
      [
        { role: 'viewer', municipality: 'H434' },
        { role: 'planner', municipality: 'C096' },
      ],
    ],
    ['text', 'Teo Testo', [{ role: 'officer', municipality: 'H434' }]],
    ['nested', 'Nina Nidi', [{ role: 'union-editor', municipality: null }]],
    ['named', 'Maria Rossi', [{ role: 'planner', municipality: 'H434' }]],
  ])('gives the roles of a claim (%s)', async (account, name, grants) => {
    const { principal, secondFactor } = await session(await signedIn(account));
    expect(principal).toMatchObject({ name, grants });
    expect(secondFactor).toBe('off');
  });

  it('shows the provider a code challenge, a state and a nonce, and keeps their secrets', async () => {
    const page = walker(sit.url);
    const response = await page.fetch(start());
    const url = new URL(response.headers.get('Location')!);
    expect(url.origin).toBe(provider.issuer);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'sit',
      scope: 'openid profile',
      redirect_uri: `${sit.url}/api/auth/oidc/callback`,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(response.headers.get('Set-Cookie')).toMatch(
      /^sit_oidc=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const rows = JSON.stringify(await db().selectFrom('sit.oidc_flow').selectAll().execute());
    expect(rows).not.toContain(url.searchParams.get('state'));
  });

  it('keeps its cookie to this host and encrypted ways where SIT has one', async () => {
    sit.use(provider.issuer, ROLES, { publicUrl: 'https://sit.example.it' });
    const response = await fetch(start(), { redirect: 'manual' });
    expect(response.headers.get('Set-Cookie')).toMatch(
      /^__Host-sit_oidc=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    sit.use(provider.issuer, ROLES);
  });

  it.each<[string, Record<string, string>]>([
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a neighbouring host', { 'Sec-Fetch-Site': 'same-site' }],
    ['another origin, by an older browser', { Origin: 'https://elsewhere.example' }],
    ['a bookmark', { 'Sec-Fetch-Site': 'none' }],
  ])('begins by a click on the sign-in page where %s asked for it', async (_who, headers) => {
    const page = walker(sit.url);
    provider.person = 'array';
    for (const [back, place] of [
      ['/account?tab=1', '/sign-in?return=%2Faccount%3Ftab%3D1'],
      ['/', '/sign-in'],
      ['/sign-in?origin=x', '/sign-in?origin=x'],
    ] as const) {
      const response = await page.fetch(start(back), { headers });
      expect(response.status).toBe(302);
      expect(response.headers.get('Location')).toBe(`${sit.url}${place}`);
      expect(response.headers.get('Set-Cookie')).toBeNull();
    }
    const asked = await page.fetch(start(), { headers: { 'Sec-Fetch-Site': 'same-origin' } });
    expect(new URL(asked.headers.get('Location')!).origin).toBe(provider.issuer);
  });

  it('leaves a fragment of the return behind, which may hold a secret', async () => {
    const page = walker(sit.url);
    provider.person = 'array';
    const { url } = await page.walk(start('/account?tab=1#invitation=TOKEN'));
    expect(url.href).toBe(`${sit.url}/account?tab=1`);
  });

  it('takes roles away at the next sign-in, in sessions open already too, and records it', async () => {
    const before = await signedIn('passing');
    const { userId } = (await session(before)).principal!;
    provider.accounts['passing'] = { name: 'Passante Promosso', gruppi: ['lettori'] };
    const after = await signedIn('passing');
    const grants = [{ role: 'viewer', municipality: 'H434' }];
    for (const page of [before, after])
      expect((await session(page)).principal).toMatchObject({
        userId,
        name: 'Passante Promosso',
        grants,
      });
    const entries = await db()
      .selectFrom('sit_audit.entry')
      .select(['event', 'detail'])
      .where('subject', '=', `person/${userId}`)
      .where('event', '=', 'roles-changed')
      .orderBy('seq', 'desc')
      .execute();
    expect(JSON.parse(entries[0]!.detail)).toMatchObject({
      before: [{ role: 'planner', municipality: 'C096' }],
      after: grants,
    });

    provider.accounts['passing'] = { name: 'Passante' };
    provider.person = 'passing';
    const { url } = await walker(sit.url).walk(start());
    expect(url.href).toBe(`${sit.url}/sign-in?problem=no-role`);
    expect((await session(after)).principal).toMatchObject({ grants: [] });
    provider.accounts['passing'] = ACCOUNTS.passing;
  });

  it('believes keys that the provider has only just changed to', async () => {
    await signedIn('array');
    await provider.rotateKeys();
    expect((await session(await signedIn('array'))).principal).toMatchObject({ name: 'Ada Array' });
  });

  it('comes back to the pop-up of a portal, which gets its code as after a password', async () => {
    const page = walker(sit.url);
    const { challenge } = newChallenge();
    const popUp = `/sign-in?origin=${encodeURIComponent(PORTAL)}&state=12345678&challenge=${challenge}`;
    provider.person = null;
    const declined = await page.walk(start(popUp));
    expect(declined.url.href).toBe(`${sit.url}${popUp}&problem=provider-denied`);
    provider.person = 'array';
    const tried = await page.walk(start(declined.url.href.slice(sit.url.length)));
    expect(tried.url.href).toBe(`${sit.url}${popUp}`);
    const coded = await post(page, '/api/auth/portal-code', { origin: PORTAL, challenge });
    expect(coded.status).toBe(200);
  });

  it('is for who has a password here after signing in by it, in the same browser', async () => {
    const [page, other] = [walker(sit.url), walker(sit.url)];
    provider.person = 'mailed';
    for (const browser of [page, other])
      expect((await browser.walk(start())).url.href).toBe(
        `${sit.url}/sign-in?problem=address-taken`,
      );
    await post(page, '/api/auth/sign-in', { email: 'tecnico@example.org', password: PASSWORD });
    for (const browser of [page, other]) {
      expect((await browser.walk(start())).url.href).toBe(`${sit.url}/`);
      expect((await session(browser)).principal).toMatchObject({
        name: 'Tito T.',
        grants: PLANNER,
      });
    }
  });

  it('ends the session that the browser had before', async () => {
    const page = walker(sit.url);
    await post(page, '/api/auth/sign-in', { email: 'tecnico@example.org', password: PASSWORD });
    const kept = page.cookie(sit.url, 'sit_session');
    provider.person = 'array';
    await page.walk(start());
    const headers = { Cookie: `sit_session=${kept}` };
    const former = await fetch(`${sit.url}/api/auth/session`, { headers });
    expect(((await former.json()) as SessionResponse).principal).toBeNull();
  });

  describe('signing out', () => {
    it('leads on to the provider, which ends its own session and comes back', async () => {
      const page = await signedIn('array');
      const { endSessionUrl } = (await (
        await post(page, '/api/auth/sign-out')
      ).json()) as SignOutResponse;
      expect((await session(page)).principal).toBeNull();
      const url = new URL(endSessionUrl!);
      expect(url.origin).toBe(provider.issuer);
      expect(Object.fromEntries(url.searchParams)).toEqual({
        client_id: 'sit',
        post_logout_redirect_uri: `${sit.url}/`,
      });
      expect((await confirmLogout(page, url.href)).headers.get('Location')).toBe(`${sit.url}/`);
    });

    it('leads nowhere after a password, nor when the provider is down', async () => {
      const byPassword = walker(sit.url);
      await post(byPassword, '/api/auth/sign-in', {
        email: 'tecnico@example.org',
        password: PASSWORD,
      });
      const byProvider = await signedIn('array');
      await provider.stop();
      for (const page of [byPassword, byProvider]) {
        const response = await post(page, '/api/auth/sign-out');
        expect([response.status, await response.json()]).toEqual([200, { endSessionUrl: null }]);
        expect((await session(page)).principal).toBeNull();
      }
      await provider.start();
    });

    it('at the provider ends the session here, and only that one', async () => {
      const [here, elsewhere] = [await signedIn('array'), await signedIn('array')];
      const { userId } = (await session(here)).principal!;
      const done = await confirmLogout(here, `${provider.issuer}/session/end`);
      expect(done.status).toBe(303);
      expect((await session(here)).principal).toBeNull();
      expect((await session(elsewhere)).principal).not.toBeNull();
      const entry = await db()
        .selectFrom('sit_audit.entry')
        .select(['subject', 'detail'])
        .where('event', '=', 'session-ended')
        .orderBy('seq', 'desc')
        .executeTakeFirstOrThrow();
      expect(entry.subject).toBe(`person/${userId}`);
      expect(JSON.parse(entry.detail)).toEqual({ provider: provider.issuer, sessions: 1 });
    });

    /** What a person does on the provider's page. */
    async function confirmLogout(page: Walker, url: string): Promise<Response> {
      const form = await (await page.fetch(url)).text();
      const [, action] = /action="([^"]+)"/.exec(form)!;
      const [, xsrf] = /name="xsrf" value="([^"]+)"/.exec(form)!;
      return page.fetch(action!, {
        method: 'POST',
        body: new URLSearchParams({ xsrf: xsrf!, logout: 'yes' }),
      });
    }
  });

  describe('is refused', () => {
    it('for a callback shown twice', async () => {
      const page = walker(sit.url);
      const callback = await callbackOf(page, 'array');
      const flowCookie = page.cookie(callback.href, 'sit_oidc');
      const first = await page.walk(callback.href);
      expect(first.url.href).toBe(`${sit.url}/account`);
      expect(page.cookie(callback.href, 'sit_oidc')).toBeUndefined();
      const again = await fetch(callback, {
        headers: { Cookie: `sit_oidc=${flowCookie}` },
        redirect: 'manual',
      });
      expect(again.headers.get('Location')).toBe(`${sit.url}/sign-in?problem=expired`);
      expect(again.headers.getSetCookie().join()).not.toContain('sit_session');
    });

    it('for all but one of callbacks shown at once', async () => {
      const page = walker(sit.url);
      const callback = await callbackOf(page, 'array');
      const headers = { Cookie: `sit_oidc=${page.cookie(callback.href, 'sit_oidc')}` };
      const answers = await Promise.all(
        [1, 2, 3].map(() => fetch(callback, { headers, redirect: 'manual' })),
      );
      const places = answers.map((answer) => answer.headers.get('Location')!.slice(sit.url.length));
      const expired = '/sign-in?problem=expired';
      expect(places.toSorted()).toEqual(['/account', expired, expired]);
    });

    it.each([
      ['another browser', (callback: URL) => callback.href],
      ['another browser that began a sign-in too', (callback: URL) => callback.href, true],
    ])(
      'for a callback in %s, and then in its own as well',
      async (_who, address, began = false) => {
        const page = walker(sit.url);
        const callback = await callbackOf(page, 'array');
        const other = walker(sit.url);
        if (began) await other.fetch(start());
        for (const browser of [other, page]) {
          const { url } = await browser.walk(address(callback));
          expect(url.href).toBe(`${sit.url}/sign-in?problem=expired`);
          expect((await session(browser)).principal).toBeNull();
        }
        expect(JSON.parse((await lastRefusal()).detail)).toEqual({
          provider: provider.issuer,
          problem: 'expired',
        });
      },
    );

    it.each([
      ['none', (url: URL) => url.searchParams.delete('state')],
      ['made up', (url: URL) => url.searchParams.set('state', 'A'.repeat(43))],
      ['no state at all', (url: URL) => url.searchParams.set('state', "' or 1=1 --")],
    ])('for a state that is %s', async (_what, change) => {
      const page = walker(sit.url);
      const callback = await callbackOf(page, 'array');
      change(callback);
      const { url } = await page.walk(callback.href);
      expect(url.href).toBe(`${sit.url}/sign-in?problem=expired`);
      expect((await session(page)).principal).toBeNull();
    });

    it('when it took longer than ten minutes', async () => {
      const page = walker(sit.url);
      const callback = await callbackOf(page, 'array');
      await db()
        .updateTable('sit.oidc_flow')
        .set({ expires_at: sql<Date>`now()` })
        .execute();
      expect((await page.walk(callback.href)).url.href).toBe(`${sit.url}/sign-in?problem=expired`);
    });

    it.each([
      ['made up', 'code', 'made-up'],
      ['of another issuer', 'iss', 'https://elsewhere.example'],
    ])('for an answer with a code %s', async (_what, name, value) => {
      const page = walker(sit.url);
      const callback = await callbackOf(page, 'array');
      callback.searchParams.set(name, value);
      const { url } = await page.walk(callback.href);
      expect(url.href).toBe(`${sit.url}/sign-in?return=%2Faccount&problem=provider-failed`);
      expect((await session(page)).principal).toBeNull();
    });

    it('for who has no role, without a trace of them among the people', async () => {
      provider.person = 'nobody';
      const { url } = await walker(sit.url).walk(start('/console'));
      expect(url.href).toBe(`${sit.url}/sign-in?return=%2Fconsole&problem=no-role`);
      const people = await db().selectFrom('sit.person').select('name').execute();
      expect(people.map(({ name }) => name)).not.toContain('Nemo');
    });

    it('for who is suspended', async () => {
      const page = await signedIn('text');
      const { userId } = (await session(page)).principal!;
      await db()
        .updateTable('sit.person')
        .set({ disabled_at: sql<Date>`now()` })
        .where('id', '=', userId)
        .execute();
      const { url } = await page.walk(start());
      expect(url.href).toBe(`${sit.url}/sign-in?problem=suspended`);
      expect((await session(page)).principal).toBeNull();
      expect((await lastRefusal()).subject).toBe(`person/${userId}`);
    });

    it('with a reason when the provider is down, at the start and at the end', async () => {
      const page = walker(sit.url);
      const callback = await callbackOf(page, 'array');
      await provider.stop();
      const problem = `${sit.url}/sign-in?return=%2Faccount&problem=provider-failed`;
      expect((await page.walk(callback.href)).url.href).toBe(problem);
      expect((await page.walk(start('/account'))).url.href).toBe(problem);
      expect(server.logged).toContainEqual(
        expect.objectContaining({
          level: 'warn',
          provider: expect.stringContaining('ECONNREFUSED'),
        }),
      );
      await provider.start();
    });

    it.each([
      ['another host', 'https://evil.example/'],
      ['another host without a scheme', '//evil.example/'],
      ['a backslash', '/\\evil.example'],
      ['a backslash behind a tab', '/\t\\evil.example'],
      ['a path that comes to another host', '/.//evil.example'],
      ['the same, encoded', '/%2e//evil.example'],
      ['our own host written out', 'http://127.0.0.1/'],
      ['a script', 'javascript:alert(1)'],
      ['a header', '/account\r\nSet-Cookie: sit_session=x'],
      ['user info', 'http://localhost@evil.example/'],
      ['no path', 'account'],
      ['an answer of the API', '/api/auth/oidc/start?return=/'],
      ['the API behind dots', '/x/../api/auth/oidc/start'],
      ['nothing', ''],
      ['three kilobytes', `/${'x'.repeat(3000)}`],
    ])('before it begins for a return to %s', async (_what, back) => {
      const response = await fetch(start(back), { redirect: 'manual' });
      expect(response.status).toBe(400);
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(((await response.json()) as ProblemDetails).code).toBe('invalid-request');
    });
  });

  it('is told of by the methods, and nowhere else to be found without a provider', async () => {
    const methods = async (): Promise<unknown> =>
      (await fetch(`${sit.url}/api/auth/methods`)).json();
    expect(await methods()).toEqual({ provider: { name: 'SPID o CIE' }, mail: false });
    sit.use('', '');
    expect(await methods()).toEqual({ provider: null, mail: false });
    const answers = [
      await fetch(start(), { redirect: 'manual' }),
      await fetch(`${sit.url}/api/auth/oidc/callback?code=x&state=y`, { redirect: 'manual' }),
      await fetch(`${sit.url}/api/auth/oidc/backchannel-logout`, { method: 'POST' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    sit.use(provider.issuer, ROLES);
  });
});
