/** What server tests stand on: a migrated throw-away database of either engine, and people to act as. */
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Principal } from '@sit/core/permission';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { ChangeWatcher } from '../changes/change-watcher.ts';
import type { Config } from '../config.ts';
import { readConfig } from '../config.ts';
import { openDatabase } from '../db/database.ts';
import type { Database } from '../db/database.ts';
import type { Tables } from '../db/tables.ts';
import type { Deps, Log } from '../deps.ts';
import { ownerOf } from './owner.ts';

export type Engine = Database['engine'];
export const TEMPLATE_DATABASE = 'sit_template';

export interface TestServer {
  deps: Deps;
  db: Database;
  /** The same database with the login's own rights, a superuser's here: what no policy hides. */
  owner: Kysely<Tables>;
  config: Config;
  /** Faults and warnings logged so far. */
  logged: Record<string, unknown>[];
}

/** The same suite on both engines. `server()` is for use inside tests and hooks. */
export function describeOnBothEngines(
  title: string,
  suite: (server: () => TestServer, engine: Engine) => void,
): void {
  for (const engine of ['postgres', 'embedded'] as const)
    describe(`${title} (${engine})`, () => {
      let opened: (TestServer & { dispose: () => Promise<void> }) | undefined;
      beforeAll(async () => {
        opened = await openTestServer(engine);
      }, 60_000);
      afterAll(() => opened?.dispose());
      suite(() => opened!, engine);
    });
}

export async function openTestServer(
  engine: Engine,
): Promise<TestServer & { dispose: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'sit-home-'));
  const { db, drop } = await (engine === 'postgres' ? copyOfCluster() : copyOfEmbedded(home));
  // A suite asks from one address, as fast as it can.
  const config = readConfig({ SIT_HOME: home, SIT_REQUESTS_PER_MINUTE: '1000000' }, home);
  const logged: Record<string, unknown>[] = [];
  const log = faultLog(logged);
  const deps: Deps = { db, config, log, changes: new ChangeWatcher(db, log) };
  const dispose = async (): Promise<void> => {
    await deps.changes.close();
    await db.close();
    await drop();
    await rm(home, { recursive: true, force: true });
  };
  return { deps, db, owner: ownerOf(db), config, logged, dispose };
}

/** Keeps faults and warnings in `lines`; a line for each request is no news here. */
export function faultLog(lines: Record<string, unknown>[]): Log {
  return (line) => void (line['level'] !== 'info' && lines.push(line));
}

async function copyOfCluster(): Promise<{ db: Database; drop: () => Promise<void> }> {
  const clusterUrl = inject('clusterUrl');
  const name = `sit_${randomUUID().replaceAll('-', '')}`;
  const run = async (statement: string): Promise<void> => {
    const maintenance = await openDatabase({ url: clusterUrl, dataDir: null });
    await maintenance.asLogin((login) => sql.raw(statement).execute(login));
    await maintenance.close();
  };
  await run(`create database ${name} template ${TEMPLATE_DATABASE}`);
  const db = await openDatabase({ url: databaseUrl(clusterUrl, name), dataDir: null });
  return { db, drop: () => run(`drop database ${name} with (force)`) };
}

async function copyOfEmbedded(home: string): Promise<{ db: Database; drop: () => Promise<void> }> {
  const dataDir = join(home, 'database');
  await cp(inject('embeddedTemplate'), dataDir, { recursive: true });
  return { db: await openDatabase({ url: null, dataDir }), drop: () => Promise.resolve() };
}

/** `clusterUrl` with another database. */
export function databaseUrl(clusterUrl: string, database: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Two municipalities in a union, as every suite needs them. */
export async function seedUnion(db: Database): Promise<void> {
  const owner = ownerOf(db);
  await owner
    .insertInto('sit.territory_union')
    .values({
      id: 'test',
      name: 'Unione di prova',
      storage_crs: 7792,
      fictitious: true,
      second_factor: 'optional',
    })
    .execute();
  await owner
    .insertInto('sit.municipality')
    .values([
      { code: 'C096', union_id: 'test', istat_code: '066028', name: 'Castel di Sangro' },
      { code: 'H434', union_id: 'test', istat_code: '066084', name: 'Roccaraso' },
    ])
    .execute();
}

/** A signed-in person, kept in sit.person so that change sets can name them. */
export async function seedPrincipal(
  db: Database,
  name: string,
  grants: Principal['grants'],
): Promise<Principal> {
  const email = `${name.toLowerCase().replace(/\W+/g, '.')}@example.org`;
  const { id } = await db.kysely
    .insertInto('sit.person')
    .values({ email, name, password_hash: 'no password: acts in tests only', disabled_at: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  for (const grant of grants)
    await db.kysely
      .insertInto('sit.grant')
      .values({ person_id: id, ...grant })
      .execute();
  return { userId: id, name, email, grants };
}
