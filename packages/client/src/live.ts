/** Following `/api/changes`: every change once, through cuts, silences and the page's absences. */
import type { ChangeEvent } from '@sit/core/change-event';
import { createParser } from 'eventsource-parser';
import type { EventSourceMessage } from 'eventsource-parser';
import type { SitClient } from './client.ts';
import { ClientProblem } from './problem.ts';

export interface LiveListener {
  /** In order, each change once. */
  changed: (changes: ChangeEvent[]) => void;
  /** Changes may have been missed: what is shown must be read again. */
  lost: () => void;
}

export interface LiveTiming {
  /** The server says something every 15 s: after this without a word the connection is taken for dead. */
  silenceMilliseconds: number;
  /** Wait before the first new attempt; doubles with each, up to `mostRetryMilliseconds`, and is never quite the same. */
  firstRetryMilliseconds: number;
  mostRetryMilliseconds: number;
}

const TIMING: LiveTiming = {
  silenceMilliseconds: 45_000,
  firstRetryMilliseconds: 500,
  mostRetryMilliseconds: 30_000,
};

export class LiveChanges {
  readonly #client: SitClient;
  readonly #listener: LiveListener;
  readonly #timing: LiveTiming;
  #lastEventId: string | null = null;
  #attempts = 0;

  constructor(client: SitClient, listener: LiveListener, timing: LiveTiming = TIMING) {
    this.#client = client;
    this.#listener = listener;
    this.#timing = timing;
  }

  /**
   * Follows until `signal` is aborted, or the server refuses for good; the next call goes on where this one
   * ended. Not to be called again before it has resolved.
   */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#connect(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ClientProblem && !this.#mayTryAgain(error)) return;
      }
      await this.#pause(signal);
    }
  }

  /** Resolves when the stream ends; rejects when it is cut, refused or silent. */
  async #connect(signal: AbortSignal): Promise<void> {
    const silence = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const heard = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), this.#timing.silenceMilliseconds);
    };
    try {
      heard();
      const ending = AbortSignal.any([signal, silence.signal]);
      const response = await this.#client.changes(this.#lastEventId, ending);
      let changes: ChangeEvent[] = [];
      const parser = createParser({
        onEvent: (event) => changes.push(...this.#received(event)),
      });
      const decoder = new TextDecoder();
      const reader = response.body!.getReader();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        heard();
        parser.feed(decoder.decode(value, { stream: true }));
        if (changes.length > 0 && !signal.aborted) this.#listener.changed(changes);
        changes = [];
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #received({ event, id, data }: EventSourceMessage): ChangeEvent[] {
    if (event === 'ready') {
      // At the present, after attempts that failed: nobody knows what there was meanwhile.
      if (this.#lastEventId === null && this.#attempts > 0) this.#listener.lost();
      this.#attempts = 0;
    }
    if (id !== undefined) this.#lastEventId = id;
    return event === 'change' ? [JSON.parse(data) as ChangeEvent] : [];
  }

  #mayTryAgain({ problem }: ClientProblem): boolean {
    if (problem.status === 400 && this.#lastEventId !== null) {
      // The server no longer knows the place: on from the present.
      this.#lastEventId = null;
      this.#attempts ||= 1;
      return true;
    }
    return problem.status === 401 || problem.status === 429 || problem.status >= 500;
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const { firstRetryMilliseconds, mostRetryMilliseconds } = this.#timing;
    const longest = Math.min(mostRetryMilliseconds, firstRetryMilliseconds * 2 ** this.#attempts++);
    // Those whom a server's restart cut off together do not come back together.
    const wait = longest * (0.5 + Math.random() / 2);
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, wait);
      signal.addEventListener('abort', done);
    });
  }
}
