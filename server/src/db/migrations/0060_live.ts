/** Waking those who follow the change feed, and the webhooks that are told of it. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await wakeFollowers(db);
  await createWebhooks(db);
}

/** Once a statement; PostgreSQL itself sends one notice a transaction, at its commit. */
async function wakeFollowers(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function sit.wake_followers() returns trigger language plpgsql as $$
    begin
      perform pg_notify('sit_change', '');
      return null;
    end $$`.execute(db);
  await sql`create trigger wake_followers after insert on sit.change
    for each statement execute function sit.wake_followers()`.execute(db);
}

/**
 * Only the server's own login reads these. `since`, `until` and `after_seq` are how far a webhook has come
 * (changes/feed-place.ts); `leased_until` and `lease` say which process delivers it at present.
 */
async function createWebhooks(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sit.webhook (
      id uuid primary key default gen_random_uuid(),
      url text not null,
      layers text[],
      municipality text references sit.municipality,
      secret text not null,
      created_at timestamptz not null default now(),
      created_by text not null,
      since pg_snapshot not null default pg_current_snapshot(),
      until pg_snapshot,
      after_seq bigint not null default 0,
      lease uuid,
      leased_until timestamptz,
      failures integer not null default 0,
      failing_since timestamptz,
      next_attempt_at timestamptz not null default now(),
      disabled_at timestamptz,
      disabled_reason text
    )`.execute(db);
  await sql`
    create table sit.webhook_delivery (
      id bigint generated always as identity primary key,
      webhook uuid not null references sit.webhook on delete cascade,
      message text not null,
      attempted_at timestamptz not null default now(),
      changes integer not null,
      status integer,
      error text,
      milliseconds integer not null
    )`.execute(db);
  await sql`create index webhook_delivery_webhook on sit.webhook_delivery (webhook, id)`.execute(
    db,
  );
  await sql`
    grant select, insert, update, delete on sit.webhook, sit.webhook_delivery to sit_server`.execute(
    db,
  );
}
