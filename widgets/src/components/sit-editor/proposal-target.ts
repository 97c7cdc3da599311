/** Where an edit goes that is not written at once: a draft of the person's own, or a new one. No DOM. */
import type { SitClient } from '@sit/client/client';
import { NetworkProblem } from '@sit/client/problem';
import type { Proposal, ProposalDetail } from '@sit/core/api-proposal';
import type { ChangeOperation } from '@sit/core/feature';
import { randomUuid } from '../../internal/uuid.ts';

/** Choices beside a draft's id. */
export const NEW_PROPOSAL = 'new';
export const AT_ONCE = 'at-once';

export interface ProposalTargetOptions {
  client: () => Pick<SitClient, 'proposals'>;
  /** Id of the draft that the map's edits go into. */
  current: string | null;
  /** The layer takes edits without a proposal, too. */
  mayWriteAtOnce: boolean;
  /** Number of the current draft's edit that is being changed, where it creates its feature. */
  creation?: number | null;
  changed: () => void;
}

const MOST_DRAFTS = 100;

export class ProposalTarget {
  /** The person's drafts; null until they have been read. */
  drafts: readonly Proposal[] | null = null;
  failed = false;
  /** Of a new proposal. */
  title = '';
  readonly mayWriteAtOnce: boolean;
  readonly #options: ProposalTargetOptions;
  readonly #newId = randomUuid();
  #chosen: string | null;
  /** An edit without an answer: the draft as it was before. */
  #unanswered: ProposalDetail | null = null;

  constructor(options: ProposalTargetOptions) {
    this.#options = options;
    this.#chosen = options.current;
    this.mayWriteAtOnce = options.mayWriteAtOnce;
  }

  /** The edit stays where it is: it creates its feature in that very draft. */
  get isFixed(): boolean {
    return this.#creation !== null;
  }

  async load(): Promise<void> {
    try {
      const query = { state: 'draft', author: 'me', limit: MOST_DRAFTS } as const;
      this.drafts = (await this.#calls.list(query)).proposals;
      this.failed = false;
    } catch {
      this.failed = true;
    }
    this.#options.changed();
  }

  /** Those an edit of this municipality may go into. */
  draftsOf(municipality: string): readonly Proposal[] {
    return (this.drafts ?? []).filter((draft) => draft.municipality === municipality);
  }

  /** A draft's id, {@link NEW_PROPOSAL}, or {@link AT_ONCE}. */
  chosen(municipality: string): string {
    const drafts = this.draftsOf(municipality);
    const known =
      this.#chosen === NEW_PROPOSAL || (this.#chosen === AT_ONCE && this.mayWriteAtOnce);
    if (this.#chosen && (known || drafts.some(({ id }) => id === this.#chosen)))
      return this.#chosen;
    if (this.mayWriteAtOnce) return AT_ONCE;
    return drafts[0]?.id ?? NEW_PROPOSAL;
  }

  choose(choice: string): void {
    this.#chosen = choice;
    this.#options.changed();
  }

  setTitle(title: string): void {
    this.title = title;
  }

  /** Puts the edit into the draft chosen; null takes out of it what it held of the feature. */
  async put(
    operation: ChangeOperation | null,
    municipality: string,
    edit: number | null,
  ): Promise<ProposalDetail> {
    const before = await this.#draft(municipality);
    if (this.#arrived(before, operation)) return before;
    this.#unanswered = before;
    try {
      return await this.#write(before, operation, this.#creation ?? edit);
    } catch (error) {
      if (!(error instanceof NetworkProblem)) this.#unanswered = null;
      throw error;
    }
  }

  #write(
    draft: ProposalDetail,
    operation: ChangeOperation | null,
    edit: number | null,
  ): Promise<ProposalDetail> {
    if (operation === null && edit !== null) return this.#calls.removeEdit(draft, edit);
    if (operation === null) return Promise.resolve(draft);
    if (this.#creation !== null) return this.#calls.replaceEdit(draft, this.#creation, operation);
    return this.#calls.addEdits(draft, [operation]);
  }

  /** What was sent without an answer is there: a feature would otherwise be created twice. */
  #arrived(draft: ProposalDetail, operation: ChangeOperation | null): boolean {
    const before = this.#unanswered;
    if (before?.id !== draft.id || operation?.operation !== 'create') return false;
    const known = new Set(before.edits.map(({ number }) => number));
    return draft.edits.some(
      (edit) =>
        edit.operation === 'create' && edit.layer === operation.layer && !known.has(edit.number),
    );
  }

  async #draft(municipality: string): Promise<ProposalDetail> {
    const chosen = this.chosen(municipality);
    if (chosen !== NEW_PROPOSAL) return this.#calls.get(chosen);
    const id = this.#newId;
    const made = await this.#calls.create({ id, municipality, title: this.title.trim() });
    this.drafts = [...(this.drafts ?? []), made];
    this.#chosen = id;
    return made;
  }

  get #creation(): number | null {
    return this.#options.creation ?? null;
  }

  get #calls(): SitClient['proposals'] {
    return this.#options.client().proposals;
  }
}
