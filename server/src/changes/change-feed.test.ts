import type { Principal } from '@sit/core/permission';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { asOwner, inScope } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { squareWkt, zoningLayer } from '../testing/zoning-layer.ts';
import { deliver, presentPosition } from './change-feed.ts';
import type { Change } from './change-feed.ts';

describeOnBothEngines('the change feed', (server, engine) => {
  let admin: Principal;

  beforeAll(async () => {
    const { db } = server();
    await seedUnion(db);
    admin = await seedPrincipal(db, 'Eva Unione', [{ role: 'union-admin', municipality: null }]);
    await asOwner(db, (trx) => createLayer(trx, zoningLayer()));
  });

  const write = <T>(work: (trx: Transaction<Tables>) => Promise<T>) =>
    inScope(server().db, admin, work);
  const insert = async (trx: Transaction<Tables>, count = 1): Promise<number> => {
    const { rows } = await sql<{ fid: number }>`
      insert into territory.zoning (municipality, geometry, zone)
      select 'C096', ST_GeomFromText(${squareWkt(0, 0)}, 7792), 'A' from generate_series(1, ${count}::int)
      returning fid`.execute(trx);
    return rows[0]!.fid;
  };
  const rename = (trx: Transaction<Tables>, fid: number) =>
    sql`update territory.zoning set name = 'x' where fid = ${fid}`.execute(trx);
  /** A reader of the feed from now on, who looks when told to. */
  const follow = async () => {
    const { db } = server();
    const seen: Change[] = [];
    let position = await presentPosition(db);
    const look = async () => {
      position = await deliver(db, position, (changes) => void seen.push(...changes));
    };
    const told = () => seen.map(({ fid, operation, version }) => `${operation} ${fid}.${version}`);
    return { look, seen, told };
  };

  it('tells what is committed from now on, once and in order, and nothing of what was rolled back', async () => {
    await write((trx) => insert(trx));
    const { look, told } = await follow();
    const fid = await write((trx) => insert(trx));
    await write((trx) => insert(trx).then(() => Promise.reject(new Error('rolled back')))).catch(
      () => {},
    );
    await write((trx) => rename(trx, fid));
    await look();
    await write((trx) => sql`delete from territory.zoning where fid = ${fid}`.execute(trx));
    await look();
    await look();
    expect(told()).toEqual([`create ${fid}.1`, `update ${fid}.2`, `delete ${fid}.2`]);
  });

  it('goes through more changes than a page holds', async () => {
    const { look, seen } = await follow();
    await write((trx) => insert(trx, 12_345));
    await look();
    expect(new Set(seen.map(({ seq }) => seq)).size).toBe(12_345);
  });

  // The embedded engine has one connection, hence no transactions side by side.
  it.skipIf(engine === 'embedded')(
    'loses nothing of transactions that commit in another order than they wrote',
    async () => {
      const { look, told } = await follow();
      let letEarlyCommit!: () => void;
      const hold = new Promise<void>((resolve) => (letEarlyCommit = resolve));
      let wroteEarly!: (fid: number) => void;
      const written = new Promise<number>((resolve) => (wroteEarly = resolve));
      const early = write(async (trx) => {
        wroteEarly(await insert(trx));
        await hold;
      });
      const slow = await written;
      const quick = await write((trx) => insert(trx));
      await look();
      expect(told()).toEqual([`create ${quick}.1`]);
      letEarlyCommit();
      await early;
      await look();
      expect(told()).toEqual([`create ${quick}.1`, `create ${slow}.1`]);
    },
  );

  it.skipIf(engine === 'embedded')(
    'tells a feature’s versions in order when the later writer began first',
    async () => {
      const fid = await write((trx) => insert(trx));
      const { look, told } = await follow();
      let firstDone!: () => void;
      const wait = new Promise<void>((resolve) => (firstDone = resolve));
      let began!: () => void;
      const started = new Promise<void>((resolve) => (began = resolve));
      const later = write(async (trx) => {
        // Takes its transaction id now, and the row after the other has committed.
        await sql`select pg_current_xact_id()`.execute(trx);
        began();
        await wait;
        await rename(trx, fid);
      });
      await started;
      await write((trx) => rename(trx, fid));
      firstDone();
      await later;
      await look();
      expect(told()).toEqual([`update ${fid}.2`, `update ${fid}.3`]);
    },
  );
});
