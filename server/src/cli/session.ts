/** A command's time with the database. */
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { openDatabase } from '../db/database.ts';
import type { Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { isUnreachable, untilReachable } from '../db/unreachable.ts';
import { refuse } from '../http/problem.ts';

/** A machine that starts brings the server up before its PostgreSQL has recovered. */
const PATIENCE_MILLISECONDS = 60_000;

/** Rejects with a Problem when nobody answers for a minute. */
export async function openConfigured(config: Config): Promise<Database> {
  const db = await openDatabase({
    url: config.databaseUrl,
    dataDir: join(config.home, 'database'),
  });
  try {
    await untilReachable(db, PATIENCE_MILLISECONDS);
    return db;
  } catch (error) {
    await db.close();
    if (!isUnreachable(error)) throw error;
    throw refuse(
      'not-ready',
      `La base dati di SIT_DATABASE_URL non risponde: ${(error as Error).message}`,
    );
  }
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
