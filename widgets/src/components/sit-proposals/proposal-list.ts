/** The list of proposals as far as it has been read: which, page by page, and how reading stands. No DOM. */
import type { ProposalCalls, ProposalQuery } from '@sit/client/proposals';
import type { Proposal } from '@sit/core/api-proposal';

export const FILTERS = ['mine', 'review', 'all'] as const;
export type Filter = (typeof FILTERS)[number];

const PAGE = 20;

export class ProposalList {
  filter: Filter = 'mine';
  proposals: readonly Proposal[] = [];
  state: 'reading' | 'read' | 'failed' = 'reading';
  readonly #calls: () => ProposalCalls;
  readonly #changed: () => void;
  #next: string | null = null;
  #reading = new AbortController();

  constructor(calls: () => ProposalCalls, changed: () => void) {
    this.#calls = calls;
    this.#changed = changed;
  }

  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** From the first page. `municipality` null is everywhere. */
  read(filter: Filter, municipality: string | null): Promise<void> {
    if (filter !== this.filter) this.proposals = [];
    this.filter = filter;
    this.#next = null;
    return this.#readPage(municipality, []);
  }

  readMore(municipality: string | null): Promise<void> {
    return this.#readPage(municipality, this.proposals);
  }

  async #readPage(municipality: string | null, before: readonly Proposal[]): Promise<void> {
    this.#reading.abort();
    const { signal } = (this.#reading = new AbortController());
    this.state = 'reading';
    this.#changed();
    try {
      const query = {
        ...queryOf(this.filter, municipality),
        limit: PAGE,
        token: this.#next,
        signal,
      };
      const page = await this.#calls().list(query);
      this.proposals = [...before, ...page.proposals];
      this.#next = page.next;
      this.state = 'read';
    } catch {
      if (signal.aborted) return;
      this.state = 'failed';
    }
    this.#changed();
  }
}

function queryOf(filter: Filter, municipality: string | null): ProposalQuery {
  if (filter === 'mine') return { author: 'me' };
  const where = municipality ? { municipality } : {};
  return filter === 'review' ? { state: 'in-review', ...where } : where;
}
