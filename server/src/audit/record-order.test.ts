/**
 * An entry is the last thing of its transaction: whoever waits for a lock does not hold the record's turn, so that
 * who holds that lock records and goes on (`record`, audit.service.ts). With two connections: PostgreSQL only.
 */
import { sql } from 'kysely';
import type { RawBuilder, Transaction } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { changePerson } from '../auth/people.service.ts';
import { UNION_ADMIN, actorAt, personId, seedPeople, signedIn } from '../auth/testing.ts';
import { asOwner } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { changeLayer, createLayer } from '../layers/layer.service.ts';
import { recognise } from '../oidc/identity.service.ts';
import { openTestServer, seedPrincipal } from '../testing/harness.ts';
import type { TestServer } from '../testing/harness.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { listEntries, record } from './audit.service.ts';

const EMAIL = 'tecnico@example.org';

describe('who waits for a lock', () => {
  let server: TestServer & { dispose: () => Promise<void> };
  beforeAll(async () => {
    server = await openTestServer('postgres');
    await seedPeople(server.db);
    await asOwner(server.db, (trx) => createLayer(trx, zoningLayer()));
  }, 60_000);
  afterAll(() => server.dispose());

  /** Takes `lock`, has `work` wait for it, records, and lets go. Events of both, in their order. */
  async function eventsOf(lock: RawBuilder<unknown>, work: () => Promise<unknown>) {
    let working: Promise<unknown> = Promise.resolve();
    await server.owner.transaction().execute(async (trx) => {
      await lock.execute(trx);
      working = work();
      let over = false;
      working.catch(() => {}).finally(() => (over = true));
      while (!over && !(await isWaitedFor(trx)));
      expect(over).toBe(false);
      await record(trx, { event: 'sign-in', actor: actorAt() });
    });
    await working;
    const { entries } = await listEntries(server.db.kysely, {}, 10);
    const events = entries.map(({ event }) => event).toReversed();
    return events.slice(events.lastIndexOf('sign-in'));
  }

  async function isWaitedFor(trx: Transaction<Tables>): Promise<boolean> {
    const { rows } = await sql`
      select from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))`.execute(
      trx,
    );
    return rows.length > 0;
  }

  it('for a session that a portal’s code is being redeemed with, to rename and suspend', async () => {
    const id = await personId(server.db, EMAIL);
    await signedIn(createApp(server.deps), EMAIL);
    // As the reference of a token that is being made does.
    const lock = sql`select from sit.session where person_id = ${id} for key share`;
    const patch = { name: 'Tito Nuovo', suspended: true };
    expect(
      await eventsOf(lock, () => changePerson(server.db.kysely, id, patch, actorAt())),
    ).toEqual(['sign-in', 'person-changed', 'person-suspended']);
  });

  it('for a coverage’s turn, to make a layer one', async () => {
    const admin = await seedPrincipal(server.db, 'Eva Unione', UNION_ADMIN);
    const lock = sql`select sit.take_turn('coverage', 'zoning', true)`;
    const patch = { readableBy: 'offices', coverage: true } as const;
    expect(
      await eventsOf(lock, () => changeLayer(server.db, admin, 'zoning', patch, actorAt())),
    ).toEqual(['sign-in', 'layer-access-changed']);
  });

  it('for a person, to bring them up to date as the provider has them', async () => {
    const { kysely } = server.db;
    const { id } = await kysely
      .insertInto('sit.person')
      .values({ email: 'invitata@example.org', name: 'Invitata' })
      .returning('id')
      .executeTakeFirstOrThrow();
    const lock = sql`select from sit.person where id = ${id} for no key update`;
    const claims = { name: 'Ida', email: 'invitata@example.org', email_verified: true, r: 't' };
    const vouched = { issuer: 'https://provider.example', subject: 's', claims };
    const rules = [{ claim: 'r', value: 't', grant: UNION_ADMIN[0]! }];
    expect(await eventsOf(lock, () => recognise(kysely, vouched, rules, null, actorAt()))).toEqual([
      'sign-in',
      'invitation-accepted',
      'roles-changed',
    ]);
  });
});
