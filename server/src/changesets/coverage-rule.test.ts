/** Layers whose polygons share borders: no overlaps, and gaps told. */
import { randomUUID } from 'node:crypto';
import type { ChangeOperation } from '@sit/core/feature';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actorAt } from '../auth/testing.ts';
import { changeLayer } from '../layers/layer.service.ts';
import type { Problem } from '../http/problem.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { getChangeSet } from './change-set.service.ts';
import { Territory, corners, insertZone, polygonWkt, rectangle } from './rules.fixture.ts';

describeOnBothEngines('a coverage layer', (server, engine) => {
  const territory = new Territory(server);
  beforeAll(() => territory.seed());
  beforeEach(() => territory.clear());

  it('refuses each overlap, with the other feature, its area and where it is', async () => {
    const fid = await territory.stored('zoning', rectangle(0, 0, 10, 10));
    const refusal = await territory.refusal([
      await territory.create('zoning', rectangle(20, 0, 30, 10)),
      await territory.create('zoning', rectangle(8, 8, 20, 12)),
    ]);
    expect(refusal).toMatchObject({
      code: 'invalid-feature',
      faults: [
        {
          place: 'operations/1/geometry',
          reason: 'overlap',
          other: fid,
          area: expect.closeTo(4, 3),
          message: expect.stringMatching(
            new RegExp(
              `^Il nuovo elemento di «zoning» si sovrappone all’elemento ${fid} per 4,00 m².$`,
            ),
          ),
        },
      ],
    });
    const [longitude, latitude] = refusal.faults![0]!.position!;
    const { rows } = await sql<{ within: boolean }>`select ST_Within(
      ST_Transform(ST_SetSRID(ST_MakePoint(${longitude}::float8, ${latitude}::float8), 4326), 7792),
      ST_GeomFromText(${rectangle(8, 8, 10, 10)}, 7792)) as within`.execute(server().owner);
    expect(rows[0]!.within).toBe(true);
  });

  // Corners, further from one another than what is taken for the same vertex.
  it.each([
    ['just under a square centimetre', 0.009, 0.011, undefined],
    ['just over a square centimetre', 0.01, 0.0102, 'overlap'],
  ])('measures overlaps: %s', async (_, width, height, reason) => {
    await territory.stored('zoning', rectangle(0, 0, 10, 10));
    const operation = await territory.create('zoning', rectangle(10 - width, 10 - height, 20, 20));
    expect(await territory.reasonOf([operation])).toBe(reason);
  });

  it.each([false, true])('lets a shared border move, in either order (%s)', async (flipped) => {
    const left = await territory.stored('zoning', rectangle(0, 0, 10, 10));
    const right = await territory.stored('zoning', rectangle(10, 0, 20, 10));
    const operations: ChangeOperation[] = [
      await territory.reshape('zoning', left, rectangle(0, 0, 15, 10)),
      await territory.reshape('zoning', right, rectangle(15, 0, 20, 10)),
    ];
    const { result } = await territory.commit(flipped ? operations.toReversed() : operations);
    expect(result.warnings).toBeUndefined();
    expect(
      (
        await territory.refusal([
          await territory.reshape('zoning', left, rectangle(0, 0, 16, 10), 2),
        ])
      ).faults,
    ).toMatchObject([{ reason: 'overlap', other: right, area: expect.closeTo(10, 3) }]);
  });

  it('looks into holes, and at every part', async () => {
    const around = await territory.stored(
      'zoning',
      polygonWkt([corners(0, 0, 30, 30), corners(10, 10, 20, 20)]),
    );
    await territory.commit([await territory.create('zoning', rectangle(10, 10, 20, 20))]);
    const apart = polygonWkt([corners(100, 100, 110, 110)], [corners(25, 25, 40, 40)]);
    expect(
      (await territory.refusal([await territory.create('zoning', apart)])).faults,
    ).toMatchObject([{ reason: 'overlap', other: around, area: expect.closeTo(25, 3) }]);
  });

  it('lets overlaps be that were there before, and be mended, but not be made anew', async () => {
    const first = await territory.stored('zoning', rectangle(0, 0, 10, 10));
    const second = await territory.stored('zoning', rectangle(5, 0, 15, 10));
    await territory.commit([
      {
        operation: 'update',
        layer: 'zoning',
        fid: first,
        baseVersion: 1,
        properties: { name: 'Centro' },
      },
      await territory.create('zoning', rectangle(20, 0, 30, 10)),
    ]);
    const { faults } = await territory.refusal([
      {
        operation: 'update',
        layer: 'zoning',
        fid: first,
        baseVersion: 2,
        properties: { name: 'Nord' },
      },
      await territory.reshape('zoning', second, rectangle(6, 0, 15, 10)),
    ]);
    expect(faults).toMatchObject([
      { place: 'operations/1/geometry', reason: 'overlap', other: first },
    ]);
    await territory.commit([await territory.reshape('zoning', second, rectangle(10, 0, 15, 10))]);
  });

  it('does not bind a layer that is none, nor features that were never in force together', async () => {
    await territory.commit([
      await territory.create('buildings', rectangle(0, 0, 10, 10)),
      await territory.create('buildings', rectangle(5, 0, 15, 10)),
      await plan('2010-01-01', '2020-01-01'),
      await plan('2020-01-01', '2025-01-01'),
      await plan('2025-01-01', null),
    ]);
    expect(
      (await territory.refusal([await plan('2024-12-31', '2025-01-01')])).faults,
    ).toMatchObject([{ reason: 'overlap' }]);
    expect((await territory.refusal([await plan(null, '2010-01-02')])).faults).toHaveLength(1);
    await territory.commit([await plan(null, '2010-01-01')]);
  });

  it('is asked too when only the days in force change', async () => {
    const { result } = await territory.commit([
      await plan('2010-01-01', '2020-01-01'),
      await plan('2020-01-01', null),
    ]);
    const [old, present] = result.results.map(({ fid }) => fid);
    const extend = {
      operation: 'update',
      layer: 'plans',
      fid: old!,
      baseVersion: 1,
      properties: { ended_on: '2020-01-02' },
    } as const;
    expect((await territory.refusal([extend])).faults).toMatchObject([
      { place: 'operations/0/properties', reason: 'overlap', other: present },
    ]);
    await territory.commit([
      extend,
      {
        operation: 'update',
        layer: 'plans',
        fid: present!,
        baseVersion: 1,
        properties: { adopted_on: '2020-01-02' },
      },
    ]);
  });

  const plan = (from: string | null, to: string | null) =>
    territory.create('plans', rectangle(100, 100, 110, 110), {
      properties: { zone: 'A', adopted_on: from, ended_on: to },
    });

  it('is held at the end of a transaction, by whatever SQL', async () => {
    const fid = await territory.stored('zoning', rectangle(0, 0, 10, 10));
    await territory.bySql(async (trx) => {
      await insertZone(trx, 'zoning', rectangle(5, 0, 15, 10));
      await sql`update territory.zoning set geometry = ST_Translate(geometry, -100, 0) where fid = ${fid}`.execute(
        trx,
      );
      await sql`update territory.zoning set geometry = ST_Translate(geometry, 200, 0) where fid = ${fid}`.execute(
        trx,
      );
    });
    await expect(
      territory.bySql((trx) => insertZone(trx, 'zoning', rectangle(14.99, 0, 16, 1))),
    ).rejects.toMatchObject({
      code: 'SIT02',
      message: expect.stringMatching(
        /^L’elemento \d+ di «zoning» si sovrappone all’elemento \d+ per 0,0100 m²\. \(longitudine 14\.\d+, latitudine 41\.\d+\)$/,
      ),
    });
  });

  it('refuses transactions that could not see what others have just written', async () => {
    const attempt = server().db.asLogin((login) =>
      login
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute((trx) => insertZone(trx, 'zoning', rectangle(50, 0, 60, 10))),
    );
    await expect(attempt).rejects.toMatchObject({ code: '25001' });
  });

  if (engine === 'postgres')
    it('holds between change sets that are each fine alone', async () => {
      for (let round = 0; round < 5; round++) {
        await territory.clear();
        const attempts = await Promise.allSettled(
          await Promise.all(
            [0, 1, 2, 3].map(async (i) => territory.create('zoning', rectangle(i, 0, i + 10, 10))),
          ).then((operations) => operations.map((operation) => territory.commit([operation]))),
        );
        expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        const refused = attempts.flatMap((each) =>
          each.status === 'rejected' ? [each.reason as Problem] : [],
        );
        expect(refused.map(({ refusal }) => refusal.faults?.map(({ reason }) => reason))).toEqual([
          ['overlap'],
          ['overlap'],
          ['overlap'],
        ]);
      }
    });

  describe('tells of gaps', () => {
    it('where land was covered and no longer is, and answers the same when asked again', async () => {
      const fid = await territory.stored('zoning', rectangle(0, 0, 10, 10));
      const other = await territory.stored('zoning', rectangle(10, 0, 20, 10));
      const operations: ChangeOperation[] = [
        await territory.reshape('zoning', fid, rectangle(0, 0, 10, 9)),
        { operation: 'delete', layer: 'zoning', fid: other, baseVersion: 1 },
      ];
      const id = randomUUID();
      const { result } = await territory.commit(operations, territory.planner, id);
      expect(result.warnings).toEqual([
        {
          layer: 'zoning',
          reason: 'gap',
          area: expect.closeTo(110, 2),
          position: [expect.closeTo(14.157, 2), expect.closeTo(41.774, 2)],
        },
      ]);
      expect(await territory.commit(operations, territory.planner, id)).toEqual({
        result,
        replayed: true,
      });
      expect((await getChangeSet(server().db, territory.planner, id)).result).toEqual(result);
    });

    it('not where another takes over', async () => {
      const fid = await territory.stored('zoning', rectangle(0, 0, 10, 10));
      const { result } = await territory.commit([
        { operation: 'delete', layer: 'zoning', fid, baseVersion: 1 },
        await territory.create('zoning', rectangle(0, 0, 4, 10)),
        await territory.create('zoning', rectangle(4, 0, 10, 10)),
      ]);
      expect(result.warnings).toBeUndefined();
    });

    it('where neighbours enclose one, once; and not what lies in it', async () => {
      await territory.stored(
        'zoning',
        polygonWkt([
          [
            [0, 0],
            [30, 0],
            [30, 10],
            [10, 10],
            [10, 20],
            [30, 20],
            [30, 30],
            [0, 30],
          ],
        ]),
      );
      await territory.stored('zoning', rectangle(12, 12, 14, 14)); // an island, touching nothing
      const closing = await territory.commit([
        await territory.create('zoning', rectangle(20, 10, 30, 20)),
      ]);
      expect(closing.result.warnings).toMatchObject([
        { reason: 'gap', area: expect.closeTo(100 - 4, 2) },
      ]);
      const beside = await territory.commit([
        await territory.create('zoning', rectangle(30, 0, 40, 30)),
      ]);
      expect(beside.result.warnings).toBeUndefined();
      const { fid } = closing.result.results[0]!;
      const filling = await territory.commit([
        await territory.reshape('zoning', fid, rectangle(15, 10, 30, 20)),
      ]);
      expect(filling.result.warnings).toBeUndefined();
    });

    it('above a square centimetre only', async () => {
      const fid = await territory.stored('zoning', rectangle(0, 0, 10, 10));
      const notched = (side: number) =>
        polygonWkt([
          [
            [0, 0],
            [10, 0],
            [10, 10 - side],
            [10 - side, 10 - side],
            [10 - side, 10],
            [0, 10],
          ],
        ]);
      const small = await territory.commit([
        await territory.reshape('zoning', fid, notched(0.0098)),
      ]);
      expect(small.result.warnings).toBeUndefined();
      const large = await territory.commit([
        await territory.reshape('zoning', fid, notched(0.0175), 2),
      ]);
      expect(large.result.warnings).toMatchObject([
        { area: expect.closeTo(0.0175 ** 2 - 0.0098 ** 2, 4) },
      ]);
    });

    it('in layers with legal time where nothing holds from today on', async () => {
      const { result } = await territory.commit([await plan('2010-01-01', null)]);
      const { fid } = result.results[0]!;
      const ending = {
        operation: 'update',
        layer: 'plans',
        fid,
        baseVersion: 1,
        properties: { ended_on: '2020-01-01' },
      } as const;
      const ended = await territory.commit([ending]);
      expect(ended.result.warnings).toMatchObject([
        { layer: 'plans', area: expect.closeTo(100, 2) },
      ]);
      const past = await territory.commit([
        { operation: 'delete', layer: 'plans', fid, baseVersion: 2 },
      ]);
      expect(past.result.warnings).toBeUndefined();
    });
  });

  it('may become one, and cease to be, but not over overlaps', async () => {
    const { db } = server();
    const [a, b] = [
      await territory.stored('buildings', rectangle(0, 0, 10, 10)),
      await territory.stored('buildings', rectangle(5, 0, 15, 10)),
    ];
    const switchTo = (coverage: boolean) =>
      changeLayer(db, territory.admin, 'buildings', { coverage }, actorAt());
    await expect(switchTo(true)).rejects.toMatchObject({
      refusal: {
        code: 'invalid-layer',
        detail: expect.stringContaining('si sovrappone una coppia'),
        faults: [{ place: `fid ${a}`, reason: 'overlap', other: b, area: expect.closeTo(50, 3) }],
      },
    });
    const overlapping = await territory.create('buildings', rectangle(5, 0, 15, 10));
    await territory.commit([overlapping]); // it is none still
    await territory.clear();
    await territory.commit([await territory.create('buildings', rectangle(0, 0, 10, 10))]);
    expect(await switchTo(true)).toMatchObject({ coverage: true });
    expect((await territory.refusal([overlapping])).faults).toMatchObject([{ reason: 'overlap' }]);
    expect(await switchTo(false)).toMatchObject({ coverage: false });
    await territory.commit([overlapping]);
  });
});
