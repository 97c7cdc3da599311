/** `datetime` on features: record time, present and past versions (17-069r4 §7.15.4; `/req/core/fc-time-response`). */
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { describeOnBothEngines } from '../testing/harness.ts';
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
});
