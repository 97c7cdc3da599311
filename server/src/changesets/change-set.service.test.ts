/** Change sets end to end, on the real tables. */
import { randomUUID } from 'node:crypto';
import type { ChangeOperation, ChangeSet, Feature } from '@sit/core/feature';
import type { Geometry, Position } from '@sit/core/geometry';
import type { Principal } from '@sit/core/permission';
import type { Refusal } from '@sit/core/problem';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { asOwner, inScope } from '../db/scope.ts';
import { selectVersion } from '../features/feature.repository.ts';
import { Problem } from '../http/problem.ts';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { commit, getChangeSet } from './change-set.service.ts';

/** A square of `side` degrees, its lower left corner at `(lng, lat)`. */
const square = (lng: number, lat = 41.78, side = 0.001): Geometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [lng, lat],
      [lng + side, lat],
      [lng + side, lat + side],
      [lng, lat + side],
      [lng, lat],
    ],
  ],
});
const bowTie: Geometry = {
  type: 'Polygon',
  coordinates: [
    [
      [14.1, 41.7],
      [14.2, 41.8],
      [14.2, 41.7],
      [14.1, 41.8],
      [14.1, 41.7],
    ],
  ],
};

const creating = (more: Partial<ChangeOperation> = {}): ChangeOperation =>
  ({
    operation: 'create',
    layer: 'zoning',
    municipality: 'C096',
    geometry: square(14.1),
    properties: { zone: 'A' },
    ...more,
  }) as ChangeOperation;

describeOnBothEngines('a change set', (server) => {
  let planner: Principal;
  let neighbour: Principal;
  let admin: Principal;

  beforeAll(async () => {
    const { db } = server();
    await seedUnion(db);
    planner = await seedPrincipal(db, 'Ada Piani', [{ role: 'planner', municipality: 'C096' }]);
    neighbour = await seedPrincipal(db, 'Ugo Monti', [{ role: 'planner', municipality: 'H434' }]);
    admin = await seedPrincipal(db, 'Eva Unione', [{ role: 'union-admin', municipality: null }]);
    const readOnly = {
      name: 'code',
      type: 'text',
      label: { it: 'Codice' },
      required: false,
      readOnly: true,
    } as const;
    await asOwner(db, async (trx) => {
      const zoning = zoningLayer();
      await createLayer(trx, { ...zoning, fields: [...zoning.fields, readOnly] });
      await createLayer(trx, zoningLayer({ id: 'kept', editableBy: 'nobody' }));
      await createLayer(
        trx,
        zoningLayer({ id: 'drafts', readableBy: 'offices', editableBy: 'union-admin' }),
      );
    });
  });

  const commitAs = (
    caller: Principal | null,
    operations: ChangeOperation[],
    more: Partial<ChangeSet> = {},
  ) => commit(server().db, caller, { id: randomUUID(), operations, ...more });
  const created = async (
    more: Partial<ChangeOperation> = {},
    caller: Principal = planner,
  ): Promise<number> => (await commitAs(caller, [creating(more)])).result.results[0]!.fid;
  const version = (fid: number, number: number): Promise<Feature | null> =>
    inScope(server().db, admin, (trx) => selectVersion(trx, zoningLayer(), fid, number));
  const refusalOf = (attempt: Promise<unknown>): Promise<Refusal> =>
    attempt.then(
      () => expect.fail('it was accepted'),
      (error: unknown) =>
        error instanceof Problem ? error.refusal : Promise.reject(error as Error),
    );
  const countOf = async (table: string): Promise<number> =>
    (await sql<{ n: number }>`select count(*) as n from ${sql.raw(table)}`.execute(server().owner))
      .rows[0]!.n;

  it('creates, updates and deletes, over several layers, and says what became of each', async () => {
    const [kept, gone] = [await created(), await created()];
    const changeSet: ChangeSet = {
      id: randomUUID(),
      message: 'Variante 3',
      operations: [
        creating({
          properties: {
            zone: 'B',
            name: '',
            ratio: 0.1,
            adopted_on: '2026-02-28',
            surveyed_at: '2026-02-28T10:00:00.123+01:00',
          },
        }),
        {
          operation: 'update',
          layer: 'zoning',
          fid: kept,
          baseVersion: 1,
          properties: { name: 'Centro' },
        },
        { operation: 'delete', layer: 'zoning', fid: gone, baseVersion: 1 },
        creating({ layer: 'drafts', geometry: square(14.2) }),
      ],
    };
    const { result, replayed } = await commit(server().db, admin, changeSet);
    expect(replayed).toBe(false);
    const made = result.results[0]!.fid;
    expect(result).toMatchObject({
      id: changeSet.id,
      results: [
        { operation: 'create', layer: 'zoning', fid: made, version: 1 },
        { operation: 'update', layer: 'zoning', fid: kept, version: 2 },
        { operation: 'delete', layer: 'zoning', fid: gone, version: 1 },
        { operation: 'create', layer: 'drafts', version: 1 },
      ],
    });
    expect((await version(made, 1))?.properties).toEqual({
      zone: 'B',
      name: null,
      floors: 2,
      ratio: 0.1,
      built: null,
      adopted_on: '2026-02-28',
      surveyed_at: '2026-02-28T09:00:00.123Z',
      municipality: 'C096',
      version: 1,
      beginLifespanVersion: result.committedAt,
    });
    const { rows } =
      await sql`select author, change_set from territory.zoning where fid = ${kept}`.execute(
        server().owner,
      );
    expect(rows).toEqual([{ author: 'Eva Unione', change_set: changeSet.id }]);
    const { rows: ended } = await sql`
      select operation, ended_by, ended_author from history.zoning where fid = ${gone}`.execute(
      server().owner,
    );
    expect(ended).toEqual([
      { operation: 'delete', ended_by: changeSet.id, ended_author: 'Eva Unione' },
    ]);
  });

  it('does all or nothing', async () => {
    const fid = await created();
    const before = [
      await countOf('territory.zoning'),
      await countOf('sit.change'),
      await countOf('sit.change_set'),
    ];
    const refusal = await refusalOf(
      commitAs(planner, [
        creating(),
        { operation: 'delete', layer: 'zoning', fid, baseVersion: 1 },
        creating({ properties: { zone: 'Z' } }),
      ]),
    );
    expect(refusal.code).toBe('invalid-feature');
    expect([
      await countOf('territory.zoning'),
      await countOf('sit.change'),
      await countOf('sit.change_set'),
    ]).toEqual(before);
  });

  it('is done once, however often it is sent', async () => {
    const changeSet: ChangeSet = { id: randomUUID(), operations: [creating()] };
    const first = await commit(server().db, planner, changeSet);
    const before = await countOf('territory.zoning');
    // The same request with its members in another order.
    const operation = Object.fromEntries(
      Object.entries(changeSet.operations[0]!).toReversed(),
    ) as unknown as ChangeOperation;
    const again = await commit(server().db, planner, { operations: [operation], id: changeSet.id });
    expect(again).toEqual({ result: first.result, replayed: true });
    expect(await countOf('territory.zoning')).toBe(before);
  });

  it('answers a retry with what was done then, also when the features have moved on', async () => {
    const fid = await created();
    const changeSet: ChangeSet = {
      id: randomUUID(),
      operations: [
        { operation: 'update', layer: 'zoning', fid, baseVersion: 1, properties: { name: 'uno' } },
      ],
    };
    const first = await commit(server().db, planner, changeSet);
    await commitAs(planner, [
      { operation: 'update', layer: 'zoning', fid, baseVersion: 2, properties: { name: 'due' } },
    ]);
    expect(await commit(server().db, planner, changeSet)).toEqual({ ...first, replayed: true });
    expect((await version(fid, 3))?.properties['name']).toBe('due');
  });

  it('refuses its id for another request, and for another person alike', async () => {
    const changeSet: ChangeSet = { id: randomUUID(), operations: [creating()] };
    await commit(server().db, planner, changeSet);
    const other = await refusalOf(commit(server().db, planner, { ...changeSet, message: 'altro' }));
    const stranger = await refusalOf(commit(server().db, neighbour, changeSet));
    const overseer = await refusalOf(commit(server().db, admin, changeSet));
    expect(other.code).toBe('idempotency-conflict');
    expect([stranger, overseer]).toEqual([other, other]);
  });

  it('two at once under one id are one', async () => {
    const changeSet: ChangeSet = { id: randomUUID(), operations: [creating()] };
    const before = await countOf('territory.zoning');
    const commits = await Promise.all([1, 2, 3].map(() => commit(server().db, planner, changeSet)));
    expect(commits.filter(({ replayed }) => !replayed)).toHaveLength(1);
    for (const { result } of commits) expect(result).toEqual(commits[0]!.result);
    expect(await countOf('territory.zoning')).toBe(before + 1);
  });

  it('gives one of several racing editors the feature, and the others what they need to merge', async () => {
    const fid = await created();
    const names = ['rosso', 'verde', 'blu', 'giallo'];
    const race = await Promise.allSettled(
      names.map((name) =>
        commitAs(planner, [
          { operation: 'update', layer: 'zoning', fid, baseVersion: 1, properties: { name } },
        ]),
      ),
    );
    const losers = race
      .filter((each) => each.status === 'rejected')
      .map(({ reason }) => (reason as Problem).refusal);
    const winner = names[race.findIndex((each) => each.status === 'fulfilled')];
    expect(losers).toHaveLength(3);
    for (const { code, conflict } of losers) {
      expect(code).toBe('stale-version');
      expect(conflict).toMatchObject({ layer: 'zoning', fid, baseVersion: 1 });
      expect((conflict!.current as Feature).properties).toMatchObject({ version: 2, name: winner });
      expect((conflict!.base as Feature).properties).toMatchObject({ version: 1, name: null });
    }
  });

  it('never deadlocks with one that names the same features in another order', async () => {
    const fids = [await created(), await created(), await created()];
    const rename = (order: number[], name: string) =>
      commitAs(
        planner,
        order.map((fid) => ({
          operation: 'update',
          layer: 'zoning',
          fid,
          baseVersion: 1,
          properties: { name },
        })),
      );
    const outcomes = await Promise.allSettled([
      rename(fids, 'a'),
      rename(fids.toReversed(), 'b'),
      rename([fids[1]!, fids[0]!, fids[2]!], 'c'),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const losers = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(losers.map(({ reason }) => (reason as Problem).refusal?.code)).toEqual([
      'stale-version',
      'stale-version',
    ]);
  });

  it('tells that the feature was deleted meanwhile', async () => {
    const fid = await created({ properties: { zone: 'C' } });
    await commitAs(planner, [{ operation: 'delete', layer: 'zoning', fid, baseVersion: 1 }]);
    const refusal = await refusalOf(
      commitAs(planner, [
        { operation: 'update', layer: 'zoning', fid, baseVersion: 1, properties: { name: 'x' } },
      ]),
    );
    expect(refusal).toMatchObject({
      code: 'stale-version',
      faults: [{ place: 'operations/0/baseVersion' }],
      conflict: { current: null, base: { id: fid, properties: { zone: 'C', version: 1 } } },
    });
  });

  it.each<
    [
      string,
      () => Principal | null,
      () => Promise<ChangeOperation> | ChangeOperation,
      string,
      string | undefined,
    ]
  >([
    ['nobody', () => null, () => creating(), 'unauthenticated', undefined],
    [
      'someone without a role',
      () => ({ ...planner, grants: [] }),
      () => creating(),
      'forbidden',
      undefined,
    ],
    [
      'a creation in another municipality',
      () => planner,
      () => creating({ municipality: 'H434' }),
      'forbidden',
      'operations/0/municipality',
    ],
    [
      'an update of another municipality’s feature',
      () => neighbour,
      async () => ({
        operation: 'update',
        layer: 'zoning',
        fid: await created(),
        baseVersion: 1,
        properties: { name: 'mio' },
      }),
      'forbidden',
      'operations/0/fid',
    ],
    [
      'a deletion of another municipality’s feature',
      () => neighbour,
      async () => ({ operation: 'delete', layer: 'zoning', fid: await created(), baseVersion: 1 }),
      'forbidden',
      'operations/0/fid',
    ],
    [
      'a feature given to another municipality',
      () => planner,
      async () => ({
        operation: 'update',
        layer: 'zoning',
        fid: await created(),
        baseVersion: 1,
        municipality: 'H434',
      }),
      'forbidden',
      'operations/0/municipality',
    ],
    [
      'a layer that nobody edits',
      () => admin,
      () => creating({ layer: 'kept' }),
      'forbidden',
      'operations/0/layer',
    ],
    [
      'a layer of the administrators',
      () => planner,
      () => creating({ layer: 'drafts' }),
      'forbidden',
      'operations/0/layer',
    ],
    [
      'a layer that is not there',
      () => planner,
      () => creating({ layer: 'zoning";drop' }),
      'not-found',
      undefined,
    ],
    [
      'a feature that never was',
      () => planner,
      () => ({ operation: 'delete', layer: 'zoning', fid: 9e15, baseVersion: 1 }),
      'not-found',
      'operations/0/fid',
    ],
    [
      'a base version that never was',
      () => planner,
      async () => ({ operation: 'delete', layer: 'zoning', fid: await created(), baseVersion: 7 }),
      'stale-version',
      'operations/0/baseVersion',
    ],
    [
      'a municipality that is not there',
      () => admin,
      () => creating({ municipality: 'Z999' }),
      'invalid-feature',
      'operations/0/municipality',
    ],
    [
      'a value outside the domain',
      () => planner,
      () => creating({ properties: { zone: 'Z' } }),
      'invalid-feature',
      'operations/0/properties/zone',
    ],
    [
      'no value for a required field',
      () => planner,
      () => creating({ properties: {} }),
      'invalid-feature',
      'operations/0/properties/zone',
    ],
    [
      'a field that is not there',
      () => planner,
      () => creating({ properties: { zone: 'A', colour: 'x' } }),
      'invalid-feature',
      'operations/0/properties/colour',
    ],
    [
      'a read-only field',
      () => planner,
      () => creating({ properties: { zone: 'A', code: 'x' } }),
      'invalid-feature',
      'operations/0/properties/code',
    ],
    [
      'a bow tie',
      () => planner,
      () => creating({ geometry: bowTie }),
      'invalid-feature',
      'operations/0/geometry',
    ],
    [
      'another geometry type',
      () => planner,
      () => creating({ geometry: { type: 'Point', coordinates: [14.1, 41.7] } }),
      'invalid-feature',
      'operations/0/geometry/type',
    ],
    [
      'a place the map cannot show',
      () => planner,
      () => creating({ geometry: square(41.7, 14.1) }),
      'invalid-feature',
      'operations/0/geometry/coordinates/0/0',
    ],
  ])('refuses %s', async (_, caller, operation, code, place) => {
    const refusal = await refusalOf(commitAs(caller(), [await operation()]));
    expect([refusal.code, refusal.faults?.[0]?.place]).toEqual([code, place]);
  });

  it('tells where on the map a geometry crosses itself', async () => {
    const refusal = await refusalOf(commitAs(planner, [creating({ geometry: bowTie })]));
    const { reason, position } = refusal.faults![0]!;
    expect(reason).toBe('self-intersection');
    expect(position![0]).toBeCloseTo(14.15, 3);
    expect(position![1]).toBeCloseTo(41.75, 3);
  });

  it('names every fault at once', async () => {
    const refusal = await refusalOf(
      commitAs(planner, [
        creating({ properties: { zone: 'Z', floors: 1.5 } }),
        creating({ geometry: bowTie, properties: { zone: 'A', ratio: 'molto' } }),
      ]),
    );
    expect(refusal.faults!.map(({ place }) => place).toSorted()).toEqual([
      'operations/0/properties/floors',
      'operations/0/properties/zone',
      'operations/1/geometry',
      'operations/1/properties/ratio',
    ]);
  });

  it('refuses a feature named twice, and more vertices than can be checked at once', async () => {
    const fid = await created();
    const remove: ChangeOperation = { operation: 'delete', layer: 'zoning', fid, baseVersion: 1 };
    expect(await refusalOf(commitAs(planner, [remove, remove]))).toMatchObject({
      code: 'invalid-feature',
      faults: [{ place: 'operations/1/fid', reason: 'duplicate-feature' }],
    });
    const ring: Position[] = Array.from({ length: 100_001 }, (_, i) => [
      14 + i * 1e-7,
      41.7 + (i % 2) * 1e-5,
    ]);
    const geometry: Geometry = { type: 'Polygon', coordinates: [[...ring, ring[0]!]] };
    expect((await refusalOf(commitAs(planner, [creating({ geometry })]))).code).toBe('too-large');
  });

  it('is refused to a person whose access was withdrawn while signed in', async () => {
    const { db } = server();
    const former = await seedPrincipal(db, `Ex ${randomUUID()}`, [
      { role: 'planner', municipality: 'C096' },
    ]);
    await commitAs(former, [creating()]);
    await server()
      .owner.updateTable('sit.person')
      .set({ disabled_at: new Date() })
      .where('id', '=', former.userId)
      .execute();
    expect((await refusalOf(commitAs(former, [creating()]))).code).toBe('unauthenticated');
  });

  it('keeps the values it was not told to change, and repeats of read-only ones are no change', async () => {
    const fid = await created({ properties: { zone: 'A', name: 'Centro', ratio: 1.5 } });
    await sql`update territory.zoning set code = 'A1' where fid = ${fid}`.execute(server().owner);
    await commitAs(planner, [
      {
        operation: 'update',
        layer: 'zoning',
        fid,
        baseVersion: 2,
        properties: { ratio: null, code: 'A1' },
      },
    ]);
    expect((await version(fid, 3))?.properties).toMatchObject({
      zone: 'A',
      name: 'Centro',
      ratio: null,
      floors: 2,
    });
  });

  it('lets an administrator give a feature to another municipality', async () => {
    const fid = await created();
    await commitAs(admin, [
      { operation: 'update', layer: 'zoning', fid, baseVersion: 1, municipality: 'H434' },
    ]);
    expect((await version(fid, 2))?.properties.municipality).toBe('H434');
    expect(
      (
        await refusalOf(
          commitAs(planner, [{ operation: 'delete', layer: 'zoning', fid, baseVersion: 2 }]),
        )
      ).code,
    ).toBe('forbidden');
  });

  it('is shown to its author and to administrators only', async () => {
    const { result } = await commitAs(planner, [creating()], { message: 'Prova' });
    const { db } = server();
    for (const caller of [planner, admin])
      expect(await getChangeSet(db, caller, result.id)).toMatchObject({
        author: 'Ada Piani',
        message: 'Prova',
        result,
      });
    expect((await refusalOf(getChangeSet(db, neighbour, result.id))).code).toBe('not-found');
    expect((await refusalOf(getChangeSet(db, null, result.id))).code).toBe('unauthenticated');
  });
});
