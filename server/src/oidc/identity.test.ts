/** Who a provider's claims are taken for, and what they may then do. */
import type { Grant } from '@sit/core/permission';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endProviderSessions } from '../auth/provider-session.service.ts';
import { identifySession, openSession } from '../auth/session.service.ts';
import type { SessionOpening } from '../auth/session.service.ts';
import { PASSWORD, PLANNER, UNION_ADMIN, actorAt } from '../auth/testing.ts';
import { changeGrants, requireListed } from '../auth/people.service.ts';
import { addPerson, requirePerson } from '../auth/person.service.ts';
import { hashToken, newToken } from '../auth/token.ts';
import { readConfig } from '../config.ts';
import { describeOnBothEngines, seedUnion } from '../testing/harness.ts';
import { claimValues, profileOf } from './claims.ts';
import { insertFlow, takeFlow } from './flow.repository.ts';
import { recognise } from './identity.service.ts';
import type { Recognised } from './identity.service.ts';

const NEVER = new Date('9999-12-31');
const ISSUER = 'https://accesso.example.it';
const RULES = readConfig(
  {
    SIT_OIDC_ISSUER: ISSUER,
    SIT_OIDC_CLIENT_ID: 'sit',
    SIT_OIDC_CLIENT_SECRET: 'x',
    SIT_OIDC_ROLES: 'r=t:planner:C096;r=v:viewer:H434;r=a:union-admin;r=far:planner:A001',
  },
  '.',
).oidc!.roles;
const VIEWER: Grant = { role: 'viewer', municipality: 'H434' };

describeOnBothEngines('a person of an outside provider', (server) => {
  const db = () => server().db.kysely;
  let actor = actorAt();

  beforeAll(async () => {
    await seedUnion(server().db);
    await addPerson(db(), {
      email: 'admin@example.org',
      name: 'Anna Amministratrice',
      password: PASSWORD,
      grants: UNION_ADMIN,
    });
  });
  beforeEach(async () => {
    actor = actorAt();
    await db().deleteFrom('sit.person').where('email', '<>', 'admin@example.org').execute();
  });

  const comes = (
    subject: string,
    claims: Record<string, unknown>,
    signedInAs: string | null = null,
  ): Promise<Recognised> =>
    recognise(db(), { issuer: ISSUER, subject, claims }, RULES, signedInAs, actor);
  const idOf = (recognised: Recognised): string => {
    expect(recognised).toEqual({ problem: null, personId: expect.any(String) });
    return recognised.personId!;
  };
  const open = async (
    personId: string,
    provider: NonNullable<SessionOpening['provider']>,
  ): Promise<string> => {
    const opening = {
      personId,
      presentedToken: undefined,
      userAgent: null,
      passwordHash: null,
      secondFactorShown: false,
      provider,
    };
    return (await openSession(db(), opening, actor))!.token;
  };
  const person = (id: string) =>
    db().selectFrom('sit.person').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const grants = (id: string) =>
    db()
      .selectFrom('sit.grant')
      .select(['role', 'municipality', 'source'])
      .where('person_id', '=', id)
      .orderBy('role')
      .orderBy('source')
      .execute();
  const events = async (id: string): Promise<string[]> => {
    const rows = await db()
      .selectFrom('sit_audit.entry')
      .select('event')
      .where('subject', '=', `person/${id}`)
      .orderBy('seq')
      .execute();
    return rows.map(({ event }) => event);
  };
  /** As an administrator does, before the invitation is accepted. */
  const invited = async (email: string, given: Grant[] = PLANNER): Promise<string> => {
    const { id } = await db()
      .insertInto('sit.person')
      .values({ email, name: 'Invitata' })
      .returning('id')
      .executeTakeFirstOrThrow();
    for (const grant of given)
      await db()
        .insertInto('sit.grant')
        .values({ person_id: id, ...grant })
        .execute();
    await db()
      .insertInto('sit.person_link')
      .values({
        token_hash: hashToken(newToken())!,
        person_id: id,
        purpose: 'invitation',
        expires_at: sql<Date>`now() + interval '1 day'`,
      })
      .execute();
    return id;
  };
  const withPassword = (email: string): Promise<string> =>
    addPerson(db(), { email, name: 'Con Password', password: PASSWORD, grants: PLANNER });
  const verified = (email: string, more: Record<string, unknown> = {}) => ({
    name: 'Nuova Nomina',
    email,
    email_verified: true,
    ...more,
  });

  it('is the same one at each sign-in, with name and address of today', async () => {
    const first = idOf(await comes('s', verified('Una@example.org', { r: 't' })));
    expect(await person(first)).toMatchObject({ name: 'Nuova Nomina', email: 'una@example.org' });
    const again = idOf(await comes('s', verified('due@example.org', { r: 't', name: 'Altra' })));
    expect(again).toBe(first);
    expect(await person(first)).toMatchObject({ name: 'Altra', email: 'due@example.org' });
    expect(await events(first)).toEqual(['person-added', 'roles-changed']);
  });

  it('is one, who comes for the first time in two windows at once', async () => {
    const came = await Promise.all([comes('s', { r: 't' }), comes('s', { r: 't' })]);
    expect(new Set(came.map(idOf)).size).toBe(1);
  });

  it('is another with the same sub at another provider', async () => {
    const here = idOf(await comes('s', { r: 't' }));
    const there = await recognise(
      db(),
      { issuer: 'https://altro.example.it', subject: 's', claims: { r: 't' } },
      RULES,
      null,
      actor,
    );
    expect(idOf(there)).not.toBe(here);
  });

  it('takes what the rules give for municipalities of the union, in place of what they gave', async () => {
    const id = idOf(await comes('s', { r: ['t', 'far'] }));
    expect(await grants(id)).toEqual([{ ...PLANNER[0], source: 'claims' }]);
    await comes('s', { r: ['v'] });
    expect(await grants(id)).toEqual([{ ...VIEWER, source: 'claims' }]);
    await comes('s', { r: ['v'] });
    expect(await events(id)).toEqual(['person-added', 'roles-changed', 'roles-changed']);
    expect(await comes('s', {})).toEqual({ problem: 'no-role', personId: id });
    expect(await grants(id)).toEqual([]);
  });

  it('keeps the roles given by hand, whatever the claims say', async () => {
    const id = await invited('una@example.org', PLANNER);
    await comes('s', verified('una@example.org', { r: ['t', 'v'] }));
    expect(await grants(id)).toEqual([
      { ...PLANNER[0], source: 'claims' },
      { ...PLANNER[0], source: 'union' },
      { ...VIEWER, source: 'claims' },
    ]);
    idOf(await comes('s', verified('una@example.org')));
    expect(await grants(id)).toEqual([{ ...PLANNER[0], source: 'union' }]);
  });

  it('keeps the roles of its claims when the same ones given by hand are taken away', async () => {
    const id = await invited('una@example.org', PLANNER);
    idOf(await comes('s', verified('una@example.org', { r: 't' })));
    await changeGrants(db(), id, () => [], actor);
    expect(await grants(id)).toEqual([{ ...PLANNER[0], source: 'claims' }]);
    await changeGrants(db(), id, () => PLANNER, actor);
    expect(await grants(id)).toHaveLength(2);
  });

  it('has a role once that it holds twice, and shows administrators both', async () => {
    const id = await invited('una@example.org', PLANNER);
    idOf(await comes('s', verified('una@example.org', { r: 't' })));
    expect((await requirePerson(db(), id)).grants).toEqual(PLANNER);
    expect((await requireListed(db(), id)).grants).toEqual([
      { ...PLANNER[0], source: 'union' },
      { ...PLANNER[0], source: 'claims' },
    ]);
    const provider = { issuer: ISSUER, session: null, subject: 's', vouched: true };
    expect((await person(id)).last_sign_in_at).toBeNull();
    const token = await open(id, provider);
    expect((await identifySession(db(), token))!.principal.grants).toEqual(PLANNER);
    expect((await person(id)).last_sign_in_at).not.toBeNull();
  });

  it('is nobody without a role', async () => {
    expect(await comes('s', verified('una@example.org', { r: 'x' }))).toEqual({
      problem: 'no-role',
      personId: null,
    });
    expect(await db().selectFrom('sit.identity').selectAll().execute()).toEqual([]);
  });

  it.each([
    ['no address', {}],
    ['an address nobody verified', { email: 'sindaco@example.org' }],
    ['an address said not to be', { email: 'sindaco@example.org', email_verified: false }],
    ['an address verified in words', { email: 'sindaco@example.org', email_verified: 'true' }],
    [
      'an address with something unseen in it',
      { email: 'sindaco\u200b@example.org', email_verified: true },
    ],
    ['what is no address', { email: 'sindaco', email_verified: true }],
  ])('with %s gets one that no message can be sent to', async (_what, claims) => {
    const mayor = await invited('sindaco@example.org');
    const id = idOf(await comes('s', { r: 't', ...claims }));
    expect(id).not.toBe(mayor);
    expect((await person(id)).email).toMatch(/^[0-9a-f]{16}@senza-indirizzo\.invalid$/);
  });

  describe('whose verified address is known here', () => {
    it('is the person invited there, whose mail link then ends', async () => {
      const id = await invited('una@example.org');
      expect(idOf(await comes('s', verified('UNA@example.org')))).toBe(id);
      expect(await events(id)).toEqual(['invitation-accepted']);
      expect(await db().selectFrom('sit.person_link').selectAll().execute()).toEqual([]);
    });

    it.each([
      ['a password', withPassword],
      [
        'an identity of before, of who had that address then',
        async (email: string) => idOf(await comes('before', verified(email, { r: 't' }))),
      ],
      [
        'a program’s keys',
        async (email: string) => {
          const { id } = await db()
            .insertInto('sit.person')
            .values({ email, name: 'Programma', kind: 'service' })
            .returning('id')
            .executeTakeFirstOrThrow();
          return id;
        },
      ],
    ])('does not take over one with %s', async (_what, make) => {
      const id = await make('una@example.org');
      const before = await person(id);
      expect(await comes('s', verified('una@example.org', { r: ['t', 'a'] }))).toEqual({
        problem: 'address-taken',
        personId: null,
      });
      expect(await person(id)).toEqual(before);
      expect((await grants(id)).map(({ role }) => role)).not.toContain('union-admin');
    });

    it('is the one with a password who is signed in by it in this browser, and keeps it', async () => {
      const id = await withPassword('una@example.org');
      expect(idOf(await comes('s', verified('una@example.org'), id))).toBe(id);
      expect(await person(id)).toMatchObject({ password_hash: expect.stringContaining('argon2') });
      // The provider's address is no way to where their password is reset.
      idOf(await comes('s', verified('altra@example.org')));
      expect((await person(id)).email).toBe('una@example.org');
    });

    it('is not made somebody else by being signed in as another', async () => {
      await withPassword('una@example.org');
      const other = await withPassword('altra@example.org');
      expect(await comes('s', verified('una@example.org'), other)).toEqual({
        problem: 'address-taken',
        personId: null,
      });
    });

    it('does not push another off it later', async () => {
      const other = await withPassword('altra@example.org');
      const id = idOf(await comes('s', verified('una@example.org', { r: 't' })));
      idOf(await comes('s', verified('altra@example.org', { r: 't' })));
      expect((await person(id)).email).toBe('una@example.org');
      expect((await person(other)).email).toBe('altra@example.org');
    });
  });

  it('suspended stays out, with the roles as they were', async () => {
    const id = idOf(await comes('s', { r: 't' }));
    await db()
      .updateTable('sit.person')
      .set({ disabled_at: sql<Date>`now()` })
      .where('id', '=', id)
      .execute();
    expect(await comes('s', { r: 'v' })).toEqual({ problem: 'suspended', personId: id });
    expect(await grants(id)).toEqual([{ ...PLANNER[0], source: 'claims' }]);
  });

  it('invited and suspended before accepting stays out too', async () => {
    const id = await invited('una@example.org');
    await db()
      .updateTable('sit.person')
      .set({ disabled_at: sql<Date>`now()` })
      .where('id', '=', id)
      .execute();
    expect(await comes('s', verified('una@example.org', { r: 't' }))).toMatchObject({
      problem: 'suspended',
    });
  });

  it('who is the last administrator is not made less by claims: nothing changes', async () => {
    const id = idOf(await comes('s', { name: 'Capo', r: 'a' }));
    const others = db().selectFrom('sit.person').select('id').where('id', '<>', id);
    await server()
      .owner.updateTable('sit.person')
      .set({ disabled_at: sql<Date>`now()` })
      .where('id', 'in', others)
      .execute();
    expect(await comes('s', { name: 'Non più', r: 't' })).toEqual({
      problem: 'last-administrator',
      personId: id,
    });
    expect(await person(id)).toMatchObject({ name: 'Capo' });
    expect(await grants(id)).toEqual([{ ...UNION_ADMIN[0], source: 'claims' }]);
    await server().owner.updateTable('sit.person').set({ disabled_at: null }).execute();
  });

  it('has one chance for a flow, with its browser, in its time', async () => {
    const flow = { nonce: 'n', codeVerifier: 'v', returnTo: '/' };
    const begun = async (secondsToLive = 600) => {
      const [stateHash, browserHash] = [hashToken(newToken())!, hashToken(newToken())!];
      await insertFlow(db(), { ...flow, stateHash, browserHash, secondsToLive });
      return { stateHash, browserHash };
    };
    const [good, wrong, late] = [await begun(), await begun(), await begun(0)];
    expect(await takeFlow(db(), late.stateHash, late.browserHash)).toBeNull();
    expect(await takeFlow(db(), wrong.stateHash, good.browserHash)).toBeNull();
    expect(await takeFlow(db(), wrong.stateHash, wrong.browserHash)).toBeNull();
    expect(await takeFlow(db(), good.stateHash, good.browserHash)).toEqual(flow);
    expect(await takeFlow(db(), good.stateHash, good.browserHash)).toBeNull();
    await begun(0);
    await begun();
    expect(await db().selectFrom('sit.oidc_flow').select('nonce').execute()).toHaveLength(1);
  });

  it('loses the session that the provider ends, and those it never gave an id when it names the person', async () => {
    const id = idOf(await comes('s', { r: 't' }));
    const opened = (session: string | null, subject = 's'): Promise<string> =>
      open(id, { issuer: ISSUER, session, subject, vouched: false });
    const alive = async (tokens: string[]): Promise<boolean[]> => {
      const found = [];
      for (const token of tokens) found.push((await identifySession(db(), token)) !== null);
      return found;
    };
    const tokens = [
      await opened('a'),
      await opened('b'),
      await opened(null),
      await opened('a', 'other'),
    ];
    const end = (issuer: string, session: string | null, subject: string | null, before = NEVER) =>
      endProviderSessions(db(), { issuer, session, subject, before }, actor);
    await end('https://x', 'a', null);
    await end(ISSUER, null, 's', new Date(0));
    expect(await alive(tokens)).toEqual([true, true, true, true]);
    await end(ISSUER, 'a', 's');
    expect(await alive(tokens)).toEqual([false, true, false, true]);
    await end(ISSUER, null, 's');
    expect(await alive(tokens)).toEqual([false, false, false, true]);
  });
});

describe('a claim', () => {
  it.each<[string, Record<string, unknown>, string, string[]]>([
    ['a text', { a: 'x' }, 'a', ['x']],
    ['a list', { a: ['x', 'y'] }, 'a', ['x', 'y']],
    ['numbers and truths', { a: [1, true] }, 'a', ['1', 'true']],
    ['inside objects', { a: { b: { c: ['x'] } } }, 'a.b.c', ['x']],
    ['named by a URL', { 'https://x.it/a.b': 'x' }, 'https://x.it/a.b', ['x']],
    ['with dots in its name before one inside', { 'a.b': 'x', a: { b: 'y' } }, 'a.b', ['x']],
    ['absent', {}, 'a.b', []],
    ['null', { a: null }, 'a', []],
    ['an object', { a: { b: 'x' } }, 'a', []],
    ['a list in a list', { a: [['x']] }, 'a', []],
    ['inherited by every object', {}, 'constructor.name', []],
    ['of a text', { a: 'x' }, 'a.length', []],
  ])('is read: %s', (_what, claims, name, values) => {
    expect(claimValues(claims, name)).toEqual(values);
  });

  it.each([
    [{ name: ' Ada\r\nLovelace ' }, 'Ada Lovelace'],
    [{ name: '', given_name: 'Ada', family_name: 'Lovelace' }, 'Ada Lovelace'],
    [{ family_name: 'Lovelace' }, 'Lovelace'],
    [{ preferred_username: 'ada' }, 'ada'],
    [{ email: 'ada@example.org', email_verified: true }, 'ada@example.org'],
    [{ name: 'Ada\u202e\u200b Lovelace' }, 'Ada Lovelace'],
    [{ name: 7 }, 'Persona senza nome'],
    [{ name: 'x'.repeat(500) }, 'x'.repeat(200)],
  ])('gives a name that fits in a line: %j', (claims, name) => {
    expect(profileOf(claims).name).toBe(name);
  });
});
