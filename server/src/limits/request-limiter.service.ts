/** How many requests a minute: one count for all API processes, of which each spends leased pieces. */
import type { Kysely } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Tables } from '../db/tables.ts';
import { isUnreachable } from '../db/unreachable.ts';
import { deletePastCounts, takeChunk } from './request-count.repository.ts';

export const WINDOW_SECONDS = 60;
/** A lease is this part of the limit: a process asks the database so often in a window, and no more. */
const LEASES_A_WINDOW = 20;
/** Leases kept in memory. One that is dropped is lost to its owner until the window ends. */
const MOST_LEASES = 50_000;

export interface Verdict {
  allowed: boolean;
  /** To the end of the window. */
  milliseconds: number;
  /** The first refusal of this window in all processes. */
  first: boolean;
  /** Of one that was allowed and need not be counted. */
  giveBack(): void;
}

/** Spends one request of `key`, of which all processes together spend at most `limit` a window. */
export type SpendRequest = (key: string, limit: number) => Promise<Verdict>;

/** Null where the database does not answer: what needs it fails by itself, and the pages do not need it. */
export async function spendIfReachable(
  spend: SpendRequest,
  key: string,
  limit: number,
): Promise<Verdict | null> {
  return spend(key, limit).catch((error: unknown) => {
    if (isUnreachable(error)) return null;
    throw error;
  });
}

interface Lease {
  left: number;
  /** By this process's own monotonous clock, in milliseconds. */
  until: number;
}

export function requestLimiter(db: Kysely<Tables>): SpendRequest {
  const leases = new LRUCache<string, Lease>({ max: MOST_LEASES });
  const asked = new Map<string, Promise<boolean>>();
  let swept = performance.now();

  return async function spend(key, limit) {
    for (let first = false; ;) {
      const lease = leases.get(key);
      const milliseconds = (lease?.until ?? 0) - performance.now();
      if (lease && milliseconds > 0) {
        if (lease.left > 0) {
          lease.left--;
          return { allowed: true, milliseconds, first: false, giveBack: () => void lease.left++ };
        }
        // Used up by all, or only by this process: `left` below zero says which.
        if (lease.left < 0) return { allowed: false, milliseconds, first, giveBack: () => {} };
      }
      const pending = asked.get(key);
      if (pending) await pending;
      else first = await ask(key, limit);
    }
  };

  /** Whether this is the first time in the window that nothing was left. */
  async function ask(key: string, limit: number): Promise<boolean> {
    const asking = takeLease(key, limit).finally(() => asked.delete(key));
    asked.set(key, asking);
    return asking;
  }

  async function takeLease(key: string, limit: number): Promise<boolean> {
    const chunk = Math.max(1, Math.floor(limit / LEASES_A_WINDOW));
    // Taken before asking, so that a lease never outlives its window.
    const now = performance.now();
    const { before, milliseconds } = await takeChunk(db, key, chunk, WINDOW_SECONDS);
    const granted = Math.max(0, Math.min(chunk, limit - before));
    leases.set(key, { left: granted > 0 ? granted : -1, until: now + milliseconds });
    await sweep(now);
    return granted === 0 && before - chunk < limit;
  }

  async function sweep(now: number): Promise<void> {
    if (now - swept < WINDOW_SECONDS * 1000) return;
    swept = now;
    await deletePastCounts(db);
  }
}
