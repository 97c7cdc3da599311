/** Logins of the database in the hands of real clients: GDAL's PostgreSQL driver, which QGIS works like. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { dbUserCommand } from '../cli/db-user.ts';
import { openDatabase } from '../db/database.ts';
import type { Database } from '../db/database.ts';
import { asOwner } from '../db/scope.ts';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines, openTestServer, seedUnion } from '../testing/harness.ts';
import type { TestServer } from '../testing/harness.ts';
import { squareWkt, zoningLayer } from '../testing/zoning-layer.ts';

const run = promisify(execFile);
const UNIQUE = `ada_${process.pid}`;

/** QGIS belongs to the system's Python, before which another may stand. */
const QGIS_PYTHON = ['python3', '/usr/bin/python3'].find(
  (python) => spawnSync(python, ['-c', 'import qgis.core']).status === 0,
);
const QGIS_EDIT = fileURLToPath(new URL('./testing/qgis-edit.py', import.meta.url));

interface QgisAnswer {
  valid: boolean;
  saved: boolean;
  errors: string[];
}

interface Version {
  version: number;
  author: string;
  message: string | null;
  name: string | null;
}

describe('a planner’s login', () => {
  let server: TestServer & { dispose: () => Promise<void> };
  let connection: string;
  let directory: string;

  beforeAll(async () => {
    server = await openTestServer('postgres');
    directory = await mkdtemp(join(tmpdir(), 'sit-login-'));
    const { db, owner } = server;
    await seedUnion(db);
    await asOwner(db, async (trx) => {
      await createLayer(trx, zoningLayer());
      await createLayer(trx, zoningLayer({ id: 'officers_only', readableBy: ['officer'] }));
      await sql`insert into territory.zoning (municipality, geometry, zone) values
        ('C096', ST_GeomFromText(${squareWkt(0, 0)}, 7792), 'A'),
        ('H434', ST_GeomFromText(${squareWkt(100, 0)}, 7792), 'B')`.execute(trx);
      await sql`insert into territory.officers_only (municipality, geometry, zone) values
        ('C096', ST_GeomFromText(${squareWkt(0, 0)}, 7792), 'A')`.execute(trx);
    });
    const told: string[] = [];
    await dbUserCommand(
      ['add', UNIQUE, '--role', 'planner', '--municipality', 'C096', '--name', 'Ada Piani'],
      db,
      (line) => told.push(line),
    );
    const password = /password: (\S+)/.exec(told[0]!)![1]!;
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(owner);
    const { hostname, port } = new URL(inject('clusterUrl'));
    connection = `PG:host=${hostname} port=${port} dbname=${rows[0]!.name} user=${UNIQUE} password=${password} application_name=QGIS`;
  }, 60_000);
  afterAll(async () => {
    await dbUserCommand(['remove', UNIQUE], server.db, () => {});
    await server.dispose();
    await rm(directory, { recursive: true, force: true });
  });

  /** ogrinfo ends well whatever the database answered, which it tells on stderr. */
  const execute = (statement: string): Promise<{ stderr: string }> =>
    run('ogrinfo', [connection, '-sql', statement]);
  const versions = async (fid: number): Promise<Version[]> => {
    const { rows } = await sql<Version>`
      select v.version, v.author, c.message, v.name from (
        select fid, version, author, change_set, name from history.zoning
        union all select fid, version, author, change_set, name from territory.zoning) as v
      left join sit.change_set c on c.id = v.change_set
      where fid = ${fid}::bigint order by version`.execute(server.owner);
    return rows;
  };

  it('sees what a planner sees', async () => {
    const { stdout } = await run('ogrinfo', ['-so', connection, 'territory.zoning']);
    expect(stdout).toMatch(/Feature Count: 2/);
    expect(stdout).toMatch(/FID Column = fid/);
    expect(stdout).toMatch(/RDN2008/);
    const hidden = await run('ogrinfo', ['-so', connection, 'territory.officers_only']);
    expect(hidden.stdout).toMatch(/Feature Count: 0/);
  });

  it('appends by ogr2ogr: a version with author, change set, and a row in the feed', async () => {
    const file = join(directory, 'new.geojson');
    await writeFile(
      file,
      JSON.stringify({
        type: 'FeatureCollection',
        features: ['Prima', 'Seconda'].map((name) => ({
          type: 'Feature',
          properties: { municipality: 'C096', zone: 'B', name },
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [14.1, 41.7],
                [14.101, 41.7],
                [14.101, 41.701],
                [14.1, 41.7],
              ],
            ],
          },
        })),
      }),
    );
    // The table has two geometries, so that the one meant must be named.
    const select = 'select geometry as geometry, municipality, zone, name from new';
    const options =
      '-append -update -nln territory.zoning -nlt PROMOTE_TO_MULTI -t_srs EPSG:7792 -dialect sqlite';
    await run('ogr2ogr', [...options.split(' '), '-sql', select, connection, file]);
    const { rows } = await sql<{ fid: number; operation: string; change_set: string }>`
      select c.fid, c.operation, c.change_set from sit.change c
      join territory.zoning z using (fid) where z.name in ('Prima', 'Seconda') order by fid`.execute(
      server.owner,
    );
    expect(rows.map(({ operation }) => operation)).toEqual(['create', 'create']);
    expect(rows[0]!.change_set).toMatch(/^[0-9a-f-]{36}$/);
    // One transaction, one change set.
    expect(rows[1]!.change_set).toBe(rows[0]!.change_set);
    expect(await versions(rows[0]!.fid)).toEqual([
      { version: 1, author: 'Ada Piani', message: 'QGIS', name: 'Prima' },
    ]);
  });

  it('edits its own: the past is kept, version and author are the database’s', async () => {
    await execute(
      `update territory.zoning set name = 'Rivista', version = 99, author = 'Altri',
        geometry = ST_Translate(geometry, 1, 0) where fid = 1`,
    );
    expect(await versions(1)).toMatchObject([
      { version: 1, name: null },
      { version: 2, author: 'Ada Piani', name: 'Rivista' },
    ]);
  });

  describe.skipIf(!QGIS_PYTHON)(
    'in QGIS itself (skipped where its Python is not installed)',
    () => {
      const qgis = async (fid: number, action: string): Promise<QgisAnswer> => {
        const { stdout } = await run(
          QGIS_PYTHON!,
          [QGIS_EDIT, connection.slice('PG:'.length), String(fid), action],
          { env: { ...process.env, QT_QPA_PLATFORM: 'offscreen' } },
        );
        return JSON.parse(stdout.trim().split('\n').at(-1)!) as QgisAnswer;
      };

      it('adds, renames and moves its own, each a version', async () => {
        const before = await versions(1);
        for (const action of ['add', 'rename', 'move'])
          expect([action, await qgis(1, action)]).toMatchObject([
            action,
            { valid: true, saved: true },
          ]);
        expect((await versions(1)).slice(before.length)).toMatchObject([
          { author: 'Ada Piani', message: expect.stringMatching(/QGIS/), name: 'Da QGIS' },
          { author: 'Ada Piani', name: 'Da QGIS' },
        ]);
      });

      it.each(['move', 'rename', 'remove'])(
        'is told so when it may not %s another’s feature',
        async (action) => {
          const before = await versions(2);
          const { saved, errors } = await qgis(2, action);
          expect(saved).toBe(false);
          expect(errors.join(' ')).toMatch(/L’elemento 2 di «zoning» è del comune H434/);
          expect(await versions(2)).toEqual(before);
        },
      );
    },
  );

  it.each([
    [
      'moving another’s feature',
      'update territory.zoning set geometry = ST_Translate(geometry, 5, 0) where fid = 2',
      /L’elemento 2 di «zoning» è del comune H434/,
    ],
    [
      'deleting it',
      'delete from territory.zoning where fid = 2',
      /L’elemento 2 di «zoning» è del comune H434/,
    ],
    [
      'giving its own away',
      "update territory.zoning set municipality = 'H434' where fid = 1",
      /row-level security/,
    ],
    [
      'a value outside the domain',
      "update territory.zoning set zone = 'Z' where fid = 1",
      /ok_zone/,
    ],
    ['people', 'select * from sit.person', /permission denied/],
    ['the past rewritten', "update history.zoning set name = 'x'", /permission denied/],
    ['the feed', 'delete from sit.change', /permission denied/],
    [
      'its own rights',
      "update sit.database_login set role = 'union-admin', municipalities = '{}'",
      /permission denied/,
    ],
  ])('is refused %s', async (_what, statement, message) => {
    const before = [await versions(1), await versions(2)];
    expect((await execute(statement)).stderr).toMatch(message);
    expect([await versions(1), await versions(2)]).toEqual(before);
  });
});

describeOnBothEngines('the command db-user', (server, engine) => {
  const command = async (...argv: string[]): Promise<{ status: number; told: string }> => {
    const lines: string[] = [];
    const status = await dbUserCommand(argv, server().db, (line) => lines.push(line));
    return { status, told: lines.join('\n') };
  };
  beforeAll(() => seedUnion(server().db));

  it.each([
    [['add', 'x', '--role', 'king'], /«king» non è un ruolo/],
    [['add', 'x', '--role', 'planner'], /vuole --municipality/],
    [['add', 'x', '--role', 'union-editor', '--municipality', 'C096'], /senza --municipality/],
    [['add', '--role', 'union-admin'], /Manca NOME/],
    [['drop', 'x'], /Azione sconosciuta: drop/],
  ])('says why it does not understand %j', async (argv, message) => {
    const { status, told } = await command(...argv);
    expect(status).toBe(2);
    expect(told).toMatch(message);
  });

  if (engine === 'embedded')
    it('says that nobody can reach the embedded database', async () => {
      await expect(
        command('add', 'ada', '--role', 'planner', '--municipality', 'C096'),
      ).rejects.toMatchObject({ refusal: { detail: expect.stringMatching(/SIT_DATABASE_URL/) } });
    });
  else {
    it.each(['Ada', 'sit_owner', 'pg_x', 'postgres', 'a-b', 'a"; drop table x; --', '1a', ''])(
      'refuses the name %j',
      async (name) => {
        await expect(
          dbUserCommand(['add', name || ' ', '--role', 'union-admin'], server().db, () => {}),
        ).rejects.toMatchObject({ refusal: { code: 'invalid-request' } });
      },
    );

    it('refuses an unknown municipality, a name taken, a login that is not there', async () => {
      const name = `bea_${process.pid}`;
      const add = ['add', name, '--role', 'viewer', '--municipality'];
      await expect(command(...add, 'Z999')).rejects.toMatchObject({
        refusal: { code: 'not-found' },
      });
      await command(...add, 'C096');
      await expect(command(...add, 'C096')).rejects.toMatchObject({
        refusal: { code: 'already-exists' },
      });
      expect((await command('list')).told).toBe(`${name}  ${name}  viewer C096`);
      await command('remove', name);
      expect((await command('list')).told).toBe('');
      for (const action of ['remove', 'password'])
        await expect(command(action, name)).rejects.toMatchObject({
          refusal: { code: 'not-found' },
        });
    });

    it('gives a new password, after which the old one is good for nothing, and takes the login away', async () => {
      const name = `eva_${process.pid}`;
      const passwordOf = (told: string): string => /password: (\S+)/.exec(told)![1]!;
      const first = passwordOf((await command('add', name, '--role', 'union-editor')).told);
      const second = passwordOf((await command('password', name)).told);
      const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(
        server().owner,
      );
      const opened: Database[] = [];
      const connect = async (password: string) => {
        const url = new URL(inject('clusterUrl'));
        Object.assign(url, { pathname: rows[0]!.name, username: name, password });
        const client = await openDatabase({ url: url.href, dataDir: null });
        opened.push(client);
        return client.asLogin((login) => sql`select 1`.execute(login));
      };
      // The throw-away cluster trusts whoever comes from this machine; what it keeps is the verifier.
      const { rows: kept } = await sql<{ verifier: string }>`
        select rolpassword as verifier from pg_authid where rolname = ${name}`.execute(
        server().owner,
      );
      expect(kept[0]!.verifier).toMatch(/^SCRAM-SHA-256\$4096:/);
      expect(first).not.toBe(second);
      await connect(second);
      await command('remove', name);
      await expect(connect(second)).rejects.toThrow(/does not exist/);
      for (const client of opened) await client.close();
      const recorded = await server()
        .db.kysely.selectFrom('sit_audit.entry')
        .select(['event', 'credential', 'detail'])
        .where('subject', '=', `database-login/${name}`)
        .orderBy('seq')
        .execute();
      expect(recorded).toMatchObject([
        { event: 'database-login-added', credential: 'command-line' },
        { event: 'database-login-changed', credential: 'command-line' },
        { event: 'database-login-removed', credential: 'command-line' },
      ]);
      for (const secret of [first, second]) expect(JSON.stringify(recorded)).not.toContain(secret);
    });
  }
});
