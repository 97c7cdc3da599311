/** One look at the change feed for all who follow it in this process: its pages, kept a while in memory. */
import { isUnreachable } from '../db/unreachable.ts';
import type { Database } from '../db/database.ts';
import type { Log } from '../deps.ts';
import { describeError } from '../http/describe-error.ts';
import { refuse } from '../http/problem.ts';
import { presentPosition, readPage } from './change-feed.ts';
import type { Change, FeedPosition } from './change-feed.ts';
import { rightsEdition } from './change.repository.ts';
import type { FeedPlace } from './feed-place.ts';

/** A page of the feed. Its changes, in order, follow `place`; after the last of them a reader is at `next`. */
export interface FeedPage {
  number: number;
  place: FeedPlace & { until: FeedPosition };
  changes: readonly Change[];
  next: FeedPlace;
  /** Read after the changes: another one means that who may see what must be asked again. */
  rights: string;
}

/** Everything before page `number` is what `position` sees. */
export interface FeedHead {
  position: FeedPosition;
  number: number;
}

const CHANNEL = 'sit_change';
/** With nobody to wake the embedded engine's readers, this is what a change waits at most. */
const EMBEDDED_POLL_MILLISECONDS = 250;
const POLL_MILLISECONDS = 1_000;
/** Changes kept for readers that have not come to them yet; who falls further behind reads the feed itself. */
const KEPT_CHANGES = 20_000;

export class ChangeWatcher {
  readonly #db: Database;
  readonly #log: Log;
  readonly #closing = new AbortController();
  #followers = 0;
  #running = false;
  #head: FeedHead | null = null;
  /** What is being read, and goes on being read after a failure. */
  #place: FeedPlace | null = null;
  #nextNumber = 0;
  #pages: FeedPage[] = [];
  #kept = 0;
  /** A look has been asked for since the last one began. */
  #asked = false;
  #wake = (): void => {};
  #newcomers: { seen: () => void; failed: (error: unknown) => void }[] = [];
  #waiting = new Set<() => void>();
  #unlisten: Promise<() => Promise<void>> | null = null;

  constructor(db: Database, log: Log) {
    this.#db = db;
    this.#log = log;
  }

  /** Aborted when the process is about to end: followers let go. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** How far the looks have come; for who has joined. */
  get head(): FeedHead {
    return this.#head!;
  }

  /**
   * Counts one more follower, who must {@link leave}. Resolves when the head sees everything committed before
   * the call, so that a place another process gave its reader is never ahead of it; rejects, uncounted, when
   * the database does not answer, and with `not-ready` when the process is about to end.
   */
  async join(): Promise<void> {
    if (this.closed.aborted) throw closing();
    this.#followers++;
    const seen = new Promise<void>((resolve, reject) =>
      this.#newcomers.push({ seen: resolve, failed: reject }),
    );
    this.lookNow();
    if (!this.#running) void this.#run();
    await seen.catch((error: unknown) => {
      this.leave();
      throw error;
    });
  }

  leave(): void {
    this.#followers--;
    if (this.#followers === 0) this.#wake();
  }

  /** Looks at once: something has been committed, or may have been. */
  lookNow(): void {
    this.#asked = true;
    this.#wake();
  }

  /**
   * Page `number`; `gone` when memory keeps it no more; null when there is none until `milliseconds` have
   * passed, `signal` is aborted or the watcher closes.
   */
  async page(
    number: number,
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<FeedPage | 'gone' | null> {
    if (this.#keptPage(number) === null && !signal.aborted && !this.closed.aborted)
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        this.#waiting.add(done);
        signal.addEventListener('abort', done);
      });
    return this.#keptPage(number);
  }

  /** Ends every follower's waiting; to be called before the database is closed. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#wake();
    for (const done of this.#waiting) done();
    for (const { failed } of this.#newcomers) failed(closing());
    await this.#stopListening();
  }

  #keptPage(number: number): FeedPage | 'gone' | null {
    const first = this.#pages[0]?.number ?? this.#nextNumber;
    return number < first ? 'gone' : (this.#pages[number - first] ?? null);
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#followers > 0 && !this.closed.aborted) {
      const told = this.#asked;
      this.#asked = false;
      const newcomers = this.#newcomers;
      this.#newcomers = [];
      try {
        const found = await this.#look();
        for (const { seen } of newcomers) seen();
        this.#listen(found && !told);
      } catch (error) {
        for (const { failed } of newcomers) failed(error);
        if (!this.closed.aborted && !isUnreachable(error))
          this.#log({ level: 'error', what: 'change feed', error: describeError(error) });
        await this.#sleep(POLL_MILLISECONDS);
        continue;
      }
      if (!this.#asked) await this.#sleep(this.#pollMilliseconds);
    }
    // Closing, followers still look at the head; otherwise there are none.
    if (this.closed.aborted) return;
    this.#running = false;
    this.#head = null;
    this.#place = null;
    this.#pages = [];
    this.#kept = 0;
    await this.#stopListening();
  }

  /** True when there were changes. A look that failed half-way is gone on with, or its pages would come twice. */
  async #look(): Promise<boolean> {
    let found = await this.#readThrough();
    const until = await presentPosition(this.#db);
    this.#place = { since: this.#head?.position ?? until, until, after: 0 };
    found = (await this.#readThrough()) || found;
    return found;
  }

  async #readThrough(): Promise<boolean> {
    let found = false;
    while (this.#place?.until) {
      const place = { ...this.#place, until: this.#place.until };
      const { changes, next } = await readPage(this.#db, place);
      if (changes.length > 0) {
        const rights = await rightsEdition(this.#db.kysely);
        this.#keep({ number: this.#nextNumber++, place, changes, next, rights });
        found = true;
      }
      this.#place = next;
      if (next.until === null) this.#head = { position: next.since, number: this.#nextNumber };
    }
    return found;
  }

  #keep(page: FeedPage): void {
    this.#pages.push(page);
    this.#kept += page.changes.length;
    while (this.#kept > KEPT_CHANGES && this.#pages.length > 1)
      this.#kept -= this.#pages.shift()!.changes.length;
    for (const done of this.#waiting) done();
  }

  get #pollMilliseconds(): number {
    return this.#db.listen ? POLL_MILLISECONDS : EMBEDDED_POLL_MILLISECONDS;
  }

  async #sleep(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#followers === 0 || this.closed.aborted) this.#wake();
    });
    this.#wake = () => {};
  }

  /** A look that found what nobody had told of shows that the listening has died: it is begun anew. */
  #listen(deaf: boolean): void {
    if (!this.#db.listen || this.closed.aborted || (this.#unlisten && !deaf)) return;
    void this.#stopListening();
    const beginning = (this.#unlisten = this.#db.listen(CHANNEL, () => this.lookNow()));
    beginning.catch(() => {
      if (this.#unlisten === beginning) this.#unlisten = null;
    });
  }

  async #stopListening(): Promise<void> {
    const ending = this.#unlisten;
    this.#unlisten = null;
    await ending?.then((end) => end()).catch(() => {});
  }
}

function closing() {
  return refuse('not-ready', 'Il servizio si sta fermando: riprovi tra poco.', {
    headers: { 'Retry-After': '5' },
  });
}
