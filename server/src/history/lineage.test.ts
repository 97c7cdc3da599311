/** Lineage as change sets write it and the API tells it. */
import { randomUUID } from 'node:crypto';
import type { Lineage } from '@sit/core/api-history';
import type { ChangeOperation, ChangeSetResult } from '@sit/core/feature';
import type { Caller, Principal } from '@sit/core/permission';
import { beforeAll, expect, it } from 'vitest';
import { changeSetRoutes } from '../changesets/change-set.routes.ts';
import { asOwner, inScope } from '../db/scope.ts';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { testApi } from '../testing/test-api.ts';
import type { Ask } from '../testing/test-api.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { historyRoutes } from './history.routes.ts';

describeOnBothEngines('lineage', (server) => {
  let ask: Ask;
  let planner: Principal;

  beforeAll(async () => {
    const { db, deps } = server();
    await seedUnion(db);
    planner = await seedPrincipal(db, 'Ada Piani', [{ role: 'planner', municipality: 'C096' }]);
    await asOwner(db, async (trx) => {
      await createLayer(trx, zoningLayer({ geometryType: 'Point' }));
      await createLayer(
        trx,
        zoningLayer({ id: 'drafts', geometryType: 'Point', readableBy: 'offices' }),
      );
    });
    ask = testApi(deps, [changeSetRoutes, historyRoutes]);
  });

  const send = (operations: ChangeOperation[]) =>
    ask<ChangeSetResult>(planner, 'POST', '/changesets', { id: randomUUID(), operations });
  /** Fids, in the operations' order. */
  const commit = async (operations: ChangeOperation[]): Promise<number[]> => {
    const { status, body } = await send(operations);
    expect(status, JSON.stringify(body)).toBe(201);
    return body.results.map(({ fid }) => fid);
  };
  const make = (name: string, derivedFrom?: number[], layer = 'zoning'): ChangeOperation => ({
    operation: 'create',
    layer,
    municipality: 'C096',
    geometry: { type: 'Point', coordinates: [14.1, 41.78] },
    properties: { zone: 'A', name },
    ...(derivedFrom ? { derivedFrom } : {}),
  });
  const remove = (fid: number, baseVersion = 1, layer = 'zoning'): ChangeOperation => ({
    operation: 'delete',
    layer,
    fid,
    baseVersion,
  });
  const lineage = async (fid: number, query = '', caller: Caller = null): Promise<Lineage> =>
    (await ask<Lineage>(caller, 'GET', `/layers/zoning/features/${fid}/lineage${query}`)).body;
  const told = ({ events }: Lineage) =>
    events.map(({ event, predecessors, successors }) => [event, predecessors, successors]);

  it('tells splits, merges, replacements and suppressions, both ways', async () => {
    const [whole] = (await commit([make('120')])) as [number];
    const [, left, right] = (await commit([
      remove(whole),
      make('120a', [whole]),
      make('120b', [whole]),
    ])) as [number, number, number];
    const [joined] = (await commit([make('121', [left, right]), remove(left), remove(right)])) as [
      number,
    ];
    const [renumbered] = (await commit([make('122', [joined]), remove(joined)])) as [number];
    await commit([remove(renumbered)]);

    const middle = await lineage(left);
    expect([middle.predecessors, middle.successors]).toEqual([[whole], [joined, renumbered]]);
    expect(told(middle)).toEqual([
      ['split', [whole], [left, right]],
      ['merge', [left, right], [joined]],
      ['replaced', [joined], [renumbered]],
      ['suppressed', [renumbered], []],
    ]);
    expect(middle.features.map(({ title, state }) => [title, state])).toEqual(
      ['120', '120a', '120b', '121', '122'].map((name) => [name, 'suppressed']),
    );
    const near = await lineage(left, '?depth=1');
    expect([near.predecessors, near.successors]).toEqual([[whole], [joined]]);
    expect((await lineage(whole)).successors).toEqual([left, right, joined, renumbered]);
    expect((await lineage(renumbered)).predecessors).toEqual([joined, left, right, whole]);
  });

  it('calls it a split when what is left keeps its number', async () => {
    const [kept] = (await commit([make('300')])) as [number];
    const [part] = (await commit([
      make('300a', [kept]),
      { operation: 'update', layer: 'zoning', fid: kept, baseVersion: 1 },
    ])) as [number];
    const told300 = await lineage(kept);
    expect(told(told300)).toEqual([['split', [kept], [part]]]);
    expect(told300.features.map(({ fid, version, state }) => [fid, version, state])).toEqual([
      [kept, 2, 'present'],
      [part, 1, 'present'],
    ]);
  });

  it('refuses an origin that the change set does not touch, and one named twice', async () => {
    const [parent, other] = (await commit([make('1'), make('2')])) as [number, number];
    for (const [origins, place] of [
      [[other], 'derivedFrom/0'],
      [[parent, other], 'derivedFrom/1'],
      [[parent, parent], 'derivedFrom/1'],
    ] as const) {
      const { status, body } = await send([make('3', [...origins]), remove(parent)]);
      expect(status).toBe(422);
      const { faults } = body as unknown as { faults: { place: string }[] };
      expect(faults.map((fault) => fault.place)).toEqual([`operations/0/${place}`]);
    }
    expect((await lineage(parent)).successors).toEqual([]);
  });

  it('is told to nobody of a layer that one may not read, in SQL neither', async () => {
    const [parent] = (await commit([make('1', undefined, 'drafts')])) as [number];
    await commit([make('2', [parent], 'drafts'), remove(parent, 1, 'drafts')]);
    const path = `/layers/drafts/features/${parent}/lineage`;
    expect((await ask(null, 'GET', path)).status).toBe(404);
    expect((await ask(planner, 'GET', path)).status).toBe(200);
    const seen = (caller: Caller) =>
      inScope(server().db, caller, (trx) =>
        trx.selectFrom('sit.lineage').select('successor').where('layer', '=', 'drafts').execute(),
      );
    expect(await seen(null)).toEqual([]);
    expect(await seen(planner)).toHaveLength(1);
  });
});
