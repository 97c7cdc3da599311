/** Every request's reads and writes: one transaction under the caller's database role and claims. */
import type { Caller } from '@sit/core/permission';
import { isUnionAdmin, plannedMunicipalities } from '@sit/core/permission';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/**
 * Runs `work` in one transaction in which row-level security sees `caller`: role `sit_public` for
 * nobody and for a person without a role, `sit_member` for one with a role, and the claims
 * `sit.person`, `sit.author`, `sit.admin`, `sit.municipalities`. All are `SET LOCAL`, so that a transaction-mode pooler may stand between.
 * JIT is off: PostGIS's costs make PostgreSQL compile, for a tenth of a second, what runs in a few milliseconds.
 * Use only the given transaction inside: the embedded engine has a single connection.
 */
export async function inScope<T>(
  db: Database,
  caller: Caller,
  work: (trx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  return db.kysely.transaction().execute(async (trx) => {
    await setClaims(trx, caller);
    return work(trx);
  });
}

const setClaims = async (trx: Transaction<Tables>, caller: Caller): Promise<void> => {
  const planned = plannedMunicipalities(caller);
  await sql`select
    set_config('role', ${isMember(caller) ? 'sit_member' : 'sit_public'}, true),
    set_config('jit', 'off', true),
    set_config('sit.person', ${caller?.userId ?? ''}, true),
    set_config('sit.author', ${caller?.name ?? ''}, true),
    set_config('sit.admin', ${isUnionAdmin(caller) ? 'on' : 'off'}, true),
    set_config('sit.municipalities', ${planned === 'all' ? '' : planned.join(',')}, true)`.execute(
    trx,
  );
};

/** As `mayReadLayer` (core/permission.ts) has it: the offices' layers are for those who hold a role. */
function isMember(caller: Caller): boolean {
  return caller !== null && caller.grants.length > 0;
}
