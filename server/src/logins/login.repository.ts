/** Logins of the database for people: the role in the cluster, and what it may do in this database. */
import { databaseRoleOf } from '@sit/core/database-role';
import type { Role } from '@sit/core/permission';
import { sql } from 'kysely';
import type { Kysely, RawBuilder, Transaction } from 'kysely';
import { quoteIdentifier } from '../db/identifier.ts';
import type { Tables } from '../db/tables.ts';

export interface Login {
  login: string;
  /** Shown as author. */
  name: string;
  role: Role;
  /** Cadastral codes; empty for the union's roles. */
  municipalities: string[];
}

/** Rejects with SQLSTATE 42710 when the cluster has such a role, 42501 when this connection may make none. */
export async function createLogin(
  trx: Transaction<Tables>,
  login: Login,
  verifier: string,
): Promise<void> {
  const role = roleName(login.login);
  await sql`create role ${role} login password ${sql.lit(verifier)}`.execute(trx);
  await sql`grant ${sql.raw(databaseRoleOf(login.role))} to ${role}`.execute(trx);
  // As for the server's own requests: db/scope.ts.
  await sql`alter role ${role} set jit = off`.execute(trx);
  await trx.insertInto('sit.database_login').values(login).execute();
}

export async function changeVerifier(
  trx: Transaction<Tables>,
  login: string,
  verifier: string,
): Promise<void> {
  await sql`alter role ${roleName(login)} password ${sql.lit(verifier)}`.execute(trx);
}

/** Ends its sessions too. Rejects with SQLSTATE 2BP01 when it owns something in the cluster. */
export async function dropLogin(trx: Transaction<Tables>, login: string): Promise<void> {
  await trx.deleteFrom('sit.database_login').where('login', '=', login).execute();
  await sql`alter role ${roleName(login)} nologin`.execute(trx);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = ${login}`.execute(
    trx,
  );
  await sql`drop role ${roleName(login)}`.execute(trx);
}

export async function selectLogins(db: Kysely<Tables>): Promise<Login[]> {
  return db
    .selectFrom('sit.database_login')
    .select(['login', 'name', 'role', 'municipalities'])
    .orderBy('login')
    .execute();
}

/** For the rest of the transaction: the record is written by the server's role alone. */
export async function becomeServer(trx: Transaction<Tables>): Promise<void> {
  await sql`set local role sit_server`.execute(trx);
}

function roleName(login: string): RawBuilder<unknown> {
  return sql.raw(quoteIdentifier(login));
}
