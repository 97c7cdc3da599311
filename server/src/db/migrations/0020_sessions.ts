/** Sessions, the portals that may embed, and the counters that slow guessing down. Only the server's own login reads these. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sit.registered_origin (
      origin text primary key check (origin ~ '^https?://[^/?#@\\s]+$'),
      municipality text references sit.municipality,
      created_at timestamptz not null default now()
    )`.execute(db);
  // A session of our own pages has neither origin nor parent; a portal's token has both, and ends
  // with the session it came from or with the portal's registration.
  await sql`
    create table sit.session (
      token_hash bytea primary key check (octet_length(token_hash) = 32),
      person_id uuid not null references sit.person on delete cascade,
      origin text references sit.registered_origin on delete cascade,
      parent bytea references sit.session on delete cascade,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      check ((origin is null) = (parent is null))
    )`.execute(db);
  await sql`create index session_person on sit.session (person_id)`.execute(db);
  await sql`create index session_parent on sit.session (parent)`.execute(db);
  await sql`create index session_origin on sit.session (origin)`.execute(db);
  await sql`create index session_expiry on sit.session (expires_at)`.execute(db);
  await sql`
    create table sit.attempt (
      key text primary key,
      count integer not null,
      resets_at timestamptz not null
    )`.execute(db);
  await sql`create index attempt_reset on sit.attempt (resets_at)`.execute(db);
}
