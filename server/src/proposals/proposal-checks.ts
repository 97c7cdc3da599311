/** The dry run of a proposal: everything its publication would do, undone, and what was found. */
import { randomUUID } from 'node:crypto';
import type { CheckReport } from '@sit/core/api-proposal';
import type { Caller } from '@sit/core/permission';
import type { ProblemCode, Refusal } from '@sit/core/problem';
import type { Transaction } from 'kysely';
import { databaseRefusal } from '../changesets/database-refusal.ts';
import type { Tables } from '../db/tables.ts';
import { Problem } from '../http/problem.ts';
import { undone } from './dry-run.repository.ts';
import { writeEdits } from './proposal-change-set.ts';
import type { StoredProposal } from './proposal.repository.ts';

/** What a report tells; anything else (the database busy, a fault of the service) is nothing found. */
const FINDINGS: readonly ProblemCode[] = [
  'invalid-feature',
  'stale-version',
  'forbidden',
  'not-found',
  'too-large',
];

/** Null when publication would go through as things are. */
export async function dryRun(
  trx: Transaction<Tables>,
  caller: Caller,
  proposal: StoredProposal,
): Promise<Refusal | null> {
  const failure = await undone(trx, () => writeEdits(trx, caller, proposal, randomUUID()));
  if (failure === null) return null;
  const refused = databaseRefusal(failure);
  if (refused instanceof Problem && FINDINGS.includes(refused.refusal.code)) return refused.refusal;
  throw refused;
}

export function reportOf(found: Refusal | null, revision: number): CheckReport {
  const faults =
    found === null
      ? []
      : (found.faults ?? [{ place: 'edits', reason: found.code, message: found.detail }]);
  const stale = faults.flatMap(({ place, reason }) => {
    const number = /^edits\/(\d+)\//.exec(place)?.[1];
    return reason === 'stale-version' && number !== undefined ? [Number(number)] : [];
  });
  return { at: new Date().toISOString(), revision, passed: found === null, faults, stale };
}
