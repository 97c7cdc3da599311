/** Opening the database: one driver for the embedded PostGIS and for one outside. */
import { Kysely, sql } from 'kysely';
import { connectionPool } from './connection-pool.ts';
import { DRIVER_OPTIONS } from './driver-options.ts';
import { startEmbedded } from './embedded.ts';
import { listenTo } from './listen.ts';
import type { Tables } from './tables.ts';

export interface Database {
  kysely: Kysely<Tables>;
  engine: 'embedded' | 'postgres';
  /**
   * One connection with the rights of the login itself, for what changes the database's schema or its
   * roles. Everything else runs as `sit_server`, which owns nothing and may read no feature.
   */
  asLogin<T>(work: (kysely: Kysely<Tables>) => Promise<T>): Promise<T>;
  /**
   * Calls `woken` at each NOTIFY on `channel`, on a connection of its own, and once when it begins to hear.
   * The function returned ends it. Null on the embedded engine, which has no second connection. A connection
   * that drops may stay silent for good (the driver tries once): whoever listens looks by itself too.
   */
  listen: ((channel: string, woken: () => void) => Promise<() => Promise<void>>) | null;
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
const SERVER_ROLE = 'sit_server';

export async function openDatabase(source: DatabaseSource): Promise<Database> {
  return source.url === null ? openEmbedded(source.dataDir) : openPostgres(source.url);
}

function openPostgres(url: string): Database {
  // Connections are made at the first query, when the schema and with it the role are there.
  const pool = connectionPool(
    url,
    { ...DRIVER_OPTIONS, connection: { role: SERVER_ROLE } },
    POOL_SIZE,
  );
  return {
    engine: 'postgres',
    kysely: new Kysely<Tables>(pool),
    async asLogin(work) {
      const own = connectionPool(url, DRIVER_OPTIONS, 1);
      try {
        return await work(new Kysely<Tables>(own));
      } finally {
        await own.end();
      }
    },
    listen: (channel, woken) => listenTo(url, SERVER_ROLE, channel, woken),
    close: () => pool.end(),
  };
}

async function openEmbedded(dataDir: string | null): Promise<Database> {
  const embedded = await startEmbedded(dataDir);
  const options = {
    ...DRIVER_OPTIONS,
    path: embedded.socketPath,
    user: 'postgres',
    database: 'postgres',
    idle_timeout: 0,
    max_lifetime: null,
  };
  // The embedded engine has one connection; more would mix up prepared statements.
  const pool = connectionPool(null, options, 1);
  const kysely = new Kysely<Tables>(pool);
  // The engine knows no settings at connection; its one session keeps the role for its life.
  const becomeServer = async (connection: Kysely<Tables>): Promise<void> => {
    await sql`select set_config('role', ${SERVER_ROLE}, false)
      from pg_roles where rolname = ${SERVER_ROLE}`.execute(connection);
  };
  await becomeServer(kysely);
  return {
    engine: 'embedded',
    kysely,
    asLogin: (work) =>
      kysely.connection().execute(async (connection) => {
        await sql`reset role`.execute(connection);
        try {
          return await work(connection);
        } finally {
          await becomeServer(connection);
        }
      }),
    listen: null,
    async close() {
      await pool.end();
      await embedded.stop();
    },
  };
}
