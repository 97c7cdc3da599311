/** Following the change feed: every committed change, in order, whichever process made it. */
import type { Database } from '../db/database.ts';
import type { Log } from '../deps.ts';
import { currentPosition, selectChanges } from './change.repository.ts';
import type { Change, FeedPosition } from './change.repository.ts';

export type { Change, FeedPosition } from './change.repository.ts';

/** A page of changes; resolve when they are dealt with, and only then comes the next. */
export type ChangeListener = (changes: readonly Change[]) => void | Promise<void>;

export interface ChangeFeed {
  /** Looks now instead of at the next interval; resolves when all that was committed before is delivered. */
  wake(): Promise<void>;
  close(): Promise<void>;
}

const INTERVAL_MILLISECONDS = 1_000;
const PAGE = 5_000;

/**
 * Calls `listener` with all changes committed from now on. Looks every second, and at once when PostgreSQL
 * notifies; nothing depends on that arriving, and the embedded engine never notifies: `wake` after a write
 * of one's own. Each change comes once, save after a listener's failure: that is logged, and what was committed
 * since the last success comes again.
 */
export async function watchChanges(
  db: Database,
  listener: ChangeListener,
  log: Log,
): Promise<ChangeFeed> {
  let position = await currentPosition(db.kysely);
  let looking: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | null = null;

  const look = async (): Promise<void> => {
    position = await deliver(db, position, listener);
  };
  // Calls that wait together share one look, begun after the last of them.
  const wake = (): Promise<void> => {
    waiting ??= looking.then(() => {
      waiting = null;
      looking = look().catch((error: unknown) => {
        log({ level: 'error', event: 'change-feed', error: String(error) });
      });
      return looking;
    });
    return waiting;
  };
  const timer = setInterval(() => void wake(), INTERVAL_MILLISECONDS);
  timer.unref();
  const unlisten =
    db.engine === 'postgres' ? await listen(db, () => void wake(), log) : async () => {};
  return {
    wake,
    async close() {
      clearInterval(timer);
      await unlisten();
      await (waiting ?? looking);
    },
  };
}

/** Where the feed is now, for {@link deliver} to go on from. */
export async function presentPosition(db: Database): Promise<FeedPosition> {
  return currentPosition(db.kysely);
}

/** Delivers what was committed since `since`, page by page; the position reached. */
export async function deliver(
  db: Database,
  since: FeedPosition,
  listener: ChangeListener,
): Promise<FeedPosition> {
  const until = await currentPosition(db.kysely);
  for (let after = 0; ;) {
    const changes = await selectChanges(db.kysely, since, until, after, PAGE);
    if (changes.length > 0) await listener(changes);
    if (changes.length < PAGE) return until;
    after = changes.at(-1)!.seq;
  }
}

async function listen(db: Database, onNotice: () => void, log: Log): Promise<() => Promise<void>> {
  try {
    const { unlisten } = await db.sql.listen('sit_change', onNotice);
    return unlisten;
  } catch (error) {
    // A pooler may not carry LISTEN: the interval remains.
    log({ level: 'warning', event: 'change-feed', error: String(error) });
    return async () => {};
  }
}
