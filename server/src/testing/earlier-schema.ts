/** A database as an earlier release left it, to be brought up to date. */
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Kysely } from 'kysely';
import { MIGRATIONS } from '../db/migrations/all.ts';
import type { Tables } from '../db/tables.ts';

/** Empties the database and applies the migrations named before `end`, such as `0040`. */
export async function takeBackTo(login: Kysely<Tables>, end: string): Promise<void> {
  await sql`drop schema sit, territory, history, sit_audit cascade`.execute(login);
  await sql`create schema sit`.execute(login);
  const before = Object.entries(MIGRATIONS).filter(([name]) => name < end);
  const { error } = await new Migrator({
    db: login,
    provider: { getMigrations: async () => Object.fromEntries(before) },
    migrationTableSchema: 'sit',
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  }).migrateToLatest();
  if (error) throw error;
}
