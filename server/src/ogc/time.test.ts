/** `datetime` on features: record time, present and past versions (17-069r4 §7.15.4; `/req/core/fc-time-response`). */
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { describeOnBothEngines } from '../testing/harness.ts';
import { decodeTile } from '../testing/mvt-text.ts';
import { seedTerritory, testOgc } from './ogc.fixture.ts';
import type { TestOgc } from './ogc.fixture.ts';

const ITEMS = '/ogc/collections/zoning/items';

describeOnBothEngines('datetime', (server) => {
  let ogc: TestOgc;
  /** RFC 3339 instants: before anything, all as made, after an update of 1, after a delete of 2. */
  const at: string[] = [];

  beforeAll(async () => {
    const { owner } = server();
    const instant = async () => {
      // Past the millisecond in which the last change was recorded.
      await sql`select pg_sleep(0.01)`.execute(owner);
      const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(owner);
      await sql`select pg_sleep(0.01)`.execute(owner);
      at.push(rows[0]!.now.toISOString());
    };
    await instant();
    await seedTerritory(server());
    await instant();
    await sql`update territory.zoning set name = 'Centro storico' where fid = 1`.execute(owner);
    await instant();
    await sql`delete from territory.zoning where fid = 2`.execute(owner);
    await instant();
    ogc = testOgc(server());
  });

  const read = async (datetime: string) => {
    const { features, numberMatched } = await ogc.json(`${ITEMS}?datetime=${datetime}`);
    expect(numberMatched).toBe(features.length);
    return features.map((f: any) => [
      f.id,
      f.properties.version,
      f.properties.name.split(' ')[1] ?? '',
    ]);
  };
  const others = [
    [3, 1, ''],
    [4, 1, ''],
    [5, 1, '&'],
  ];

  it('answers an instant with the versions of then', async () => {
    expect(await read(at[0]!)).toEqual([]);
    expect(await read(at[1]!)).toEqual([[1, 1, ''], [2, 1, ''], ...others]);
    expect(await read(at[2]!)).toEqual([[1, 2, 'storico'], [2, 1, ''], ...others]);
    expect(await read(at[3]!)).toEqual([[1, 2, 'storico'], ...others]);
  });

  it('answers an interval with each feature once, as it last was in it', async () => {
    expect(await read(`${at[1]}/${at[3]}`)).toEqual([[1, 2, 'storico'], [2, 1, ''], ...others]);
    expect(await read(`../${at[1]}`)).toEqual([[1, 1, ''], [2, 1, ''], ...others]);
    expect(await read(`${at[3]}/..`)).toEqual([[1, 2, 'storico'], ...others]);
    expect(await read(`../${at[0]}`)).toEqual([]);
    expect(await read(`/${at[1]}`)).toHaveLength(5);
  });

  it('counts and pages past versions like present ones, with the other filters', async () => {
    const first = await ogc.json(`${ITEMS}?datetime=${at[1]}&limit=2&zone=B`);
    expect(first.features.map((f: any) => f.id)).toEqual([2, 4]);
    const paged = await ogc.json(`${ITEMS}?datetime=${at[1]}/${at[3]}&limit=1`);
    expect([paged.numberMatched, paged.numberReturned]).toEqual([5, 1]);
  });

  it('takes years far from ours', async () => {
    for (const datetime of [
      '0000-01-01',
      '9999-12-31',
      '0001-01-01T00:00:00Z/9999-12-31T23:59:59Z',
    ])
      expect((await ogc.get(`${ITEMS}?datetime=${datetime}`)).status).toBe(200);
  });

  it('includes the declared begin of the collection', async () => {
    const { extent } = await ogc.json('/ogc/collections/zoning');
    const [begin] = extent.temporal.interval[0];
    expect(await read(`${begin}`)).not.toEqual([]);
    expect(await read(`${begin}/..`)).not.toEqual([]);
  });

  it('gives a single feature as it was, and refuses an interval', async () => {
    const item = async (fid: number, datetime: string) => {
      const answer = await ogc.get(`${ITEMS}/${fid}?datetime=${datetime}`);
      const body = (await answer.json()) as { properties?: { name: string; version: number } };
      return [answer.status, body.properties?.name, body.properties?.version];
    };
    expect(await item(1, at[1]!)).toEqual([200, 'Centro', 1]);
    expect(await item(1, at[2]!)).toEqual([200, 'Centro storico', 2]);
    expect((await item(1, at[0]!))[0]).toBe(404);
    expect((await item(2, at[2]!))[0]).toBe(200);
    expect((await item(2, at[3]!))[0]).toBe(404);
    expect((await item(1, `${at[1]}/${at[2]}`))[0]).toBe(400);
  });

  it('counts what was there then, whatever came, went and returned since', async () => {
    const { owner } = server();
    const restored = async (fid: number) =>
      owner.transaction().execute(async (trx) => {
        await sql`select set_config('sit.restore', 'on', true)`.execute(trx);
        await sql`
          insert into territory.zoning (fid, municipality, geometry, zone, name) overriding system value
          select fid, municipality, geometry, zone, name from history.zoning where fid = ${fid} and version = 1`.execute(
          trx,
        );
      });
    const moments: string[] = [];
    const moment = async () => {
      const { rows } = await sql<{ now: Date }>`
        select clock_timestamp() as now, pg_sleep(0.02)`.execute(owner);
      moments.push(rows[0]!.now.toISOString());
    };
    await sql`select pg_sleep(0.02)`.execute(owner);
    await moment();
    await restored(2);
    await moment();
    await sql`update territory.zoning set name = 'Borgo nuovo' where fid = 2`.execute(owner);
    await moment();
    await sql`delete from territory.zoning where fid in (2, 3)`.execute(owner);
    await moment();
    await restored(3);
    await moment();
    const counts = [];
    for (const instant of [...at, ...moments]) counts.push((await read(instant)).length);
    expect(counts).toEqual([0, 5, 5, 4, 4, 5, 5, 3, 4]);
    const inBox = await ogc.json(`${ITEMS}?datetime=${moments[3]}&bbox=14,41,15,42`);
    expect([inBox.numberMatched, inBox.features.length]).toEqual([3, 3]);
  });
});

describeOnBothEngines('tiles as they were', (server) => {
  let ogc: TestOgc;
  let before: string;
  const TILES = '/ogc/collections/zoning/tiles/WebMercatorQuad';
  /** Which holds the test's squares and no other. */
  const TILE = `${TILES}/14/6094/8835`;

  beforeAll(async () => {
    await seedTerritory(server());
    const { owner } = server();
    await sql`select pg_sleep(0.02)`.execute(owner);
    const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(owner);
    before = rows[0]!.now.toISOString();
    await sql`select pg_sleep(0.02)`.execute(owner);
    ogc = testOgc(server());
  });

  const fidsOf = async (query: string) => {
    const answer = await ogc.get(`${await tilePath()}${query}`);
    if (answer.status === 204) return [];
    expect(answer.status).toBe(200);
    const layers = decodeTile(new Uint8Array(await answer.arrayBuffer()));
    return [layers['zoning']!.map(({ id }) => id), answer.headers.get('etag')] as const;
  };
  /** The tile at matrix 14 that holds feature 1. */
  const tilePath = async (): Promise<string> => {
    const { features } = await ogc.json(`${ITEMS}?limit=1&datetime=${before}`);
    const [lng, lat] = features[0].geometry.coordinates[0][0][0] as [number, number];
    const size = 2 ** 14;
    const column = Math.floor(((lng + 180) / 360) * size);
    const radians = (lat * Math.PI) / 180;
    const row = Math.floor(((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * size);
    return `${TILES}/14/${row}/${column}`;
  };

  it('show what was on record, with an ETag of their own, whatever the present does', async () => {
    const present = await fidsOf('');
    expect(await fidsOf(`?datetime=${before}`)).toEqual(present);
    await sql`delete from territory.zoning where fid = 1`.execute(server().owner);
    const then = await fidsOf(`?datetime=${before}`);
    const now = await fidsOf('');
    expect(then).toEqual(present);
    expect(now[0]).toEqual(present[0]!.filter((fid) => fid !== 1));
    expect(now[1]).not.toBe(then[1]);
    expect(await fidsOf('?datetime=1990-01-01')).toEqual([]);
  });

  it('expire by place like the others: a moment still to come shows what has happened since it was asked', async () => {
    const future = '?datetime=2999-01-01';
    const first = await fidsOf(future);
    await sql`delete from territory.zoning where fid = 3`.execute(server().owner);
    expect((await fidsOf(future))[0]).toEqual(first[0]!.filter((fid) => fid !== 3));
  });

  it('are refused for an interval, on tilesets too, which pass an instant on', async () => {
    for (const path of [TILE, TILES, '/ogc/collections/zoning/tiles'])
      expect((await ogc.get(`${path}?datetime=${before}/..`)).status).toBe(400);
    const { tiles, bounds } = await ogc.json(`${TILES}?f=tilejson&datetime=${before}`);
    expect(tiles[0]).toMatch(new RegExp(`/{z}/{y}/{x}\\?datetime=${encodeURIComponent(before)}$`));
    expect(bounds).toBeUndefined();
    const { links } = await ogc.json(`${TILES}?datetime=${before}`);
    const hrefs = links
      .filter(({ rel }: { rel: string }) => ['self', 'item', 'describedby'].includes(rel))
      .map(({ href }: { href: string }) => href);
    expect(hrefs).toHaveLength(3);
    for (const href of hrefs) expect(href).toContain(`?datetime=${encodeURIComponent(before)}`);
  });
});
