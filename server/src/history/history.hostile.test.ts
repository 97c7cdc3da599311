/** History asked badly, and after the layer has become another. */
import { randomUUID } from 'node:crypto';
import type { ChangeSetResult } from '@sit/core/feature';
import type { Principal } from '@sit/core/permission';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { actorAt } from '../auth/testing.ts';
import { changeSetRoutes } from '../changesets/change-set.routes.ts';
import { asOwner } from '../db/scope.ts';
import { addField, changeLayer, createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { testApi } from '../testing/test-api.ts';
import type { Ask } from '../testing/test-api.ts';
import { squareWkt, zoningLayer } from '../testing/zoning-layer.ts';
import { historyRoutes } from './history.routes.ts';

const token = (text: string): string => Buffer.from(text).toString('base64url');

describeOnBothEngines('history in bad hands', (server) => {
  let ask: Ask;
  let planner: Principal;
  let admin: Principal;

  beforeAll(async () => {
    const { db, deps } = server();
    await seedUnion(db);
    planner = await seedPrincipal(db, 'Ada Piani', [{ role: 'planner', municipality: 'C096' }]);
    admin = await seedPrincipal(db, 'Eva Unione', [{ role: 'union-admin', municipality: null }]);
    await asOwner(db, async (trx) => {
      await createLayer(trx, zoningLayer());
      for (const x of [0, 50])
        await sql`insert into territory.zoning (municipality, geometry, zone)
          values ('C096', ST_GeomFromText(${squareWkt(x, 0)}, 7792), 'A')`.execute(trx);
    });
    ask = testApi(deps, [changeSetRoutes, historyRoutes]);
  });

  const commit = async (operation: object): Promise<string> => {
    const body = { id: randomUUID(), operations: [operation] };
    const answer = await ask<ChangeSetResult>(planner, 'POST', '/changesets', body);
    expect(answer.status).toBe(201);
    return body.id;
  };

  it.each([
    ['author=%00', 400],
    ['municipality=%00', 400],
    ['municipality=Roma', 400],
    [`token=${token(`1:${'-'.repeat(36)}`)}`, 400],
    [`token=${token(`999999999999999:${randomUUID()}`)}`, 200],
    ['from=0000-01-01T00:00:00Z', 200],
    ['to=9999-12-31T23:59:59-23:59', 200],
  ])('answers the list of change sets by %s with %d', async (query, status) => {
    expect((await ask(planner, 'GET', `/changesets?${query}`)).status).toBe(status);
  });

  it('what a change set did to a layer is told to who may read it now', async () => {
    const { db } = server();
    await asOwner(db, (trx) =>
      createLayer(trx, zoningLayer({ id: 'drafts', readableBy: 'offices' })),
    );
    const geometry = {
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [14.1, 41.7],
            [14.101, 41.7],
            [14.101, 41.701],
            [14.1, 41.7],
          ],
        ],
      ],
    };
    const id = await commit({
      operation: 'create',
      layer: 'drafts',
      municipality: 'C096',
      geometry,
      properties: { zone: 'A' },
    });
    const results = async (): Promise<unknown[]> =>
      (await ask<ChangeSetResult>(planner, 'GET', `/changesets/${id}`)).body.results;
    expect(await results()).toHaveLength(1);
    await changeLayer(db, admin, 'drafts', { readableBy: ['union-admin'] }, actorAt());
    expect(await results()).toEqual([]);
  });

  it('a key stands for its message too', async () => {
    await commit({
      operation: 'update',
      layer: 'zoning',
      fid: 2,
      baseVersion: 1,
      properties: { name: 'due' },
    });
    const body = { id: randomUUID(), version: 1, baseVersion: 2, message: 'Come prima' };
    const path = '/layers/zoning/features/2/restore';
    expect((await ask(planner, 'POST', path, body)).status).toBe(201);
    expect((await ask(planner, 'POST', path, body)).status).toBe(200);
    expect((await ask(planner, 'POST', path, { ...body, message: 'Altro' })).status).toBe(409);
  });

  it('a version of before a required field comes back with the value that features then got', async () => {
    const id = await commit({
      operation: 'update',
      layer: 'zoning',
      fid: 1,
      baseVersion: 1,
      properties: { zone: 'B' },
    });
    await addField(server().db, admin, 'zoning', {
      name: 'state',
      type: 'text',
      label: { it: 'Stato' },
      required: true,
      readOnly: false,
      default: 'l’atto vigente',
    });
    const stored = async (): Promise<unknown[]> =>
      (
        await sql`select version, zone, state from territory.zoning where fid = 1`.execute(
          server().owner,
        )
      ).rows;
    const undone = await ask(planner, 'POST', `/changesets/${id}/revert`, { id: randomUUID() });
    expect(undone.status, JSON.stringify(undone.body)).toBe(201);
    expect(await stored()).toEqual([{ version: 3, zone: 'A', state: 'l’atto vigente' }]);
    await commit({ operation: 'delete', layer: 'zoning', fid: 1, baseVersion: 3 });
    const back = { id: randomUUID(), version: 2, baseVersion: null };
    expect((await ask(planner, 'POST', '/layers/zoning/features/1/restore', back)).status).toBe(
      201,
    );
    expect(await stored()).toEqual([{ version: 4, zone: 'B', state: 'l’atto vigente' }]);
  });
});
