/** What the offices say about a proposal. */
import type { ProposalComment, newCommentSchema } from '@sit/core/api-proposal';
import type { Caller } from '@sit/core/permission';
import type { z } from 'zod';
import type { Database } from '../db/database.ts';
import { inScope } from '../db/scope.ts';
import { refuse } from '../http/problem.ts';
import { requirePerson, seenProposal } from './proposal-access.ts';
import { insertComment, selectComment, selectComments } from './proposal-comment.repository.ts';
import { inDatabaseWords } from './proposal.service.ts';

/** Written once, however often it is sent. Refuses `not-found` for whoever may not see the proposal. */
export async function writeComment(
  db: Database,
  caller: Caller,
  proposal: string,
  { id, text, position }: z.output<typeof newCommentSchema>,
): Promise<{ comment: ProposalComment; replayed: boolean }> {
  return inDatabaseWords(db, caller, async (trx) => {
    await seenProposal(trx, caller, proposal);
    const { userId, name } = requirePerson(caller);
    const author = { id: userId, name };
    const isNew = await insertComment(trx, {
      id,
      proposal,
      author,
      text,
      position: position ?? null,
    });
    const comment = await selectComment(trx, proposal, id);
    if (!comment || comment.author.id !== userId || comment.text !== text)
      throw refuse(
        'idempotency-conflict',
        `La chiave ${id} è già stata usata per un altro commento.`,
      );
    return { comment, replayed: !isNew };
  });
}

/** Oldest first, those after `after`; `next` is where to go on from. */
export async function listComments(
  db: Database,
  caller: Caller,
  proposal: string,
  { after, limit }: { after: number; limit: number },
): Promise<{ comments: ProposalComment[]; next: number | null }> {
  return inScope(db, caller, async (trx) => {
    await seenProposal(trx, caller, proposal);
    const found = await selectComments(trx, proposal, after, limit + 1);
    const page = found.slice(0, limit);
    return {
      comments: page.map(({ comment }) => comment),
      next: found.length > limit ? page.at(-1)!.seq : null,
    };
  });
}
