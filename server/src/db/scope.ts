/** Every request's reads and writes: one transaction under the caller's database role and claims. */
import { databaseRole } from '@sit/core/database-role';
import type { Caller } from '@sit/core/permission';
import {
  editsForUnion,
  isUnionAdmin,
  officesOf,
  plannedMunicipalities,
} from '@sit/core/permission';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

type Trx = Transaction<Tables>;

/**
 * Most time of one statement, waits for locks included, so that a few slow ones do not hold every connection of
 * the pool (ASVS V15.2.2). Far above what the slowest take; a change set may wait for an import before it.
 */
export const READ_SECONDS = 60;
export const WRITE_SECONDS = 600;

/**
 * Runs `work` in one transaction in which row-level security sees `caller`: the database role of the roles
 * held (`sit_public` for nobody), and the claims `sit.person`, `sit.author`, `sit.admin`, `sit.union_editor`,
 * `sit.municipalities` (planned) and `sit.offices`. All are `SET LOCAL`, so that a transaction-mode pooler may
 * stand between. JIT is off: PostGIS's costs make PostgreSQL compile, for a tenth of a second, what runs in a
 * few milliseconds. A statement ends after `seconds`, by SQLSTATE 57014. Use only the given transaction inside: the embedded engine has a single connection.
 */
export async function inScope<T>(
  db: Database,
  caller: Caller,
  work: (trx: Trx) => Promise<T>,
  seconds = READ_SECONDS,
): Promise<T> {
  return db.kysely.transaction().execute(async (trx) => {
    await setClaims(trx, caller, seconds);
    return work(trx);
  });
}

/**
 * Runs `work` in one transaction as the owner of every table, whom no policy holds back: for layers'
 * definitions, imports and the demo. Whoever calls has asked core/permission.ts first.
 */
export async function asOwner<T>(db: Database, work: (trx: Trx) => Promise<T>): Promise<T> {
  return db.kysely.transaction().execute(async (trx) => {
    await sql`select set_config('role', 'sit_owner', true)`.execute(trx);
    return work(trx);
  });
}

/**
 * Runs `work` as the server itself within `trx`, which runs under another role: for what the server alone
 * may, as adding to the record of what the transaction does.
 */
export async function asServer<T>(trx: Trx, work: (trx: Trx) => Promise<T>): Promise<T> {
  const { rows } = await sql<{ role: string }>`select current_user as role`.execute(trx);
  await sql`select set_config('role', 'sit_server', true)`.execute(trx);
  const result = await work(trx);
  await sql`select set_config('role', ${rows[0]!.role}, true)`.execute(trx);
  return result;
}

const setClaims = async (trx: Trx, caller: Caller, seconds: number): Promise<void> => {
  await sql`select
    set_config('role', ${databaseRole(caller)}, true),
    set_config('jit', 'off', true),
    set_config('statement_timeout', ${`${seconds * 1000}ms`}, true),
    set_config('sit.person', ${caller?.userId ?? ''}, true),
    set_config('sit.author', ${caller?.name ?? ''}, true),
    set_config('sit.admin', ${isUnionAdmin(caller) ? 'on' : 'off'}, true),
    set_config('sit.union_editor', ${editsForUnion(caller) ? 'on' : 'off'}, true),
    set_config('sit.municipalities', ${listed(plannedMunicipalities(caller))}, true),
    set_config('sit.offices', ${listed(officesOf(caller))}, true)`.execute(trx);
  // Whatever the routes let through, a key that may not write writes nothing.
  if (caller?.limits?.write === false)
    await sql`select set_config('transaction_read_only', 'on', true)`.execute(trx);
};

/** Of whom may everywhere, `sit.edits_union()` says so. */
function listed(municipalities: string[] | 'all'): string {
  return municipalities === 'all' ? '' : [...new Set(municipalities)].join(',');
}
