/** Change sets on record. */
import type { ChangeSetResult } from '@sit/core/feature';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';

type Trx = Transaction<Tables>;

export interface NewChangeSet {
  id: string;
  /** Null for what the server does itself. */
  personId: string | null;
  author: string;
  message: string | null;
  /** Of the request, to tell a retry from another request under the same id. */
  requestHash: string;
  /** The proposal it publishes; null for a direct one. */
  proposal: string | null;
}

export interface RecordedChangeSet extends NewChangeSet {
  createdAt: Date;
  result: ChangeSetResult | null;
}

/**
 * Records the change set and marks everything the transaction writes from here on as its; the time of the
 * record, or null when the id is taken. Waits for another transaction that is recording the same id.
 */
export async function insertChangeSet(trx: Trx, changeSet: NewChangeSet): Promise<Date | null> {
  const row = await trx
    .insertInto('sit.change_set')
    .values({
      id: changeSet.id,
      person_id: changeSet.personId,
      author: changeSet.author,
      message: changeSet.message,
      request_hash: changeSet.requestHash,
      result: null,
      proposal: changeSet.proposal,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning(sql<Date>`date_trunc('milliseconds', created_at)`.as('created_at'))
    .executeTakeFirst();
  if (!row) return null;
  await sql`select set_config('sit.change_set', ${changeSet.id}, true)`.execute(trx);
  return row.created_at;
}

export async function updateResult(trx: Trx, result: ChangeSetResult): Promise<void> {
  await trx
    .updateTable('sit.change_set')
    .set({ result: JSON.stringify(result) })
    .where('id', '=', result.id)
    .execute();
}

/** Null when there is none that the transaction's caller may see. */
export async function selectChangeSet(trx: Trx, id: string): Promise<RecordedChangeSet | null> {
  const row = await trx
    .selectFrom('sit.change_set')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) return null;
  return {
    id: row.id,
    personId: row.person_id,
    author: row.author,
    message: row.message,
    requestHash: row.request_hash,
    proposal: row.proposal,
    createdAt: row.created_at,
    result: row.result as ChangeSetResult | null,
  };
}

/** False for nobody and for a person whose access was withdrawn. */
export async function isCallerActive(trx: Trx): Promise<boolean> {
  const { rows } = await sql<{ active: boolean }>`select sit.person_is_active() as active`.execute(
    trx,
  );
  return rows[0]!.active;
}

/** Layers edited by proposal take what the transaction writes from here on. */
export async function setProposal(trx: Trx, proposal: string): Promise<void> {
  await sql`select set_config('sit.proposal', ${proposal}, true)`.execute(trx);
}

/** The author of everything the transaction writes from here on, in place of the caller's scope's. */
export async function setAuthor(trx: Trx, author: string): Promise<void> {
  await sql`select set_config('sit.author', ${author}, true)`.execute(trx);
}
