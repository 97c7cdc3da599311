/** What has been committed since a cache last looked. */
import type { BBox } from '@sit/core/geometry';
import { sql } from 'kysely';
import type { Database } from '../db/database.ts';

/** Everything visible to a snapshot has been seen; text form of pg_snapshot. */
export type Snapshot = string;

export interface ExpiredPlaces {
  layer: string;
  /** EPSG:3857, old and new geometry together. */
  boxes: BBox[];
}

/**
 * Changes visible now that `since` did not see, and the snapshot that sees them. Unlike a reader that
 * follows the feed in order, this one needs no order and so waits for no long transaction: a write
 * shows as soon as it is committed.
 */
export async function changesSince(
  db: Database,
  since: Snapshot,
): Promise<{ snapshot: Snapshot; places: ExpiredPlaces[] }> {
  const { rows } = await sql<{ snapshot: Snapshot; places: ExpiredPlaces[] | null }>`
    select pg_current_snapshot()::text as snapshot, (
      select json_agg(json_build_object('layer', layer, 'boxes', boxes))
      from (
        select layer, json_agg(distinct bbox_3857) as boxes
        from sit.change
        where transaction_id >= pg_snapshot_xmin(${since}::pg_snapshot)
          and not pg_visible_in_snapshot(transaction_id, ${since}::pg_snapshot)
        group by layer
      ) as unseen
    ) as places`.execute(db.kysely);
  return { snapshot: rows[0]!.snapshot, places: rows[0]!.places ?? [] };
}

export async function currentSnapshot(db: Database): Promise<Snapshot> {
  const { rows } = await sql<{ snapshot: Snapshot }>`
    select pg_current_snapshot()::text as snapshot`.execute(db.kysely);
  return rows[0]!.snapshot;
}
