/** Two API processes, each with its own connections and watcher, on one PostGIS. */
import type { Principal } from '@sit/core/permission';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDatabase } from '../db/database.ts';
import type { Database } from '../db/database.ts';
import { asOwner, inScope } from '../db/scope.ts';
import { createLayer } from '../layers/layer.service.ts';
import {
  databaseUrl,
  faultLog,
  openTestServer,
  seedPrincipal,
  seedUnion,
} from '../testing/harness.ts';
import type { TestServer } from '../testing/harness.ts';
import { squareWkt, zoningLayer } from '../testing/zoning-layer.ts';
import { ChangeWatcher } from './change-watcher.ts';
import { follow, isChangeOf, startLiveServer } from './testing/live-server.ts';
import type { LiveServer } from './testing/live-server.ts';

describe('two API processes on one PostGIS', () => {
  let first: TestServer & { dispose: () => Promise<void> };
  let other: Database;
  let changes: ChangeWatcher;
  let servers: LiveServer[];
  let admin: Principal;

  beforeAll(async () => {
    first = await openTestServer('postgres');
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(
      first.db.kysely,
    );
    other = await openDatabase({
      url: databaseUrl(inject('clusterUrl'), rows[0]!.name),
      dataDir: null,
    });
    await seedUnion(first.db);
    admin = await seedPrincipal(first.db, 'Eva Unione', [
      { role: 'union-admin', municipality: null },
    ]);
    await asOwner(first.db, (trx) => createLayer(trx, zoningLayer()));
    const log = faultLog(first.logged);
    changes = new ChangeWatcher(other, log);
    servers = await Promise.all(
      [first.deps, { ...first.deps, db: other, changes }].map((deps) => startLiveServer(deps)),
    );
  }, 60_000);
  afterAll(async () => {
    await changes.close();
    for (const server of servers) await server.stop();
    await other.close();
    await first.dispose();
  });

  const insertBy = (db: Database) =>
    inScope(db, admin, async (trx) => {
      const { rows } = await sql<{ fid: number }>`
        insert into territory.zoning (municipality, geometry, zone)
        values ('C096', ST_GeomFromText(${squareWkt(0, 0)}, 7792), 'A') returning fid`.execute(trx);
      return rows[0]!.fid;
    });

  it('tell their readers what either has committed, and go on where the other left off', async () => {
    const readers = await Promise.all(servers.map(({ url }) => follow(url)));
    await Promise.all(readers.map((each) => each.until(({ event }) => event === 'ready')));
    const fids: number[] = [];
    for (let round = 0; round < 20; round++)
      fids.push(await insertBy(round % 2 ? other : first.db));
    await Promise.all(readers.map((each) => each.until(isChangeOf(fids[19]!))));
    const expected = fids.map((fid) => `${fid}.1`);
    expect(readers.map((each) => each.changes())).toEqual([expected, expected]);
    const { id } = readers[0]!.events.at(-1)!;
    // The place of one process's last event is known to the other, whose watcher may have looked earlier.
    const moved = await follow(servers[1]!.url, { 'Last-Event-ID': id! });
    const next = await insertBy(first.db);
    await moved.until(isChangeOf(next));
    expect(moved.changes()).toEqual([`${next}.1`]);
    for (const each of [...readers, moved]) each.stop();
  });

  it('need no NOTIFY, and listen again once their connection has been cut', async () => {
    const listening = () =>
      sql<{ pid: number }>`
        select pid from pg_stat_activity
        where datname = current_database() and query ~* '^listen'`.execute(first.owner);
    const reader = await follow(servers[1]!.url);
    await reader.until(({ event }) => event === 'ready');
    while ((await listening()).rows.length === 0);
    const { rows: before } = await listening();
    await sql`alter table sit.change disable trigger wake_followers`.execute(first.owner);
    await reader.until(isChangeOf(await insertBy(first.db)));
    await sql`alter table sit.change enable trigger wake_followers`.execute(first.owner);
    for (const { pid } of before)
      await sql`select pg_terminate_backend(${pid}::int)`.execute(first.owner);
    await reader.until(isChangeOf(await insertBy(first.db)));
    while ((await listening()).rows.length === 0);
    expect(first.logged).toEqual([]);
    reader.stop();
  });
});
