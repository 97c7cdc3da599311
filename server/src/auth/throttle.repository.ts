/** Counting attempts in the database, so that every API process sees the same count. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';

export interface AttemptCount {
  count: number;
  /** Seconds until the window ends, at least 1. */
  retryAfterSeconds: number;
}

/** Counts one more attempt under `key` in a fixed window; atomic, so that parallel guesses all count. */
export async function countAttempt(
  db: Kysely<Tables>,
  key: string,
  windowSeconds: number,
): Promise<AttemptCount> {
  const { rows } = await sql<AttemptCount>`
    insert into sit.attempt as attempt (key, count, resets_at)
    values (${key}, 1, now() + make_interval(secs => ${windowSeconds}))
    on conflict (key) do update set
      count = case when attempt.resets_at <= now() then 1 else attempt.count + 1 end,
      resets_at = case when attempt.resets_at <= now() then excluded.resets_at else attempt.resets_at end
    returning count,
      greatest(1, ceil(extract(epoch from resets_at - now())))::integer as "retryAfterSeconds"`.execute(
    db,
  );
  return rows[0]!;
}

/** Takes back what a successful attempt counted. */
export async function uncountAttempt(db: Kysely<Tables>, key: string): Promise<void> {
  await db
    .updateTable('sit.attempt')
    .set((eb) => ({ count: eb('count', '-', 1) }))
    .where('key', '=', key)
    .where('count', '>', 0)
    .execute();
}

export async function forgetAttempts(db: Kysely<Tables>, key: string): Promise<void> {
  await db.deleteFrom('sit.attempt').where('key', '=', key).execute();
}

export async function deletePastAttempts(db: Kysely<Tables>): Promise<void> {
  await db
    .deleteFrom('sit.attempt')
    .where('resets_at', '<=', sql<Date>`now()`)
    .execute();
}
