/** Guessing from many addresses at once, and what the record keeps of refused sign-ins. */
import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { changePerson, setPassword } from './people.service.ts';
import { addPerson, requirePerson } from './person.service.ts';
import { openSession } from './session.service.ts';
import { PASSWORD, actorAt, browser, personId, seedPeople } from './testing.ts';
import {
  MAX_FAILURES_EVERYWHERE,
  MAX_FAILURES_PER_ADDRESS,
  MAX_FAILURES_PER_PERSON,
} from './throttle.service.ts';

describeOnBothEngines('a sign-in refused', (server) => {
  let app: ReturnType<typeof createApp>;
  const db = () => server().db.kysely;

  beforeAll(async () => {
    await seedPeople(server().db);
    app = createApp(server().deps);
    const person = { name: 'Altra', grants: [] };
    await addPerson(db(), { ...person, email: 'invited@example.org', password: null });
    const suspended = await addPerson(db(), {
      ...person,
      email: 'suspended@example.org',
      password: PASSWORD,
    });
    await changePerson(db(), suspended, { suspended: true }, actorAt());
  });
  beforeEach(async () => {
    await db().deleteFrom('sit.attempt').execute();
  });

  const signIn = (email: string, password = 'not the password', address = '192.0.2.1') =>
    browser(app, address).post('/api/auth/sign-in', { email, password });
  const entries = async (count: number) => {
    const rows = await db()
      .selectFrom('sit_audit.entry')
      .select(['event', 'subject', 'detail', 'address'])
      .orderBy('seq', 'desc')
      .limit(count)
      .execute();
    return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as unknown }));
  };

  it.each([
    ['nobody@example.org', PASSWORD, 'unknown-address'],
    ['tecnico@example.org', 'not the password', 'wrong-password'],
    ['suspended@example.org', PASSWORD, 'suspended'],
    ['invited@example.org', PASSWORD, 'no-password'],
  ])(
    'to %s says no more than that it is wrong, and why on the record',
    async (email, password, reason) => {
      const response = await signIn(email, password);
      expect([response.status, await response.json()]).toEqual([
        401,
        {
          type: '/problems/wrong-credentials',
          title: 'Indirizzo o password errati',
          status: 401,
          code: 'wrong-credentials',
          detail: 'L’indirizzo, la password o il codice non sono giusti.',
          instance: '/api/auth/sign-in',
        },
      ]);
      const subject =
        reason === 'unknown-address' ? null : `person/${await personId(server().db, email)}`;
      expect(await entries(1)).toEqual([
        { event: 'sign-in-refused', subject, detail: { reason }, address: '192.0.2.1' },
      ]);
    },
  );

  it('keeps nothing on the record of what was typed for an address: it may be a password', async () => {
    await signIn('la mia password segreta');
    const all = await db().selectFrom('sit_audit.entry').selectAll().execute();
    expect(JSON.stringify(all)).not.toContain('segreta');
  });

  it.each(['tecnico@example.org', 'nobody@example.org'])(
    'many times from everywhere locks %s, for the right password too, and is recorded once',
    async (email) => {
      await signIn(email, 'not the password', '203.0.113.1');
      await db()
        .updateTable('sit.attempt')
        .set({ count: MAX_FAILURES_EVERYWHERE })
        .where('count', '=', 1)
        .where('resets_at', '>', sql<Date>`now() + interval '30 minutes'`)
        .execute();
      const responses = [
        await signIn(email, PASSWORD, '203.0.113.2'),
        await signIn(email, PASSWORD, '203.0.113.3'),
      ];
      for (const response of responses) {
        expect(response.status).toBe(429);
        expect(Number(response.headers.get('Retry-After'))).toBeGreaterThan(15 * 60);
      }
      const subject = email.startsWith('nobody')
        ? null
        : `person/${await personId(server().db, email)}`;
      expect(await entries(2)).toEqual([
        {
          event: 'sign-in-refused',
          subject,
          detail: { reason: 'locked', lock: 'person' },
          address: '203.0.113.2',
        },
        expect.objectContaining({ address: '203.0.113.1' }),
      ]);
    },
  );

  it('by a lock says the same of somebody and of nobody', async () => {
    const bodies = new Set<string>();
    for (const email of ['tecnico@example.org', 'nobody@example.org', 'suspended@example.org']) {
      for (let n = 0; n < MAX_FAILURES_PER_PERSON; n++) await signIn(email);
      const response = await signIn(email, PASSWORD);
      bodies.add(`${response.status} ${await response.text()}`);
    }
    expect(bodies.size).toBe(1);
  });

  it('from one network of IPv6 is counted as from one address: whoever has it has all of them', async () => {
    const attempt = (n: number) => signIn(`nobody${n}@example.org`, 'x', `2001:db8:0:1::${n}`);
    await attempt(1);
    await db()
      .updateTable('sit.attempt')
      .set({ count: MAX_FAILURES_PER_ADDRESS })
      .where('key', '=', 'sign-in:2001:db8:0:1::/64')
      .execute();
    expect((await attempt(2)).status).toBe(429);
    expect((await signIn('nobody@example.org', 'x', '2001:db8:0:2::1')).status).toBe(401);
  });

  it.each([
    ['suspended', 'person-suspended'],
    ['given another password', 'password-changed'],
  ])('opens nothing beside the moment in which the person is %s', async (_what, event) => {
    const email = `${event}@example.org`;
    const id = await addPerson(db(), { email, name: 'Bruna', password: PASSWORD, grants: [] });
    const change =
      event === 'password-changed'
        ? () => setPassword(db(), id, `${PASSWORD} nuova`, actorAt())
        : () => changePerson(db(), id, { suspended: true }, actorAt());
    const [, ...responses] = await Promise.all([
      change(),
      ...[1, 2, 3, 4].map((n) => signIn(email, PASSWORD, `198.51.100.${n}`)),
    ]);
    for (const { status } of responses) expect([200, 401]).toContain(status);
    const { passwordHash } = await requirePerson(db(), id);
    const opening = {
      personId: id,
      presentedToken: undefined,
      userAgent: null,
      secondFactorShown: false,
      provider: null,
    };
    const stale = event === 'password-changed' ? 'of before' : passwordHash;
    expect(await openSession(db(), { ...opening, passwordHash: stale }, actorAt())).toBeNull();
    const sessions = await db()
      .selectFrom('sit.session')
      .select('id')
      .where('person_id', '=', id)
      .execute();
    expect(sessions).toEqual([]);
  });

  it('from one address counts no more towards the lock from everywhere', async () => {
    for (let n = 0; n < MAX_FAILURES_PER_PERSON + 5; n++) await signIn('tecnico@example.org');
    expect((await signIn('tecnico@example.org', PASSWORD, '192.0.2.2')).status).toBe(200);
    const counts = await db()
      .selectFrom('sit.attempt')
      .select('count')
      .where('resets_at', '>', sql<Date>`now() + interval '30 minutes'`)
      .execute();
    // A right password takes back its own attempt only: who guesses is not freed by who signs in.
    expect(counts).toEqual([{ count: MAX_FAILURES_PER_PERSON }]);
  });
});
