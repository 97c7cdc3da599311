import type { AccountResponse } from '@sit/core/api-auth';
import type { ProblemDetails } from '@sit/core/problem';
import { TOTP } from 'otpauth';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { addPerson, requirePerson } from './person.service.ts';
import { setUpSecondFactor } from './second-factor.service.ts';
import { identifySession, openSession } from './session.service.ts';
import {
  OWN_ORIGIN,
  PASSWORD,
  PLANNER,
  PORTAL,
  UNION_ADMIN,
  actorAt,
  browser,
  fromPortal,
  personId,
  portalTokens,
  principalOf,
  seedPeople,
  signedIn,
} from './testing.ts';
import type { Browser } from './testing.ts';
import { MAX_FAILURES_PER_PERSON, MAX_WRONG_CODES } from './throttle.service.ts';

const EMAIL = 'tecnico@example.org';
const WRONG = '000000000';
const OWNER = 'olga@example.org';

describeOnBothEngines('a second factor', (server) => {
  let app: ReturnType<typeof createApp>;
  let secret: string;
  let recoveryCodes: string[];
  const db = () => server().db.kysely;

  beforeAll(async () => {
    await seedPeople(server().db);
    app = createApp(server().deps);
    const page = await signedIn(app);
    secret = await setUp(page);
    const confirmed = await put(page, '/api/auth/account/second-factor', { code: codeNow() });
    ({ recoveryCodes } = (await confirmed.json()) as { recoveryCodes: string[] });
  });
  /** As if every code shown so far were long past. */
  beforeEach(async () => {
    await db().deleteFrom('sit.attempt').execute();
    await db().updateTable('sit.person').set({ totp_last_step: null }).execute();
  });

  const codeNow = (of = secret): string => new TOTP({ secret: of }).generate();
  const codeNext = (): string => new TOTP({ secret }).generate({ timestamp: Date.now() + 30_000 });
  const signIn = (code?: string, password = PASSWORD, page = browser(app)) =>
    page.post('/api/auth/sign-in', { email: EMAIL, password, ...(code && { code }) });
  const put = (page: Browser, path: string, body: unknown) =>
    page.fetch(path, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', Origin: OWN_ORIGIN },
      body: JSON.stringify(body),
    });
  const setUp = async (page: Browser): Promise<string> => {
    const answer = await page.post('/api/auth/account/second-factor', { password: PASSWORD });
    return ((await answer.json()) as { secret: string }).secret;
  };
  const codeOf = async (response: Response): Promise<string> =>
    ((await response.json()) as ProblemDetails).code;
  const accountOf = async (page: Browser): Promise<AccountResponse> =>
    (await (await page.fetch('/api/auth/account')).json()) as AccountResponse;
  const lastEvents = async (count: number) => {
    const entries = await db()
      .selectFrom('sit_audit.entry')
      .select(['event', 'detail'])
      .orderBy('seq', 'desc')
      .limit(count)
      .execute();
    return entries.map(({ event, detail }) => [event, JSON.parse(detail)]);
  };

  it('is asked for once the password is right, and only then', async () => {
    const wanting = await signIn();
    expect([wanting.status, await codeOf(wanting)]).toEqual([401, 'second-factor-required']);
    expect(wanting.headers.get('Set-Cookie')).toBeNull();
    const wrong = await signIn(undefined, 'not the password');
    expect(await codeOf(wrong)).toBe('wrong-credentials');
    const page = browser(app);
    expect((await signIn(codeNow(), PASSWORD, page)).status).toBe(200);
    expect(await (await page.fetch('/api/auth/session')).json()).toMatchObject({
      secondFactor: 'on',
      principal: { email: EMAIL },
    });
  });

  it('wrong is refused in the words of a wrong password, and recorded', async () => {
    const bodies = new Set<string>();
    for (const [code, password] of [
      [WRONG, PASSWORD],
      [codeNow(), 'not the password'],
      ['aaaaaa-aaaaaa-aaaaaa-aaaaaa', PASSWORD],
    ] as const) {
      const response = await signIn(code, password);
      expect(response.status).toBe(401);
      bodies.add(await response.text());
    }
    expect(bodies.size).toBe(1);
    const refused = (reason: string) => ['sign-in-refused', { reason }];
    expect(await lastEvents(3)).toEqual([
      refused('wrong-code'),
      refused('wrong-password'),
      refused('wrong-code'),
    ]);
  });

  it('takes no code twice, nor one of before the last', async () => {
    const [now, next] = [codeNow(), codeNext()];
    expect((await signIn(next)).status).toBe(200);
    expect(await codeOf(await signIn(next))).toBe('wrong-credentials');
    expect(await codeOf(await signIn(now))).toBe('wrong-credentials');
  });

  it('lets one in of those who show the same code at once', async () => {
    const code = codeNow();
    const responses = await Promise.all([1, 2, 3, 4].map(() => signIn(code)));
    expect(responses.map(({ status }) => status).toSorted()).toEqual([200, 401, 401, 401]);
  });

  it('is stood in for by each recovery code once', async () => {
    const [code, other] = recoveryCodes as [string, string];
    const page = browser(app);
    expect((await signIn(code.toUpperCase(), PASSWORD, page)).status).toBe(200);
    expect(await lastEvents(2)).toEqual([
      ['sign-in', { method: 'password' }],
      ['recovery-code-used', { left: 9 }],
    ]);
    expect(await codeOf(await signIn(code))).toBe('wrong-credentials');
    const parallel = await Promise.all([signIn(other), signIn(other)]);
    expect(parallel.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    expect((await accountOf(page)).secondFactor).toEqual({
      enabled: true,
      required: false,
      recoveryCodesLeft: 8,
    });
  });

  it('locks after wrong codes from everywhere, even to the right one, and says so in the record', async () => {
    for (let n = 0; n < MAX_WRONG_CODES; n++) {
      const page = browser(app, `192.0.2.${n + 1}`);
      expect((await signIn(WRONG, PASSWORD, page)).status).toBe(401);
    }
    const locked = await signIn(codeNow(), PASSWORD, browser(app, '198.51.100.1'));
    expect([locked.status, await codeOf(locked)]).toEqual([401, 'wrong-credentials']);
    expect(await lastEvents(2)).toEqual([
      ['sign-in-refused', { reason: 'code-locked' }],
      ['sign-in-refused', { reason: 'locked', lock: 'second-factor' }],
    ]);
  });

  it('still to come forgets no failure of before', async () => {
    for (let n = 0; n < 4; n++) await signIn(undefined, 'not the password');
    for (let n = 0; n < 3; n++) expect(await codeOf(await signIn())).toBe('second-factor-required');
    expect((await signIn(undefined, 'not the password')).status).toBe(401);
    expect((await signIn()).status).toBe(429);
  });

  it('still to come is on record, but not without end', async () => {
    const entries = async () => {
      const { count } = await db()
        .selectFrom('sit_audit.entry')
        .select(({ fn }) => fn.countAll().as('count'))
        .where('event', '=', 'sign-in-halfway')
        .where('subject', '=', `person/${await personId(server().db, EMAIL)}`)
        .executeTakeFirstOrThrow();
      return Number(count);
    };
    const before = await entries();
    expect((await signIn()).status).toBe(401);
    expect(await lastEvents(1)).toEqual([['sign-in-halfway', {}]]);
    for (let n = 0; n < MAX_FAILURES_PER_PERSON + 2; n++)
      expect(await codeOf(await signIn())).toBe('second-factor-required');
    expect((await entries()) - before).toBe(MAX_FAILURES_PER_PERSON);
    await signIn(undefined, PASSWORD, browser(app, '198.51.100.1'));
    expect((await entries()) - before).toBe(MAX_FAILURES_PER_PERSON + 1);
  });

  it('is kept sealed, and its recovery codes by their hashes', async () => {
    const people = await server().owner.selectFrom('sit.person').selectAll().execute();
    const codes = await server().owner.selectFrom('sit.recovery_code').selectAll().execute();
    const stored = Buffer.concat([
      ...people.map((person) => Buffer.from(person.totp_secret ?? [])),
      ...codes.map((code) => Buffer.from(code.code_hash)),
    ]).toString('latin1');
    expect(stored.length).toBeGreaterThan(100);
    expect(stored).not.toContain(secret);
    for (const code of recoveryCodes) expect(stored).not.toContain(code.replaceAll('-', ''));
  });

  it('is a fault, named in the log only, when SIT_SECRET is another than it was sealed with', async () => {
    const { deps, logged } = server();
    const config = { ...deps.config, secret: 'another secret than that of the file' };
    const response = await browser(createApp({ ...deps, config })).post('/api/auth/sign-in', {
      email: EMAIL,
      password: PASSWORD,
      code: codeNow(),
    });
    expect([response.status, await codeOf(response)]).toEqual([500, 'unexpected']);
    const [line] = logged.splice(-1);
    expect(line).toMatchObject({
      level: 'error',
      error: { message: expect.stringContaining('SIT_SECRET') },
    });
    expect(JSON.stringify(line)).not.toContain(secret);
  });

  describe('set up', () => {
    it('wants the password, and counts only once a code of it was shown', async () => {
      const page = await signedIn(app, 'admin@example.org');
      const guessed = await page.post('/api/auth/account/second-factor', { password: 'a guess' });
      expect(await codeOf(guessed)).toBe('wrong-credentials');
      const first = await setUp(page);
      const second = await setUp(page);
      const confirm = (code: string) => put(page, '/api/auth/account/second-factor', { code });
      expect((await signedIn(app, 'admin@example.org')).cookie).toBeDefined();
      expect(await codeOf(await confirm(codeNow(first)))).toBe('wrong-credentials');
      expect((await confirm(codeNow(second))).status).toBe(200);
      expect(await codeOf(await confirm(codeNow(second)))).toBe('already-exists');
      expect(
        await codeOf(await page.post('/api/auth/account/second-factor', { password: PASSWORD })),
      ).toBe('already-exists');
      // The code that confirmed it opens nothing.
      const request = { email: 'admin@example.org', password: PASSWORD, code: codeNow(second) };
      expect((await browser(app).post('/api/auth/sign-in', request)).status).toBe(401);
      await db().updateTable('sit.person').set({ totp_last_step: null }).execute();

      const remove = (password: string, code: string) =>
        page.post('/api/auth/account/second-factor/removal', { password, code });
      expect((await remove('a guess', codeNow(second))).status).toBe(401);
      expect((await remove(PASSWORD, WRONG)).status).toBe(401);
      expect((await remove(PASSWORD, codeNow(second))).status).toBe(204);
      expect((await accountOf(page)).secondFactor).toMatchObject({
        enabled: false,
        recoveryCodesLeft: 0,
      });
      expect((await lastEvents(1))[0]![0]).toBe('second-factor-off');
    });

    it('of somebody else’s proposal is never confirmed in its place', async () => {
      const page = await signedIn(app, 'admin@example.org');
      const mine = await setUp(page);
      await setUpSecondFactor(server().deps, {
        userId: await personId(server().db, 'admin@example.org'),
        name: 'x',
        email: 'x@example.org',
      });
      const response = await put(page, '/api/auth/account/second-factor', { code: codeNow(mine) });
      expect(response.status).toBe(401);
    });
  });

  it('that the union wants and somebody has not takes their roles, until it is set up', async () => {
    const page = await signedIn(app, 'admin@example.org');
    const patch = (secondFactor: string) =>
      page.fetch('/api/union', {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/json', Origin: OWN_ORIGIN },
        body: JSON.stringify({ secondFactor }),
      });
    expect((await patch('sometimes')).status).toBe(400);
    expect(await (await patch('administrators')).json()).toMatchObject({
      secondFactor: 'administrators',
      separateReviewer: true,
    });
    expect(await lastEvents(1)).toEqual([
      [
        'union-changed',
        {
          before: { separateReviewer: true, secondFactor: 'optional' },
          after: { separateReviewer: true, secondFactor: 'administrators' },
        },
      ],
    ]);
    const session = async () => (await (await page.fetch('/api/auth/session')).json()) as unknown;
    expect(await session()).toMatchObject({ principal: { grants: [] }, secondFactor: 'missing' });
    expect((await patch('optional')).status).toBe(403);
    expect((await accountOf(page)).secondFactor.required).toBe(true);

    const own = await setUp(page);
    expect(
      (await put(page, '/api/auth/account/second-factor', { code: codeNow(own) })).status,
    ).toBe(200);
    expect(await session()).toMatchObject({ principal: { grants: UNION_ADMIN } });
    expect((await patch('optional')).status).toBe(200);
  });

  it('set up elsewhere gives its roles to no session opened by the password alone', async () => {
    await addPerson(db(), { email: OWNER, name: 'Olga', password: PASSWORD, grants: PLANNER });
    const [owner, thief] = [await signedIn(app, OWNER), await signedIn(app, OWNER)];
    const policy = (second_factor: 'optional' | 'everybody') =>
      server().owner.updateTable('sit.territory_union').set({ second_factor }).execute();
    await policy('everybody');
    const { token } = await portalTokens(app, thief);
    const own = await setUp(owner);
    const code = codeNow(own);
    expect((await put(owner, '/api/auth/account/second-factor', { code })).status).toBe(200);
    expect(await lastEvents(1)).toEqual([['second-factor-on', { sessionsEnded: 1 }]]);
    const session = async (page: Browser) =>
      (await (await page.fetch('/api/auth/session')).json()) as unknown;
    expect(await session(owner)).toMatchObject({ principal: { grants: PLANNER } });
    expect(await session(thief)).toMatchObject({ principal: null });
    expect((await fromPortal(app, '/api/auth/session', PORTAL, { token })).status).toBe(401);
    await policy('optional');
  });

  it('confirmed beside a sign-in by the password alone leaves that session without roles', async () => {
    const id = await personId(server().db, EMAIL);
    const { passwordHash } = await requirePerson(db(), id);
    const opened = await openSession(
      db(),
      {
        personId: id,
        presentedToken: undefined,
        userAgent: null,
        passwordHash,
        secondFactorShown: false,
        provider: null,
      },
      actorAt(),
    );
    expect(await identifySession(db(), opened!.token)).toMatchObject({
      secondFactor: 'missing',
      principal: { grants: [] },
    });
  });

  it('belongs to our own pages: nobody signed in is asked to sign in', async () => {
    for (const path of [
      '/api/auth/account/second-factor',
      '/api/auth/account/second-factor/removal',
    ])
      expect((await browser(app).post(path, {})).status).toBe(401);
    expect(await principalOf(await browser(app).fetch('/api/auth/session'))).toBeNull();
  });
});
