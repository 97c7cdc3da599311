/** Opening the database: one driver for the embedded PostGIS and for one outside. */
import { Kysely, sql } from 'kysely';
import { PostgresJSDialect } from 'kysely-postgres-js';
import postgres from 'postgres';
import { startEmbedded } from './embedded.ts';
import type { Tables } from './tables.ts';

export interface Database {
  kysely: Kysely<Tables>;
  engine: 'embedded' | 'postgres';
  close(): Promise<void>;
}

/** Rejects when the database does not answer. */
export async function ping(db: Database): Promise<void> {
  await sql`select 1`.execute(db.kysely);
}

export interface DatabaseSource {
  /** PostgreSQL connection URL; null for the embedded database. */
  url: string | null;
  /** Directory of the embedded database; null keeps it in memory. */
  dataDir: string | null;
}

const POOL_SIZE = 10;

/** PostgreSQL type OIDs (pg_type). */
const INT8 = 20;
const JSON_TEXT = 114;
const DATE = 1082;
const JSONB = 3802;

const DRIVER_OPTIONS = {
  // Notices ("extension already exists") are not for the log.
  onnotice: () => {},
  types: {
    // fid, counts and sequence numbers stay far below 2^53.
    bigint: { to: INT8, from: [INT8], serialize: String, parse: Number },
    // A calendar day has no time zone: keep it text. (The driver's own `date` also means instants.)
    calendarDay: { to: DATE, from: [DATE], serialize: String, parse: String },
    // Text is JSON already, as Kysely's JSON columns want it; the driver's own would quote it again.
    json: {
      to: JSON_TEXT,
      from: [JSON_TEXT, JSONB],
      serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
      parse: (text: string): unknown => JSON.parse(text),
    },
  } satisfies Record<string, postgres.PostgresType>,
};

export async function openDatabase(source: DatabaseSource): Promise<Database> {
  if (source.url !== null) {
    const connections = postgres(source.url, { ...DRIVER_OPTIONS, max: POOL_SIZE });
    return assemble('postgres', connections, () => connections.end({ timeout: 5 }));
  }
  const embedded = await startEmbedded(source.dataDir);
  const connections = postgres({
    ...DRIVER_OPTIONS,
    path: embedded.socketPath,
    user: 'postgres',
    database: 'postgres',
    // The embedded engine has one connection; more would mix up prepared statements.
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
  });
  return assemble('embedded', connections, async () => {
    await connections.end({ timeout: 5 });
    await embedded.stop();
  });
}

function assemble(
  engine: Database['engine'],
  connections: postgres.Sql,
  close: () => Promise<void>,
): Database {
  const kysely = new Kysely<Tables>({ dialect: new PostgresJSDialect({ postgres: connections }) });
  return { kysely, engine, close };
}
