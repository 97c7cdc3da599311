/** Typed calls to `/api/proposals`: from `SitClient.proposals`. No parsing at run time: the server is trusted. */
import type {
  CheckReport,
  CommentPage,
  DifferencePage,
  NewComment,
  NewProposal,
  ProposalComment,
  ProposalDetail,
  ProposalPage,
  ProposalPatch,
  Publication,
  RebaseReport,
  ReviewerList,
} from '@sit/core/api-proposal';
import type { ChangeOperation } from '@sit/core/feature';
import type { Person, ProposalState } from '@sit/core/proposal';
import { proposalETag } from '@sit/core/proposal';
import { searchOf } from './request.ts';
import { Calls } from './send.ts';

export interface ProposalQuery {
  state?: ProposalState | undefined;
  municipality?: string | undefined;
  /** Of the signed-in person. */
  author?: 'me' | undefined;
  /** Assigned to the signed-in person. */
  reviewer?: 'me' | undefined;
}

export interface PageQuery {
  limit?: number | undefined;
  /** `next` of the page before. */
  token?: string | null | undefined;
  signal?: AbortSignal | undefined;
}

/** The proposal a write starts from, as last read: the server refuses with `stale-proposal` when it has moved. */
export type Known = Pick<ProposalDetail, 'id' | 'revision'>;

/**
 * Everything but reading refuses: `unauthenticated`; `not-found` also for whoever may not see the proposal;
 * `forbidden`; `wrong-state` where the state does not allow it; `stale-proposal` where it changed since.
 */
export class ProposalCalls extends Calls {
  /** Newest change first. */
  list(query: ProposalQuery & PageQuery = {}): Promise<ProposalPage> {
    const { signal, ...parameters } = query;
    return this.send('GET', `/api/proposals${searchOf(parameters)}`, { signal });
  }

  get(id: string, signal?: AbortSignal): Promise<ProposalDetail> {
    return this.send('GET', pathOf(id), { signal });
  }

  /** After a NetworkProblem it may be sent again: `proposal.id` keeps it from being made twice. */
  create(proposal: NewProposal): Promise<ProposalDetail> {
    return this.send('POST', '/api/proposals', { body: proposal });
  }

  /** Title and description: the author's while a draft. Reviewer: the author's or a reviewer's until it is decided. */
  change(known: Known, patch: ProposalPatch): Promise<ProposalDetail> {
    return this.#write('PATCH', known, '', patch);
  }

  /** Who may be asked to review in a municipality. */
  async reviewers(municipality: string, signal?: AbortSignal): Promise<Person[]> {
    const path = `/api/proposals/reviewers${searchOf({ municipality })}`;
    return (await this.send<ReviewerList>('GET', path, { signal })).reviewers;
  }

  /**
   * Adds edits to a draft. One of a feature that is edited already takes that edit's place. Refuses as a
   * change set does: `stale-version` with what is needed to merge, `invalid-feature`, `too-large`.
   */
  addEdits(known: Known, operations: readonly ChangeOperation[]): Promise<ProposalDetail> {
    return this.#write('POST', known, '/edits', { operations });
  }

  /** Puts another operation in an edit's place: how a create is changed and a conflict resolved. */
  replaceEdit(known: Known, edit: number, operation: ChangeOperation): Promise<ProposalDetail> {
    return this.#write('PUT', known, `/edits/${edit}`, { operation });
  }

  removeEdit(known: Known, edit: number): Promise<ProposalDetail> {
    return this.#write('DELETE', known, `/edits/${edit}`);
  }

  /** Base, present and proposed of each edit, in their order. */
  differences(id: string, { signal, ...page }: PageQuery = {}): Promise<DifferencePage> {
    return this.send('GET', `${pathOf(id)}/differences${searchOf(page)}`, { signal });
  }

  /** The last dry run's report; null before the first. */
  async checks(id: string, signal?: AbortSignal): Promise<CheckReport | null> {
    const path = `${pathOf(id)}/checks`;
    return (await this.send<{ report: CheckReport | null }>('GET', path, { signal })).report;
  }

  /** A dry run of a draft without submitting it. */
  async check(known: Known): Promise<CheckReport> {
    return (await this.#write<{ report: CheckReport }>('POST', known, '/checks')).report;
  }

  /** Into review; refuses `invalid-feature` with the faults and `stale-version` where a base moved. */
  submit(known: Known): Promise<ProposalDetail> {
    return this.#write('POST', known, '/submit');
  }

  /** From review back to draft. */
  return(known: Known, reason?: string): Promise<ProposalDetail> {
    return this.#write('POST', known, '/return', { reason });
  }

  withdraw(known: Known, reason?: string): Promise<ProposalDetail> {
    return this.#write('POST', known, '/withdraw', { reason });
  }

  reject(known: Known, reason: string): Promise<ProposalDetail> {
    return this.#write('POST', known, '/reject', { reason });
  }

  /**
   * As one change set, whole or not at all. `changeSet` is a UUID of the client's: sent again after a
   * NetworkProblem it answers what was done. Refuses `stale-version` where a base moved meanwhile.
   */
  publish(known: Known, changeSet: string): Promise<Publication> {
    return this.#write('POST', known, '/publish', { changeSet });
  }

  /** Merges a draft's edits onto the present where both sides did not change the same. */
  rebase(known: Known): Promise<RebaseReport> {
    return this.#write('POST', known, '/rebase');
  }

  /** Oldest first. */
  comments(id: string, { signal, ...page }: PageQuery = {}): Promise<CommentPage> {
    return this.send('GET', `${pathOf(id)}/comments${searchOf(page)}`, { signal });
  }

  /** `comment.id` keeps it from being written twice. */
  comment(id: string, comment: NewComment): Promise<ProposalComment> {
    return this.send('POST', `${pathOf(id)}/comments`, { body: comment });
  }

  #write<T = ProposalDetail>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    { id, revision }: Known,
    path: string,
    body?: unknown,
  ): Promise<T> {
    return this.send(method, `${pathOf(id)}${path}`, {
      body,
      ifMatch: proposalETag(id, revision),
    });
  }
}

function pathOf(id: string): string {
  return `/api/proposals/${encodeURIComponent(id)}`;
}
