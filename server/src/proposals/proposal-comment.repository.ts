/** What was said about proposals. */
import type { ProposalComment } from '@sit/core/api-proposal';
import type { Person } from '@sit/core/proposal';
import type { Selectable, Transaction } from 'kysely';
import type { ProposalCommentTable, Tables } from '../db/tables.ts';

type Trx = Transaction<Tables>;

export interface NewStoredComment {
  id: string;
  proposal: string;
  author: Person;
  text: string;
  position: [number, number] | null;
}

/** False when the id is taken. */
export async function insertComment(trx: Trx, comment: NewStoredComment): Promise<boolean> {
  const { author, ...rest } = comment;
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('sit.proposal_comment')
    .values({ ...rest, author: author.id, author_name: author.name })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function selectComment(
  trx: Trx,
  proposal: string,
  id: string,
): Promise<ProposalComment | null> {
  const row = await trx
    .selectFrom('sit.proposal_comment')
    .selectAll()
    .where('proposal', '=', proposal)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? toComment(row) : null;
}

/** Oldest first, those after `after`; each with its place in the sequence. */
export async function selectComments(
  trx: Trx,
  proposal: string,
  after: number,
  limit: number,
): Promise<{ seq: number; comment: ProposalComment }[]> {
  const rows = await trx
    .selectFrom('sit.proposal_comment')
    .selectAll()
    .where('proposal', '=', proposal)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ seq: row.seq, comment: toComment(row) }));
}

function toComment(row: Selectable<ProposalCommentTable>): ProposalComment {
  return {
    id: row.id,
    author: { id: row.author, name: row.author_name },
    text: row.text,
    at: row.at.toISOString(),
    position: row.position ? [row.position[0]!, row.position[1]!] : null,
  };
}
