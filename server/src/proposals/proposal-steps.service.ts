/** The steps of a proposal from state to state: core/proposal.ts says which there are. */
import type { CheckReport, ProposalDetail, Publication } from '@sit/core/api-proposal';
import type { Caller } from '@sit/core/permission';
import type { Refusal } from '@sit/core/problem';
import { TRANSITIONS } from '@sit/core/proposal';
import type { ProposalStep } from '@sit/core/proposal';
import type { Database } from '../db/database.ts';
import { inScope } from '../db/scope.ts';
import { refuse } from '../http/problem.ts';
import type { Problem } from '../http/problem.ts';
import {
  lockedDraft,
  lockedForStep,
  requireRevision,
  requireState,
  seenProposal,
} from './proposal-access.ts';
import { writeEdits } from './proposal-change-set.ts';
import { dryRun, reportOf } from './proposal-checks.ts';
import { updateChecks, updateProposal } from './proposal.repository.ts';
import { inDatabaseWords } from './proposal.service.ts';
import { detailOf } from './proposal-view.ts';

/** A dry run of `caller`'s own draft; its report is kept. */
export async function checkProposal(
  db: Database,
  caller: Caller,
  id: string,
  revision: number,
): Promise<CheckReport> {
  return inDatabaseWords(db, caller, async (trx) => {
    const proposal = await lockedDraft(trx, caller, id, revision);
    const report = reportOf(await dryRun(trx, caller, proposal), revision);
    await updateChecks(trx, id, report);
    return report;
  });
}

/** What the last dry run found; null before the first. */
export async function lastReport(
  db: Database,
  caller: Caller,
  id: string,
): Promise<CheckReport | null> {
  return inScope(db, caller, async (trx) => (await seenProposal(trx, caller, id)).checks);
}

/**
 * Into review, once a dry run has found nothing. Its report is kept either way. Refuses `stale-version` with
 * every edit whose base moved, `invalid-feature` and the other refusals of a change set with the faults.
 */
export async function submitProposal(
  db: Database,
  caller: Caller,
  id: string,
  revision: number,
): Promise<ProposalDetail> {
  const outcome = await inDatabaseWords(db, caller, async (trx) => {
    const proposal = await lockedForStep(trx, caller, id, 'submit');
    requireState(proposal, 'submit');
    requireRevision(proposal, revision);
    const found = await dryRun(trx, caller, proposal);
    await updateChecks(trx, id, reportOf(found, found ? revision : revision + 1));
    // Committed first: the report of what was refused is to be read.
    if (found) return { refused: submissionRefusal(found) };
    await updateProposal(trx, id, { state: 'in-review', submitted_at: new Date(), reason: null });
    return { proposal: await detailOf(trx, caller, id) };
  });
  if ('refused' in outcome) throw outcome.refused;
  return outcome.proposal;
}

/** `return`, `withdraw` and `reject`; refuses `forbidden`, `wrong-state`, `stale-proposal`. */
export async function takeStep(
  db: Database,
  caller: Caller,
  id: string,
  step: Exclude<ProposalStep, 'submit' | 'publish'>,
  revision: number,
  reason: string | null,
): Promise<ProposalDetail> {
  return inDatabaseWords(db, caller, async (trx) => {
    const proposal = await lockedForStep(trx, caller, id, step);
    requireState(proposal, step);
    requireRevision(proposal, revision);
    await updateProposal(trx, id, {
      state: TRANSITIONS[step].to,
      reason,
      ...(step === 'return' ? {} : { closed_at: new Date() }),
    });
    return detailOf(trx, caller, id);
  });
}

/**
 * All of it as the one change set `changeSet`, in one transaction: written, published and on record, or
 * nothing. Sent again it answers what was done. Refuses `forbidden`, `wrong-state` (another has published it
 * meanwhile), `stale-proposal`, and as a change set does: `stale-version` where a base moved meanwhile.
 */
export async function publishProposal(
  db: Database,
  caller: Caller,
  id: string,
  revision: number,
  changeSet: string,
): Promise<Publication> {
  return inDatabaseWords(db, caller, async (trx) => {
    const proposal = await lockedForStep(trx, caller, id, 'publish');
    if (proposal.changeSet === changeSet)
      return { proposal: await detailOf(trx, caller, id), replayed: true };
    requireState(proposal, 'publish');
    requireRevision(proposal, revision);
    await writeEdits(trx, caller, proposal, changeSet);
    await updateProposal(trx, id, {
      state: 'published',
      change_set: changeSet,
      closed_at: new Date(),
      reason: null,
    });
    return { proposal: await detailOf(trx, caller, id), replayed: false };
  });
}

function submissionRefusal({ code, detail, ...more }: Refusal): Problem {
  if (code !== 'stale-version') return refuse(code, detail, more);
  const count = more.faults?.length ?? 1;
  return refuse(
    code,
    `${count === 1 ? 'Un elemento è cambiato' : `${count} elementi sono cambiati`} da quando la proposta li ha presi: ` +
      'la aggiorni (rebase), risolva gli eventuali conflitti e la invii di nuovo.',
    more,
  );
}
