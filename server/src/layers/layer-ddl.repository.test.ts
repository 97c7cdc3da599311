/** What a layer's table refuses, keeps and tells by itself, straight in SQL. */
import type { Principal } from '@sit/core/permission';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { asOwner, inScope } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { squareWkt, zoningLayer } from '../testing/zoning-layer.ts';
import { createLayer } from './layer.service.ts';

type Trx = Transaction<Tables>;

const insertSquare = (trx: Trx, municipality: string, x: number, table = 'zoning') =>
  sql<{ fid: number }>`
    insert into ${sql.raw(`territory.${table}`)} (municipality, geometry, zone)
    values (${municipality}, ST_GeomFromText(${squareWkt(x, 0)}, 7792), 'A') returning fid`
    .execute(trx)
    .then(({ rows }) => rows[0]!.fid);

const LIVED_AT_NOON = `and tstzrange(begin_lifespan_version, end_lifespan_version) @> '2026-01-01 12:00Z'::timestamptz`;

describeOnBothEngines('a layer’s table', (server) => {
  let planner: Principal;
  let neighbour: Principal;
  let admin: Principal;

  beforeAll(async () => {
    const { db } = server();
    await seedUnion(db);
    planner = await seedPrincipal(db, 'Ada Piani', [{ role: 'planner', municipality: 'C096' }]);
    neighbour = await seedPrincipal(db, 'Ugo Monti', [{ role: 'planner', municipality: 'H434' }]);
    admin = await seedPrincipal(db, 'Eva Unione', [{ role: 'union-admin', municipality: null }]);
    await asOwner(db, async (trx) => {
      await createLayer(trx, zoningLayer());
      await createLayer(trx, zoningLayer({ id: 'kept', editableBy: 'nobody' }));
      await createLayer(
        trx,
        zoningLayer({ id: 'drafts', readableBy: 'offices', editableBy: 'union-admin' }),
      );
    });
  });
  beforeEach(async () => {
    for (const id of ['zoning', 'kept', 'drafts'])
      await sql`delete from ${sql.raw(`territory.${id}`)}`.execute(server().owner);
    await sql`truncate sit.change`.execute(server().owner);
  });

  const refused = (principal: Principal | null, work: (trx: Trx) => Promise<unknown>) =>
    inScope(server().db, principal, work).then(
      () => 'accepted',
      (error: { code?: string }) => error.code,
    );
  const POLICY = '42501';

  it('lets a planner write in the own municipality and no other', async () => {
    expect(await refused(planner, (trx) => insertSquare(trx, 'C096', 0))).toBe('accepted');
    expect(await refused(planner, (trx) => insertSquare(trx, 'H434', 0))).toBe(POLICY);
    expect(await refused(admin, (trx) => insertSquare(trx, 'H434', 0))).toBe('accepted');
    expect(await refused(null, (trx) => insertSquare(trx, 'C096', 0))).toBe(POLICY);
  });

  it('hides another municipality’s rows from updates and deletes', async () => {
    const fid = await inScope(server().db, planner, (trx) => insertSquare(trx, 'C096', 0));
    const touched = await inScope(server().db, neighbour, async (trx) => [
      (await sql`update territory.zoning set name = 'mia' returning fid`.execute(trx)).rows,
      (await sql`delete from territory.zoning returning fid`.execute(trx)).rows,
      (await sql`select fid from territory.zoning for update`.execute(trx)).rows,
      (await sql`select fid from territory.zoning`.execute(trx)).rows,
    ]);
    expect(touched).toEqual([[], [], [], [{ fid }]]);
  });

  it('refuses to give a row to another municipality or to take one', async () => {
    const fid = await inScope(server().db, planner, (trx) => insertSquare(trx, 'C096', 0));
    const move = (to: string) => (trx: Trx) =>
      sql`update territory.zoning set municipality = ${to} where fid = ${fid} returning fid`.execute(
        trx,
      );
    expect(await refused(planner, move('H434'))).toBe(POLICY);
    expect(await inScope(server().db, neighbour, move('H434'))).toHaveProperty('rows', []);
    expect(await inScope(server().db, admin, move('H434'))).toHaveProperty('rows', [{ fid }]);
  });

  it('is closed to all members where nobody may edit, and to planners where administrators may', async () => {
    expect(await refused(admin, (trx) => insertSquare(trx, 'C096', 0, 'kept'))).toBe(POLICY);
    expect(await refused(planner, (trx) => insertSquare(trx, 'C096', 0, 'drafts'))).toBe(POLICY);
    expect(await refused(admin, (trx) => insertSquare(trx, 'C096', 0, 'drafts'))).toBe('accepted');
  });

  it('shows the public its public columns of public layers only', async () => {
    await inScope(server().db, admin, (trx) => insertSquare(trx, 'C096', 0));
    const read = (columns: string, table: string) => (trx: Trx) =>
      sql`select ${sql.raw(columns)} from ${sql.raw(table)}`.execute(trx);
    expect(await refused(null, read('fid, zone, geometry', 'territory.zoning'))).toBe('accepted');
    expect(await refused(null, read('author', 'territory.zoning'))).toBe(POLICY);
    expect(await refused(null, read('fid', 'territory.drafts'))).toBe(POLICY);
    expect(await refused(null, read('fid', 'history.drafts'))).toBe(POLICY);
    expect(await refused(null, read('fid, operation', 'history.zoning'))).toBe('accepted');
    expect(await refused(null, read('ended_author', 'history.zoning'))).toBe(POLICY);
    expect(await refused(planner, read('*', 'territory.drafts'))).toBe('accepted');
  });

  it('lets no member write history or the change feed', async () => {
    expect(await refused(admin, (trx) => sql`delete from history.zoning`.execute(trx))).toBe(
      POLICY,
    );
    expect(
      await refused(admin, (trx) => sql`insert into sit.change default values`.execute(trx)),
    ).toBe(POLICY);
    expect(await refused(admin, (trx) => sql`truncate territory.zoning`.execute(trx))).toBe(POLICY);
  });

  it.each([
    ['a value outside the domain', `zone = 'Z'`, '23514', 'ok_zone'],
    ['no value for a required field', 'zone = null', '23502', undefined],
    ['a number that is none', `ratio = 'NaN'`, '23514', 'ok_ratio'],
    ['an infinite number', `ratio = '-Infinity'`, '23514', 'ok_ratio'],
    ['an integer JSON cannot carry', 'floors = 9007199254740993', '23514', 'ok_floors'],
    ['an endless date', `adopted_on = 'infinity'`, '23514', 'ok_adopted_on'],
    ['a very long text', `name = repeat('x', 10001)`, '23514', 'ok_name'],
    ['an unknown municipality', `municipality = 'Z999'`, '23503', 'zoning_municipality_fkey'],
    ['no geometry', 'geometry = null', '23502', undefined],
    [
      'an empty geometry',
      `geometry = ST_GeomFromText('MULTIPOLYGON EMPTY', 7792)`,
      '23514',
      'geometry_not_empty',
    ],
    [
      'a bow tie',
      `geometry = ST_GeomFromText('MULTIPOLYGON(((0 0,10 10,10 0,0 10,0 0)))', 7792)`,
      '23514',
      'geometry_valid',
    ],
    ['another geometry type', `geometry = ST_GeomFromText('POINT(0 0)', 7792)`, '22023', undefined],
    ['another CRS', `geometry = ST_SetSRID(geometry, 4326)`, '22023', undefined],
  ])('refuses %s', async (_, assignment, code, constraint) => {
    const { db } = server();
    await inScope(db, admin, (trx) => insertSquare(trx, 'C096', 0));
    const update = inScope(db, admin, (trx) =>
      sql`update territory.zoning set ${sql.raw(assignment)}`.execute(trx),
    );
    await expect(update).rejects.toMatchObject({
      code,
      ...(constraint ? { constraint_name: constraint } : {}),
    });
  });

  it('numbers versions and names authors itself, whatever a statement says', async () => {
    const fid = await inScope(server().db, planner, (trx) => insertSquare(trx, 'C096', 0));
    await inScope(server().db, planner, (trx) =>
      sql`update territory.zoning set version = 77, author = 'un altro', begin_lifespan_version = 'epoch',
        change_set = gen_random_uuid() where fid = ${fid}`.execute(trx),
    );
    const { rows } = await sql`
      select version, author, change_set, begin_lifespan_version > now() - interval '1 minute' as recent
      from territory.zoning where fid = ${fid}`.execute(server().owner);
    expect(rows).toEqual([{ version: 2, author: 'Ada Piani', change_set: null, recent: true }]);
  });

  it('issues each fid once: neither a chosen nor a deleted one comes back by hand', async () => {
    const { db } = server();
    const fid = await inScope(db, planner, (trx) => insertSquare(trx, 'C096', 0));
    const insertAs = (chosen: number) => (trx: Trx) =>
      sql`insert into territory.zoning (fid, municipality, geometry, zone) overriding system value
        values (${chosen}, 'C096', ST_GeomFromText(${squareWkt(0, 0)}, 7792), 'A')`.execute(trx);
    expect(await refused(planner, insertAs(fid + 1000))).toBe(POLICY);
    await inScope(db, planner, (trx) =>
      sql`delete from territory.zoning where fid = ${fid}`.execute(trx),
    );
    expect(await refused(planner, insertAs(fid))).toBe(POLICY);
  });

  it('keeps every past version with who ended it, each beginning where the one before ends', async () => {
    const { db } = server();
    const fid = await inScope(db, planner, async (trx) => {
      const created = await insertSquare(trx, 'C096', 0);
      // Three versions within one transaction's clock.
      await sql`update territory.zoning set name = 'due' where fid = ${created}`.execute(trx);
      await sql`update territory.zoning set name = 'tre' where fid = ${created}`.execute(trx);
      return created;
    });
    await inScope(db, admin, (trx) =>
      sql`delete from territory.zoning where fid = ${fid}`.execute(trx),
    );
    const { rows } = await sql`
      select version, name, operation, author, ended_author,
        begin_lifespan_version < end_lifespan_version as lasts,
        begin_lifespan_version = lag(end_lifespan_version) over (order by version) as follows,
        ST_AsText(geometry) = ${squareWkt(0, 0)} as same_shape
      from history.zoning where fid = ${fid} order by version`.execute(server().owner);
    const always = { author: 'Ada Piani', lasts: true, same_shape: true };
    expect(rows).toEqual([
      {
        ...always,
        version: 1,
        name: null,
        operation: 'update',
        ended_author: 'Ada Piani',
        follows: null,
      },
      {
        ...always,
        version: 2,
        name: 'due',
        operation: 'update',
        ended_author: 'Ada Piani',
        follows: true,
      },
      {
        ...always,
        version: 3,
        name: 'tre',
        operation: 'delete',
        ended_author: 'Eva Unione',
        follows: true,
      },
    ]);
  });

  it('tells the change feed what changed where, old and new place together', async () => {
    const { db } = server();
    const fid = await inScope(db, admin, (trx) => insertSquare(trx, 'C096', 0));
    await inScope(db, admin, (trx) =>
      sql`update territory.zoning set municipality = 'H434', geometry = ST_Translate(geometry, 100, 0)
        where fid = ${fid}`.execute(trx),
    );
    await inScope(db, admin, (trx) =>
      sql`delete from territory.zoning where fid = ${fid}`.execute(trx),
    );
    const { rows } = await sql<{ bbox_3857: number[] }>`
      select layer, fid, operation, version, municipality, bbox_3857 from sit.change order by seq`.execute(
      server().owner,
    );
    const extent = async (from: number, to: number): Promise<number[]> => {
      const shape = sql`ST_Transform(ST_Collect(
        ST_GeomFromText(${squareWkt(from, 0)}, 7792), ST_GeomFromText(${squareWkt(to, 0)}, 7792)), 3857)`;
      const { rows: boxes } = await sql<{ box: number[] }>`
        select array[ST_XMin(g), ST_YMin(g), ST_XMax(g), ST_YMax(g)] as box from (select ${shape} as g) as s`.execute(
        server().owner,
      );
      return boxes[0]!.box;
    };
    const always = { layer: 'zoning', fid };
    expect(rows).toEqual([
      {
        ...always,
        operation: 'create',
        version: 1,
        municipality: 'C096',
        bbox_3857: await extent(0, 0),
      },
      {
        ...always,
        operation: 'update',
        version: 2,
        municipality: 'H434',
        bbox_3857: await extent(0, 100),
      },
      {
        ...always,
        operation: 'delete',
        version: 2,
        municipality: 'H434',
        bbox_3857: await extent(100, 100),
      },
    ]);
  });

  it('records an import’s many rows in one statement', async () => {
    const { db } = server();
    await inScope(db, admin, (trx) =>
      sql`insert into territory.zoning (municipality, geometry, zone)
        select 'C096', ST_Translate(ST_GeomFromText(${squareWkt(0, 0)}, 7792), i * 10, 0), 'B'
        from generate_series(1, 500) as i`.execute(trx),
    );
    await inScope(db, admin, (trx) => sql`update territory.zoning set zone = 'C'`.execute(trx));
    const { rows } = await sql`
      select operation, count(*) as rows, count(distinct fid) as features from sit.change group by operation order by 1`.execute(
      server().owner,
    );
    expect(rows).toEqual([
      { operation: 'create', rows: 500, features: 500 },
      { operation: 'update', rows: 500, features: 500 },
    ]);
  });

  it('turns outer rings counterclockwise and moves no coordinate', async () => {
    const clockwise =
      'MULTIPOLYGON(((430000.1 4625000,430000.1 4625010,430010.3 4625010,430000.1 4625000)))';
    const { rows } = await inScope(server().db, admin, (trx) =>
      sql`insert into territory.zoning (municipality, geometry, zone)
        values ('C096', ST_GeomFromText(${clockwise}, 7792), 'A') returning ST_AsText(geometry) as wkt`.execute(
        trx,
      ),
    );
    expect(rows).toEqual([
      {
        wkt: 'MULTIPOLYGON(((430000.1 4625000,430010.3 4625010,430000.1 4625010,430000.1 4625000)))',
      },
    ]);
  });

  it.each<[string, () => Principal | null, string, string, string]>([
    ['the public', () => null, 'territory.zoning', 'geometry_3857', ''],
    ['a member, in a layer of the offices', () => planner, 'territory.drafts', 'geometry_3857', ''],
    ['the public, in the storage CRS', () => null, 'territory.zoning', 'geometry', ''],
    ['the public, at a time', () => null, 'history.zoning', 'geometry_3857', LIVED_AT_NOON],
  ])(
    'answers %s from the spatial index: no policy stands before it',
    async (_, caller, table, column, more) => {
      const { db } = server();
      for (const id of ['zoning', 'drafts']) {
        await inScope(db, admin, (trx) =>
          sql`insert into ${sql.raw(`territory.${id}`)} (municipality, geometry, zone)
          select 'C096', ST_Translate(ST_GeomFromText(${squareWkt(0, 0)}, 7792), i % 60 * 20, i / 60 * 20), 'A'
          from generate_series(1, 600) as i`.execute(trx),
        );
        await inScope(db, admin, (trx) =>
          sql`update ${sql.raw(`territory.${id}`)} set zone = 'B'`.execute(trx),
        );
      }
      await sql`analyze territory.zoning, territory.drafts, history.zoning`.execute(server().owner);
      const srid = column === 'geometry' ? 7792 : 3857;
      const plan = await inScope(db, caller(), (trx) =>
        sql<{ 'QUERY PLAN': string }>`explain select fid from ${sql.raw(table)}
        where ST_Intersects(${sql.raw(column)}, ST_Transform(ST_GeomFromText(${squareWkt(50, 50, 30)}, 7792), ${srid}::int))
        ${sql.raw(more)}`.execute(trx),
      );
      const lines = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(lines).toMatch(new RegExp(`Index Cond: \\(.*${column} &&`));
      const range = 'tstzrange\\(begin_lifespan_version, end_lifespan_version\\) @>';
      expect(lines).toMatch(new RegExp(more ? `Index Cond: .*${range}` : ''));
    },
  );
});
