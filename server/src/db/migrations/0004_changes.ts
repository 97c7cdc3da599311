/** Change sets, and the change feed: the outbox that caches, live maps and search follow. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sit.change_set (
      id uuid primary key,
      person_id uuid references sit.person,
      author text not null,
      message text,
      request_hash text not null,
      created_at timestamptz not null default now(),
      result jsonb
    )`.execute(db);
  // transaction_id orders the feed: a reader takes only rows of transactions older than every running one.
  await sql`
    create table sit.change (
      seq bigint generated always as identity primary key,
      transaction_id xid8 not null default pg_current_xact_id(),
      layer text not null,
      fid bigint not null,
      operation text not null check (operation in ('create', 'update', 'delete')),
      version integer not null,
      municipality text not null,
      change_set uuid,
      recorded_at timestamptz not null default now(),
      bbox_3857 double precision[] not null
    )`.execute(db);
}
