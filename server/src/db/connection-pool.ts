/**
 * Kysely over postgres.js, each connection a client of its own. The driver's own pool strands whoever waits for
 * a connection that is lost meanwhile, for good (porsager/postgres#1195), and lets a transaction whose
 * connection was lost go on upon another's.
 */
import {
  CompiledQuery,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely';
import postgres from 'postgres';
import { isUnreachable } from './unreachable.ts';

export interface ConnectionPool {
  dialect: Dialect;
  end(): Promise<void>;
}

/** One connection, made at its first query; once lost it is thrown away. */
interface Slot {
  client: postgres.Sql;
  lost: boolean;
}

type Options = postgres.Options<Record<string, postgres.PostgresType>>;

const END_SECONDS = 5;

/** Up to `size` connections to `url`, or to where `options` say. */
export function connectionPool(url: string | null, options: Options, size: number): ConnectionPool {
  const slots = new Set<Slot>();
  const free: Slot[] = [];
  const waiting: ((slot: Slot) => void)[] = [];

  const open = (): Slot => {
    const own: Options = { ...options, max: 1, onclose: () => void (slot.lost = true) };
    const slot: Slot = { client: url === null ? postgres(own) : postgres(url, own), lost: false };
    slots.add(slot);
    return slot;
  };
  const discard = (slot: Slot): void => {
    slots.delete(slot);
    // Nothing of it is awaited: what it was doing has failed already.
    slot.client.end({ timeout: 0 }).catch(() => {});
  };
  const take = (): Promise<Slot> => {
    for (let slot = free.pop(); slot; slot = free.pop()) {
      if (!slot.lost) return Promise.resolve(slot);
      discard(slot);
    }
    if (slots.size < size) return Promise.resolve(open());
    return new Promise((resolve) => waiting.push(resolve));
  };
  const give = (slot: Slot): void => {
    const next = waiting.shift();
    if (slot.lost) discard(slot);
    const usable = slot.lost ? null : slot;
    if (next) next(usable ?? open());
    else if (usable) free.push(usable);
  };
  const run = async (connection: DatabaseConnection, statement: string): Promise<void> => {
    await connection.executeQuery(CompiledQuery.raw(statement));
  };
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => new HeldConnection(await take()),
    beginTransaction: (connection, { isolationLevel, accessMode }) =>
      run(
        connection,
        ['begin', isolationLevel && `isolation level ${isolationLevel}`, accessMode]
          .filter(Boolean)
          .join(' '),
      ),
    commitTransaction: (connection) => run(connection, 'commit'),
    rollbackTransaction: (connection) => run(connection, 'rollback'),
    releaseConnection: async (connection) => give((connection as HeldConnection).slot),
    destroy: async () => {},
  };
  return {
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    async end() {
      await Promise.all([...slots].map(({ client }) => client.end({ timeout: END_SECONDS })));
    },
  };
}

/** What its holder began on a connection never goes on upon another: that would be outside its transaction. */
class HeldConnection implements DatabaseConnection {
  readonly slot: Slot;

  constructor(slot: Slot) {
    this.slot = slot;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    if (this.slot.lost) throw lostConnection();
    try {
      const result = await this.slot.client.unsafe(sql, [...parameters] as never[], {
        prepare: true,
      });
      const rows = [...result] as R[];
      return CHANGING.has(result.command)
        ? { numAffectedRows: BigInt(result.count), rows }
        : { rows };
    } catch (error) {
      // The server's last word may come before the connection's end.
      if (isUnreachable(error)) this.slot.lost = true;
      throw error;
    }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('nothing here is streamed');
  }
}

const CHANGING = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

function lostConnection(): Error {
  return Object.assign(new Error('the connection was lost'), { code: 'CONNECTION_CLOSED' });
}
