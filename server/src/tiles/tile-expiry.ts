/** Keeps a tile cache no staler than the database at the moment of asking. */
import type { Database } from '../db/database.ts';
import { changesSince, currentSnapshot } from './tile-expiry.repository.ts';
import type { Snapshot } from './tile-expiry.repository.ts';
import type { TileCache } from './tile-cache.ts';

export interface TileExpiry {
  /**
   * Resolves once every change committed before the call, by this process or another, has expired its
   * tiles. Calls that wait together share one look at the feed, begun after the last of them.
   */
  catchUp(): Promise<void>;
}

export function tileExpiry(db: Database, cache: TileCache): TileExpiry {
  let seen: Snapshot | null = null;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  const look = async (): Promise<void> => {
    if (seen === null) {
      seen = await currentSnapshot(db);
      cache.clear();
      return;
    }
    const { snapshot, places } = await changesSince(db, seen);
    for (const { layer, boxes } of places) cache.expire(layer, boxes);
    seen = snapshot;
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
