/** One proposal as far as it has been read, and what is done with it. No DOM. */
import type { SitClient } from '@sit/client/client';
import { ClientProblem } from '@sit/client/problem';
import type {
  CheckReport,
  ProposalComment,
  ProposalDetail,
  ProposalDifference,
} from '@sit/core/api-proposal';
import type { Fault } from '@sit/core/problem';
import type { Person } from '@sit/core/proposal';
import { randomUuid } from '../../internal/uuid.ts';

const PAGE = 50;

/** How the last action stands. */
export type ActStatus =
  | { kind: 'idle' }
  | { kind: 'busy' }
  | { kind: 'done'; at: Date; note: string }
  | { kind: 'moved' }
  | { kind: 'no-answer' }
  | { kind: 'refused'; detail: string; faults: readonly Fault[] };

export class OpenProposal {
  readonly id: string;
  state: 'reading' | 'read' | 'gone' | 'failed' = 'reading';
  status: ActStatus = { kind: 'idle' };
  differences: readonly ProposalDifference[] = [];
  report: CheckReport | null = null;
  comments: readonly ProposalComment[] = [];
  /** Who may be asked to review; null where nobody is to be chosen. */
  reviewers: readonly Person[] | null = null;
  /** Of the comment being written: the same when it is sent again. */
  #commentId = randomUuid();
  readonly #client: () => Pick<SitClient, 'proposals'>;
  readonly #changed: () => void;
  #detail: ProposalDetail | null = null;
  #nextDifferences: string | null = null;
  #nextComments: string | null = null;
  #closed = false;

  constructor(id: string, client: () => Pick<SitClient, 'proposals'>, changed: () => void) {
    this.id = id;
    this.#client = client;
    this.#changed = () => {
      if (!this.#closed) changed();
    };
  }

  /** As last read; only in state `read`. */
  get detail(): ProposalDetail {
    return this.#detail!;
  }
  get calls(): SitClient['proposals'] {
    return this.#client().proposals;
  }
  get busy(): boolean {
    return this.status.kind === 'busy';
  }
  get hasMoreEdits(): boolean {
    return this.#nextDifferences !== null;
  }
  get hasMoreComments(): boolean {
    return this.#nextComments !== null;
  }

  /** Everything of it, anew. */
  async read(): Promise<void> {
    try {
      const [detail, report, comments] = await Promise.all([
        this.calls.get(this.id),
        this.calls.checks(this.id),
        this.calls.comments(this.id, { limit: PAGE }),
        this.#readDifferences(),
      ]);
      this.#detail = detail;
      this.report = report;
      this.comments = comments.comments;
      this.#nextComments = comments.next;
      await this.#readReviewers(detail);
      this.state = 'read';
    } catch (error) {
      const gone = error instanceof ClientProblem && error.code === 'not-found';
      this.state = gone ? 'gone' : 'failed';
    }
    this.#changed();
  }

  async readMoreEdits(): Promise<void> {
    await this.act(() => this.#readDifferences(this.#nextDifferences));
  }

  async readMoreComments(): Promise<void> {
    await this.act(async () => {
      const page = await this.calls.comments(this.id, { limit: PAGE, token: this.#nextComments });
      this.comments = [...this.comments, ...page.comments];
      this.#nextComments = page.next;
    });
  }

  async comment(text: string, position: [number, number] | null): Promise<void> {
    await this.calls.comment(this.id, { id: this.#commentId, text, position });
    this.#commentId = randomUuid();
  }

  /**
   * Does something with the proposal as it is known and reads it anew; true when it went. `note` is said
   * of what came of it.
   */
  async change<T>(
    call: (known: ProposalDetail) => Promise<T>,
    note: (result: T) => string = () => '',
  ): Promise<boolean> {
    if (this.busy) return false;
    return this.act(async () => {
      const result = await call(this.detail);
      await this.read();
      this.status = { kind: 'done', at: new Date(), note: note(result) };
    });
  }

  /** Without reading the proposal anew. */
  async act(call: () => Promise<void>): Promise<boolean> {
    this.#become({ kind: 'busy' });
    try {
      await call();
      if (this.busy) this.status = { kind: 'idle' };
      this.#changed();
      return true;
    } catch (error) {
      await this.#refused(error);
      return false;
    }
  }

  /** Nobody looks any more: what is still on its way changes nothing. */
  close(): void {
    this.#closed = true;
  }

  async #refused(error: unknown): Promise<void> {
    if (!(error instanceof ClientProblem)) return this.#become({ kind: 'no-answer' });
    const { code, problem } = error;
    // What the caller saw is not what there is: shown as it is now, with the reason.
    await this.read();
    if (code === 'stale-proposal' || code === 'wrong-state') return this.#become({ kind: 'moved' });
    this.#become({ kind: 'refused', detail: problem.detail, faults: problem.faults ?? [] });
  }

  async #readDifferences(token: string | null = null): Promise<void> {
    const page = await this.calls.differences(this.id, { limit: PAGE, token });
    this.differences = token ? [...this.differences, ...page.differences] : page.differences;
    this.#nextDifferences = page.next;
  }

  async #readReviewers({ permissions, municipality }: ProposalDetail): Promise<void> {
    if (!permissions.assign) this.reviewers = null;
    else this.reviewers ??= await this.calls.reviewers(municipality).catch(() => null);
  }

  #become(status: ActStatus): void {
    this.status = status;
    this.#changed();
  }
}
