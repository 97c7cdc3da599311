/** People and what they may do where. Only the server's own login reads these tables. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sit.person (
      id uuid primary key default gen_random_uuid(),
      email text not null,
      name text not null,
      password_hash text not null,
      created_at timestamptz not null default now(),
      disabled_at timestamptz
    )`.execute(db);
  await sql`create unique index person_email on sit.person (lower(email))`.execute(db);
  await sql`
    create table sit.grant (
      person_id uuid not null references sit.person on delete cascade,
      role text not null check (role in ('union-admin', 'planner')),
      municipality text references sit.municipality,
      check ((role = 'union-admin') = (municipality is null)),
      unique nulls not distinct (person_id, role, municipality)
    )`.execute(db);
}
