/** The change feed: what was committed, read by snapshots. */
import type { BBox } from '@sit/core/geometry';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';

/** How far a reader has come: everything visible to this snapshot. Text form of pg_snapshot. */
export type FeedPosition = string;

export interface Change {
  seq: number;
  layer: string;
  fid: number;
  operation: 'create' | 'update' | 'delete';
  /** The version written; of a delete, the one that ended. */
  version: number;
  municipality: string;
  changeSet: string | null;
  recordedAt: Date;
  /** EPSG:3857, old and new geometry together. */
  bbox3857: BBox;
}

/** Absent parts let everything through. */
export interface ChangeFilter {
  layers?: readonly string[] | null;
  municipality?: string | null;
}

export async function currentPosition(db: Kysely<Tables>): Promise<FeedPosition> {
  const { rows } = await sql<{
    position: FeedPosition;
  }>`select pg_current_snapshot()::text as position`.execute(db);
  return rows[0]!.position;
}

/**
 * Up to `limit` changes visible to snapshot `until` and not to `since`, after sequence number `after`. A
 * sequence number alone would lose changes: numbers are given at the write, and a transaction that commits
 * late shows numbers lower than those already read. Snapshots lose none, repeat none, and wait for no long
 * transaction; by `seq` within, so that a feature's versions come in their order (the later write waited for
 * the earlier one's commit).
 */
export async function selectChanges(
  db: Kysely<Tables>,
  since: FeedPosition,
  until: FeedPosition,
  after: number,
  limit: number,
  only: ChangeFilter = {},
): Promise<Change[]> {
  const layers = only.layers ? sql`and layer = any (${only.layers}::text[])` : sql``;
  const municipality = only.municipality ? sql`and municipality = ${only.municipality}` : sql``;
  const { rows } = await sql<Change>`
    select seq, layer, fid, operation, version, municipality, change_set as "changeSet",
      recorded_at as "recordedAt", bbox_3857 as "bbox3857"
    from sit.change
    where transaction_id >= pg_snapshot_xmin(${since}::pg_snapshot)
      and transaction_id < pg_snapshot_xmax(${until}::pg_snapshot)
      and not pg_visible_in_snapshot(transaction_id, ${since}::pg_snapshot)
      and pg_visible_in_snapshot(transaction_id, ${until}::pg_snapshot)
      and seq > ${after}::bigint ${layers} ${municipality}
    order by seq limit ${limit}::int`.execute(db);
  return rows;
}

/** How many changes wait after `since`, counted no further than `most`. */
export async function countChanges(
  db: Kysely<Tables>,
  since: FeedPosition,
  most: number,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from (
      select from sit.change
      where transaction_id >= pg_snapshot_xmin(${since}::pg_snapshot)
        and not pg_visible_in_snapshot(transaction_id, ${since}::pg_snapshot)
      limit ${most}::int
    ) waiting`.execute(db);
  return rows[0]!.count;
}

/**
 * Text that is another after any commit that changed a layer's definition or somebody's grants: a row's
 * `xmin` is the transaction that wrote it, whatever clock or column that transaction kept.
 */
export async function rightsEdition(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ edition: string }>`
    select md5(concat(
      (select string_agg(concat(id, xmin), ',' order by id) from sit.layer),
      (select string_agg(xmin::text, ',' order by xmin::text::bigint) from sit.grant))) as edition`.execute(
    db,
  );
  return rows[0]!.edition;
}
