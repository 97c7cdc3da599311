/** Proposals on record, as the transaction's caller may see them: row-level security says which. */
import type { CheckReport, Proposal, ProposalEvent } from '@sit/core/api-proposal';
import type { Person, ProposalState } from '@sit/core/proposal';
import { sql } from 'kysely';
import type { Selectable, Transaction, Updateable } from 'kysely';
import { instantValue } from '../db/layer-state.ts';
import type { ProposalTable, Tables } from '../db/tables.ts';

type Trx = Transaction<Tables>;

export interface StoredProposal extends Omit<Proposal, 'permissions'> {
  requestHash: string;
  checks: CheckReport | null;
}

export interface NewStoredProposal {
  id: string;
  municipality: string;
  title: string;
  description: string;
  author: Person;
  reviewer: Person | null;
  requestHash: string;
}

/** False when the id is taken, by whomever. */
export async function insertProposal(trx: Trx, proposal: NewStoredProposal): Promise<boolean> {
  const { author, reviewer, requestHash, ...rest } = proposal;
  // Without RETURNING and a conflict's target nothing is read: another municipality's proposal stays unseen.
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('sit.proposal')
    .values({
      ...rest,
      author: author.id,
      author_name: author.name,
      reviewer: reviewer?.id ?? null,
      reviewer_name: reviewer?.name ?? null,
      request_hash: requestHash,
    } as never)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Null when there is none that the caller may see. */
export async function selectProposal(trx: Trx, id: string): Promise<StoredProposal | null> {
  const row = await proposals(trx).where('p.id', '=', id).executeTakeFirst();
  return row ? toProposal(row) : null;
}

/** The same, and nobody else changes it until the transaction ends; null also for whom it is only to be read. */
export async function lockProposal(trx: Trx, id: string): Promise<StoredProposal | null> {
  const row = await proposals(trx).where('p.id', '=', id).forUpdate('p').executeTakeFirst();
  return row ? toProposal(row) : null;
}

export interface ProposalFilter {
  state?: ProposalState | undefined;
  municipality?: string | undefined;
  author?: string | undefined;
  reviewer?: string | undefined;
}

export interface PagePosition {
  updatedAt: string;
  id: string;
}

/** Latest change first, those after `after` unless null. */
export async function selectProposals(
  trx: Trx,
  filter: ProposalFilter,
  after: PagePosition | null,
  limit: number,
): Promise<StoredProposal[]> {
  let query = proposals(trx);
  if (filter.state) query = query.where('p.state', '=', filter.state);
  if (filter.municipality) query = query.where('p.municipality', '=', filter.municipality);
  if (filter.author) query = query.where('p.author', '=', filter.author);
  if (filter.reviewer) query = query.where('p.reviewer', '=', filter.reviewer);
  if (after)
    query = query.where(
      sql<boolean>`(p.updated_at, p.id) < (${instantValue(new Date(after.updatedAt))}, ${after.id}::uuid)`,
    );
  const rows = await query
    .orderBy('p.updated_at', 'desc')
    .orderBy('p.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toProposal);
}

/** A new revision. The row must be locked. */
export async function updateProposal(
  trx: Trx,
  id: string,
  set: Omit<Updateable<ProposalTable>, 'revision' | 'updated_at'>,
): Promise<void> {
  await trx
    .updateTable('sit.proposal')
    .set({ ...set, revision: sql`revision + 1`, updated_at: sql`now()` } as never)
    .where('id', '=', id)
    .execute();
}

/** A report is no change of the proposal: its revision stays. */
export async function updateChecks(trx: Trx, id: string, report: CheckReport): Promise<void> {
  await trx
    .updateTable('sit.proposal')
    .set({ checks: JSON.stringify(report) })
    .where('id', '=', id)
    .execute();
}

/** In the order in which they happened. */
export async function selectEvents(trx: Trx, id: string): Promise<ProposalEvent[]> {
  const rows = await trx
    .selectFrom('sit.proposal_event')
    .selectAll()
    .where('proposal', '=', id)
    .orderBy('seq')
    .execute();
  return rows.map((row) => ({
    from: row.from_state,
    to: row.to_state,
    by: { id: row.person, name: row.person_name },
    at: row.at.toISOString(),
    reason: row.reason,
  }));
}

/** By name; nobody where the caller does not work. */
export async function selectReviewers(trx: Trx, municipality: string): Promise<Person[]> {
  const { rows } = await sql<Person>`
    select id, name from sit.reviewers(${municipality}::text)`.execute(trx);
  return rows;
}

type ProposalRow = Selectable<ProposalTable> & { comment_count: number };

function proposals(trx: Trx) {
  return trx
    .selectFrom('sit.proposal as p')
    .selectAll('p')
    .select(
      sql<number>`(select count(*) from sit.proposal_comment c where c.proposal = p.id)`.as(
        'comment_count',
      ),
    );
}

function toProposal(row: ProposalRow): StoredProposal {
  return {
    id: row.id,
    municipality: row.municipality,
    title: row.title,
    description: row.description,
    state: row.state,
    author: { id: row.author, name: row.author_name },
    reviewer: row.reviewer === null ? null : { id: row.reviewer, name: row.reviewer_name ?? '' },
    revision: row.revision,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    submittedAt: row.submitted_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
    reason: row.reason,
    changeSet: row.change_set,
    editCount: row.edit_count,
    commentCount: row.comment_count,
    requestHash: row.request_hash,
    checks: row.checks as CheckReport | null,
  };
}
