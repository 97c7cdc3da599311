/**
 * The record nobody can change: a schema of its own, of a role that nobody is a member of, written by one
 * function only, each entry bound to the one before by its hash. Who has the whole cluster (a superuser) can
 * still change files and triggers: that shows in the chain, and where a later hash is kept elsewhere so does a
 * cut-off end (audit/audit-chain.ts computes it without this function).
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ role: string }>`select current_user as role`.execute(db);
  // Making roles and schemas is the login's own right, not the owner's.
  await sql`reset role`.execute(db);
  await sql`
    do $$ begin
      create role sit_auditor nologin;
    exception when duplicate_object or unique_violation then null;
    end $$`.execute(db);
  await sql`grant sit_auditor to current_user`.execute(db);
  await sql`create schema sit_audit authorization sit_auditor`.execute(db);
  await sql`set local role sit_auditor`.execute(db);
  await createRecord(db);
  await createWriter(db);
  await refuseChanges(db);
  await sql`reset role`.execute(db);
  await sql`revoke sit_auditor from current_user`.execute(db);
  await sql`select set_config('role', ${rows[0]!.role}, false)`.execute(db);
}

async function createRecord(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sit_audit.entry (
      seq bigint primary key,
      at timestamptz not null,
      event text not null,
      person uuid,
      person_name text,
      credential text,
      subject text,
      municipality text,
      origin text,
      address text,
      request text,
      detail text not null check (jsonb_typeof(detail::jsonb) = 'object'),
      hash bytea not null check (octet_length(hash) = 32)
    )`.execute(db);
  await sql`create index entry_event on sit_audit.entry (event, seq)`.execute(db);
  await sql`create index entry_person on sit_audit.entry (person, seq)`.execute(db);
  await sql`create index entry_at on sit_audit.entry (at)`.execute(db);
  // Of the server alone: it puts on the record who reads names and addresses there.
  await sql`grant usage on schema sit_audit to sit_server`.execute(db);
  await sql`grant select on sit_audit.entry to sit_server`.execute(db);
}

/**
 * `length:text` for each column, `-` for null, joined by commas; the hash is SHA-256 over the hash before and
 * that. The lock is held to the end of the transaction: numbers have no gaps, and follow the commits. It is on a
 * row that only the writer may lock: an advisory one any database login could hold, and stop the service by it.
 */
async function createWriter(db: Kysely<unknown>): Promise<void> {
  await sql`create table sit_audit.turn (one boolean primary key default true check (one))`.execute(
    db,
  );
  await sql`insert into sit_audit.turn default values`.execute(db);
  await sql`
    create function sit_audit.chained(before bytea, variadic parts text[]) returns bytea
    language sql immutable set search_path = pg_catalog, pg_temp as $$
      select sha256(before || convert_to(
        (select string_agg(coalesce(octet_length(convert_to(part, 'UTF8')) || ':' || part, '-'), ',' order by n)
         from unnest(parts) with ordinality as each(part, n)), 'UTF8'))
    $$`.execute(db);
  await sql`
    create function sit_audit.record(event text, person uuid, person_name text, credential text, subject text,
      municipality text, origin text, address text, request text, detail text)
    returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
      last record;
      number bigint;
      instant timestamptz;
    begin
      perform from sit_audit.turn for update;
      select entry.seq, entry.hash into last from sit_audit.entry order by entry.seq desc limit 1;
      number := coalesce(last.seq, 0) + 1;
      instant := clock_timestamp();
      insert into sit_audit.entry values (number, instant, event, person, person_name, credential, subject,
        municipality, origin, address, request, detail,
        sit_audit.chained(coalesce(last.hash, ''::bytea), number::text,
          to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), event, person::text, person_name,
          credential, subject, municipality, origin, address, request, detail));
      return number;
    end $$`.execute(db);
  await sql`revoke all on all functions in schema sit_audit from public`.execute(db);
  await sql`grant execute on function sit_audit.record to sit_server`.execute(db);
}

/** Whoever asks, the owner included. */
async function refuseChanges(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function sit_audit.refuse_change() returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp as $$
    begin
      raise exception 'the record is only added to' using errcode = 'SI003';
    end $$`.execute(db);
  await sql`revoke all on function sit_audit.refuse_change() from public`.execute(db);
  await sql`
    create trigger refuse_change before update or delete or truncate on sit_audit.entry
    for each statement execute function sit_audit.refuse_change()`.execute(db);
}
