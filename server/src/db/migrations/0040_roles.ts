/**
 * Who owns and who asks: the tables belong to a role nobody signs in with, the server works under one that
 * may read no feature, each request under its caller's. People who come by SQL get their claims from a
 * table, never from their session's settings.
 */
import {
  MEMBER_ROLE,
  combinedRole,
  databaseRoleOf,
  roleCombinations,
} from '@sit/core/database-role';
import { ROLES } from '@sit/core/permission';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRoles(db);
  await giveToOwner(db);
  await createLogins(db);
  await createClaims(db);
  await grantToServer(db);
}

async function createRoles(db: Kysely<unknown>): Promise<void> {
  await createRole(db, 'sit_owner', '');
  // NOINHERIT: what it may become it is not yet, so that a query outside a request's scope reads no feature.
  await createRole(db, 'sit_server', 'noinherit');
  for (const role of ROLES) {
    await createRole(db, databaseRoleOf(role), '');
    await sql`grant ${sql.raw(MEMBER_ROLE)} to ${sql.raw(databaseRoleOf(role))}`.execute(db);
  }
  const combined = roleCombinations().filter((held) => held.length > 1);
  for (const held of combined) {
    await createRole(db, combinedRole(held), '');
    await sql`grant ${sql.raw(held.map(databaseRoleOf).join(', '))} to ${sql.raw(combinedRole(held))}`.execute(
      db,
    );
  }
  const requested = ['sit_public', ...roleCombinations().map(combinedRole)].join(', ');
  await sql`grant sit_owner, ${sql.raw(requested)} to sit_server`.execute(db);
  await sql`grant sit_server, sit_owner to current_user`.execute(db);
}

/** Roles belong to the whole cluster: another database of it may have made them. */
async function createRole(db: Kysely<unknown>, role: string, options: string): Promise<void> {
  await sql`
    do $$ begin
      create role ${sql.raw(role)} nologin ${sql.raw(options)};
    exception when duplicate_object or unique_violation then null;
    end $$`.execute(db);
}

/** What earlier migrations made belongs to whoever ran them. */
async function giveToOwner(db: Kysely<unknown>): Promise<void> {
  await sql`grant create on schema sit, territory, history to sit_owner`.execute(db);
  await sql`
    do $$
    declare
      each record;
    begin
      for each in
        select format('alter table %I.%I owner to sit_owner', n.nspname, c.relname) as statement
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('sit', 'territory', 'history') and c.relkind in ('r', 'v')
        union all
        select format('alter function %s owner to sit_owner', p.oid::regprocedure)
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname in ('sit', 'territory', 'history')
        union all
        select format('alter schema %I owner to sit_owner', schema)
        from unnest(array['sit', 'territory', 'history']) as schema
      loop
        execute each.statement;
      end loop;
    end $$`.execute(db);
  // Everything from here on is the owner's too.
  await sql`set role sit_owner`.execute(db);
}

/** People who edit by SQL, from QGIS above all: what each may do, and where. */
async function createLogins(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sit.database_login (
      login name primary key,
      name text not null,
      role text not null check (role in (${sql.join(ROLES.map((role) => sql.lit(role)))})),
      municipalities text[] not null,
      created_at timestamptz not null default now(),
      check ((role like 'union-%') = (cardinality(municipalities) = 0))
    )`.execute(db);
  await sql`alter table sit.change_set
    add transaction_id xid8 unique,
    add proposal uuid`.execute(db);
  await sql`
    alter table sit.grant
      drop constraint grant_role_check,
      drop constraint grant_check,
      add constraint grant_role_check check (role in (${sql.join(ROLES.map((role) => sql.lit(role)))})),
      add constraint grant_check check ((role like 'union-%') = (municipality is null))`.execute(
    db,
  );
}

async function createClaims(db: Kysely<unknown>): Promise<void> {
  // Anybody may set anything in a session of their own: settings are believed of the server alone.
  await sql`
    create function sit.is_server() returns boolean language sql stable parallel safe
    return pg_has_role(session_user, 'sit_server', 'member')`.execute(db);
  await sql`
    create function sit.login_claim(name text) returns text
    language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
    begin
      return (
        select case login_claim.name
          when 'author' then login.name
          when 'admin' then case when role = 'union-admin' then 'on' end
          when 'union_editor' then case when role = 'union-editor' then 'on' end
          when 'municipalities' then case when role = 'planner' then array_to_string(municipalities, ',') end
          when 'offices' then array_to_string(municipalities, ',')
        end
        from sit.database_login as login where login = session_user);
    end $$`.execute(db);
  await sql`
    create or replace function sit.claim(name text) returns text language sql stable parallel safe
    return case when sit.is_server() then nullif(current_setting('sit.' || name, true), '')
      else nullif(sit.login_claim(name), '') end`.execute(db);
  await sql`
    create function sit.edits_union() returns boolean language sql stable parallel safe
    return sit.is_admin() or coalesce(sit.claim('union_editor') = 'on', false)`.execute(db);
  await sql`
    create or replace function sit.plans(municipality text) returns boolean language sql stable parallel safe
    return sit.edits_union()
      or municipality = any (string_to_array(coalesce(sit.claim('municipalities'), ''), ','))`.execute(
    db,
  );
  await sql`
    create function sit.works_in(municipality text) returns boolean language sql stable parallel safe
    return sit.edits_union()
      or municipality = any (string_to_array(coalesce(sit.claim('offices'), ''), ','))`.execute(db);
}

/** What the server needs outside a request's scope: people, sessions, the catalogue, the feed. No feature. */
async function grantToServer(db: Kysely<unknown>): Promise<void> {
  await sql`grant usage on schema sit to sit_server`.execute(db);
  await sql`grant select, insert, update, delete on
    sit.person, sit.grant, sit.session, sit.registered_origin, sit.attempt, sit.import, sit.import_row,
    sit.database_login to sit_server`.execute(db);
  await sql`grant select on sit.territory_union, sit.municipality, sit.layer, sit.change to sit_server`.execute(
    db,
  );
  await sql`create policy read_server on sit.layer for select to sit_server using (true)`.execute(
    db,
  );
}
