/** Follows the server's changes while the page is shown, and tells them a few at a time. */
import type { SitClient } from '@sit/client/client';
import { LiveChanges, type LiveListener } from '@sit/client/live';
import type { ChangeEvent } from '@sit/core/change-event';

/** An import tells thousands of changes: what they touch is drawn again this often at most. */
const GATHER_MILLISECONDS = 50;

export class LiveFollower {
  readonly #live: LiveChanges;
  readonly #listener: LiveListener;
  #gathered: ChangeEvent[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #following: AbortController | null = null;
  /** The follow before has come to its end. */
  #ended: Promise<void> = Promise.resolve();
  #stopped = true;

  constructor(client: SitClient, listener: LiveListener) {
    this.#listener = listener;
    this.#live = new LiveChanges(client, {
      changed: (changes) => this.#gather(changes),
      lost: () => listener.lost(),
    });
  }

  /** Follows from now on, or from where it stopped; connected anew, as whoever is signed in now. */
  start(): void {
    this.#leave();
    if (this.#stopped) document.addEventListener('visibilitychange', this.#visibilityChanged);
    this.#stopped = false;
    this.#follow();
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.#visibilityChanged);
    this.#stopped = true;
    this.#leave();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#gathered = [];
  }

  readonly #visibilityChanged = (): void => {
    if (document.hidden) this.#leave();
    else this.#follow();
  };

  #follow(): void {
    if (document.hidden || this.#following) return;
    const following = (this.#following = new AbortController());
    this.#ended = this.#ended.then(() => this.#live.follow(following.signal));
  }

  #leave(): void {
    this.#following?.abort();
    this.#following = null;
  }

  #gather(changes: ChangeEvent[]): void {
    this.#gathered.push(...changes);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const gathered = this.#gathered;
      this.#gathered = [];
      this.#listener.changed(gathered);
    }, GATHER_MILLISECONDS);
  }
}
