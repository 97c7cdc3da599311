/** Boxes, present and past, are read by an index of place, under row-level security. */
import type { BBox } from '@sit/core/geometry';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asOwner, inScope } from '../db/scope.ts';
import { createLayer } from '../layers/layer.service.ts';
import { openTestServer, seedUnion } from '../testing/harness.ts';
import type { TestServer } from '../testing/harness.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { parseItemsQuery } from './items-query.ts';
import type { ItemsParameters } from './items-query.ts';
import { itemsSelect } from './items.repository.ts';

const LAYER = zoningLayer({ geometryType: 'Point' });
const SIDE = 100;
const VERSIONS = 5;
/** A hundredth of the features, in degrees. */
const TOWN: BBox = [14.16, 41.775, 14.1615, 41.776];

describe('the plan of items (postgres)', () => {
  let server: TestServer & { dispose: () => Promise<void> };
  /** After the second of the versions. */
  let between: Date;

  beforeAll(async () => {
    server = await openTestServer('postgres');
    const { db } = server;
    await seedUnion(db);
    await asOwner(db, (trx) => createLayer(trx, LAYER));
    await sql`
      insert into territory.zoning (municipality, geometry, zone)
      select 'C096', ST_SetSRID(ST_MakePoint(430000 + 10 * x, 4625000 + 10 * y), 7792), 'A'
      from generate_series(1, ${SIDE}::int) as x, generate_series(1, ${SIDE}::int) as y`.execute(
      server.owner,
    );
    for (let version = 2; version <= VERSIONS; version++) {
      const { rows } = await sql<{ now: Date }>`
        update territory.zoning set name = 'again' returning begin_lifespan_version as now`.execute(
        server.owner,
      );
      if (version === 3) between = rows[0]!.now;
    }
    for (const table of ['territory.zoning', 'history.zoning'])
      await sql`vacuum analyze ${sql.raw(table)}`.execute(server.owner);
  }, 120_000);
  afterAll(() => server.dispose());

  const planOf = async (parameters: Partial<ItemsParameters>): Promise<string> => {
    const present = { kind: 'present' } as const;
    const query = parseItemsQuery(
      LAYER,
      7792,
      { limit: 100, datetime: present, 'legal-date': null, ...parameters },
      {},
    );
    return inScope(server.db, null, async (trx) => {
      const { rows } = await sql<{ 'QUERY PLAN': string }>`
        explain ${itemsSelect(LAYER, query)}`.execute(trx);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
  };
  const past = () => ({ kind: 'instant', at: between }) as const;

  it('takes present features of a box from the index of place', async () => {
    const plan = await planOf({ bbox: TOWN });
    expect(plan).toMatch(/on zoning_geometry_3857_idx|using zoning_geometry_3857_idx/);
    expect(plan).not.toContain('Seq Scan');
  });

  it('takes past features of a box from the index of place and time, whatever the CRS of the box', async () => {
    const plan = await planOf({ bbox: TOWN, datetime: past() });
    expect(plan).toMatch(/zoning_geometry_3857_tstzrange_idx/);
    expect(plan).not.toContain('Seq Scan');
    const stored = await planOf({
      bbox: [430_100, 4_625_100, 430_200, 4_625_200],
      'bbox-crs': 'http://www.opengis.net/def/crs/EPSG/0/7792',
      datetime: past(),
    });
    expect(stored).toMatch(/zoning_geometry_tstzrange_idx/);
    expect(stored).not.toContain('Seq Scan');
  });

  it('takes a page of past features from the index of identifier and time', async () => {
    const token = Buffer.from('after:9000').toString('base64url');
    for (const page of [{}, { token }]) {
      const plan = await planOf({ ...page, datetime: past() });
      expect(plan).toContain('zoning_fid_begin_lifespan_version_end_lifespan_version_idx');
      expect(plan).not.toContain('Seq Scan');
    }
  });
});
