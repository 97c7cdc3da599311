/** What a login of the least rights could forge with objects of its own, were the functions of the tables anybody's. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { dbUserCommand } from '../cli/db-user.ts';
import { openDatabase } from '../db/database.ts';
import type { Database } from '../db/database.ts';
import { asOwner } from '../db/scope.ts';
import { createLayer } from '../layers/layer.service.ts';
import {
  databaseUrl,
  describeOnBothEngines,
  openTestServer,
  seedUnion,
} from '../testing/harness.ts';
import type { TestServer } from '../testing/harness.ts';
import { squareWkt, zoningLayer } from '../testing/zoning-layer.ts';

const LOGIN = `vera_${process.pid}`;

/** A table that looks like the layer to the functions of the layer's triggers. */
const TWIN = `create temp table zoning (
  fid bigint generated always as identity, municipality text, geometry public.geometry,
  geometry_3857 public.geometry, version int, begin_lifespan_version timestamptz, change_set uuid,
  author text, zone text)`;

describe('a viewer’s login with tables of its own', () => {
  let server: TestServer & { dispose: () => Promise<void> };
  let db: Database;

  beforeAll(async () => {
    server = await openTestServer('postgres');
    await seedUnion(server.db);
    await asOwner(server.db, async (trx) => {
      await createLayer(trx, zoningLayer());
      await sql`insert into territory.zoning (municipality, geometry, zone) values
        ('C096', ST_GeomFromText(${squareWkt(0, 0)}, 7792), 'A'),
        ('H434', ST_GeomFromText(${squareWkt(50, 0)}, 7792), 'A')`.execute(trx);
    });
    const told: string[] = [];
    await dbUserCommand(
      ['add', LOGIN, '--role', 'viewer', '--municipality', 'C096'],
      server.db,
      (line) => told.push(line),
    );
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(
      server.owner,
    );
    const url = new URL(databaseUrl(inject('clusterUrl'), rows[0]!.name));
    url.username = LOGIN;
    url.password = /password: (\S+)/.exec(told[0]!)![1]!;
    db = await openDatabase({ url: url.href, dataDir: null });
  }, 60_000);
  afterAll(async () => {
    await db.close();
    await dbUserCommand(['remove', LOGIN], server.db, () => {});
    await server.dispose();
  });

  const inOneGo = (...statements: string[]): Promise<void> =>
    db.asLogin((login) =>
      login.transaction().execute(async (trx) => {
        for (const statement of statements) await sql.raw(statement).execute(trx);
      }),
    );

  it.each([
    [
      'a past that never was',
      'create trigger t after delete on zoning referencing old table as old_rows for each statement execute function sit.after_feature_delete()',
    ],
    [
      'news in the feed',
      'create trigger t after insert on zoning referencing new table as new_rows for each statement execute function sit.after_feature_insert()',
    ],
    [
      'a look at what lies within a border of its own drawing',
      'create constraint trigger t after delete on zoning deferrable for each row execute function sit.hold_orphans()',
    ],
  ])('cannot make %s', async (_what, trigger) => {
    const feed = async (): Promise<unknown> =>
      (
        await sql`select (select count(*) from sit.change), (select count(*) from history.zoning)`.execute(
          server.owner,
        )
      ).rows;
    const before = await feed();
    await expect(
      inOneGo(
        TWIN,
        trigger,
        `insert into zoning (municipality, geometry, geometry_3857, version, begin_lifespan_version, author, zone)
          select 'C096', geometry, geometry_3857, 7, '2001-01-01', 'Altri', 'C' from territory.zoning where fid = 2`,
        'delete from zoning',
      ),
    ).rejects.toThrow(/permission denied for function/);
    expect(await feed()).toEqual(before);
  });

  it('cannot say that one feature came from another', async () => {
    await expect(
      inOneGo(`insert into sit.lineage (layer, predecessor, successor, suppressed, change_set)
        values ('zoning', 1, 2, true, sit.current_change_set())`),
    ).rejects.toThrow(/row-level security/);
    await expect(
      inOneGo(`insert into sit.lineage (layer, predecessor, successor, suppressed, change_set, recorded_at)
        values ('zoning', 1, 2, true, sit.current_change_set(), '2001-01-01')`),
    ).rejects.toThrow(/permission denied/);
  });
});

describeOnBothEngines('functions of triggers', (server) => {
  it('are the owner’s alone to hang on a table, and look names up in their own path', async () => {
    const { rows } = await sql<{ name: string; open: boolean; path: string | null }>`
      select p.oid::regprocedure::text as name, has_function_privilege('sit_member', p.oid, 'execute') as open,
        array_to_string(proconfig, ' ') as path
      from pg_proc p where pronamespace = 'sit'::regnamespace and prorettype = 'trigger'::regtype`.execute(
      server().owner,
    );
    expect(rows.length).toBeGreaterThan(5);
    for (const { name, open, path } of rows)
      expect([name, open, path]).toEqual([name, false, expect.stringMatching(/search_path=/)]);
  });
});
