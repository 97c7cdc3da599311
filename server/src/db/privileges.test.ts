/** A server that signs in with as little as it needs, and a database made before there were roles. */
import { randomUUID } from 'node:crypto';
import type { ChangeSet } from '@sit/core/feature';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { actorAt } from '../auth/testing.ts';
import { commit } from '../changesets/change-set.service.ts';
import { addLayer, listCatalogue } from '../layers/layer.service.ts';
import { addLogin } from '../logins/login.service.ts';
import { takeBackTo } from '../testing/earlier-schema.ts';
import { databaseUrl, openTestServer, seedPrincipal, seedUnion } from '../testing/harness.ts';
import type { TestServer } from '../testing/harness.ts';
import { ownerOf } from '../testing/owner.ts';
import { squareWkt, zoningLayer } from '../testing/zoning-layer.ts';
import { openDatabase } from './database.ts';
import type { Database } from './database.ts';
import { mayTakeAnyRole } from './login-power.ts';
import { migrate } from './migrate.ts';
import { inScope } from './scope.ts';

const LOGIN = `app_${process.pid}`;
const { style: _style, position: _position, ...NEW_LAYER } = zoningLayer();

function zoneOf(municipality: string): ChangeSet {
  const ring = [
    [14.1, 41.7],
    [14.101, 41.7],
    [14.101, 41.701],
    [14.1, 41.7],
  ] as [number, number][];
  const geometry = { type: 'MultiPolygon' as const, coordinates: [[ring]] };
  return {
    id: randomUUID(),
    operations: [
      { operation: 'create', layer: 'zoning', municipality, geometry, properties: { zone: 'A' } },
    ],
  };
}

describe('a login that is only granted sit_server', () => {
  let server: TestServer & { dispose: () => Promise<void> };
  let db: Database;

  beforeAll(async () => {
    server = await openTestServer('postgres');
    await seedUnion(server.db);
    await sql.raw(`create role ${LOGIN} login nosuperuser noinherit`).execute(server.owner);
    await sql.raw(`grant sit_server to ${LOGIN}`).execute(server.owner);
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(
      server.owner,
    );
    const url = new URL(databaseUrl(inject('clusterUrl'), rows[0]!.name));
    url.username = LOGIN;
    db = await openDatabase({ url: url.href, dataDir: null });
  }, 60_000);
  afterAll(async () => {
    await db.close();
    await sql.raw(`drop role ${LOGIN}`).execute(server.owner);
    await server.dispose();
  });

  it('serves: people, layers, change sets, each in its place', async () => {
    const admin = await seedPrincipal(db, 'Anna Unione', [
      { role: 'union-admin', municipality: null },
    ]);
    const planner = await seedPrincipal(db, 'Ada Piani', [
      { role: 'planner', municipality: 'C096' },
    ]);
    await addLayer(db, admin, NEW_LAYER, actorAt());
    expect((await commit(db, planner, zoneOf('C096'))).result.results).toHaveLength(1);
    await expect(commit(db, planner, zoneOf('H434'))).rejects.toMatchObject({
      refusal: { code: 'forbidden' },
    });
    expect((await listCatalogue(db, null)).layers.map(({ id }) => id)).toEqual(['zoning']);
    expect(await migrate(db)).toEqual([]);
  });

  it('could not change the record, as the login that migrates could', async () => {
    expect(await mayTakeAnyRole(db)).toBe(false);
    expect(await mayTakeAnyRole(server.db)).toBe(true);
    await expect(sql`grant sit_auditor to ${sql.id(LOGIN)}`.execute(ownerOf(db))).rejects.toThrow(
      /permission denied|must have admin option/,
    );
  });

  it('reads no feature by itself, and can make no logins', async () => {
    for (const connection of [db.kysely, ownerOf(db)])
      await expect(sql`select fid from territory.zoning`.execute(connection)).rejects.toThrow(
        /permission denied/,
      );
    const person = {
      login: 'eva',
      name: 'Eva',
      grants: [{ role: 'union-admin' as const, municipality: null }],
    };
    await expect(addLogin(db, person, actorAt())).rejects.toMatchObject({
      refusal: { code: 'forbidden' },
    });
  });
});

describe.each(['postgres', 'embedded'] as const)('a database of before roles (%s)', (engine) => {
  let server: TestServer & { dispose: () => Promise<void> };

  beforeAll(async () => {
    server = await openTestServer(engine);
    await server.db.asLogin(async (login) => {
      await takeBackTo(login, '0040');
      for (const statement of OLD_LAYER) await sql.raw(statement).execute(login);
    });
    await migrate(server.db);
  }, 120_000);
  afterAll(() => server.dispose());

  it('keeps its layers and their past, under the new rules', async () => {
    const { db, owner } = server;
    const planner = await seedPrincipal(db, 'Ada', [{ role: 'planner', municipality: 'C096' }]);
    const { layers } = await listCatalogue(db, planner);
    expect(layers).toMatchObject([
      {
        id: 'zoning',
        readableBy: 'public',
        editableBy: 'planner',
        editMode: 'direct',
        coverage: false,
      },
    ]);
    await commit(db, planner, {
      id: randomUUID(),
      operations: [
        { operation: 'update', layer: 'zoning', fid: 1, baseVersion: 2, properties: { zone: 'C' } },
        { operation: 'update', layer: 'zoning', fid: 2, baseVersion: 1, properties: { zone: 'C' } },
      ],
    });
    const versions = sql<{ line: string }>`
      select fid || '.' || version || ' ' || zone as line from (
        select fid, version, zone from history.zoning
        union all select fid, version, zone from territory.zoning) as v order by line`;
    expect((await versions.execute(owner)).rows.map(({ line }) => line)).toEqual([
      '1.1 A',
      '1.2 B',
      '1.3 C',
      '2.1 A',
      '2.2 C',
    ]);
    await expect(
      inScope(db, null, (trx) => sql`select author from territory.zoning`.execute(trx)),
    ).rejects.toThrow(/permission denied/);
    const { rows: owners } = await sql<{ owner: string }>`
      select distinct tableowner as owner from pg_tables where schemaname in ('sit', 'territory', 'history')`.execute(
      owner,
    );
    expect(owners).toEqual([{ owner: 'sit_owner' }]);
  });
});

/** A union and a layer with two features, one of them edited, as the release before roles left them. */
const OLD_LAYER = [
  `insert into sit.territory_union (id, name, storage_crs) values ('test', 'Unione', 7792)`,
  `insert into sit.municipality values ('C096', 'test', '066028', 'Castel di Sangro')`,
  `insert into sit.layer (id, title, "group", geometry_type, dimensions, fields, readable_by, editable_by, style,
     visible, min_zoom, position, fictitious)
   values ('zoning', '{"it":"Zonizzazione"}', '{"it":"Urbanistica"}', 'MultiPolygon', 2,
     '[{"name":"zone","type":"text","label":{"it":"Zona"},"required":true,"readOnly":false}]',
     'public', 'planner', '{"layers":[],"legend":[]}', true, 0, 10, true)`,
  `create table territory.zoning (
     fid bigint generated always as identity primary key,
     municipality text not null references sit.municipality,
     geometry geometry(MultiPolygon, 7792) not null,
     geometry_3857 geometry(MultiPolygon, 3857) generated always as (ST_Transform(geometry, 3857)) stored,
     version integer not null, begin_lifespan_version timestamptz not null, change_set uuid, author text not null,
     zone text not null)`,
  `create table history.zoning (
     fid bigint not null, municipality text not null,
     geometry geometry(MultiPolygon, 7792) not null, geometry_3857 geometry(MultiPolygon, 3857) not null,
     version integer not null, begin_lifespan_version timestamptz not null, change_set uuid, author text not null,
     zone text, end_lifespan_version timestamptz not null, operation text not null, ended_by uuid,
     ended_author text not null, primary key (fid, version))`,
  `create trigger before_write before insert or update on territory.zoning
     for each row execute function sit.before_feature_write()`,
  `create trigger after_insert after insert on territory.zoning referencing new table as new_rows
     for each statement execute function sit.after_feature_insert()`,
  `create trigger after_update after update on territory.zoning
     referencing old table as old_rows new table as new_rows
     for each statement execute function sit.after_feature_update()`,
  `create trigger after_delete after delete on territory.zoning referencing old table as old_rows
     for each statement execute function sit.after_feature_delete()`,
  `alter table territory.zoning enable row level security`,
  `alter table history.zoning enable row level security`,
  `insert into territory.zoning (municipality, geometry, zone) values
     ('C096', ST_GeomFromText('${squareWkt(0, 0)}', 7792), 'A'),
     ('C096', ST_GeomFromText('${squareWkt(100, 0)}', 7792), 'A')`,
  `update territory.zoning set zone = 'B' where fid = 1`,
];
