/** A proposal's edits as the one change set they are published as, within its publication's transaction. */
import type { ChangeOperation, ChangeSetResult } from '@sit/core/feature';
import type { Caller } from '@sit/core/permission';
import type { Person } from '@sit/core/proposal';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import { applyChangeSet } from './change-set-apply.ts';
import type { GeometriesByOperation } from './change-set-apply.ts';
import { resultOf } from './change-set.service.ts';
import { insertChangeSet, setAuthor, setProposal, updateResult } from './change-set.repository.ts';
import { requestHash } from './request-hash.ts';

export interface ProposedChangeSet {
  /** Of the change set. */
  id: string;
  proposal: string;
  /** The change set is theirs, whoever publishes. */
  author: Person;
  message: string;
  /** Without geometries: those are in `geometries`. */
  operations: ChangeOperation[];
  /** Storage CRS, stored as they are. */
  geometries: GeometriesByOperation;
}

/**
 * Writes it with `caller`'s rights, in author's name. Refuses as `commit` of change-set.service.ts does, and
 * what the database refuses is thrown as it comes (database-refusal.ts gives it words).
 */
export async function writeProposed(
  trx: Transaction<Tables>,
  caller: Caller,
  { id, proposal, author, message, operations, geometries }: ProposedChangeSet,
): Promise<ChangeSetResult> {
  await setProposal(trx, proposal);
  await setAuthor(trx, author.name);
  const committedAt = await insertChangeSet(trx, {
    id,
    personId: author.id,
    author: author.name,
    message,
    requestHash: requestHash({ proposal }),
    proposal,
  });
  if (!committedAt)
    throw refuse(
      'idempotency-conflict',
      `La chiave ${id} è già stata usata per un’altra modifica.`,
    );
  const applied = await applyChangeSet(trx, caller, { id, message, operations }, geometries);
  const result = resultOf(id, committedAt, applied);
  await updateResult(trx, result);
  return result;
}
