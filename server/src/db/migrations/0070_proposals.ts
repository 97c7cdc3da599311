/**
 * Proposals: what somebody wants changed in a municipality, talked over and decided before it is written.
 * They are seen by the offices of that municipality and by the union's; its author alone writes a draft, and
 * the steps from state to state are held to here too, whoever comes with SQL.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table sit.territory_union add column separate_reviewer boolean not null default true`.execute(
    db,
  );
  await sql`grant update (separate_reviewer) on sit.territory_union to sit_union_admin`.execute(db);
  await createTables(db);
  await createFunctions(db);
  await createGuards(db);
  await createPolicies(db);
}

async function createTables(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sit.proposal (
      id uuid primary key,
      municipality text not null references sit.municipality,
      title text not null check (length(title) between 1 and 200),
      description text not null check (length(description) <= 10000),
      state text not null default 'draft'
        check (state in ('draft', 'in-review', 'published', 'rejected', 'withdrawn')),
      author uuid not null references sit.person,
      author_name text not null,
      reviewer uuid references sit.person,
      reviewer_name text,
      -- Of the request that made it, to tell a retry from another request under the same id.
      request_hash text not null,
      revision integer not null default 1,
      edit_count integer not null default 0,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      submitted_at timestamptz(3),
      closed_at timestamptz(3),
      reason text check (length(reason) <= 2000),
      change_set uuid references sit.change_set,
      checks jsonb,
      check ((reviewer is null) = (reviewer_name is null)),
      check ((state = 'published') = (change_set is not null))
    )`.execute(db);
  await sql`create index on sit.proposal (updated_at desc, id)`.execute(db);
  await sql`create index on sit.proposal (municipality)`.execute(db);
  await sql`
    create table sit.proposal_edit (
      number bigint generated always as identity primary key,
      proposal uuid not null references sit.proposal on delete cascade,
      operation text not null check (operation in ('create', 'update', 'delete')),
      layer text not null references sit.layer,
      fid bigint,
      base_version integer,
      -- Only the fields that change; of a create, every field that was given.
      properties jsonb not null check (jsonb_typeof(properties) = 'object'),
      -- In the storage CRS, exactly as publication writes it; null where it stays.
      geometry geometry,
      geometry_3857 geometry generated always as (ST_Force2D(ST_Transform(geometry, 3857))) stored,
      -- Of a create: the features of its layer that it is made from.
      derived_from bigint[],
      edited_at timestamptz(3) not null default now(),
      conflict jsonb,
      unique (proposal, layer, fid),
      check ((operation = 'create') = (fid is null)),
      check ((operation = 'create') = (base_version is null)),
      check (operation <> 'create' or geometry is not null),
      check (operation = 'create' or derived_from is null),
      check (operation <> 'delete' or (geometry is null and properties = '{}'))
    )`.execute(db);
  await sql`create index on sit.proposal_edit (proposal, number)`.execute(db);
  await sql`
    create table sit.proposal_comment (
      id uuid primary key,
      seq bigint generated always as identity unique,
      proposal uuid not null references sit.proposal on delete cascade,
      author uuid not null references sit.person,
      author_name text not null,
      text text not null check (length(text) between 1 and 10000),
      -- Longitude and latitude, WGS 84.
      position double precision[] check (cardinality(position) = 2),
      at timestamptz(3) not null default now()
    )`.execute(db);
  await sql`create index on sit.proposal_comment (proposal, seq)`.execute(db);
  await sql`
    create table sit.proposal_event (
      seq bigint generated always as identity primary key,
      proposal uuid not null references sit.proposal on delete cascade,
      from_state text,
      to_state text not null,
      person uuid not null references sit.person,
      person_name text not null,
      reason text,
      at timestamptz(3) not null default now()
    )`.execute(db);
  await sql`create index on sit.proposal_event (proposal, seq)`.execute(db);
}

async function createFunctions(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function sit.me() returns uuid language sql stable parallel safe
    return sit.claim('person')::uuid`.execute(db);
  // Names of colleagues, to those who work there; sit.person itself is for the server's own login.
  await sql`
    create function sit.reviewers(at_municipality text) returns table (id uuid, name text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select p.id, p.name from sit.person p
      where sit.works_in(at_municipality) and p.disabled_at is null and exists (
        select from sit.grant g where g.person_id = p.id
          and (g.municipality is null or (g.role = 'planner' and g.municipality = at_municipality)))
      order by p.name, p.id $$`.execute(db);
  await sql`revoke all on function sit.reviewers from public`.execute(db);
  await sql`grant execute on function sit.reviewers to sit_member`.execute(db);
}

/** As `TRANSITIONS` of core/proposal.ts has them. */
async function createGuards(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function sit.guard_proposal() returns trigger language plpgsql as $$
    declare
      is_author boolean := coalesce(new.author = sit.me(), false);
      -- Nobody decides on their own where the union says so.
      reviews boolean := sit.plans(new.municipality) and not (is_author and (
        select u.separate_reviewer from sit.territory_union u
        join sit.municipality m on m.union_id = u.id where m.code = new.municipality));
      may boolean;
    begin
      if tg_op = 'INSERT' then
        may := new.state = 'draft';
      elsif (new.title, new.description, new.edit_count) is distinct from (old.title, old.description, old.edit_count)
        and not (is_author and old.state = 'draft') then
        may := false;
      elsif new.reviewer is distinct from old.reviewer and old.state not in ('draft', 'in-review') then
        may := false;
      elsif new.state = old.state then
        may := true;
      elsif old.state = 'draft' then
        may := is_author and new.state in ('in-review', 'withdrawn');
      elsif old.state = 'in-review' then
        may := case new.state
          when 'draft' then is_author or reviews
          when 'withdrawn' then is_author
          when 'rejected' then reviews
          -- The change set in which the transaction is writing, on this proposal's behalf.
          when 'published' then reviews and new.change_set = sit.claim('change_set')::uuid
            and new.id = sit.claim('proposal')::uuid
          else false
        end;
      else
        may := false;
      end if;
      if may is not true then
        raise exception 'proposal %: this step is not allowed', new.id using errcode = '42501';
      end if;
      return new;
    end $$`.execute(db);
  await sql`create trigger guard before insert or update on sit.proposal
    for each row execute function sit.guard_proposal()`.execute(db);
  await sql`
    create function sit.record_proposal_event() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
      if tg_op = 'INSERT' or new.state <> old.state then
        insert into sit.proposal_event (proposal, from_state, to_state, person, person_name, reason)
        values (new.id, case when tg_op = 'UPDATE' then old.state end, new.state, sit.me(),
          (select name from sit.person where id = sit.me()),
          case when new.state in ('draft', 'rejected', 'withdrawn') then new.reason end);
      end if;
      return null;
    end $$`.execute(db);
  await sql`create trigger record after insert or update on sit.proposal
    for each row execute function sit.record_proposal_event()`.execute(db);
}

async function createPolicies(db: Kysely<unknown>): Promise<void> {
  for (const table of ['proposal', 'proposal_edit', 'proposal_comment', 'proposal_event']) {
    await sql`alter table sit.${sql.raw(table)} enable row level security`.execute(db);
    await sql`grant select on sit.${sql.raw(table)} to sit_member`.execute(db);
  }
  await sql`grant insert, update (title, description, state, reviewer, reviewer_name, revision, edit_count,
    updated_at, submitted_at, closed_at, reason, change_set, checks) on sit.proposal to sit_member`.execute(
    db,
  );
  await sql`create policy seen on sit.proposal for select to sit_member using (sit.works_in(municipality))`.execute(
    db,
  );
  await sql`create policy opened on sit.proposal for insert to sit_member
    with check (author = sit.me() and sit.plans(municipality) and sit.person_is_active())`.execute(
    db,
  );
  await sql`create policy changed on sit.proposal for update to sit_member
    using (author = sit.me() or sit.plans(municipality)) with check (sit.person_is_active())`.execute(
    db,
  );
  // What may be seen of a proposal is seen of its parts: the tables are asked under the same policies.
  const seen = sql`exists (select from sit.proposal p where p.id = proposal)`;
  await sql`create policy seen on sit.proposal_edit for select to sit_member
    using (${seen} and exists (select from sit.layer l where l.id = layer))`.execute(db);
  const ownDraft = sql`exists (
    select from sit.proposal p where p.id = proposal and p.author = sit.me() and p.state = 'draft')`;
  await sql`grant insert, update, delete on sit.proposal_edit to sit_member`.execute(db);
  await sql`create policy added on sit.proposal_edit for insert to sit_member with check (${ownDraft})`.execute(
    db,
  );
  await sql`create policy changed on sit.proposal_edit for update to sit_member
    using (${ownDraft}) with check (${ownDraft})`.execute(db);
  await sql`create policy removed on sit.proposal_edit for delete to sit_member using (${ownDraft})`.execute(
    db,
  );
  await sql`create policy seen on sit.proposal_comment for select to sit_member using (${seen})`.execute(
    db,
  );
  await sql`grant insert on sit.proposal_comment to sit_member`.execute(db);
  await sql`create policy written on sit.proposal_comment for insert to sit_member
    with check (author = sit.me() and ${seen} and sit.person_is_active())`.execute(db);
  await sql`create policy seen on sit.proposal_event for select to sit_member using (${seen})`.execute(
    db,
  );
  // A publication's change set is its proposal's author's, and recorded by who publishes.
  await sql`create policy of_proposal on sit.change_set to sit_member
    using (proposal is not null and exists (select from sit.proposal p where p.id = change_set.proposal))
    with check (proposal = sit.claim('proposal')::uuid and sit.person_is_active() and exists (
      select from sit.proposal p
      where p.id = change_set.proposal and p.author = change_set.person_id and p.author_name = change_set.author))`.execute(
    db,
  );
}
