/** Proposals opened, found and named. */
import type { Proposal, ProposalDetail } from '@sit/core/api-proposal';
import type { newProposalSchema, proposalPatchSchema } from '@sit/core/api-proposal';
import { mayReviewProposals, maySeeProposals } from '@sit/core/permission';
import type { Caller } from '@sit/core/permission';
import { isAuthorOf, mayOpenProposal } from '@sit/core/proposal';
import type { Person, ProposalState } from '@sit/core/proposal';
import type { Transaction } from 'kysely';
import type { z } from 'zod';
import { databaseRefusal } from '../changesets/database-refusal.ts';
import { requestHash } from '../changesets/request-hash.ts';
import type { Database } from '../db/database.ts';
import { WRITE_SECONDS, inScope } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import { requireUnion } from '../tenancy/tenancy.service.ts';
import {
  lockedProposal,
  requirePerson,
  requireRevision,
  seenProposal,
  wrongState,
} from './proposal-access.ts';
import {
  insertProposal,
  selectProposal,
  selectProposals,
  selectReviewers,
  updateProposal,
} from './proposal.repository.ts';
import type { PagePosition, StoredProposal } from './proposal.repository.ts';
import { asSeen, detailOf } from './proposal-view.ts';

type Trx = Transaction<Tables>;

/**
 * A new draft of `caller`'s, or the one that this very request made before. Refuses `unauthenticated`,
 * `forbidden`, `idempotency-conflict`, and a reviewer who may not review there.
 */
export async function openProposal(
  db: Database,
  caller: Caller,
  request: z.output<typeof newProposalSchema>,
): Promise<{ proposal: ProposalDetail; replayed: boolean }> {
  const author = requirePerson(caller);
  const { id, municipality, title, description } = request;
  if (!mayOpenProposal(caller, municipality) || !maySeeProposals(caller))
    throw refuse(
      'forbidden',
      `${author.name} non può proporre modifiche nel comune ${municipality}.`,
    );
  const hash = requestHash(request);
  return inDatabaseWords(db, caller, async (trx) => {
    const reviewer = await requireReviewer(trx, municipality, request.reviewer);
    const person = { id: author.userId, name: author.name };
    const isNew = await insertProposal(trx, {
      id,
      municipality,
      title,
      description,
      reviewer,
      author: person,
      requestHash: hash,
    });
    const stored = await selectProposal(trx, id);
    if (!stored || stored.author.id !== person.id || stored.requestHash !== hash)
      throw refuse(
        'idempotency-conflict',
        `La chiave ${id} è già stata usata per un’altra proposta.`,
      );
    return { proposal: await detailOf(trx, caller, id), replayed: !isNew };
  });
}

export interface ProposalListQuery {
  state?: ProposalState | undefined;
  municipality?: string | undefined;
  author?: 'me' | undefined;
  reviewer?: 'me' | undefined;
  after: PagePosition | null;
  limit: number;
}

/** Latest change first; `next` is where to go on from. Nothing for a person without role. */
export async function listProposals(
  db: Database,
  caller: Caller,
  { state, municipality, author, reviewer, after, limit }: ProposalListQuery,
): Promise<{ proposals: Proposal[]; next: PagePosition | null }> {
  const { userId } = requirePerson(caller);
  if (!maySeeProposals(caller)) return { proposals: [], next: null };
  const filter = {
    state,
    municipality,
    ...(author ? { author: userId } : {}),
    ...(reviewer ? { reviewer: userId } : {}),
  };
  return inScope(db, caller, async (trx) => {
    const found = await selectProposals(trx, filter, after, limit + 1);
    const page = found.slice(0, limit);
    const rule = await requireUnion(trx);
    const { updatedAt, id } = page.at(-1) ?? { updatedAt: '', id: '' };
    return {
      proposals: page.map((stored) => asSeen(caller, stored, rule)),
      next: found.length > limit ? { updatedAt, id } : null,
    };
  });
}

/** Refuses `not-found` alike for what is not there and what `caller` may not see. */
export async function getProposal(
  db: Database,
  caller: Caller,
  id: string,
): Promise<ProposalDetail> {
  return inScope(db, caller, (trx) => detailOf(trx, caller, id));
}

/** For a transaction under way; refuses like {@link getProposal}. */
export async function requireSeenProposal(trx: Trx, caller: Caller, id: string): Promise<void> {
  await seenProposal(trx, caller, id);
}

/** Title and description: the author's, of a draft. The reviewer: the author's or a reviewer's, until it is decided. */
export async function changeProposal(
  db: Database,
  caller: Caller,
  id: string,
  revision: number,
  patch: z.output<typeof proposalPatchSchema>,
): Promise<ProposalDetail> {
  const { reviewer: reviewerId, ...text } = patch;
  const writes = text.title !== undefined || text.description !== undefined;
  return inDatabaseWords(db, caller, async (trx) => {
    const proposal = await lockedProposal(trx, caller, id, (seen) => {
      const may =
        isAuthorOf(caller, seen) || (!writes && mayReviewProposals(caller, seen.municipality));
      return may ? null : refuse('forbidden', 'La modifica solo chi l’ha proposta.');
    });
    const open: readonly ProposalState[] = writes ? ['draft'] : ['draft', 'in-review'];
    if (!open.includes(proposal.state)) throw wrongState(proposal);
    requireRevision(proposal, revision);
    const reviewer =
      reviewerId === undefined
        ? undefined
        : await requireReviewer(trx, proposal.municipality, reviewerId);
    await updateProposal(trx, id, {
      ...(text.title === undefined ? {} : { title: text.title }),
      ...(text.description === undefined ? {} : { description: text.description }),
      ...(reviewer === undefined
        ? {}
        : { reviewer: reviewer?.id ?? null, reviewer_name: reviewer?.name ?? null }),
    });
    return detailOf(trx, caller, id);
  });
}

/** Who may be asked to review in a municipality where `caller` works; nobody elsewhere. */
export async function listReviewers(
  db: Database,
  caller: Caller,
  municipality: string,
): Promise<Person[]> {
  requirePerson(caller);
  if (!maySeeProposals(caller)) return [];
  return inScope(db, caller, (trx) => selectReviewers(trx, municipality));
}

/** One transaction in the caller's scope; what the database refuses by its own rules is said in words. */
export async function inDatabaseWords<T>(
  db: Database,
  caller: Caller,
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  try {
    return await inScope(db, caller, work, WRITE_SECONDS);
  } catch (error) {
    throw databaseRefusal(error);
  }
}

async function requireReviewer(
  trx: Trx,
  municipality: string,
  id: string | null,
): Promise<StoredProposal['reviewer']> {
  if (id === null) return null;
  const reviewer = (await selectReviewers(trx, municipality)).find((each) => each.id === id);
  if (reviewer) return reviewer;
  const message = 'Chi è indicato per la revisione non può rivedere le proposte di questo comune.';
  throw refuse('invalid-request', message, {
    faults: [{ place: 'reviewer', reason: 'not-a-reviewer', message }],
  });
}
