/** Inside one's municipality, and nobody left outside by its boundary. */
import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { asOwner } from '../db/scope.ts';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { Territory, corners, insertZone, polygonWkt, rectangle } from './rules.fixture.ts';

describeOnBothEngines('the boundary of a municipality', (server) => {
  const territory = new Territory(server);
  beforeAll(() => territory.seed());
  beforeEach(() => territory.clear());

  it.each([
    [0.99, undefined],
    [1.01, 'outside-municipality'],
  ])('may be passed by a metre: %d m', async (out, reason) => {
    const operation = await territory.create('buildings', rectangle(990, 10, 1000 + out, 20));
    expect(await territory.reasonOf([operation])).toBe(reason);
  });

  it('is told with each feature outside, how far and where', async () => {
    const inside = await territory.create('buildings', rectangle(10, 10, 20, 20));
    const beyond = await territory.create('buildings', rectangle(990, 10, 1012.5, 20));
    const away = await territory.create('zoning', rectangle(-100, -100, -50, -50));
    const { faults } = await territory.refusal([inside, beyond, away]);
    expect(faults).toMatchObject([
      {
        place: 'operations/1/geometry',
        reason: 'outside-municipality',
        message: expect.stringContaining('12,50 m'),
      },
      {
        place: 'operations/2/geometry',
        reason: 'outside-municipality',
        distance: expect.closeTo(Math.hypot(100, 100), 2),
      },
    ]);
    const [longitude, latitude] = faults![0]!.position!;
    const { rows } = await sql<{ within: boolean }>`select ST_Within(
      ST_Transform(ST_SetSRID(ST_MakePoint(${longitude}::float8, ${latitude}::float8), 4326), 7792),
      ST_GeomFromText(${rectangle(1001, 10, 1012.5, 20)}, 7792)) as within`.execute(server().owner);
    expect(rows[0]!.within).toBe(true);
  });

  it('is one with its enclaves cut out', async () => {
    await asAdminReshape(1, polygonWkt([corners(0, 0, 1000, 1000), corners(400, 400, 500, 500)]));
    const over = await territory.create('buildings', rectangle(390, 390, 510, 510));
    expect((await territory.refusal([over])).faults![0]!.reason).toBe('outside-municipality');
  });

  it('may be drawn in several parts, over several features', async () => {
    await territory.stored('municipalities', rectangle(0, -1000, 1000, 0));
    const across = await territory.create('buildings', rectangle(10, -10, 20, 10));
    expect(await territory.reasonOf([across])).toBeUndefined();
  });

  it('lets what sticks out already stay, be mended, but not stick out further', async () => {
    const fid = await territory.stored('buildings', rectangle(990, 10, 1020, 20));
    await territory.commit([
      {
        operation: 'update',
        layer: 'buildings',
        fid,
        baseVersion: 1,
        properties: { name: 'Fienile' },
      },
    ]);
    await territory.commit([
      await territory.reshape('buildings', fid, rectangle(980, 10, 1020, 20), 2),
    ]);
    await territory.commit([
      await territory.reshape('buildings', fid, rectangle(980, 10, 1015, 20), 3),
    ]);
    for (const worse of [rectangle(980, 10, 1016, 20), rectangle(980, 10, 1015, 21)])
      expect(
        (await territory.refusal([await territory.reshape('buildings', fid, worse, 4)])).faults,
      ).toMatchObject([{ place: 'operations/0/geometry', reason: 'outside-municipality' }]);
  });

  it('is that of the municipality a feature is given to', async () => {
    const fid = await territory.stored('buildings', rectangle(10, 10, 20, 20));
    const giving = {
      operation: 'update',
      layer: 'buildings',
      fid,
      baseVersion: 1,
      municipality: 'H434',
    } as const;
    expect((await territory.refusal([giving], territory.admin)).faults).toMatchObject([
      { place: 'operations/0/municipality', reason: 'outside-municipality' },
    ]);
    await territory.commit(
      [{ ...giving, geometry: await territory.shape(rectangle(1010, 10, 1020, 20)) }],
      territory.admin,
    );
  });

  it('binds nobody where none is known, and no import', async () => {
    await sql`update territory.municipalities set municipality = 'H434' where fid = 1`.execute(
      server().owner,
    );
    const operation = await territory.create('buildings', rectangle(-100, -100, -50, -50));
    expect(await territory.reasonOf([operation])).toBeUndefined();
    await territory.clear();
    expect(await territory.reasonOf([operation])).toBe('outside-municipality');
    expect(await territory.stored('buildings', rectangle(-100, -100, -50, -50))).toBeGreaterThan(0);
  });

  it('is held at the end of a transaction, by whatever SQL', async () => {
    const outside = rectangle(-100, -100, -50, -50);
    await territory.bySql(async (trx) => {
      const fid = await insertZone(trx, 'buildings', outside);
      await sql`update territory.buildings set geometry = ST_Translate(geometry, 200, 200) where fid = ${fid}`.execute(
        trx,
      );
    });
    await expect(
      territory.bySql((trx) => insertZone(trx, 'buildings', outside)),
    ).rejects.toMatchObject({
      code: 'SIT01',
      message: expect.stringMatching(
        /^L’elemento \d+ di «buildings» sporge di .* m oltre il confine del comune C096\. \(longitudine 14\.\d+, latitudine 41\.\d+\)$/,
      ),
    });
  });

  const asAdminReshape = async (fid: number, wkt: string) => {
    const { rows } = await sql<{
      version: number;
    }>`select version from territory.municipalities where fid = ${fid}`.execute(server().owner);
    return territory.commit(
      [await territory.reshape('municipalities', fid, wkt, rows[0]!.version)],
      territory.admin,
    );
  };

  it('may not be drawn so that features are left outside', async () => {
    const fids: number[] = [];
    for (let i = 0; i < 7; i++)
      fids.push(await territory.stored('buildings', rectangle(980, i * 20, 990, i * 20 + 10)));
    await territory.stored('zoning', rectangle(900, 900, 990, 990));
    await territory.stored('buildings', rectangle(990, 500, 1010, 510)); // stuck out before
    await territory.stored('buildings', rectangle(100, 500, 110, 510)); // stays inside
    const attempt = asAdminReshape(1, rectangle(0, 0, 950, 1000));
    const { faults } = await attempt.then(
      () => expect.fail('it was accepted'),
      (error: { refusal: { faults: unknown } }) => error.refusal,
    );
    expect(faults).toEqual([
      {
        place: 'operations/0/geometry',
        reason: 'orphans',
        position: [expect.closeTo(14.16, 1), expect.closeTo(41.8, 1)],
        message: expect.stringContaining(
          `7 di «buildings» (fid ${fids.slice(0, 5).join(', ')}, …)`,
        ),
        orphans: expect.arrayContaining([
          { layer: 'buildings', count: 7, fids: fids.slice(0, 5) },
          { layer: 'zoning', count: 1, fids: [expect.any(Number)] },
        ]),
      },
    ]);
    await asAdminReshape(1, rectangle(0, 0, 991, 1000));
  });

  it('is refused without telling where a layer kept from others has its features', async () => {
    await asOwner(server().db, (trx) =>
      createLayer(trx, zoningLayer({ id: 'reserved', readableBy: ['officer'], position: 1 })),
    );
    await territory.stored('reserved', rectangle(992, 702, 994, 704));
    await territory.stored('buildings', rectangle(992, 202, 994, 204));
    const { rows } = await sql<{ fid: number; at: [number, number] }>`
      select fid, sit.position_of(geometry) as at from territory.buildings
      order by fid desc limit 1`.execute(server().owner);
    const { faults } = await asAdminReshape(1, rectangle(0, 0, 991, 1000)).then(
      () => expect.fail('it was accepted'),
      (error: { refusal: { faults: { position: number[]; message: string }[] } }) => error.refusal,
    );
    expect(faults[0]).toMatchObject({
      position: rows[0]!.at,
      message: expect.stringMatching(/1 di un livello riservato/),
    });
    await sql`delete from territory.reserved`.execute(server().owner);
  });

  it('may not be taken away nor given away from over its features', async () => {
    const fid = await territory.stored('buildings', rectangle(10, 10, 20, 20));
    const { rows } = await sql<{
      version: number;
    }>`select version from territory.municipalities where fid = 1`.execute(server().owner);
    const base = { layer: 'municipalities', fid: 1, baseVersion: rows[0]!.version };
    for (const [operation, place] of [
      [{ operation: 'delete', ...base }, 'operations/0'],
      [{ operation: 'update', ...base, municipality: 'H434' }, 'operations/0/municipality'],
    ] as const)
      expect((await territory.refusal([operation], territory.admin)).faults).toMatchObject([
        { place, reason: 'orphans', orphans: [{ layer: 'buildings', count: 1, fids: [fid] }] },
      ]);
  });

  it.each([false, true])(
    'may move together with the features it would leave, in either order (%s)',
    async (flipped) => {
      const fid = await territory.stored('buildings', rectangle(980, 10, 990, 20));
      const statements = [
        sql`update territory.buildings set geometry = ST_Translate(geometry, -100, 0) where fid = ${fid}`,
        sql`update territory.municipalities set geometry = ST_GeomFromText(${rectangle(0, 0, 950, 1000)}, 7792) where fid = 1`,
      ];
      const ordered = flipped ? statements.toReversed() : statements;
      const together = territory.bySql(async (trx) => {
        for (const statement of ordered) await statement.execute(trx);
      }, territory.admin);
      await expect(together).resolves.toBeUndefined();
    },
  );
});
