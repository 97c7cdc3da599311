/** Which proposal a request is about, and whether its caller may do this with it now. */
import { maySeeProposals } from '@sit/core/permission';
import type { Caller, Principal } from '@sit/core/permission';
import { mayTakeStep, stateAfter } from '@sit/core/proposal';
import type { ProposalStep } from '@sit/core/proposal';
import { isUuid } from '@sit/core/uuid';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import type { Problem } from '../http/problem.ts';
import { requireUnion } from '../tenancy/tenancy.service.ts';
import { lockProposal, selectProposal } from './proposal.repository.ts';
import type { StoredProposal } from './proposal.repository.ts';

type Trx = Transaction<Tables>;

/** The same words for what does not exist and for what the caller may not see. */
export function unknownProposal(id: string): Problem {
  return refuse('not-found', `La proposta «${id}» non esiste.`);
}

/** Refuses `not-found` for whoever may not see it: the public, a person without role, other municipalities' offices. */
export async function seenProposal(trx: Trx, caller: Caller, id: string): Promise<StoredProposal> {
  // The public's database role has no right on the table at all.
  const proposal = maySeeProposals(caller) && isUuid(id) ? await selectProposal(trx, id) : null;
  if (!proposal) throw unknownProposal(id);
  return proposal;
}

/** Locks it for a change that `may` allows its caller; refuses `not-found`, then `forbidden`. */
export async function lockedProposal(
  trx: Trx,
  caller: Caller,
  id: string,
  may: (proposal: StoredProposal) => Problem | null,
): Promise<StoredProposal> {
  const refused = may(await seenProposal(trx, caller, id));
  if (refused) throw refused;
  const proposal = await lockProposal(trx, id);
  if (!proposal) throw notYours();
  return proposal;
}

/** Locks it for its author to edit: a draft, at the revision that the caller knows. */
export async function lockedDraft(
  trx: Trx,
  caller: Caller,
  id: string,
  revision: number,
): Promise<StoredProposal> {
  const proposal = await lockedProposal(trx, caller, id, ({ author }) =>
    caller?.userId === author.id
      ? null
      : refuse('forbidden', 'La modifica solo chi l’ha proposta.'),
  );
  if (proposal.state !== 'draft') throw wrongState(proposal);
  requireRevision(proposal, revision);
  return proposal;
}

/** Locks it for `step`, in a state from which that leads somewhere. The revision is for the caller to check. */
export async function lockedForStep(
  trx: Trx,
  caller: Caller,
  id: string,
  step: ProposalStep,
): Promise<StoredProposal> {
  const rule = await requireUnion(trx);
  return lockedProposal(trx, caller, id, (proposal) =>
    mayTakeStep(caller, proposal, step, rule) ? null : stepRefusal(caller, proposal, step),
  );
}

export function requireState(proposal: StoredProposal, step: ProposalStep): void {
  if (stateAfter(proposal.state, step) === null) throw wrongState(proposal);
}

export function requireRevision(proposal: StoredProposal, revision: number): void {
  if (proposal.revision !== revision)
    throw refuse(
      'stale-proposal',
      `La proposta è alla revisione ${proposal.revision}: la richiesta parte dalla ${revision}. La ricarichi e riprovi.`,
    );
}

export function requirePerson(caller: Caller): Principal {
  if (!caller) throw refuse('unauthenticated', 'Per lavorare alle proposte occorre accedere.');
  return caller;
}

export function wrongState({ state }: StoredProposal): Problem {
  return refuse('wrong-state', STATE_SENTENCES[state]);
}

const STATE_SENTENCES: Record<StoredProposal['state'], string> = {
  draft: 'La proposta è una bozza: prima va inviata in revisione.',
  'in-review': 'La proposta è in revisione: per modificarla va prima rimandata in bozza.',
  published: 'La proposta è già stata pubblicata.',
  rejected: 'La proposta è stata respinta.',
  withdrawn: 'La proposta è stata ritirata.',
};

function stepRefusal(caller: Caller, { author }: StoredProposal, step: ProposalStep): Problem {
  if (caller?.userId === author.id)
    return refuse(
      'forbidden',
      'Nessuno decide sulla propria proposta: la rivede un’altra persona.',
    );
  if (step === 'submit' || step === 'withdraw')
    return refuse('forbidden', 'Può farlo solo chi ha scritto la proposta.');
  return notYours();
}

function notYours(): Problem {
  return refuse('forbidden', 'Può farlo chi rivede le proposte di questo comune.');
}
