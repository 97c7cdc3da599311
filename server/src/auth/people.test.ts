import { randomUUID } from 'node:crypto';
import type { SessionBody } from '@sit/core/api-auth';
import type { PeopleResponse, PersonBody } from '@sit/core/api-people';
import type { ProblemDetails } from '@sit/core/problem';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import type { Tables } from '../db/tables.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { changeGrants, changePerson } from './people.service.ts';
import { addPerson } from './person.service.ts';
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

describeOnBothEngines('people, in the hands of the union’s administrators', (server, engine) => {
  let app: ReturnType<typeof createApp>;
  let admin: Browser;
  let id: string;
  const db = () => server().db.kysely;

  beforeAll(async () => {
    await seedPeople(server().db);
    app = createApp(server().deps);
    admin = await signedIn(app, 'admin@example.org');
    id = await personId(server().db, 'tecnico@example.org');
  });
  beforeEach(async () => {
    await db().deleteFrom('sit.attempt').execute();
  });

  const send = (method: string, path: string, body?: unknown, page = admin) =>
    page.fetch(`/api/people${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', Origin: OWN_ORIGIN },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const read = async <T>(path: string): Promise<T> => (await (await send('GET', path)).json()) as T;
  const codeOf = async (response: Response) => ((await response.json()) as ProblemDetails).code;
  const add = (email: string, grants = PLANNER, name = 'Una Persona') =>
    addPerson(db(), { email, name, password: PASSWORD, grants });
  const lastEntry = async () => {
    const entry = await db()
      .selectFrom('sit_audit.entry')
      .select(['event', 'person_name', 'subject', 'detail'])
      .orderBy('seq', 'desc')
      .executeTakeFirstOrThrow();
    return { ...entry, detail: JSON.parse(entry.detail) as unknown };
  };

  it('are listed by address in pages, each once, and the reading is on the record', async () => {
    for (let n = 0; n < 5; n++) await add(`elenco${n}@example.org`);
    const emails: string[] = [];
    let token: string | null = null;
    do {
      const page: PeopleResponse = await read(
        `?limit=2&text=ELENCO${token === null ? '' : `&token=${token}`}`,
      );
      emails.push(...page.people.map(({ email }) => email));
      token = page.next;
    } while (token !== null);
    expect(emails).toEqual([0, 1, 2, 3, 4].map((n) => `elenco${n}@example.org`));
    expect(await lastEntry()).toMatchObject({
      event: 'personal-data-read',
      person_name: 'Anna Amministratrice',
      detail: { what: 'people', count: 1, searched: true },
    });
  });

  it.each([
    ['a part of the name', 'text=tito%20tec', ['tecnico@example.org']],
    ['a part of the address', 'text=TECNICO@', ['tecnico@example.org']],
    ['a municipality', 'municipality=C096&text=tecnico', ['tecnico@example.org']],
    ['a municipality of nobody', 'municipality=H434', []],
    ['a wildcard, taken as a letter', 'text=%25', []],
    ['a quote', "text='%20or%201=1", []],
  ])('are found by %s', async (_what, query, emails) => {
    const { people } = await read<PeopleResponse>(`?${query}`);
    expect(people.map(({ email }) => email)).toEqual(emails);
  });

  it.each([
    '?limit=0',
    '?token=x',
    '?municipality=x',
    '?sort=name',
    '?text=%00',
    `?text=${'x'.repeat(201)}`,
  ])('are not listed by %s', async (query) => {
    expect((await send('GET', query)).status).toBe(400);
  });

  it.each<[string, string]>([
    ['GET', '/people'],
    ['POST', '/people'],
    ['PUT', '/people/{id}/grants'],
    ['GET', '/keys'],
    ['POST', '/keys'],
    ['GET', '/origins'],
    ['PUT', '/origins/https%3A%2F%2Fevil.example'],
    ['PATCH', '/union'],
    ['GET', '/audit'],
  ])('are administered by no portal’s token, whosever it is: %s %s', async (method, path) => {
    const { token } = await portalTokens(app, admin);
    const response = await fromPortal(app, `/api${path.replace('{id}', id)}`, PORTAL, {
      method,
      token,
      ...(method === 'GET' ? {} : { body: '{}' }),
    });
    expect([response.status, await codeOf(response)]).toEqual([403, 'forbidden']);
  });

  it.each([
    '/people',
    '/people/{id}',
    '/people/{id}/sessions',
    '/auth/account',
    '/auth/session',
    '/keys',
    '/origins',
    '/audit',
  ])('and what concerns them is kept by no cache: %s', async (path) => {
    const response = await admin.fetch(`/api${path.replace('{id}', id)}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('Cache-Control')).toContain('no-store');
  });

  it('are shown as what they are', async () => {
    const { createdAt, lastSignInAt, ...person } = await read<PersonBody>(`/${id}`);
    expect(person).toEqual({
      id,
      name: 'Tito Tecnico',
      email: 'tecnico@example.org',
      grants: [{ ...PLANNER[0], source: 'union' }],
      state: 'active',
      secondFactor: false,
      demo: false,
    });
    expect([Number.isNaN(Date.parse(createdAt)), lastSignInAt]).toEqual([false, null]);
    await signedIn(app);
    expect((await read<PersonBody>(`/${id}`)).lastSignInAt).not.toBeNull();
  });

  it('are renamed and suspended, which ends sessions and portals’ tokens, and restored', async () => {
    const person = await add('sospesa@example.org');
    const page = await signedIn(app, 'sospesa@example.org');
    const { token } = await portalTokens(app, page);
    const patch = async (body: unknown) =>
      (await (await send('PATCH', `/${person}`, body)).json()) as PersonBody;
    expect(await patch({ name: 'Nuovo Nome' })).toMatchObject({ name: 'Nuovo Nome' });
    expect(await lastEntry()).toMatchObject({
      event: 'person-changed',
      subject: `person/${person}`,
      detail: { before: { name: 'Una Persona' }, after: { name: 'Nuovo Nome' } },
    });
    expect(await patch({ suspended: true })).toMatchObject({ state: 'suspended' });
    expect(await lastEntry()).toMatchObject({
      event: 'person-suspended',
      detail: { before: { suspended: false }, after: { suspended: true }, sessionsEnded: 1 },
    });
    expect(await principalOf(await page.fetch('/api/auth/session'))).toBeNull();
    const asked = await app.request('/api/auth/session', {
      headers: { Authorization: `Bearer ${token}`, Origin: PORTAL },
    });
    expect(asked.status).toBe(401);
    const credentials = { email: 'sospesa@example.org', password: PASSWORD };
    expect((await browser(app).post('/api/auth/sign-in', credentials)).status).toBe(401);
    expect(await patch({ suspended: false })).toMatchObject({ state: 'active' });
    expect((await lastEntry()).event).toBe('person-restored');
    expect((await browser(app).post('/api/auth/sign-in', credentials)).status).toBe(200);
  });

  it('are given roles and lose them, with what was before on the record; those by claims stay', async () => {
    const person = await add('ruoli@example.org');
    const claimed = { role: 'viewer', municipality: 'H434' } as const;
    await db()
      .insertInto('sit.grant')
      .values({ person_id: person, ...claimed, source: 'claims' })
      .execute();
    const officer = { role: 'officer', municipality: 'H434' } as const;
    const put = (grants: unknown) => send('PUT', `/${person}/grants`, { grants });
    const changed = (await (await put([officer, officer])).json()) as PersonBody;
    expect(changed.grants).toHaveLength(2);
    expect(changed.grants).toEqual(
      expect.arrayContaining([
        { ...officer, source: 'union' },
        { ...claimed, source: 'claims' },
      ]),
    );
    const entry = await lastEntry();
    expect(entry).toMatchObject({
      event: 'roles-changed',
      subject: `person/${person}`,
      detail: { before: PLANNER, after: [officer] },
    });
    await put([officer]);
    expect(await lastEntry()).toEqual(entry);
    for (const [grants, code] of [
      [[{ role: 'planner', municipality: 'X999' }], 'not-found'],
      [[{ role: 'planner', municipality: null }], 'invalid-request'],
      [[{ role: 'union-admin', municipality: 'C096' }], 'invalid-request'],
      [[{ role: 'root', municipality: null }], 'invalid-request'],
    ])
      expect(await codeOf(await put(grants))).toBe(code);
    expect((await read<PersonBody>(`/${person}`)).grants).toEqual(changed.grants);
  });

  it('are never all without an administrator', async () => {
    const self = await personId(server().db, 'admin@example.org');
    for (const [method, path, body] of [
      ['PUT', '/grants', { grants: PLANNER }],
      ['PUT', '/grants', { grants: [] }],
      ['PATCH', '', { suspended: true }],
    ] as const) {
      const response = await send(method, `/${self}${path}`, body);
      expect(response.status).toBe(409);
      expect(await response.json()).toMatchObject({
        code: 'last-administrator',
        detail: expect.stringContaining('senza un amministratore'),
      });
    }
    // One who has not accepted yet is none.
    const invited = await addPerson(db(), {
      email: 'futura@example.org',
      name: 'Futura',
      password: null,
      grants: UNION_ADMIN,
    });
    expect((await send('PATCH', `/${self}`, { suspended: true })).status).toBe(409);
    await send('PUT', `/${invited}/grants`, { grants: [] });
    expect(await read<PersonBody>(`/${self}`)).toMatchObject({ state: 'active' });
    expect(await principalOf(await admin.fetch('/api/auth/session'))).toMatchObject({
      grants: UNION_ADMIN,
    });
  });

  it.runIf(engine === 'postgres').each([
    ['roles', (person: string) => changeGrants(db(), person, () => [], actorAt())],
    ['suspension', (person: string) => changePerson(db(), person, { suspended: true }, actorAt())],
  ])('keep one of two administrators who remove each other at once (%s)', async (way, remove) => {
    const { self, other } = await twoAdministrators(way);
    const outcomes = await Promise.allSettled([remove(self), remove(other)]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]!.reason).toMatchObject({ refusal: { code: 'last-administrator' } });
    await oneAdministrator(self, other);
  });

  it.runIf(engine === 'postgres')(
    'keep one of two administrators whose roles go in transactions under way at once, whoever writes them',
    async () => {
      const { self, other } = await twoAdministrators('sql');
      const remove = (person: string, then: (trx: Kysely<Tables>) => Promise<void>) =>
        db()
          .transaction()
          .execute(async (trx) => {
            await trx.deleteFrom('sit.grant').where('person_id', '=', person).execute();
            // Looks whether an administrator is left, as the commit does.
            await sql`set constraints all immediate`.execute(trx);
            await then(trx);
          });
      const waiting = sql`select from pg_locks where not granted and pid in (
        select pid from pg_stat_activity where datname = current_database())`;
      const outcomes: PromiseSettledResult<void>[] = [];
      let second = Promise.resolve();
      await remove(self, async () => {
        second = (async () => {
          outcomes.push(...(await Promise.allSettled([remove(other, async () => {})])));
        })();
        while (outcomes.length === 0 && (await waiting.execute(server().owner)).rows.length === 0);
      });
      await second;
      expect(outcomes).toMatchObject([{ status: 'rejected', reason: { code: 'SI001' } }]);
      await oneAdministrator(self, other);
    },
  );

  it('are kept an administrator by a lock that nobody else may take', async () => {
    const lock = sql`select from sit.administrator_turn for update`;
    await expect(lock.execute(db())).rejects.toMatchObject({ code: '42501' });
    const { rows } = await sql`
      select rolname from pg_roles
      where not rolsuper and rolname <> 'sit_owner' and not starts_with(rolname, 'pg_')
        and has_table_privilege(rolname, 'sit.administrator_turn', 'select, insert, update, delete, truncate')`.execute(
      server().owner,
    );
    expect(rows).toEqual([]);
  });

  it.each([
    ['a name turned about', 'Anna\u202eannA', 'uno@example.org', 'nome'],
    ['a name with a space of no width', 'Anna\u200b', 'uno@example.org', 'nome'],
    ['an address turned about', 'Anna', 'uno\u202e@example.org', 'indirizzo'],
    ['an address with a soft hyphen', 'Anna', 'uno@exam\u00adple.org', 'indirizzo'],
  ])('have nothing unseen in their names and addresses: %s', async (_what, name, email, says) => {
    await expect(
      addPerson(db(), { email, name, password: null, grants: PLANNER }),
    ).rejects.toMatchObject({
      refusal: { code: 'invalid-request' },
      message: expect.stringContaining(says),
    });
  });

  const twoAdministrators = async (way: string) => ({
    self: await personId(server().db, 'admin@example.org'),
    other: await add(`altra-${way}@example.org`, UNION_ADMIN),
  });
  /** As it was, for the tests to come. */
  const oneAdministrator = async (self: string, other: string) => {
    await changePerson(db(), self, { suspended: false }, actorAt());
    await changeGrants(db(), self, () => UNION_ADMIN, actorAt());
    await changeGrants(db(), other, () => [], actorAt());
    admin = await signedIn(app, 'admin@example.org');
  };

  it('have sessions that are shown, and ended one by one or all', async () => {
    const person = await add('sessioni@example.org');
    const [one, other] = [
      await signedIn(app, 'sessioni@example.org'),
      await signedIn(app, 'sessioni@example.org'),
    ];
    await portalTokens(app, one);
    const list = async () =>
      (await read<{ sessions: SessionBody[] }>(`/${person}/sessions`)).sessions;
    const sessions = await list();
    expect(sessions).toHaveLength(2);
    const [withPortal] = sessions.filter(({ portals }) => portals.length > 0);
    expect(withPortal).toMatchObject({
      method: 'password',
      address: '192.0.2.1',
      current: false,
      portals: [PORTAL],
    });
    expect((await send('DELETE', `/${person}/sessions/${withPortal!.id}`)).status).toBe(204);
    expect(await principalOf(await one.fetch('/api/auth/session'))).toBeNull();
    expect(await principalOf(await other.fetch('/api/auth/session'))).not.toBeNull();
    expect((await send('DELETE', `/${person}/sessions/${withPortal!.id}`)).status).toBe(404);
    const [mine] = (
      await read<{ sessions: SessionBody[] }>(
        `/${await personId(server().db, 'admin@example.org')}/sessions`,
      )
    ).sessions.filter(({ current }) => current);
    expect((await send('DELETE', `/${person}/sessions/${mine!.id}`)).status).toBe(404);
    expect((await send('DELETE', `/${person}/sessions`)).status).toBe(204);
    expect(await lastEntry()).toMatchObject({
      event: 'session-ended',
      subject: `person/${person}`,
      detail: { count: 1 },
    });
    expect(await list()).toEqual([]);
  });

  it('lose a second factor whose authenticator is lost', async () => {
    const person = await add('persa@example.org');
    expect(await codeOf(await send('DELETE', `/${person}/second-factor`))).toBe('not-found');
    await db()
      .updateTable('sit.person')
      .set({ totp_secret: Buffer.from('sealed'), totp_confirmed_at: new Date() })
      .where('id', '=', person)
      .execute();
    await db()
      .insertInto('sit.recovery_code')
      .values({ person_id: person, code_hash: Buffer.alloc(32) })
      .execute();
    expect((await send('DELETE', `/${person}/second-factor`)).status).toBe(204);
    expect(await lastEntry()).toMatchObject({
      event: 'second-factor-off',
      person_name: 'Anna Amministratrice',
      subject: `person/${person}`,
    });
    const codes = await db()
      .selectFrom('sit.recovery_code')
      .select('person_id')
      .where('person_id', '=', person)
      .execute();
    expect(codes).toEqual([]);
    expect((await signedIn(app, 'persa@example.org')).cookie).toBeDefined();
  });

  it('take their own second factor off on their account page only, by password and code', async () => {
    const own = await personId(server().db, 'admin@example.org');
    expect(await codeOf(await send('DELETE', `/${own}/second-factor`))).toBe('forbidden');
  });

  it('are not there under another id, nor is a program among them', async () => {
    const program = await db()
      .insertInto('sit.person')
      .values({
        email: 'chiave',
        name: 'Chiave',
        password_hash: null,
        kind: 'service',
        disabled_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    for (const unknown of [randomUUID(), program.id, 'x', '..%2F..'])
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['PATCH', '', { name: 'X' }],
        ['PUT', '/grants', { grants: [] }],
        ['POST', '/invitation', undefined],
        ['DELETE', '/second-factor', undefined],
        ['GET', '/sessions', undefined],
        ['DELETE', '/sessions', undefined],
      ] as const) {
        const response = await send(method, `/${unknown}${path}`, body);
        expect([method, path, unknown, response.status]).toEqual([method, path, unknown, 404]);
      }
    const { people } = await read<PeopleResponse>('?text=chiave');
    expect(people).toEqual([]);
    await db().deleteFrom('sit.person').where('id', '=', program.id).execute();
  });

  it('are nobody else’s to see or change', async () => {
    const before = await read<PersonBody>(`/${id}`);
    const planner = await signedIn(app);
    for (const [page, status] of [
      [browser(app), 401],
      [planner, 403],
    ] as const)
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['POST', '', { email: 'x@example.org', name: 'X', grants: UNION_ADMIN }],
        ['GET', `/${id}`, undefined],
        ['PATCH', `/${id}`, { name: 'X' }],
        ['PUT', `/${id}/grants`, { grants: UNION_ADMIN }],
        ['POST', `/${id}/invitation`, undefined],
        ['DELETE', `/${id}/second-factor`, undefined],
        ['GET', `/${id}/sessions`, undefined],
        ['DELETE', `/${id}/sessions`, undefined],
        ['DELETE', `/${id}/sessions/${randomUUID()}`, undefined],
      ] as const)
        expect([method, path, (await send(method, path, body, page)).status]).toEqual([
          method,
          path,
          status,
        ]);
    expect(await read<PersonBody>(`/${id}`)).toMatchObject({
      grants: before.grants,
      name: before.name,
    });
  });
});
