/**
 * Invitations, second factors, outside identities, portals' tokens, API keys and request counts. Only the
 * server's own role reads these; secrets are kept by their hash, those needed again encrypted (secrets/secret-box.ts).
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await extendPeople(db);
  await extendSessions(db);
  await createPortalTokens(db);
  await createOutsideIdentities(db);
  await createKeys(db);
  await createCounts(db);
  await keepAnAdministrator(db);
  await keepDemoPeopleInTheDemo(db);
  await sql`
    grant select, insert, update, delete on sit.recovery_code, sit.person_link, sit.portal_token, sit.spent_refresh,
      sit.portal_code, sit.identity, sit.oidc_flow, sit.api_key, sit.request_count to sit_server`.execute(
    db,
  );
}

/** `service` stands for a program: it holds roles and writes history, and signs in by API key only. */
async function extendPeople(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table sit.person
      alter password_hash drop not null,
      add kind text not null default 'person' check (kind in ('person', 'service')),
      add demo boolean not null default false,
      add last_sign_in_at timestamptz,
      add totp_secret bytea,
      add totp_confirmed_at timestamptz,
      add totp_last_step bigint,
      add check (kind = 'person' or (password_hash is null and totp_secret is null)),
      add check (totp_confirmed_at is null or totp_secret is not null)`.execute(db);
  // As in 0070_proposals.ts, of people only: nobody asks a program to review.
  await sql`
    create or replace function sit.reviewers(at_municipality text) returns table (id uuid, name text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select p.id, p.name from sit.person p
      where sit.works_in(at_municipality) and p.kind = 'person' and p.disabled_at is null and exists (
        select from sit.grant g where g.person_id = p.id
          and (g.municipality is null or (g.role = 'planner' and g.municipality = at_municipality)))
      order by p.name, p.id $$`.execute(db);
  // Given by hand and by claims, it is two rows: what takes one away leaves the other.
  await sql`
    alter table sit.grant
      add source text not null default 'union' check (source in ('union', 'claims')),
      drop constraint grant_person_id_role_municipality_key,
      add unique nulls not distinct (person_id, role, municipality, source)`.execute(db);
  await sql`
    alter table sit.territory_union
      add second_factor text not null default 'optional'
        check (second_factor in ('optional', 'administrators', 'everybody'))`.execute(db);
  // Of unions to come: an upgrade shuts nobody out.
  await sql`alter table sit.territory_union alter second_factor set default 'administrators'`.execute(
    db,
  );
  // Not of a login's own: what the union asks of its people is changed on the SIT's pages, on the record.
  await sql`revoke update (separate_reviewer) on sit.territory_union from sit_union_admin`.execute(
    db,
  );
  await sql`
    create table sit.recovery_code (
      person_id uuid not null references sit.person on delete cascade,
      code_hash bytea not null check (octet_length(code_hash) = 32),
      primary key (person_id, code_hash)
    )`.execute(db);
  await sql`
    create table sit.person_link (
      token_hash bytea primary key check (octet_length(token_hash) = 32),
      person_id uuid not null references sit.person on delete cascade,
      purpose text not null check (purpose in ('invitation', 'reset')),
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      unique (person_id, purpose)
    )`.execute(db);
}

/** Portals' tokens leave sit.session for a table of their own; those there are end now, and are renewed by a click. */
async function extendSessions(db: Kysely<unknown>): Promise<void> {
  await sql`delete from sit.session where origin is not null`.execute(db);
  await sql`
    alter table sit.session
      drop column origin,
      drop column parent,
      add id uuid not null unique default gen_random_uuid(),
      add last_seen_at timestamptz not null default now(),
      add method text not null default 'password' check (method in ('password', 'provider')),
      add address text not null default 'unknown',
      add user_agent text,
      add issuer text,
      add provider_session text,
      add provider_subject text,
      add provider_vouched boolean not null default false,
      add second_factor_shown boolean not null default false,
      add check ((method = 'provider') = (issuer is not null)),
      add check (method = 'provider' or not provider_vouched)`.execute(db);
  await sql`create index session_provider on sit.session (issuer, provider_subject)`.execute(db);
}

async function createPortalTokens(db: Kysely<unknown>): Promise<void> {
  // One row a portal's page: refreshing puts new hashes in its place. Whoever shows a spent refresh token, one of
  // before the former or one given in an answer that was asked again, has a copy of it: the row ends.
  await sql`
    create table sit.portal_token (
      id uuid primary key default gen_random_uuid(),
      session uuid not null references sit.session (id) on delete cascade,
      origin text not null references sit.registered_origin on delete cascade,
      access_hash bytea not null unique check (octet_length(access_hash) = 32),
      access_expires_at timestamptz not null,
      refresh_hash bytea not null unique check (octet_length(refresh_hash) = 32),
      former_refresh_hash bytea unique,
      refreshed_at timestamptz not null default now(),
      created_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    create table sit.spent_refresh (
      refresh_hash bytea primary key check (octet_length(refresh_hash) = 32),
      token uuid not null references sit.portal_token on delete cascade
    )`.execute(db);
  await sql`create index spent_refresh_token on sit.spent_refresh (token)`.execute(db);
  // Kept to its end when it has been tried: who shows it again has a copy, and its token ends.
  await sql`
    create table sit.portal_code (
      code_hash bytea primary key check (octet_length(code_hash) = 32),
      session uuid not null references sit.session (id) on delete cascade,
      origin text not null references sit.registered_origin on delete cascade,
      challenge text not null,
      expires_at timestamptz not null,
      tried boolean not null default false,
      token uuid references sit.portal_token on delete set null
    )`.execute(db);
  for (const table of ['portal_code', 'portal_token'])
    for (const column of ['session', 'origin'])
      await sql`create index ${sql.ref(`${table}_${column}`)} on ${sql.table(`sit.${table}`)} (${sql.ref(column)})`.execute(
        db,
      );
}

async function createOutsideIdentities(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sit.identity (
      issuer text not null,
      subject text not null,
      person_id uuid not null references sit.person on delete cascade,
      created_at timestamptz not null default now(),
      primary key (issuer, subject)
    )`.execute(db);
  await sql`create index identity_person on sit.identity (person_id)`.execute(db);
  // A sign-in under way at the provider, bound to the browser that began it.
  await sql`
    create table sit.oidc_flow (
      state_hash bytea primary key check (octet_length(state_hash) = 32),
      browser_hash bytea not null check (octet_length(browser_hash) = 32),
      nonce text not null,
      code_verifier text not null,
      return_to text not null,
      expires_at timestamptz not null
    )`.execute(db);
}

async function createKeys(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sit.api_key (
      id uuid primary key default gen_random_uuid(),
      kind text not null check (kind in ('embed', 'service')),
      name text not null,
      person_id uuid references sit.person on delete cascade,
      token_hash bytea not null unique check (octet_length(token_hash) = 32),
      token text,
      hint text not null,
      former_hash bytea unique,
      former_until timestamptz,
      origins text[] not null default '{}',
      layers text[],
      may_write boolean not null default false,
      requests_per_minute integer check (requests_per_minute > 0),
      created_at timestamptz not null default now(),
      created_by text not null,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz,
      check ((kind = 'service') = (person_id is not null)),
      check ((kind = 'embed') = (token is not null)),
      check (kind = 'service' or (not may_write and cardinality(origins) > 0)),
      check ((former_hash is null) = (former_until is null))
    )`.execute(db);
}

/** Of a minute that is over nothing is needed: unlogged, so that counting costs no write to disk. */
async function createCounts(db: Kysely<unknown>): Promise<void> {
  await sql`
    create unlogged table sit.request_count (
      key text primary key,
      taken bigint not null,
      resets_at timestamptz not null
    )`.execute(db);
  await sql`create index request_count_reset on sit.request_count (resets_at)`.execute(db);
}

/**
 * Whoever takes the last administrator away, by whatever way, is refused at the commit (SQLSTATE SI001). An
 * administrator counts who can sign in. The lock makes two who remove each other wait: on a row that only this function may lock,
 * since an advisory one any login of the database could hold.
 */
async function keepAnAdministrator(db: Kysely<unknown>): Promise<void> {
  await sql`create table sit.administrator_turn (one boolean primary key default true check (one))`.execute(
    db,
  );
  await sql`insert into sit.administrator_turn default values`.execute(db);
  await sql`
    create function sit.keep_an_administrator() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
      -- Of who is no administrator nothing is lost (what they were before, their grant's own trigger tells).
      if tg_relid = 'sit.person'::regclass then
        if not exists (select from sit.grant where person_id = new.id and role = 'union-admin') then
          return null;
        end if;
      end if;
      perform from sit.administrator_turn for update;
      if not exists (
        select from sit.grant g join sit.person p on p.id = g.person_id
        where g.role = 'union-admin' and p.kind = 'person' and p.disabled_at is null
          and (p.password_hash is not null or exists (select from sit.identity i where i.person_id = p.id)))
      then
        raise exception 'the union would be left without an administrator' using errcode = 'SI001';
      end if;
      return null;
    end $$`.execute(db);
  await sql`revoke all on function sit.keep_an_administrator() from public`.execute(db);
  await sql`
    create constraint trigger keep_an_administrator after delete or update on sit.grant
    deferrable initially deferred for each row when (old.role = 'union-admin')
    execute function sit.keep_an_administrator()`.execute(db);
  await sql`
    create constraint trigger keep_an_administrator after update of disabled_at, password_hash, kind on sit.person
    deferrable initially deferred for each row
    when ((old.disabled_at is null and new.disabled_at is not null)
      or (old.password_hash is not null and new.password_hash is null) or old.kind <> new.kind)
    execute function sit.keep_an_administrator()`.execute(db);
}

/** A union that is not fictitious has none of the demonstration's people, and cannot be given any. */
async function keepDemoPeopleInTheDemo(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function sit.refuse_demo_people() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
      if exists (select from sit.person where demo)
        and not exists (select from sit.territory_union where fictitious)
      then
        raise exception 'people of the demonstration are for a demonstration only' using errcode = 'SI002';
      end if;
      return null;
    end $$`.execute(db);
  await sql`revoke all on function sit.refuse_demo_people() from public`.execute(db);
  await sql`
    create constraint trigger refuse_demo_people after insert or update of demo on sit.person
    deferrable initially deferred for each row when (new.demo) execute function sit.refuse_demo_people()`.execute(
    db,
  );
  await sql`
    create constraint trigger refuse_demo_people after delete or update of fictitious on sit.territory_union
    deferrable initially deferred for each row when (old.fictitious) execute function sit.refuse_demo_people()`.execute(
    db,
  );
}
