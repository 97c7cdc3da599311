/** Writing single features (20-002r1): each a change set of one, by `If-Match`. */
import { randomUUID } from 'node:crypto';
import type { Caller, Principal } from '@sit/core/permission';
import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { describeOnBothEngines, seedPrincipal } from '../testing/harness.ts';
import { seedTerritory, testOgc } from './ogc.fixture.ts';
import type { TestOgc } from './ogc.fixture.ts';

const ITEMS = '/ogc/collections/zoning/items';
/** Some 30 m across, east of the seeded squares. */
const GEOMETRY = {
  type: 'MultiPolygon',
  coordinates: [
    [
      [
        [14.2, 41.77],
        [14.2004, 41.77],
        [14.2004, 41.7703],
        [14.2, 41.7703],
        [14.2, 41.77],
      ],
    ],
  ],
};

describeOnBothEngines('writing features', (server) => {
  let ogc: TestOgc;
  let planner: Principal;
  let neighbour: Principal;

  beforeAll(async () => {
    await seedTerritory(server());
    planner = await seedPrincipal(server().db, 'Ada Piani', [
      { role: 'planner', municipality: 'C096' },
    ]);
    neighbour = await seedPrincipal(server().db, 'Ugo Monti', [
      { role: 'planner', municipality: 'H434' },
    ]);
    ogc = testOgc(server());
  });
  beforeEach(() => ogc.as(planner));

  const send = async (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; headers: Headers; body: any }> => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/geo+json';
    const answer = await ogc.app.request(path, {
      method,
      headers: { 'Content-Type': type, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : null };
  };
  const newFeature = (properties: Record<string, unknown> = {}) => ({
    type: 'Feature',
    geometry: GEOMETRY,
    properties: { municipality: 'C096', zone: 'A', name: 'Nuova', floors: 3, ...properties },
  });
  const create = async () => {
    const { body, headers } = await send('POST', ITEMS, newFeature());
    return { path: `${ITEMS}/${body.id}`, etag: headers.get('ETag')!, id: body.id as number };
  };

  it('creates with 201, Location, ETag and the feature as it is stored [post-op, post-response]', async () => {
    const { status, headers, body } = await send('POST', ITEMS, newFeature());
    expect(status).toBe(201);
    expect(headers.get('Location')).toBe(`http://localhost:8080${ITEMS}/${body.id}`);
    expect(headers.get('ETag')).toBe(`"zoning.${body.id}.1"`);
    expect(body.properties).toMatchObject({
      zone: 'A',
      name: 'Nuova',
      municipality: 'C096',
      version: 1,
    });
    const read = await ogc.json(new URL(headers.get('Location')!).pathname);
    expect(read.geometry).toEqual(body.geometry);
  });

  it('replaces with If-Match, emptying what the body leaves out [put-op, put-response]', async () => {
    const { path, etag } = await create();
    const { status, headers, body } = await send(
      'PUT',
      path,
      newFeature({ name: undefined, zone: 'B' }),
      { 'If-Match': etag },
    );
    expect(status).toBe(200);
    expect(body.properties).toMatchObject({ zone: 'B', name: null, ratio: null, version: 2 });
    expect(headers.get('ETag')).toBe(etag.replace(/1"$/, '2"'));
  });

  it('a repeated request answered after another’s change has no ETag that would overwrite it', async () => {
    const { path, etag } = await create();
    const patch = (name: string, headers: Record<string, string>) =>
      send('PATCH', path, { properties: { name } }, headers);
    const first = { 'If-Match': etag, 'Idempotency-Key': randomUUID() };
    const mine = await patch('mine', first);
    await patch('theirs', { 'If-Match': mine.headers.get('ETag')! });
    const repeated = await patch('mine', first);
    expect([repeated.status, repeated.body.properties.name]).toEqual([200, 'theirs']);
    expect(repeated.headers.get('ETag')).toBe(null);
  });

  it('patches only what is named; null empties [patch-op; JSON Merge Patch]', async () => {
    const { path, etag } = await create();
    const { status, body } = await send(
      'PATCH',
      path,
      { properties: { name: null, ratio: 1.5 } },
      { 'If-Match': etag },
    );
    expect([status, body.properties]).toMatchObject([
      200,
      { zone: 'A', floors: 3, name: null, ratio: 1.5, version: 2 },
    ]);
  });

  it('takes back a feature as it was read, changed in one place', async () => {
    const { path } = await create();
    const read = await ogc.get(path, { 'Accept-Encoding': 'gzip' });
    const feature = await ogc.json(path);
    feature.properties.name = 'Cambiata';
    const { status, body } = await send('PUT', path, feature, {
      'If-Match': read.headers.get('ETag')!,
    });
    expect([status, body.properties.name, body.geometry]).toEqual([
      200,
      'Cambiata',
      feature.geometry,
    ]);
  });

  it('deletes with If-Match [delete-op, delete-response]', async () => {
    const { path, etag } = await create();
    expect((await send('DELETE', path, undefined, { 'If-Match': etag })).status).toBe(204);
    expect((await ogc.get(path)).status).toBe(404);
  });

  it('answers 428 without If-Match', async () => {
    const { path } = await create();
    for (const [method, body] of [
      ['PUT', newFeature()],
      ['PATCH', {}],
      ['DELETE', undefined],
    ] as const) {
      const refused = await send(method, path, body);
      expect([refused.status, refused.body.code]).toEqual([428, 'if-match-required']);
    }
  });

  it('answers 412 to a stale version, with what is needed to merge [ifmatch-put-eval, ifmatch-patch-eval]', async () => {
    const { path, etag, id } = await create();
    await send('PATCH', path, { properties: { name: 'Prima' } }, { 'If-Match': etag });
    for (const [method, body] of [
      ['PUT', newFeature()],
      ['PATCH', { properties: { name: 'Dopo' } }],
      ['DELETE', undefined],
    ] as const) {
      const refused = await send(method, path, body, { 'If-Match': etag });
      expect([refused.status, refused.body.code]).toEqual([412, 'stale-version']);
      expect(refused.body.conflict).toMatchObject({
        layer: 'zoning',
        fid: id,
        baseVersion: 1,
        current: { properties: { name: 'Prima', version: 2 } },
        base: { properties: { name: 'Nuova', version: 1 } },
      });
      expect(refused.body.faults[0].place).toBe('If-Match');
    }
  });

  it('evaluates If-Match as a list, by strong comparison, and * as whatever is there', async () => {
    const { path, etag } = await create();
    const patch = (ifMatch: string) =>
      send('PATCH', path, { properties: { floors: 5 } }, { 'If-Match': ifMatch });
    expect((await patch(`W/${etag}`)).status).toBe(412);
    expect((await patch('"another.1.1"')).status).toBe(412);
    expect((await patch('nonsense')).status).toBe(412);
    expect((await patch(`"zoning.1.9", ${etag}`)).status).toBe(200);
    expect((await patch('*')).status).toBe(200);
  });

  it('answers 412 for a feature that was deleted, 404 for one that never was', async () => {
    const { path, etag, id } = await create();
    await send('DELETE', path, undefined, { 'If-Match': etag });
    const gone = await send('PUT', path, newFeature(), { 'If-Match': etag });
    expect([gone.status, gone.body.conflict.current]).toEqual([412, null]);
    const nowhere = `${ITEMS}/${id + 1000}`;
    const headers = { 'If-Match': `"zoning.${id + 1000}.1"` };
    expect((await send('PATCH', nowhere, {}, headers)).status).toBe(404);
    expect((await send('DELETE', nowhere, undefined, headers)).status).toBe(404);
    // /req/create-replace-delete/put-rid-exception B
    expect((await send('PUT', nowhere, newFeature(), headers)).status).toBe(412);
  });

  it('refuses values with 422, naming field and reason', async () => {
    const refused = await send(
      'POST',
      ITEMS,
      newFeature({ zone: 'Z', floors: 'three', colour: 'red' }),
    );
    expect([refused.status, refused.body.code]).toEqual([422, 'invalid-feature']);
    expect(refused.body.faults.map(({ place, reason }: any) => [place, reason])).toEqual(
      expect.arrayContaining([
        ['properties/zone', 'not-in-domain'],
        ['properties/floors', 'wrong-type'],
        ['properties/colour', 'unknown-field'],
      ]),
    );
    const noMunicipality = await send('POST', ITEMS, newFeature({ municipality: undefined }));
    expect([noMunicipality.status, noMunicipality.body.faults[0].place]).toEqual([
      422,
      'properties/municipality',
    ]);
    const bowTie = {
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [14.2, 41.77],
            [14.21, 41.78],
            [14.21, 41.77],
            [14.2, 41.78],
            [14.2, 41.77],
          ],
        ],
      ],
    };
    const crossed = await send('POST', ITEMS, { ...newFeature(), geometry: bowTie });
    expect([crossed.status, crossed.body.faults[0].place]).toEqual([422, 'geometry']);
  });

  it.each<[string, () => Caller, number]>([
    ['nobody', () => null, 401],
    ['the planner of another municipality', () => neighbour, 403],
  ])('refuses %s', async (_name, who, status) => {
    const { path, etag } = await create();
    ogc.as(who());
    expect((await send('POST', ITEMS, newFeature())).status).toBe(status);
    expect((await send('PUT', path, newFeature(), { 'If-Match': etag })).status).toBe(status);
    expect((await send('PATCH', path, {}, { 'If-Match': etag })).status).toBe(status);
    expect((await send('DELETE', path, undefined, { 'If-Match': etag })).status).toBe(status);
  });

  it.each([
    ['a body of another type', 415, { 'Content-Type': 'text/plain' }, 'x'],
    ['a body that is not JSON', 400, {}, '{"type":'],
    ['a body that is no feature', 400, {}, '[]'],
    ['a key that is no UUID', 400, { 'Idempotency-Key': 'k' }, null],
    ['a body too large', 413, {}, `"${'x'.repeat(6_000_000)}"`],
  ])('refuses %s with %i', async (_name, status, headers, text) => {
    const answer = await ogc.app.request(ITEMS, {
      method: 'POST',
      headers: { 'Content-Type': 'application/geo+json', ...(headers as Record<string, string>) },
      body: text ?? JSON.stringify(newFeature()),
    });
    expect(answer.status).toBe(status);
  });

  it('refuses coordinates said to be in another CRS than WGS 84, wherever they say so', async () => {
    const utm = { 'Content-Crs': '<http://www.opengis.net/def/crs/EPSG/0/7792>' };
    expect((await send('POST', ITEMS, newFeature(), utm)).status).toBe(400);
    const crs84 = { 'Content-Crs': '<http://www.opengis.net/def/crs/OGC/1.3/CRS84>' };
    expect((await send('POST', ITEMS, newFeature(), crs84)).status).toBe(201);
    const named = (name: string) => ({
      ...newFeature(),
      crs: { type: 'name', properties: { name } },
    });
    expect((await send('POST', ITEMS, named('urn:ogc:def:crs:EPSG::7792'))).status).toBe(400);
    expect((await send('POST', ITEMS, named('urn:ogc:def:crs:OGC:1.3:CRS84'))).status).toBe(201);
  });

  it('creates once however often the same key comes', async () => {
    const headers = { 'Idempotency-Key': randomUUID() };
    const first = await send('POST', ITEMS, newFeature({ name: 'Una sola' }), headers);
    const second = await send('POST', ITEMS, newFeature({ name: 'Una sola' }), headers);
    expect([first.status, second.status, second.body.id]).toEqual([201, 201, first.body.id]);
    expect((await ogc.json(`${ITEMS}?name=Una%20sola`)).numberMatched).toBe(1);
    expect((await send('POST', ITEMS, newFeature({ name: 'Altra' }), headers)).status).toBe(409);
  });

  it('says by Allow what the caller may do [options-op, options-response]', async () => {
    const allow = async (path: string) =>
      (await ogc.app.request(path, { method: 'OPTIONS' })).headers.get('Allow');
    expect(await allow(ITEMS)).toBe('GET, HEAD, POST, OPTIONS');
    expect(await allow(`${ITEMS}/1`)).toBe('GET, HEAD, PUT, PATCH, DELETE, OPTIONS');
    ogc.as(null);
    expect(await allow(ITEMS)).toBe('GET, HEAD, OPTIONS');
    const refused = await ogc.app.request(ITEMS, { method: 'PUT' });
    expect([refused.status, refused.headers.get('Allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('keeps who wrote what, in a change set of one', async () => {
    const { id } = await create();
    const { rows } = await sql<{ author: string; changes: number }>`
      select s.author, (select count(*) from sit.change c where c.change_set = s.id) as changes
      from territory.zoning f join sit.change_set s on s.id = f.change_set where f.fid = ${id}`.execute(
      server().owner,
    );
    expect(rows).toEqual([{ author: 'Ada Piani', changes: 1 }]);
  });
});
