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
 * Runs `work` in one transaction in which row-level security sees `caller`: the database role of the roles
 * held (`sit_public` for nobody), and the claims `sit.person`, `sit.author`, `sit.admin`, `sit.union_editor`,
 * `sit.municipalities` (planned) and `sit.offices`. All are `SET LOCAL`, so that a transaction-mode pooler may
 * stand between. JIT is off: PostGIS's costs make PostgreSQL compile, for a tenth of a second, what runs in a
 * few milliseconds. Use only the given transaction inside: the embedded engine has a single connection.
 */
export async function inScope<T>(
  db: Database,
  caller: Caller,
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  return db.kysely.transaction().execute(async (trx) => {
    await setClaims(trx, caller);
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

/** From here on the transaction writes as the server itself: what goes with a change and is not the caller's. */
export async function becomeServer(trx: Trx): Promise<void> {
  await sql`select set_config('role', 'sit_server', true)`.execute(trx);
}

const setClaims = async (trx: Trx, caller: Caller): Promise<void> => {
  await sql`select
    set_config('role', ${databaseRole(caller)}, true),
    set_config('jit', 'off', true),
    set_config('sit.person', ${caller?.userId ?? ''}, true),
    set_config('sit.author', ${caller?.name ?? ''}, true),
    set_config('sit.admin', ${isUnionAdmin(caller) ? 'on' : 'off'}, true),
    set_config('sit.union_editor', ${editsForUnion(caller) ? 'on' : 'off'}, true),
    set_config('sit.municipalities', ${listed(plannedMunicipalities(caller))}, true),
    set_config('sit.offices', ${listed(officesOf(caller))}, true)`.execute(trx);
};

/** Of whom may everywhere, `sit.edits_union()` says so. */
function listed(municipalities: string[] | 'all'): string {
  return municipalities === 'all' ? '' : [...new Set(municipalities)].join(',');
}
