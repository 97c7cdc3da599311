/** Schemas, database roles, the claims a transaction carries, the union and its municipalities. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create extension if not exists postgis`.execute(db);
  await sql`create schema if not exists sit`.execute(db);
  await sql`create schema territory`.execute(db);
  await sql`create schema history`.execute(db);
  await createRole(db, 'sit_public');
  await createRole(db, 'sit_member');
  await sql`grant sit_public to sit_member`.execute(db);
  await sql`grant sit_public, sit_member to current_user`.execute(db);
  await sql`grant usage on schema sit, territory, history to sit_public`.execute(db);

  await sql`
    create function sit.claim(name text) returns text language sql stable parallel safe
    return nullif(current_setting('sit.' || name, true), '')`.execute(db);
  await sql`
    create function sit.is_admin() returns boolean language sql stable parallel safe
    return coalesce(sit.claim('admin') = 'on', false)`.execute(db);
  await sql`
    create function sit.plans(municipality text) returns boolean language sql stable parallel safe
    return sit.is_admin()
      or municipality = any (string_to_array(coalesce(sit.claim('municipalities'), ''), ','))`.execute(
    db,
  );

  await sql`
    create table sit.territory_union (
      id text primary key,
      name text not null,
      storage_crs integer not null,
      fictitious boolean not null default false
    )`.execute(db);
  await sql`
    create table sit.municipality (
      code text primary key check (code ~ '^[A-Z][0-9]{3}$'),
      union_id text not null references sit.territory_union,
      istat_code text not null check (istat_code ~ '^[0-9]{6}$'),
      name text not null
    )`.execute(db);
  await sql`grant select on sit.territory_union, sit.municipality to sit_public`.execute(db);
}

/** Roles belong to the whole cluster: another database of it may have made them. */
async function createRole(db: Kysely<unknown>, role: 'sit_public' | 'sit_member'): Promise<void> {
  await sql`
    do $$ begin
      create role ${sql.raw(role)} nologin;
    exception when duplicate_object or unique_violation then null;
    end $$`.execute(db);
}
