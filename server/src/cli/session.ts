/** A command's time with the database. */
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { openDatabase } from '../db/database.ts';
import type { Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';

export function openConfigured(config: Config): Promise<Database> {
  return openDatabase({ url: config.databaseUrl, dataDir: join(config.home, 'database') });
}

/** Opens the configured database, migrates it, runs `work`, and closes it whatever happens. */
export async function withDatabase<T>(
  config: Config,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const db = await openConfigured(config);
  try {
    await migrate(db);
    return await work(db);
  } finally {
    await db.close();
  }
}
