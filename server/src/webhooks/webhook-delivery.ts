/** Delivers the change feed to webhooks: in order, at least once, each by one process at a time. */
import { setTimeout as wait } from 'node:timers/promises';
import { changeEvent } from '../changes/change-event.ts';
import { presentPosition, readPage } from '../changes/change-feed.ts';
import { placeText } from '../changes/feed-place.ts';
import type { FeedPlace } from '../changes/feed-place.ts';
import type { Deps } from '../deps.ts';
import { describeError } from '../http/describe-error.ts';
import { secretBox } from '../secrets/secret-box.ts';
import { postMessage } from './webhook-post.ts';
import type { Attempt } from './webhook-post.ts';
import { signedHeaders, webhookMessage } from './webhook-message.ts';
import { openSecret } from './webhook-secret.ts';
import {
  clearFailures,
  insertDelivery,
  leaseWebhook,
  moveWebhook,
  postponeWebhook,
  releaseWebhook,
  selectActive,
} from './webhook.repository.ts';
import type { WebhookRow } from './webhook.repository.ts';

export interface DeliveryTiming {
  timeoutMilliseconds: number;
  /** Wait after a first failure; doubles with each, up to `mostRetryMilliseconds`, less up to a half at random. */
  firstRetryMilliseconds: number;
  mostRetryMilliseconds: number;
  /** A receiver that has taken nothing for so long gets nothing more. */
  giveUpMilliseconds: number;
}

const HOUR = 3_600_000;
const TIMING: DeliveryTiming = {
  timeoutMilliseconds: 10_000,
  firstRetryMilliseconds: 5_000,
  mostRetryMilliseconds: HOUR,
  giveUpMilliseconds: 72 * HOUR,
};
/** New webhooks, and those whose process has died, are looked for this often. */
const ROUND_MILLISECONDS = 5_000;
const CHANGES_A_MESSAGE = 500;
/** Longer than one attempt can take. */
const LEASE_SECONDS = 60;
const GONE = 410;

type Leased = WebhookRow & { lease: string };

export class WebhookDelivery {
  readonly #deps: Deps;
  readonly #timing: DeliveryTiming;
  readonly #stopping = new AbortController();
  /** Deliveries under way; true where something new has been committed since they began. */
  readonly #busy = new Map<string, { again: boolean; done: Promise<void> }>();
  /** Aborted when there is an attempt to make sooner than was known. */
  #rest = new AbortController();
  #rounds: Promise<void> = Promise.resolve();

  constructor(deps: Deps, timing: DeliveryTiming = TIMING) {
    this.#deps = deps;
    this.#timing = timing;
  }

  start(): void {
    this.#rounds = this.#run();
  }

  /** Breaks off attempts under way, which count neither way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#rounds;
    await Promise.all([...this.#busy.values()].map(({ done }) => done));
  }

  async #run(): Promise<void> {
    const { db, changes: watcher } = this.#deps;
    const { signal } = this.#stopping;
    // The feed is watched only while there is a webhook.
    let joined = false;
    while (!signal.aborted) {
      try {
        this.#rest = new AbortController();
        const active = await selectActive(db.kysely);
        if (active.length > 0 && !joined) {
          await watcher.join();
          joined = true;
        } else if (active.length === 0 && joined) {
          watcher.leave();
          joined = false;
        }
        const { number } = joined ? watcher.head : { number: 0 };
        for (const { id, milliseconds } of active) if (milliseconds === 0) this.#deliver(id);
        const waits = active.map((each) => each.milliseconds).filter((each) => each > 0);
        const pause = Math.min(ROUND_MILLISECONDS, ...waits);
        const resting = AbortSignal.any([signal, this.#rest.signal]);
        if (joined) await watcher.page(number, pause, resting);
        else await wait(pause, undefined, { signal });
      } catch (error) {
        if (signal.aborted) break;
        this.#log(error);
        await wait(ROUND_MILLISECONDS, undefined, { signal }).catch(() => {});
      }
    }
    if (joined) watcher.leave();
  }

  #deliver(id: string): void {
    const underWay = this.#busy.get(id);
    if (underWay) return void (underWay.again = true);
    const run = async (): Promise<void> => {
      do {
        state.again = false;
        await this.#deliverAll(id).catch((error: unknown) => this.#log(error));
      } while (state.again && !this.#stopping.signal.aborted);
      this.#busy.delete(id);
    };
    const state = { again: false, done: Promise.resolve() };
    this.#busy.set(id, state);
    state.done = run();
  }

  /** Message after message until there is nothing to tell, the receiver fails, or another process has taken over. */
  async #deliverAll(id: string): Promise<void> {
    const { db } = this.#deps;
    const webhook = await leaseWebhook(db.kysely, id, LEASE_SECONDS);
    if (!webhook) return;
    let place: FeedPlace = {
      since: webhook.since,
      until: webhook.until,
      after: webhook.after_seq,
    };
    while (!this.#stopping.signal.aborted) {
      const from = { ...place, until: place.until ?? (await presentPosition(db)) };
      const { changes, next } = await readPage(db, from, CHANGES_A_MESSAGE, webhook);
      if (changes.length > 0) {
        // The message's bounds first: a further attempt, by whomever, sends the same.
        if (!(await moveWebhook(db.kysely, webhook, from, LEASE_SECONDS))) return;
        const events = changes.map((change) => changeEvent(change, true));
        const message = webhookMessage(id, placeText(from), events);
        if (!(await this.#send(webhook, message, changes.length))) return;
      }
      if (!(await moveWebhook(db.kysely, webhook, next, LEASE_SECONDS))) return;
      place = next;
      if (changes.length === 0) break;
    }
    await releaseWebhook(db.kysely, webhook);
  }

  async #send(
    webhook: Leased,
    message: { id: string; body: string },
    changes: number,
  ): Promise<boolean> {
    const { db, config } = this.#deps;
    const begun = Date.now();
    const secret = openSecret(await secretBox(config), webhook.id, webhook.secret);
    const headers = signedHeaders(message, secret, Math.floor(begun / 1000));
    const attempt = await postMessage(new URL(webhook.url), headers, message.body, {
      inside: config.webhooksInside,
      timeoutMilliseconds: this.#timing.timeoutMilliseconds,
      signal: this.#stopping.signal,
    });
    if (attempt.error !== null && this.#stopping.signal.aborted) {
      await releaseWebhook(db.kysely, webhook);
      return false;
    }
    const milliseconds = Date.now() - begun;
    await insertDelivery(db.kysely, {
      webhook: webhook.id,
      message: message.id,
      changes,
      ...attempt,
      milliseconds,
    });
    if (attempt.error !== null) {
      await postponeWebhook(db.kysely, webhook, this.#next(webhook, attempt));
      this.#rest.abort();
      return false;
    }
    await clearFailures(db.kysely, webhook.id);
    Object.assign(webhook, { failures: 0, failing_since: null });
    return true;
  }

  #next(
    webhook: Leased,
    { status, error }: Attempt,
  ): { milliseconds: number; reason: string | null } {
    const { firstRetryMilliseconds, mostRetryMilliseconds, giveUpMilliseconds } = this.#timing;
    const longest = Math.min(mostRetryMilliseconds, firstRetryMilliseconds * 2 ** webhook.failures);
    const milliseconds = longest * (0.5 + Math.random() / 2);
    const since = webhook.failing_since?.valueOf() ?? Date.now();
    const reason =
      status === GONE
        ? 'Il destinatario ha risposto 410: non vuole più consegne.'
        : Date.now() - since >= giveUpMilliseconds
          ? `Nessuna consegna riuscita dal ${new Date(since).toISOString()}. ${error}.`
          : null;
    return { milliseconds, reason };
  }

  #log(error: unknown): void {
    this.#deps.log({ level: 'error', what: 'webhooks', error: describeError(error) });
  }
}
