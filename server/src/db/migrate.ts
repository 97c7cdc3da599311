/** Brings a database to the newest schema. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Database } from './database.ts';
import { MIGRATIONS } from './migrations/all.ts';
import type { Tables } from './tables.ts';

const OLDEST_POSTGRES = 150000;

/** Names of the migrations applied now, oldest first. Throws, nothing half-applied, when one fails. */
export async function migrate(db: Database): Promise<string[]> {
  return db.asLogin(async (login) => {
    await checkServer(login);
    await becomeOwner(login);
    const migrator = new Migrator({
      db: login,
      provider: { getMigrations: async () => MIGRATIONS },
      migrationTableSchema: 'sit',
      migrationTableName: 'migration',
      migrationLockTableName: 'migration_lock',
    });
    const { error, results } = await migrator.migrateToLatest();
    const failed = results?.find((result) => result.status === 'Error');
    if (error) throw new Error(`migration ${failed?.migrationName ?? ''} failed`, { cause: error });
    return (results ?? []).map((result) => result.migrationName);
  });
}

/** Once 0040_roles.ts has given it everything, what later migrations make belongs to the owner too. */
async function becomeOwner(login: Kysely<Tables>): Promise<void> {
  await sql`select set_config('role', 'sit_owner', false)
    from pg_namespace where nspname = 'sit' and nspowner = to_regrole('sit_owner')`.execute(login);
}

async function checkServer(login: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ version: string; name: string }>`
    select current_setting('server_version_num') as version, current_setting('server_version') as name`.execute(
    login,
  );
  if (Number(rows[0]!.version) < OLDEST_POSTGRES)
    throw new Error(`PostgreSQL ${rows[0]!.name} is too old: 15 or newer is needed`);
}
