import { randomUUID } from 'node:crypto';
import type { ChangeSetResult } from '@sit/core/feature';
import type { Principal } from '@sit/core/permission';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { testApi } from '../testing/test-api.ts';
import type { Ask } from '../testing/test-api.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { changeSetRoutes } from './change-set.routes.ts';
import { asOwner } from '../db/scope.ts';

const polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [14.1, 41.7],
      [14.2, 41.7],
      [14.2, 41.8],
      [14.1, 41.7],
    ],
  ],
};
const create = (more: object = {}) => ({
  operation: 'create',
  layer: 'zoning',
  municipality: 'C096',
  geometry: polygon,
  properties: { zone: 'A' },
  ...more,
});
const changeSet = (...operations: unknown[]) => ({ id: randomUUID(), operations });

describeOnBothEngines('POST /api/changesets', (server) => {
  let ask: Ask;
  let planner: Principal;

  beforeAll(async () => {
    const { db, deps } = server();
    await seedUnion(db);
    planner = await seedPrincipal(db, 'Ada Piani', [{ role: 'planner', municipality: 'C096' }]);
    ask = testApi(deps, [changeSetRoutes]);
    await asOwner(db, async (trx) => {
      await createLayer(trx, zoningLayer());
      await createLayer(trx, zoningLayer({ id: 'summits', geometryType: 'Point', dimensions: 3 }));
      await createLayer(trx, zoningLayer({ id: 'paths', geometryType: 'MultiLineString' }));
    });
  });

  const post = <T = ChangeSetResult>(body: unknown, caller: Principal | null = planner) =>
    ask<T>(caller, 'POST', '/changesets', body);
  const refused = async (body: unknown) => {
    const { status, body: problem } = await ask(planner, 'POST', '/changesets', body);
    return { status, code: problem.code, place: problem.faults?.[0]?.place };
  };

  it('answers 201 with what was done, and 200 to the same again', async () => {
    const body = changeSet(create());
    const first = await post(body);
    expect(first.status).toBe(201);
    expect(first.headers.get('Location')).toBe(`/api/changesets/${body.id}`);
    expect(first.body).toMatchObject({
      id: body.id,
      results: [{ operation: 'create', layer: 'zoning', version: 1 }],
    });
    const again = await post({ ...body, id: body.id.toUpperCase() });
    expect([again.status, again.body]).toEqual([200, first.body]);
    const shown = await ask(planner, 'GET', `/changesets/${body.id}`);
    expect(shown).toMatchObject({
      status: 200,
      body: { id: body.id, author: 'Ada Piani', message: null, results: first.body.results },
    });
  });

  it('refuses nobody before reading the body', async () => {
    expect((await post('x'.repeat(6_000_000), null)).status).toBe(401);
  });

  it.each<[string, () => unknown, number, string, string | undefined]>([
    ['no JSON', () => '{"id": ', 400, 'invalid-request', undefined],
    ['no id', () => ({ operations: [create()] }), 400, 'invalid-request', 'id'],
    [
      'an id that is no UUID',
      () => ({ id: `1' or '1'='1`, operations: [create()] }),
      400,
      'invalid-request',
      'id',
    ],
    ['no operations', () => changeSet(), 400, 'invalid-request', 'operations'],
    [
      '1,001 operations',
      () => changeSet(...Array.from({ length: 1_001 }, () => create())),
      413,
      'too-large',
      'operations',
    ],
    [
      '100,000 operations',
      () =>
        changeSet(
          ...Array.from({ length: 100_000 }, (_, fid) => ({
            operation: 'delete',
            layer: 'zoning',
            fid,
            baseVersion: 1,
          })),
        ),
      413,
      'too-large',
      undefined,
    ],
    [
      'more than 5 MB',
      () => changeSet(create({ properties: { zone: 'A', name: 'x'.repeat(5_000_001) } })),
      413,
      'too-large',
      undefined,
    ],
    [
      'an operation that is none',
      () => changeSet({ operation: 'drop', layer: 'zoning' }),
      400,
      'invalid-request',
      'operations/0/operation',
    ],
    [
      'a create with a fid',
      () => changeSet(create({ fid: 1 })),
      400,
      'invalid-request',
      'operations/0',
    ],
    [
      'half a fid',
      () => changeSet({ operation: 'delete', layer: 'zoning', fid: 1.5, baseVersion: 1 }),
      400,
      'invalid-request',
      'operations/0/fid',
    ],
    [
      'a version too great for a number',
      () => changeSet({ operation: 'delete', layer: 'zoning', fid: 1, baseVersion: 2 ** 40 }),
      400,
      'invalid-request',
      'operations/0/baseVersion',
    ],
    [
      'an object as value',
      () => changeSet(create({ properties: { zone: { a: 1 } } })),
      400,
      'invalid-request',
      'operations/0/properties/zone',
    ],
    [
      'a layer’s table by another name',
      () => changeSet(create({ layer: '../zoning' })),
      404,
      'not-found',
      undefined,
    ],
    [
      'a null character',
      () => changeSet(create({ properties: { zone: 'A', name: 'a\u0000b' } })),
      400,
      'invalid-request',
      undefined,
    ],
    [
      'half of a surrogate pair',
      () => ({ ...changeSet(create()), message: 'a\ud800b' }),
      400,
      'invalid-request',
      undefined,
    ],
    [
      'a geometry of 1e308',
      () =>
        changeSet(
          create({
            geometry: {
              type: 'Polygon',
              coordinates: [
                [
                  [1e308, 41],
                  [14, 41],
                  [14, 42],
                  [1e308, 41],
                ],
              ],
            },
          }),
        ),
      422,
      'invalid-feature',
      'operations/0/geometry/coordinates/0/0',
    ],
    [
      'a deeply nested geometry',
      () => JSON.stringify(changeSet(create())).replace('[[[', '['.repeat(1_000_000)),
      400,
      'invalid-request',
      undefined,
    ],
  ])('refuses %s', async (_, body, status, code, place) => {
    expect(await refused(body())).toEqual({ status, code, place });
  });

  it('keeps markup and SQL in attributes as the text they are', async () => {
    const name = `<img src=x onerror=alert(1)>'; drop table territory.zoning; -- $1 \\ 𝄞`;
    const { body } = await post(changeSet(create({ properties: { zone: 'A', name } })));
    const { rows } =
      await sql`select name from territory.zoning where fid = ${body.results[0]!.fid}`.execute(
        server().owner,
      );
    expect(rows).toEqual([{ name }]);
  });

  it('keeps heights in a layer that has them, and asks for a missing one', async () => {
    const at = (coordinates: number[]) =>
      changeSet(create({ layer: 'summits', geometry: { type: 'Point', coordinates } }));
    const { body } = await post(at([14.1, 41.7, 1234.5]));
    const { rows } = await sql`select ST_Z(geometry) as z, ST_NDims(geometry_3857) as dims
      from territory.summits where fid = ${body.results[0]!.fid}`.execute(server().owner);
    expect(rows).toEqual([{ z: 1234.5, dims: 2 }]);
    expect(await refused(at([14.1, 41.7]))).toMatchObject({
      status: 422,
      place: 'operations/0/geometry/coordinates',
    });
  });

  it('keeps single lines as several, as the layer has them', async () => {
    const geometry = {
      type: 'LineString',
      coordinates: [
        [14.1, 41.7],
        [14.2, 41.8],
      ],
    };
    const { body } = await post(changeSet(create({ layer: 'paths', geometry })));
    const { rows } =
      await sql`select GeometryType(geometry) as type from territory.paths where fid = ${body.results[0]!.fid}`.execute(
        server().owner,
      );
    expect(rows).toEqual([{ type: 'MULTILINESTRING' }]);
  });

  it('tells of a conflict all that a merge needs', async () => {
    const { body } = await post(changeSet(create({ properties: { zone: 'A', name: 'mio' } })));
    const { fid } = body.results[0]!;
    const update = (baseVersion: number, properties: object) =>
      changeSet({ operation: 'update', layer: 'zoning', fid, baseVersion, properties });
    await post(update(1, { zone: 'B' }));
    const { status, body: problem } = await ask(
      planner,
      'POST',
      '/changesets',
      update(1, { name: 'tuo' }),
    );
    expect(status).toBe(412);
    expect(problem.conflict).toMatchObject({
      layer: 'zoning',
      fid,
      baseVersion: 1,
      current: { type: 'Feature', id: fid, properties: { version: 2, zone: 'B', name: 'mio' } },
      base: { type: 'Feature', id: fid, properties: { version: 1, zone: 'A', name: 'mio' } },
    });
  });

  it('says nothing of change sets that are not there', async () => {
    for (const id of [randomUUID(), 'x', `'; select 1`])
      expect((await ask(planner, 'GET', `/changesets/${encodeURIComponent(id)}`)).status).toBe(404);
  });
});
