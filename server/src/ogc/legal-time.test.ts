/** Legal time beside record time: what was in force on a day, as known at a moment. */
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { asOwner } from '../db/scope.ts';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { decodeTile } from '../testing/mvt-text.ts';
import { squareWkt, zoningLayer } from '../testing/zoning-layer.ts';
import { seedTerritory, testOgc } from './ogc.fixture.ts';
import type { TestOgc } from './ogc.fixture.ts';

const plain = { required: false, readOnly: false };
const PLANS = zoningLayer({
  id: 'plans',
  fields: [
    { name: 'name', type: 'text', label: { it: 'Nome' }, ...plain },
    { name: 'valid_from', type: 'date', label: { it: 'Dal' }, ...plain },
    { name: 'valid_to', type: 'date', label: { it: 'Al' }, ...plain },
  ],
  legalTime: { from: 'valid_from', to: 'valid_to' },
});
const ITEMS = '/ogc/collections/plans/items';

describeOnBothEngines('legal time', (server) => {
  let ogc: TestOgc;
  /** Before the old plan's end was known. */
  let before: string;

  const insert = (name: string, from: string | null, to: string | null) =>
    sql`insert into territory.plans (municipality, geometry, name, valid_from, valid_to)
      values ('C096', ST_GeomFromText(${squareWkt(0, 0)}, 7792), ${name}, ${from}, ${to})`.execute(
      server().owner,
    );

  beforeAll(async () => {
    await seedTerritory(server());
    const { db, owner } = server();
    await asOwner(db, (trx) => createLayer(trx, PLANS));
    await insert('vecchio', '1999-03-01', null);
    await insert('sempre', null, null);
    await sql`select pg_sleep(0.02)`.execute(owner);
    const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(owner);
    before = rows[0]!.now.toISOString();
    await sql`select pg_sleep(0.02)`.execute(owner);
    await sql`update territory.plans set valid_to = '2020-06-01' where name = 'vecchio'`.execute(
      owner,
    );
    await insert('nuovo', '2020-06-01', null);
    ogc = testOgc(server());
  });

  const names = async (query: string): Promise<string[]> => {
    const { features, numberMatched } = await ogc.json(`${ITEMS}?${query}`);
    expect(numberMatched).toBe(features.length);
    return features.map((feature: { properties: { name: string } }) => feature.properties.name);
  };

  it('selects what contains the day: from its first day on, until before its end, open ends included', async () => {
    expect(await names('legal-date=1999-02-28')).toEqual(['sempre']);
    expect(await names('legal-date=1999-03-01')).toEqual(['vecchio', 'sempre']);
    expect(await names('legal-date=2020-05-31')).toEqual(['vecchio', 'sempre']);
    expect(await names('legal-date=2020-06-01')).toEqual(['sempre', 'nuovo']);
    expect(await names('')).toEqual(['vecchio', 'sempre', 'nuovo']);
  });

  it('goes with record time: what was known then about that day', async () => {
    expect(await names(`legal-date=2021-01-01&datetime=${before}`)).toEqual(['vecchio', 'sempre']);
    expect(await names('legal-date=2021-01-01')).toEqual(['sempre', 'nuovo']);
    expect(await names('legal-date=2021-01-01&bbox=14,41,15,42')).toEqual(['sempre', 'nuovo']);
  });

  it('selects in tiles too, each day and moment with its own', async () => {
    const { features } = await ogc.json(ITEMS);
    const [lng, lat] = features[0].geometry.coordinates[0][0][0] as [number, number];
    const column = Math.floor(((lng + 180) / 360) * 2 ** 15);
    const radians = (lat * Math.PI) / 180;
    const row = Math.floor(((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * 2 ** 15);
    const tile = async (query: string) => {
      const path = `/ogc/collections/plans/tiles/WebMercatorQuad/15/${row}/${column}`;
      const answer = await ogc.get(`${path}?${query}`);
      const layers = decodeTile(new Uint8Array(await answer.arrayBuffer()));
      return layers['plans']!.map(({ properties }) => properties['name']);
    };
    expect(await tile('legal-date=2021-01-01')).toEqual(['sempre', 'nuovo']);
    expect(await tile('legal-date=2001-01-01')).toEqual(['vecchio', 'sempre']);
    expect(await tile(`legal-date=2021-01-01&datetime=${before}`)).toEqual(['vecchio', 'sempre']);
    const { tiles } = await ogc.json(
      '/ogc/collections/plans/tiles/WebMercatorQuad?f=tilejson&legal-date=2021-01-01',
    );
    expect(tiles[0]).toMatch(/\?legal-date=2021-01-01$/);
  });

  it('is refused for a layer without it, and for what is no day', async () => {
    for (const path of [
      '/ogc/collections/zoning/items?legal-date=2021-01-01',
      '/ogc/collections/zoning/tiles/WebMercatorQuad/0/0/0?legal-date=2021-01-01',
      `${ITEMS}?legal-date=2021-02-30`,
      `${ITEMS}?legal-date=2021`,
      `${ITEMS}?legal-date=2021-01-01T00:00:00Z`,
    ]) {
      const answer = await ogc.get(path);
      expect([path, answer.status]).toEqual([path, 400]);
    }
  });

  it('ends after it begins, whoever writes', async () => {
    await expect(insert('rovescio', '2020-01-01', '2019-01-01')).rejects.toThrow(/legal_time/);
    await expect(insert('vuoto', '2020-01-01', '2020-01-01')).rejects.toThrow(/legal_time/);
  });

  it('names two date fields of the layer', async () => {
    for (const legalTime of [
      { from: 'name', to: 'valid_to' },
      { from: 'valid_from', to: 'gone' },
      { from: 'valid_to', to: 'valid_to' },
    ])
      await expect(
        asOwner(server().db, (trx) => createLayer(trx, { ...PLANS, id: 'wrong', legalTime })),
      ).rejects.toMatchObject({ refusal: { code: 'invalid-layer' } });
  });
});
