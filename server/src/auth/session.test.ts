import type { ProblemDetails } from '@sit/core/problem';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { inScope } from '../db/scope.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { changePerson, setPassword } from './people.service.ts';
import { addPerson } from './person.service.ts';
import {
  OWN_ORIGIN,
  PASSWORD,
  PLANNER,
  UNION_ADMIN,
  actorAt,
  browser,
  personId,
  principalOf,
  seedPeople,
  signedIn,
} from './testing.ts';
import { MAX_FAILURES_PER_ADDRESS, MAX_FAILURES_PER_PERSON } from './throttle.service.ts';

describeOnBothEngines('a session of our own pages', (server) => {
  let app: ReturnType<typeof createApp>;
  const db = () => server().db.kysely;
  const suspend = async (email: string): Promise<void> =>
    changePerson(db(), await personId(server().db, email), { suspended: true }, actorAt());

  beforeAll(async () => {
    await seedPeople(server().db);
    app = createApp(server().deps);
  });
  beforeEach(async () => {
    await db().deleteFrom('sit.attempt').execute();
  });

  it('is opened by address and password and says who is signed in', async () => {
    const page = browser(app);
    const response = await page.post('/api/auth/sign-in', {
      email: ' Tecnico@Example.org ',
      password: PASSWORD,
    });
    expect(response.status).toBe(200);
    const expected = { name: 'Tito Tecnico', email: 'tecnico@example.org', grants: PLANNER };
    expect(await principalOf(response)).toMatchObject(expected);
    expect(await principalOf(await page.fetch('/api/auth/session'))).toMatchObject(expected);
  });

  it('refuses what is no JSON, no request or no parameter of its, in Italian', async () => {
    const page = browser(app);
    const details = [];
    for (const [body, type] of [
      ['{', 'application/json'],
      ['{}', 'text/plain'],
    ] as const) {
      const response = await page.fetch('/api/auth/sign-in', {
        method: 'POST',
        headers: { 'Content-Type': type, Origin: OWN_ORIGIN },
        body,
      });
      details.push([response.status, ((await response.json()) as ProblemDetails).detail]);
    }
    expect(details).toEqual([
      [400, expect.stringMatching(/non è JSON(: si legge fino al carattere \d+)?\.$/)],
      [415, expect.stringContaining('application/json')],
    ]);
    expect((await page.fetch('/api/auth/session?who=me')).status).toBe(400);
  });

  it('lives in a cookie scripts cannot read and other sites cannot send', async () => {
    const response = await browser(app).post('/api/auth/sign-in', {
      email: 'tecnico@example.org',
      password: PASSWORD,
    });
    const attributes = response.headers.get('Set-Cookie')!.split('; ').slice(1);
    expect(attributes).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Lax', 'Path=/']));
    expect(attributes).not.toContain('Secure');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
  });

  it('lives in a Secure cookie of this host alone where the public address is https', async () => {
    const { deps } = server();
    const config = { ...deps.config, publicUrl: 'https://sit.example' };
    const encrypted = createApp({ ...deps, config });
    const response = await encrypted.request('/api/auth/sign-in', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: 'https://sit.example' },
      body: JSON.stringify({ email: 'tecnico@example.org', password: PASSWORD }),
    });
    const [, name, token] = /^([^=]+)=([^;]+)/.exec(response.headers.get('Set-Cookie')!)!;
    expect(response.headers.get('Set-Cookie')).toContain('; Secure');
    expect(response.headers.get('Set-Cookie')).not.toContain('Domain');
    expect(name).toBe('__Host-sit_session');
    const seen = async (cookie: string) =>
      principalOf(
        await encrypted.request('/api/auth/session', { headers: { Cookie: `${cookie}=${token}` } }),
      );
    expect(await seen(name!)).toMatchObject({ email: 'tecnico@example.org' });
    expect(await seen('sit_session')).toBeNull();
  });

  it('is kept in the database by its hash only', async () => {
    const page = await signedIn(app);
    const rows = await db().selectFrom('sit.session').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(page.cookie);
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(page.cookie));
    expect(rows.map((row) => Buffer.from(row.token_hash).toString('hex'))).toContain(
      Buffer.from(digest).toString('hex'),
    );
  });

  it('is refused in the same words whatever is wrong', async () => {
    await addPerson(db(), { email: 'ex@example.org', name: 'Ex', password: PASSWORD, grants: [] });
    await suspend('ex@example.org');
    const bodies = [];
    for (const attempt of [
      { email: 'tecnico@example.org', password: 'not the password' },
      { email: 'nobody@example.org', password: PASSWORD },
      { email: 'ex@example.org', password: PASSWORD },
      { email: 'ex@example.org', password: 'not the password' },
      { email: "' or 1=1 --", password: PASSWORD },
    ]) {
      const response = await browser(app).post('/api/auth/sign-in', attempt);
      expect(response.status).toBe(401);
      expect(response.headers.get('Set-Cookie')).toBeNull();
      bodies.push(await response.text());
    }
    expect(JSON.parse(bodies[0]!)).toMatchObject({ code: 'wrong-credentials' });
    expect(new Set(bodies).size).toBe(1);
  });

  it.each([
    ['no JSON', '{', 'application/json', 400],
    ['no password', '{"email":"tecnico@example.org"}', 'application/json', 400],
    [
      'a password that is an object',
      '{"email":"a@b.c","password":{"$ne":""}}',
      'application/json',
      400,
    ],
    ['an unknown field', '{"email":"a@b.c","password":"x","admin":true}', 'application/json', 400],
    ['a form', 'email=a@b.c&password=x', 'application/x-www-form-urlencoded', 415],
    ['a null character', '{"email":"a\\u0000@b.c","password":"x"}', 'application/json', 400],
    [
      'nine kilobytes',
      JSON.stringify({ email: 'a@b.c', password: 'x'.repeat(9000) }),
      'application/json',
      413,
    ],
  ])('is not opened by %s', async (_what, body, type, status) => {
    const response = await browser(app).fetch('/api/auth/sign-in', {
      method: 'POST',
      headers: { 'Content-Type': type, Origin: OWN_ORIGIN, 'Content-Length': String(body.length) },
      body,
    });
    expect([response.status, await response.clone().json()]).toEqual([
      status,
      expect.objectContaining({ status }),
    ]);
  });

  it('never takes a token given from outside, and ends the one presented', async () => {
    const page = browser(app);
    const fixed = 'A'.repeat(43);
    page.cookie = fixed;
    await page.post('/api/auth/sign-in', { email: 'tecnico@example.org', password: PASSWORD });
    const first = page.cookie;
    expect(first).not.toBe(fixed);
    await page.post('/api/auth/sign-in', { email: 'admin@example.org', password: PASSWORD });
    expect(page.cookie).not.toBe(first);

    const thief = browser(app);
    thief.cookie = first;
    expect(await principalOf(await thief.fetch('/api/auth/session'))).toBeNull();
  });

  it('ends when signed out', async () => {
    const page = await signedIn(app);
    const kept = page.cookie;
    const response = await page.post('/api/auth/sign-out');
    expect(response.status).toBe(200);
    expect(response.headers.get('Clear-Site-Data')).toBe('"cache"');
    expect(page.cookie).toBeUndefined();
    page.cookie = kept;
    expect(await principalOf(await page.fetch('/api/auth/session'))).toBeNull();
  });

  it('ends by itself', async () => {
    const page = await signedIn(app);
    await db()
      .updateTable('sit.session')
      .set({ expires_at: sql<Date>`now() - interval '1 second'` })
      .execute();
    expect(await principalOf(await page.fetch('/api/auth/session'))).toBeNull();
  });

  it('ends at once for a person disabled or given another password', async () => {
    const person = { name: 'Passeggero', password: PASSWORD, grants: PLANNER };
    await addPerson(db(), { ...person, email: 'disabled@example.org' });
    await addPerson(db(), { ...person, email: 'changed@example.org' });
    const [disabled, changed, other] = [
      await signedIn(app, 'disabled@example.org'),
      await signedIn(app, 'changed@example.org'),
      await signedIn(app),
    ];
    await suspend('disabled@example.org');
    await setPassword(
      db(),
      await personId(server().db, 'changed@example.org'),
      'another long password',
      actorAt(),
    );
    expect(await principalOf(await disabled.fetch('/api/auth/session'))).toBeNull();
    expect(await principalOf(await changed.fetch('/api/auth/session'))).toBeNull();
    expect(await principalOf(await other.fetch('/api/auth/session'))).not.toBeNull();
  });

  it('takes up changed grants at the next request', async () => {
    const page = await signedIn(app);
    const { userId } = (await principalOf(await page.fetch('/api/auth/session'))) as {
      userId: string;
    };
    await db().deleteFrom('sit.grant').where('person_id', '=', userId).execute();
    expect(await principalOf(await page.fetch('/api/auth/session'))).toMatchObject({ grants: [] });
    await db()
      .insertInto('sit.grant')
      .values({ person_id: userId, role: 'planner', municipality: 'C096' })
      .execute();
  });

  it.each([
    ['another site', { Origin: 'https://elsewhere.example' }],
    ['a registered portal', { Origin: 'https://www.comune.example.it' }],
    [
      'another port of this machine',
      { Origin: 'http://localhost:9090', 'Sec-Fetch-Site': 'same-site' },
    ],
    ['a sandboxed frame', { Origin: 'null' }],
    ['nobody', {}],
  ])('changes nothing on a request from %s', async (_who, headers: Record<string, string>) => {
    const page = await signedIn(app);
    for (const path of [
      '/api/auth/sign-out',
      '/api/auth/portal-code',
      '/api/changesets',
      '/api/layers',
    ]) {
      const response = await page.fetch(path, { method: 'POST', headers });
      expect([path, response.status]).toEqual([path, 403]);
      expect(((await response.json()) as ProblemDetails).code).toBe('forbidden');
    }
    expect(await principalOf(await page.fetch('/api/auth/session'))).not.toBeNull();
  });

  it('is not opened by another site in a person’s browser', async () => {
    const response = await browser(app).post(
      '/api/auth/sign-in',
      { email: 'tecnico@example.org', password: PASSWORD },
      { Origin: 'https://elsewhere.example' },
    );
    expect(response.status).toBe(403);
    expect(response.headers.get('Set-Cookie')).toBeNull();
  });

  it('is not taken from a browser by a form of another site, which sends no Lax cookie', async () => {
    const response = await browser(app).fetch('/api/auth/sign-out', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Origin: 'https://elsewhere.example',
        'Sec-Fetch-Site': 'cross-site',
      },
      body: '',
    });
    expect(response.status).toBe(403);
    expect(response.headers.get('Set-Cookie')).toBeNull();
    expect(response.headers.get('Clear-Site-Data')).toBeNull();
  });

  it('keeps its answers from shared caches', async () => {
    const page = await signedIn(app);
    const response = await page.fetch('/api/nothing-here');
    expect(response.headers.get('Cache-Control')).toMatch(/^private/);
    expect(response.headers.get('Vary')).toMatch(/Authorization, Cookie/);
  });

  it.each(['person', 'grant', 'session', 'registered_origin', 'attempt'])(
    'is out of reach of requests’ own database roles (sit.%s)',
    async (table) => {
      const admin = { userId: 'x', name: 'x', email: 'x', grants: UNION_ADMIN };
      for (const caller of [null, admin]) {
        const reading = inScope(server().db, caller, (trx) =>
          sql`select * from ${sql.table(`sit.${table}`)}`.execute(trx),
        );
        await expect(reading).rejects.toThrow(/permission denied/);
      }
    },
  );

  describe('guessing', () => {
    const guess = (address: string, email: string, password = 'not the password') =>
      browser(app, address).post('/api/auth/sign-in', { email, password });

    it.each(['tecnico@example.org', 'nobody@example.org'])(
      'at %s is slowed down after a few failures, even with the right password',
      async (email) => {
        for (let n = 0; n < MAX_FAILURES_PER_PERSON; n++)
          expect((await guess('192.0.2.7', email)).status).toBe(401);
        const response = await guess('192.0.2.7', email, PASSWORD);
        expect(response.status).toBe(429);
        const seconds = Number(response.headers.get('Retry-After'));
        expect(seconds).toBeGreaterThan(0);
        expect(seconds).toBeLessThanOrEqual(15 * 60);
      },
    );

    it('at one person leaves other people and other addresses free', async () => {
      for (let n = 0; n <= MAX_FAILURES_PER_PERSON; n++)
        await guess('192.0.2.7', 'tecnico@example.org');
      expect((await guess('192.0.2.7', 'admin@example.org', PASSWORD)).status).toBe(200);
      expect((await guess('192.0.2.8', 'tecnico@example.org', PASSWORD)).status).toBe(200);
    });

    it('in parallel is counted as well', async () => {
      const responses = await Promise.all(
        Array.from({ length: MAX_FAILURES_PER_PERSON + 3 }, () =>
          guess('192.0.2.7', 'tecnico@example.org'),
        ),
      );
      expect(responses.filter(({ status }) => status === 429)).toHaveLength(3);
    });

    it('over a list of people from one address is slowed down', async () => {
      await db()
        .insertInto('sit.attempt')
        .values({
          key: 'sign-in:192.0.2.7',
          count: MAX_FAILURES_PER_ADDRESS - 1,
          resets_at: sql<Date>`now() + interval '1 minute'`,
        })
        .execute();
      expect((await guess('192.0.2.7', 'a@example.org')).status).toBe(401);
      expect((await guess('192.0.2.7', 'b@example.org')).status).toBe(429);
    });

    it('is free again when the time is over', async () => {
      for (let n = 0; n <= MAX_FAILURES_PER_PERSON; n++)
        await guess('192.0.2.7', 'tecnico@example.org');
      await db()
        .updateTable('sit.attempt')
        .set({ resets_at: sql<Date>`now()` })
        .execute();
      expect((await guess('192.0.2.7', 'tecnico@example.org', PASSWORD)).status).toBe(200);
    });

    it('right clears what went wrong before', async () => {
      for (let round = 0; round < 2; round++) {
        for (let n = 1; n < MAX_FAILURES_PER_PERSON; n++)
          await guess('192.0.2.7', 'tecnico@example.org');
        expect((await guess('192.0.2.7', 'tecnico@example.org', PASSWORD)).status).toBe(200);
      }
    });

    it('leaves no e-mail address in the counters', async () => {
      await guess('192.0.2.7', 'tecnico@example.org');
      const rows = await db().selectFrom('sit.attempt').selectAll().execute();
      expect(rows).toHaveLength(3);
      expect(JSON.stringify(rows)).not.toContain('tecnico');
    });
  });
});
