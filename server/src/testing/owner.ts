/** A database seen with its login's own rights: for tests to prepare and to look behind the policies. */
import {
  CompiledQuery,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { DatabaseConnection, Driver } from 'kysely';
import type { Database } from '../db/database.ts';
import type { Tables } from '../db/tables.ts';

type HeldConnection = DatabaseConnection & { release: () => void };

/** Takes the login's connection for each statement or transaction: the embedded engine has one for all. */
export function ownerOf(db: Database): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => loginDriver(db),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

function loginDriver(db: Database): Driver {
  const run = async (connection: DatabaseConnection, statement: string): Promise<void> => {
    await connection.executeQuery(CompiledQuery.raw(statement));
  };
  return {
    init: async () => {},
    acquireConnection: () =>
      new Promise<HeldConnection>((resolve, reject) => {
        db.asLogin(
          (login) =>
            new Promise<void>((release) => {
              resolve({
                executeQuery: (query) => login.executeQuery(query) as never,
                streamQuery: () => {
                  throw new Error('not for tests');
                },
                release,
              });
            }),
        ).catch(reject);
      }),
    beginTransaction: (connection) => run(connection, 'begin'),
    commitTransaction: (connection) => run(connection, 'commit'),
    rollbackTransaction: (connection) => run(connection, 'rollback'),
    releaseConnection: async (connection) => (connection as HeldConnection).release(),
    destroy: async () => {},
  };
}
