/** Writing that is undone whatever comes of it. */
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';

/**
 * Runs `work` within `trx`, every deferred rule checked, and undoes what it wrote, locked and set. What it
 * threw is returned, null when it went well.
 */
export async function undone(
  trx: Transaction<Tables>,
  work: () => Promise<void>,
): Promise<unknown> {
  await sql`savepoint dry_run`.execute(trx);
  const failure = await work()
    .then(() => sql`set constraints all immediate`.execute(trx))
    .then(
      () => null,
      (error: unknown) => error,
    );
  await sql`rollback to savepoint dry_run`.execute(trx);
  await sql`release savepoint dry_run`.execute(trx);
  return failure;
}
