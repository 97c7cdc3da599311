/** Requests counted for all processes together: each takes a lease of some, and spends it by itself. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';

export interface CountedLease {
  /** How many were taken before in this window, by whom ever; beyond the limit once it is used up. */
  before: number;
  /** To the end of the window. */
  milliseconds: number;
}

/** Takes `chunk` more under `key`; atomic. A window begins with the first request after the one before. */
export async function takeChunk(
  db: Kysely<Tables>,
  key: string,
  chunk: number,
  windowSeconds: number,
): Promise<CountedLease> {
  const { rows } = await sql<CountedLease>`
    insert into sit.request_count as counted (key, taken, resets_at)
    values (${key}, ${chunk}::bigint, now() + make_interval(secs => ${windowSeconds}))
    on conflict (key) do update set
      taken = case when counted.resets_at <= now() then excluded.taken else counted.taken + excluded.taken end,
      resets_at = case when counted.resets_at <= now() then excluded.resets_at else counted.resets_at end
    returning taken - ${chunk}::bigint as before,
      greatest(0, extract(epoch from resets_at - now()) * 1000)::float8 as milliseconds`.execute(
    db,
  );
  return rows[0]!;
}

/** Leaves rows that another process is counting in to the next time. */
export async function deletePastCounts(db: Kysely<Tables>): Promise<void> {
  await sql`
    delete from sit.request_count where key in (
      select key from sit.request_count where resets_at <= now() for update skip locked)`.execute(
    db,
  );
}
