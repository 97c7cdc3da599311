/** Connections that are lost: nobody waits for good, nothing of one transaction goes on upon another's. */
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { describeOnBothEngines, openTestServer } from '../testing/harness.ts';

const POOL_SIZE = 10;

describeOnBothEngines('values on the wire', (server) => {
  it.each([
    ['text[]', ['a,b', '"', '\\', '{}', 'NULL', '']],
    ['float8[]', [0.1, -1e300, 5]],
    ['int8[]', [1, 2 ** 53 - 1]],
    ['uuid[]', ['00000000-0000-0000-0000-000000000001']],
    ['text[]', []],
  ])('%s goes and comes back: %j', async (type, value) => {
    const { rows } = await sql<{ back: unknown }>`
      select ${value}::${sql.raw(type)} as back`.execute(server().db.kysely);
    expect(rows[0]!.back).toEqual(value);
  });
});

describe('a pool whose connections are taken away', () => {
  it('serves all who wait, more than once over', async () => {
    const { db, owner, dispose } = await openTestServer('postgres');
    for (let round = 0; round < 3; round++) {
      const asked = Array.from({ length: 4 * POOL_SIZE }, async () => {
        try {
          return await db.kysely.transaction().execute(async (trx) => {
            await sql`select pg_sleep(0.05)`.execute(trx);
            return 'served';
          });
        } catch (error) {
          return (error as { code: string }).code;
        }
      });
      await setTimeout(30);
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(owner);
      const outcomes = await Promise.all(asked);
      expect(outcomes).toHaveLength(4 * POOL_SIZE);
      expect(outcomes).toContain('served');
      // Lost in the middle (57P01 told, or merely closed): an error, not silence.
      expect(new Set(outcomes.filter((each) => each !== 'served')).size).toBeGreaterThan(0);
    }
    const { rows } = await sql<{ one: number }>`select 1 as one`.execute(db.kysely);
    expect(rows).toEqual([{ one: 1 }]);
    await dispose();
  });

  it('lets no statement of a lost transaction run outside it', async () => {
    const { db, owner, dispose } = await openTestServer('postgres');
    await sql`create table public.marks (n int)`.execute(owner);
    await sql`grant insert, select on public.marks to sit_server`.execute(owner);
    await expect(
      db.kysely.transaction().execute(async (trx) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
        await sql`select pg_terminate_backend(${rows[0]!.pid}::int)`.execute(owner);
        // Long enough for the loss to be known here.
        await setTimeout(100);
        await sql`insert into public.marks values (1)`.execute(trx);
      }),
    ).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    const { rows } = await sql`select n from public.marks`.execute(db.kysely);
    expect(rows).toEqual([]);
    await dispose();
  });
});
