/** Keeps a tile cache no staler than the database at the moment of asking. */
import type { BBox } from '@sit/core/geometry';
import { deliver, presentPosition } from '../changes/change-feed.ts';
import type { Change, FeedPosition } from '../changes/change-feed.ts';
import type { Database } from '../db/database.ts';
import type { TileCache } from './tile-cache.ts';

export interface TileExpiry {
  /**
   * Resolves once every change committed before the call, by this process or another, has expired its
   * tiles. Calls that wait together share one look at the feed, begun after the last of them.
   */
  catchUp(): Promise<void>;
}

/** Pulls from the feed when a tile is asked for: nothing to wake, nothing to stop, never a stale answer. */
export function tileExpiry(db: Database, cache: TileCache): TileExpiry {
  let position: FeedPosition | null = null;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  const look = async (): Promise<void> => {
    position =
      position === null
        ? await presentPosition(db)
        : await deliver(db, position, (changes) => expirePlaces(cache, changes));
  };
  const start = (): Promise<void> => {
    running = look().finally(() => (running = null));
    return running;
  };
  return {
    catchUp() {
      if (!running) return start();
      // The look under way may have begun before a commit its caller knows of: wait for a fresh one.
      next ??= running
        .catch(() => {})
        .then(() => {
          next = null;
          return start();
        });
      return next;
    },
  };
}

function expirePlaces(cache: TileCache, changes: readonly Change[]): void {
  const boxes = new Map<string, BBox[]>();
  for (const { layer, bbox3857 } of changes) {
    const places = boxes.get(layer);
    if (places) places.push(bbox3857);
    else boxes.set(layer, [bbox3857]);
  }
  for (const [layer, places] of boxes) cache.expire(layer, places);
}
