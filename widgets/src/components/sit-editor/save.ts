/** Sends changes so that none is lost and none is made twice, whatever the network does. */
import type { SitClient } from '@sit/client/client';
import type { ChangeOperation, ChangeResult, ChangeSet, ChangeWarning } from '@sit/core/feature';
import { ClientProblem, NetworkProblem } from '@sit/client/problem';
import { randomUuid } from '../../internal/uuid.ts';

/** Waits between attempts while the server is out of reach. */
const RETRY_SECONDS = [2, 5, 10, 20, 30];

export interface SaveEvents {
  /** No answer: the same change set is sent again after `seconds`, or when the network is back. */
  waiting: (seconds: number) => void;
  /** Another attempt begins. */
  trying: () => void;
}

/** What became of the operation, and what the server remarked on the whole. */
export type Saved = ChangeResult & { warnings: readonly ChangeWarning[] };

export class ChangeSender {
  readonly #client: () => Pick<SitClient, 'commit'>;
  readonly #events: SaveEvents;
  #pending: ChangeSet | null = null;
  #wake: (() => void) | null = null;
  #stopped = false;

  constructor(client: () => Pick<SitClient, 'commit'>, events: SaveEvents) {
    this.#client = client;
    this.#events = events;
  }

  /** A change set whose fate is unknown: it must be answered before another may be sent. */
  get pending(): ChangeSet | null {
    return this.#pending;
  }

  /**
   * Stores `operation` as a change set of one, trying until there is an answer. Throws the
   * `ClientProblem` of a refusal, or the `NetworkProblem` when stopped while waiting.
   */
  async send(operation: ChangeOperation): Promise<Saved> {
    this.#pending = { id: randomUuid(), operations: [operation] };
    return this.settle();
  }

  /** Brings the pending change set to its answer: the same id, so that it counts once. */
  async settle(): Promise<Saved> {
    const changeSet = this.#pending;
    if (!changeSet) throw new Error('there is no pending change set');
    this.#stopped = false;
    for (let attempt = 0; ; attempt++) {
      this.#events.trying();
      try {
        const answer = await this.#client().commit(changeSet);
        this.#pending = null;
        return { ...answer.results[0]!, warnings: answer.warnings ?? [] };
      } catch (error) {
        if (!mayHaveHappened(error)) {
          this.#pending = null;
          throw error;
        }
        if (this.#stopped || !(error instanceof NetworkProblem)) throw error;
        await this.#wait(RETRY_SECONDS[Math.min(attempt, RETRY_SECONDS.length - 1)]!);
        if (this.#stopped) throw error;
      }
    }
  }

  /** Ends the wait for the next attempt. */
  retryNow(): void {
    this.#wake?.();
  }

  /** Gives up retrying; what is pending may still have happened. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  async #wait(seconds: number): Promise<void> {
    this.#events.waiting(seconds);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      addEventListener('online', this.#wake, { once: true });
    });
    if (this.#wake) removeEventListener('online', this.#wake);
    this.#wake = null;
  }
}

/** Refused for good, or possibly written: no answer, or one that an intermediary may have made up. */
function mayHaveHappened(error: unknown): boolean {
  if (error instanceof NetworkProblem) return true;
  // Signing in again leads to the same change set once more.
  return (
    error instanceof ClientProblem &&
    (error.problem.status >= 500 || error.code === 'unauthenticated')
  );
}
