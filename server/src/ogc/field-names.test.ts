/** A field may have any name that is not the system's: none meets a name of our own SQL or JavaScript. */
import type { Principal } from '@sit/core/permission';
import { beforeAll, expect, it } from 'vitest';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { testOgc } from './ogc.fixture.ts';
import type { TestOgc } from './ogc.fixture.ts';
import { asOwner } from '../db/scope.ts';

const NAMES = [
  'bbox',
  'constructor',
  'feature',
  'g',
  'gridded',
  'id',
  'json',
  'matched',
  'properties',
  'select',
  'shape',
  'source',
  'tile',
  'type',
  'version_row',
];
const COLLECTION = '/ogc/collections/named';

describeOnBothEngines('a layer whose fields have unfortunate names', (server) => {
  let ogc: TestOgc;
  let planner: Principal;

  beforeAll(async () => {
    const { db } = server();
    await seedUnion(db);
    planner = await seedPrincipal(db, 'Ada Piani', [{ role: 'planner', municipality: 'C096' }]);
    const fields = NAMES.map((name) => ({
      name,
      type: 'text' as const,
      label: { it: name },
      required: false,
      readOnly: false,
    }));
    const layer = zoningLayer({ id: 'named', geometryType: 'Point', fields, titleField: 'bbox' });
    await asOwner(db, (trx) => createLayer(trx, layer));
    ogc = testOgc(server());
    ogc.as(planner);
  });

  it('is written, read and drawn like any other', async () => {
    const send = (method: string, path: string, body: unknown, headers = {}) =>
      ogc.app.request(path, {
        method,
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    const created = await send('POST', `${COLLECTION}/items`, {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [14.2, 41.77] },
      properties: { municipality: 'C096', select: 'first' },
    });
    expect(created.status).toBe(201);
    const at = new URL(created.headers.get('Location')!).pathname;

    const values = Object.fromEntries(NAMES.map((name) => [name, `value of ${name}`]));
    for (const properties of [{ select: 'second' }, values]) {
      const etag = (await ogc.get(at)).headers.get('ETag')!;
      const patched = await send('PATCH', at, { properties }, { 'If-Match': etag });
      expect(patched.status).toBe(200);
    }
    expect((await ogc.json(at)).properties).toMatchObject(values);
    expect((await ogc.json(`${COLLECTION}/items`)).features[0].properties).toMatchObject(values);
    expect(await (await ogc.get(`${at}?f=html`)).text()).toContain('value of constructor');

    const tile = await ogc.get(`${COLLECTION}/tiles/WebMercatorQuad/0/0/0`);
    expect(tile.status).toBe(200);
    const bytes = Buffer.from(await tile.arrayBuffer()).toString('latin1');
    for (const value of Object.values(values)) expect(bytes).toContain(value);
  });
});
