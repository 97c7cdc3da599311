/** The territory's rules for a real login of the database, as QGIS uses it. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { actorAt } from '../auth/testing.ts';
import { openDatabase } from '../db/database.ts';
import type { Tables } from '../db/tables.ts';
import { addLogin, removeLogin } from '../logins/login.service.ts';
import type { TestServer } from '../testing/harness.ts';
import { databaseUrl, openTestServer } from '../testing/harness.ts';
import { Territory, insertZone, rectangle } from './rules.fixture.ts';

// The embedded engine has no logins.
describe('a login of the database', () => {
  let opened: TestServer & { dispose: () => Promise<void> };
  let url: string;
  const login = `rules_${randomUUID().replaceAll('-', '')}`;
  const territory = new Territory(() => opened);

  beforeAll(async () => {
    opened = await openTestServer('postgres');
    await territory.seed();
    const grants = [{ role: 'union-editor' as const, municipality: null }];
    const password = await addLogin(opened.db, { login, name: 'Prova', grants }, actorAt());
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(
      opened.owner,
    );
    url = Object.assign(new URL(databaseUrl(inject('clusterUrl'), rows[0]!.name)), {
      username: login,
      password,
    }).href;
  });
  beforeEach(() => territory.clear());
  afterAll(async () => {
    await removeLogin(opened.db, login, actorAt());
    await opened.dispose();
  });

  /** One transaction of a client of its own. */
  const asLogin = async <T>(work: (trx: Kysely<Tables>) => Promise<T>): Promise<T> => {
    const client = await openDatabase({ url, dataDir: null });
    try {
      return await client.asLogin((own) => own.transaction().execute(work));
    } finally {
      await client.close();
    }
  };

  it('may not leave its municipality', async () => {
    await asLogin((trx) => insertZone(trx, 'buildings', rectangle(10, 10, 20, 20)));
    await expect(
      asLogin((trx) => insertZone(trx, 'buildings', rectangle(990, 10, 1002, 20))),
    ).rejects.toMatchObject({
      code: 'SIT01',
      message: expect.stringContaining('sporge di 2,00 m oltre il confine del comune C096'),
    });
    await expect(
      asLogin((trx) =>
        sql`update territory.buildings set geometry = ST_Translate(geometry, 0, -50)`.execute(trx),
      ),
    ).rejects.toMatchObject({ code: 'SIT01' });
  });

  it('may not overlap, whatever it says of itself', async () => {
    await asLogin((trx) => insertZone(trx, 'zoning', rectangle(0, 0, 10, 10)));
    for (const pretence of [
      `select set_config('sit.admin', 'on', true)`,
      `select set_config('sit.restore', 'on', true)`,
      'set constraints all deferred',
      'set constraints all immediate',
    ])
      await expect(
        asLogin(async (trx) => {
          await sql.raw(pretence).execute(trx);
          await insertZone(trx, 'zoning', rectangle(9, 9, 20, 20));
        }),
      ).rejects.toMatchObject({ code: 'SIT02', message: expect.stringContaining('per 1,00 m²') });
    for (const forbidden of [
      'alter table territory.zoning disable trigger user',
      `set session_replication_role = 'replica'`,
      'set role sit_owner',
    ])
      await expect(asLogin((trx) => sql.raw(forbidden).execute(trx))).rejects.toMatchObject({
        code: '42501',
      });
  });

  it('may not ask where boundaries are that it cannot see', async () => {
    await expect(
      asLogin((trx) => sql`select sit.boundary('C096')`.execute(trx)),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('waits for another that is ending its work on the same land, and then sees it', async () => {
    const attempts = await Promise.allSettled(
      [0, 1, 2].map((i) =>
        asLogin((trx) => insertZone(trx, 'zoning', rectangle(i, 0, i + 10, 10))),
      ),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const commits = [
      territory
        .create('zoning', rectangle(500, 0, 510, 10))
        .then((operation) => territory.commit([operation])),
      asLogin((trx) => insertZone(trx, 'zoning', rectangle(505, 0, 515, 10))),
    ];
    const mixed = await Promise.allSettled(commits);
    expect(mixed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('meets a boundary that is being drawn: one of the two is refused', async () => {
    for (let round = 0; round < 5; round++) {
      await territory.clear();
      const attempts = await Promise.allSettled([
        asLogin((trx) => insertZone(trx, 'buildings', rectangle(960, 10, 970, 20))),
        territory.bySql(
          (trx) =>
            sql`update territory.municipalities set geometry = ST_GeomFromText(${rectangle(0, 0, 950, 1000)}, 7792)
              where fid = 1`.execute(trx),
          territory.admin,
        ),
      ]);
      expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });
});
