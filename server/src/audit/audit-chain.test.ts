/** The record against those who would change it: by rights, and by force. */
import { roleCombinations, combinedRole, MEMBER_ROLE, PUBLIC_ROLE } from '@sit/core/database-role';
import type { Grant } from '@sit/core/permission';
import * as fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { actorAt } from '../auth/testing.ts';
import { auditCommand } from '../cli/audit.ts';
import { openDatabase } from '../db/database.ts';
import type { Database } from '../db/database.ts';
import { addLogin, removeLogin } from '../logins/login.service.ts';
import { databaseUrl, describeOnBothEngines, seedUnion } from '../testing/harness.ts';
import { chainedHash } from './audit-chain.ts';
import { auditHead, record, verifyRecord } from './audit.service.ts';

const ENTRIES = 5;

/** What each role is tried at. */
const CHANGES = [
  `update sit_audit.entry set person_name = 'nobody'`,
  'delete from sit_audit.entry',
  'truncate sit_audit.entry',
  `insert into sit_audit.entry select seq + 1000, at, event, person, person_name, credential, subject, municipality,
     origin, address, request, detail, hash from sit_audit.entry`,
  'alter table sit_audit.entry add x integer',
  'select from sit_audit.turn for update',
  'delete from sit_audit.turn',
  'alter table sit_audit.entry disable trigger all',
  'drop trigger refuse_change on sit_audit.entry',
  'drop table sit_audit.entry',
  'drop schema sit_audit cascade',
  `create or replace function sit_audit.refuse_change() returns trigger language sql as 'select null'`,
  'create table sit_audit.mine (n integer)',
  'set local session_replication_role = replica',
];
/** The embedded engine has one session, whose own user is a superuser: it can be any role. */
const TO_BE_ANOTHER = 'set local role sit_auditor';
const ROLES = [
  'sit_server',
  'sit_owner',
  PUBLIC_ROLE,
  MEMBER_ROLE,
  ...roleCombinations().map(combinedRole),
];

describeOnBothEngines('the record', (server, engine) => {
  beforeAll(() => seedUnion(server().db));
  /** Begins again with a few entries: by force, which only a superuser has. */
  beforeEach(async () => {
    await byForce(sql`truncate sit_audit.entry`);
    for (let n = 1; n <= ENTRIES; n++)
      await record(server().db.kysely, {
        event: 'write-refused',
        actor: actorAt('192.0.2.1'),
        subject: `POST /api/layers/${n}`,
        detail: { n },
      });
  });

  async function byForce(...statements: ReturnType<typeof sql>[]): Promise<void> {
    const { owner } = server();
    await sql`alter table sit_audit.entry disable trigger all`.execute(owner);
    for (const statement of statements) await statement.execute(owner);
    await sql`alter table sit_audit.entry enable trigger all`.execute(owner);
  }
  const verify = () => verifyRecord(server().db.kysely);

  it('holds, and names its last entry', async () => {
    const head = await auditHead(server().db.kysely);
    expect(head?.seq).toBe(ENTRIES);
    expect(await verify()).toEqual({ entries: ENTRIES, head, fault: null });
  });

  it('refuses every change to every role, and stays as it was', async () => {
    const done: string[] = [];
    for (const role of ROLES)
      for (const change of engine === 'postgres' ? [...CHANGES, TO_BE_ANOTHER] : CHANGES)
        await attempt(role, change).then(
          () => done.push(`${role}: ${change}`),
          () => {},
        );
    expect(ROLES.length).toBeGreaterThan(15);
    expect(done).toEqual([]);
    expect(await verify()).toMatchObject({ entries: ENTRIES, fault: null });
  });

  /** Signed in to PostgreSQL by itself, as QGIS does. */
  async function asAdministratorsLogin(work: (qgis: Database) => Promise<void>): Promise<void> {
    const { db } = server();
    const login = `qgis_audit_${process.pid}`;
    const grants: Grant[] = [{ role: 'union-admin', municipality: null }];
    const password = await addLogin(db, { login, name: 'Ada', grants }, actorAt());
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(
      server().owner,
    );
    const url = new URL(databaseUrl(inject('clusterUrl'), rows[0]!.name));
    url.username = login;
    url.password = password;
    const qgis = await openDatabase({ url: url.href, dataDir: null });
    try {
      await work(qgis);
    } finally {
      await qgis.close();
      await removeLogin(db, login, actorAt());
    }
  }

  const run = (qgis: Database, statement: string): Promise<unknown> =>
    qgis.asLogin((own) => sql.raw(statement).execute(own));
  const DENIED = /permission denied|must be|insufficient/;

  it.runIf(engine === 'postgres')('refuses them to an administrator’s login of QGIS', async () => {
    await asAdministratorsLogin(async (qgis) => {
      for (const change of [
        ...CHANGES,
        TO_BE_ANOTHER,
        `select sit_audit.record(${'null,'.repeat(9)}'{}')`,
      ])
        await expect(run(qgis, change), change).rejects.toThrow(DENIED);
    });
  });

  it.runIf(engine === 'postgres')(
    'is gone round by no login: not read, nor the union’s rules changed',
    async () => {
      await asAdministratorsLogin(async (qgis) => {
        for (const statement of [
          'select person_name, address from sit_audit.entry',
          `update sit.territory_union set second_factor = 'optional'`,
          'update sit.territory_union set separate_reviewer = false',
        ])
          await expect(run(qgis, statement), statement).rejects.toThrow(DENIED);
        const { rows } = await qgis.asLogin((own) =>
          sql`select second_factor from sit.territory_union`.execute(own),
        );
        expect(rows).toHaveLength(1);
      });
    },
  );

  it('is given away by nobody who may only read it', async () => {
    const rights = () =>
      sql`select relacl::text from pg_class where oid = 'sit_audit.entry'::regclass`.execute(
        server().owner,
      );
    const before = await rights();
    await server()
      .owner.transaction()
      .execute(async (trx) => {
        await sql`set local role sit_server`.execute(trx);
        await sql`grant all on sit_audit.entry to public`.execute(trx);
      });
    expect((await rights()).rows).toEqual(before.rows);
  });

  it('can be read by the server only', async () => {
    const readers: string[] = [];
    for (const role of ROLES)
      await attempt(role, 'select 1 from sit_audit.entry').then(
        () => readers.push(role),
        () => {},
      );
    expect(readers).toEqual(['sit_server']);
  });

  describe('changed by a superuser, triggers off,', () => {
    const COLUMNS: [string, ReturnType<typeof sql>][] = [
      ['at', sql`at = at + interval '1 microsecond'`],
      ['event', sql`event = 'sign-in'`],
      ['person', sql`person = gen_random_uuid()`],
      ['person_name', sql`person_name = ''`],
      ['credential', sql`credential = 'key'`],
      ['subject', sql`subject = null`],
      ['municipality', sql`municipality = 'C096'`],
      ['origin', sql`origin = '-'`],
      ['address', sql`address = '192.0.2.10'`],
      ['request', sql`request = '1'`],
      ['detail', sql`detail = detail || ' '`],
      ['hash', sql`hash = sha256(hash)`],
    ];
    it.each(COLUMNS)('names the entry whose %s is another', async (_column, set) => {
      await byForce(sql`update sit_audit.entry set ${set} where seq = 3`);
      expect(await verify()).toMatchObject({ entries: 2, fault: { seq: 3, reason: 'changed' } });
    });

    it('names the entry that is gone', async () => {
      await byForce(sql`delete from sit_audit.entry where seq = 3`);
      expect(await verify()).toMatchObject({ fault: { seq: 3, reason: 'missing' } });
    });

    it('names the first after one that was given a right hash again', async () => {
      await byForce(
        sql`update sit_audit.entry set subject = 'GET /' where seq = 3`,
        sql`update sit_audit.entry as e set hash = ${rehashed(3)} where seq = 3`,
      );
      expect(await verify()).toMatchObject({ fault: { seq: 4, reason: 'changed' } });
    });

    it('names one put before the first', async () => {
      await byForce(sql`
        insert into sit_audit.entry select 0, at, event, person, person_name, credential, subject, municipality,
          origin, address, request, detail, hash from sit_audit.entry where seq = 1`);
      expect(await verify()).toMatchObject({ fault: { seq: 0, reason: 'out-of-order' } });
    });

    it('shows that the end is cut off, or all written anew, by a head noted before', async () => {
      const { seq, hash } = (await auditHead(server().db.kysely))!;
      await byForce(sql`delete from sit_audit.entry where seq > 3`);
      expect((await verify()).fault).toBeNull();
      expect(await command('verify', '--head', `${seq}:${hash}`)).toMatchObject({
        code: 1,
        last: 'ATTENZIONE: la voce 4 e le successive, fino a quella annotata, mancano.',
      });
      for (let n = 0; n < 3; n++)
        await record(server().db.kysely, { event: 'sign-in', actor: actorAt() });
      expect(await command('verify', '--head', `${seq}:${hash}`)).toMatchObject({
        code: 1,
        last: `ATTENZIONE: la voce ${seq} non è come fu scritta.`,
      });
      expect((await command('verify')).code).toBe(0);
    });
  });

  it('has no gap when many write at once, and a refused transaction leaves none', async () => {
    const { db } = server();
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        db.kysely
          .transaction()
          .execute(async (trx) => {
            await record(trx, { event: 'sign-in', actor: actorAt(`192.0.2.${n}`) });
            if (n % 4 === 0) throw new Error('refused');
          })
          .catch(() => {}),
      ),
    );
    expect(await verify()).toMatchObject({ entries: ENTRIES + 30, fault: null });
  });

  it('is hashed here as the database hashes it, whatever is written', async () => {
    const part = fc.option(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '-', '1:a', ',', ',-,', '0:,')),
      { nil: null },
    );
    const cases = fc
      .sample(
        fc.tuple(fc.uint8Array({ maxLength: 32 }), fc.array(part, { minLength: 1, maxLength: 13 })),
        200,
      )
      .map(([before, parts]) => ({
        before,
        parts: parts.map((each) => each?.replaceAll('\0', '') ?? null),
      }));
    for (const { before, parts } of cases) {
      const { rows } = await sql<{ hash: string }>`
        select encode(sit_audit.chained(decode(${Buffer.from(before).toString('hex')}, 'hex'),
          variadic array[${sql.join(parts)}]::text[]), 'hex') as hash`.execute(server().owner);
      expect(chainedHash(before, parts).toString('hex'), JSON.stringify(parts)).toBe(rows[0]!.hash);
    }
  });

  it('gives no two lists of texts the same hash', () => {
    const parts = fc.array(
      fc.option(fc.string({ unit: fc.constantFrom('-', ',', ':', '1', 'à') }), { nil: null }),
    );
    const collides = fc.check(
      fc.property(parts, parts, (one, two) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(two));
        return !chainedHash(Buffer.of(), one).equals(chainedHash(Buffer.of(), two));
      }),
    );
    expect(collides.failed, JSON.stringify(collides.counterexample)).toBe(false);
  });

  it('is listed on the command line, where nothing in it moves the cursor', async () => {
    await record(server().db.kysely, {
      event: 'sign-in-refused',
      actor: { ...actorAt('192.0.2.7'), personName: 'Ada\u001b[2J' },
    });
    const { code, lines } = await command('list', '--event', 'sign-in-refused');
    expect([code, lines.length]).toEqual([0, 1]);
    expect(lines[0]).toContain('Ada·[2J');
    const { lines: latest } = await command('list', '--limit', '2');
    expect(latest).toHaveLength(2);
    expect(latest[0]).toContain('personal-data-read');
    for (const wrong of [
      ['list', '--event', 'x'],
      ['verify', '--head', '1'],
      ['burn'],
      ['list', '--x'],
    ])
      expect((await command(...wrong)).code).toBe(2);
  });

  /** Under `role`, in a transaction that is undone however it goes. */
  async function attempt(role: string, statement: string): Promise<void> {
    const become = engine === 'postgres' ? 'session authorization' : 'role';
    const undone = server()
      .owner.transaction()
      .execute(async (trx) => {
        await sql.raw(`set local ${become} ${role}`).execute(trx);
        await sql.raw(statement).execute(trx);
        throw new Undone();
      });
    await undone.catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  }

  async function command(...args: string[]) {
    const lines: string[] = [];
    const code = await auditCommand(args, server().db.kysely, (line) => lines.push(line));
    return { code, lines, last: lines.at(-1) };
  }
});

/** The hash that entry `seq` should have after the one before it, by the database's own function. */
function rehashed(seq: number) {
  return sql`sit_audit.chained((select hash from sit_audit.entry where seq = ${seq - 1}), e.seq::text,
    to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.event, e.person::text, e.person_name,
    e.credential, e.subject, e.municipality, e.origin, e.address, e.request, e.detail)`;
}

class Undone extends Error {}
