/** Following the change feed: every committed change, in order, whichever process made it. */
import type { Database } from '../db/database.ts';
import { currentPosition, selectChanges } from './change.repository.ts';
import type { Change, ChangeFilter, FeedPosition } from './change.repository.ts';
import type { FeedPlace } from './feed-place.ts';

export type { Change, ChangeFilter, FeedPosition } from './change.repository.ts';

/** A page of changes; resolve when they are dealt with, and only then comes the next. */
type ChangeListener = (changes: readonly Change[]) => void | Promise<void>;

const PAGE = 5_000;

/** Where the feed is now, for {@link deliver} to go on from. */
export async function presentPosition(db: Database): Promise<FeedPosition> {
  return currentPosition(db.kysely);
}

/**
 * What follows `place` up to its own `until`, at most `limit` changes of those `only` lets through, and the
 * place after them.
 */
export async function readPage(
  db: Database,
  place: FeedPlace & { until: FeedPosition },
  limit = PAGE,
  only: ChangeFilter = {},
): Promise<{ changes: Change[]; next: FeedPlace }> {
  const { since, until, after } = place;
  const changes = await selectChanges(db.kysely, since, until, after, limit, only);
  const next =
    changes.length < limit
      ? { since: until, until: null, after: 0 }
      : { since, until, after: changes.at(-1)!.seq };
  return { changes, next };
}

/**
 * Delivers what was committed since `since`, page by page; the position reached. Each change comes once,
 * save after a listener's failure: whoever then goes on from `since` gets them again.
 */
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
