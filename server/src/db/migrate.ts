/** Brings a database to the newest schema. */
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Database } from './database.ts';
import { MIGRATIONS } from './migrations/all.ts';

const OLDEST_POSTGRES = 150000;

/** Names of the migrations applied now, oldest first. Throws, nothing half-applied, when one fails. */
export async function migrate(db: Database): Promise<string[]> {
  await checkServer(db);
  await sql`create schema if not exists sit`.execute(db.kysely);
  const migrator = new Migrator({
    db: db.kysely,
    provider: { getMigrations: async () => MIGRATIONS },
    migrationTableSchema: 'sit',
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  });
  const { error, results } = await migrator.migrateToLatest();
  const failed = results?.find((result) => result.status === 'Error');
  if (error) throw new Error(`migration ${failed?.migrationName ?? ''} failed`, { cause: error });
  return (results ?? []).map((result) => result.migrationName);
}

async function checkServer(db: Database): Promise<void> {
  const { rows } = await sql<{ version: string; name: string }>`
    select current_setting('server_version_num') as version, current_setting('server_version') as name`.execute(
    db.kysely,
  );
  if (Number(rows[0]!.version) < OLDEST_POSTGRES)
    throw new Error(`PostgreSQL ${rows[0]!.name} is too old: 15 or newer is needed`);
}
