/** What was imported, from which file, how exactly; and the rows of imports under way. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sit.import (
      id uuid primary key,
      state text not null check (state in ('waiting', 'reading', 'writing', 'done', 'refused', 'failed', 'cancelled')),
      -- No reference: an import may be refused before its layer exists, and outlives it.
      layer text not null,
      creates_layer boolean not null,
      file_name text not null,
      file_bytes bigint not null,
      sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
      format text,
      encoding text,
      source_layer text,
      declared_crs integer,
      used_crs integer,
      transformation text,
      accuracy_meters double precision,
      total_count bigint,
      read_count bigint not null default 0,
      imported_count bigint not null default 0,
      repaired_count bigint not null default 0,
      rejected_count bigint not null default 0,
      source_extent double precision[],
      extent double precision[],
      notes jsonb not null default '[]',
      repaired jsonb not null default '[]',
      rejected jsonb not null default '[]',
      person_id uuid references sit.person,
      author text not null,
      created_at timestamptz not null default now(),
      -- Tells an import under way from one whose process has died.
      touched_at timestamptz not null default now(),
      finished_at timestamptz,
      problem jsonb
    )`.execute(db);
  await sql`create index import_created on sit.import (created_at)`.execute(db);
  // Unlogged: after a crash PostgreSQL itself empties it, and half-read rows are of use to no one.
  await sql`
    create unlogged table sit.import_row (
      import_id uuid not null,
      row_number bigint not null,
      municipality text not null,
      -- In the storage CRS, mended where it had to be.
      geometry geometry not null,
      properties jsonb not null,
      primary key (import_id, row_number)
    )`.execute(db);
}
