/** Fields for the offices only, where caches and clients stand between: no answer with them is taken for one without. */
import type { Principal } from '@sit/core/permission';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { asOwner } from '../db/scope.ts';
import { createLayer, getCatalogueLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { squareWkt, zoningLayer } from '../testing/zoning-layer.ts';
import { testOgc } from './ogc.fixture.ts';
import type { Json, TestOgc } from './ogc.fixture.ts';

const ITEM = '/ogc/collections/zoning/items/1';

describeOnBothEngines('internal fields between caches', (server) => {
  let ogc: TestOgc;
  let viewer: Principal;

  beforeAll(async () => {
    const { db } = server();
    await seedUnion(db);
    const { fields } = zoningLayer();
    await asOwner(db, async (trx) => {
      await createLayer(trx, {
        ...zoningLayer(),
        fields: [
          ...fields.map((field) => ({
            ...field,
            internal: ['name', 'adopted_on'].includes(field.name),
          })),
          { ...fields.find(({ type }) => type === 'date')!, name: 'ended_on' },
        ],
        legalTime: { from: 'adopted_on', to: 'ended_on' },
      });
      await sql`insert into territory.zoning (municipality, geometry, zone, name)
        values ('C096', ST_GeomFromText(${squareWkt(0, 0)}, 7792), 'A', 'Riservato')`.execute(trx);
    });
    viewer = await seedPrincipal(db, 'Vera', [{ role: 'viewer', municipality: 'H434' }]);
    ogc = testOgc(server());
  });

  it.each([ITEM, '/ogc/collections/zoning/items', '/ogc/collections/zoning/schema'])(
    'the offices’ answer at %s is not the public’s, nor for a shared cache to keep',
    async (path) => {
      ogc.as(viewer);
      const offices = await ogc.get(path);
      expect([offices.status, await offices.text()]).toEqual([200, expect.stringMatching(/name/)]);
      expect(offices.headers.get('Cache-Control')).toMatch(/^private/);
      ogc.as(null);
      const again = await ogc.get(path, { 'If-None-Match': offices.headers.get('ETag')! });
      expect([again.status, await again.text()]).toEqual([
        200,
        expect.not.stringMatching(/"name"/),
      ]);
      expect(again.headers.get('Cache-Control')).toMatch(/^public/);
      ogc.as(viewer);
      const seen = await ogc.get(path, { 'If-None-Match': again.headers.get('ETag')! });
      expect(seen.status).toBe(200);
    },
  );

  it('the public is not told which of them legal time goes by', async () => {
    const { db } = server();
    expect((await getCatalogueLayer(db, viewer, 'zoning')).legalTime).toBeDefined();
    const seen: Json = await getCatalogueLayer(db, null, 'zoning');
    expect(JSON.stringify({ ...seen, style: null })).not.toMatch(/adopted_on|"name":"name"/);
  });
});
