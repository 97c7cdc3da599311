/** What a layer says of who reads it, who edits it and how, and the grants, policies and triggers that hold it. */
import { databaseRoleOf } from '@sit/core/database-role';
import { ROLES } from '@sit/core/permission';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { functionSettings } from './0010_feature_triggers.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await extendCatalogue(db);
  await createEditRule(db);
  await createApplyAccess(db);
  await createChangeSetOfLogin(db);
  await replaceRowTrigger(db);
  await replaceInsertAndDeleteTriggers(db);
  await createDeleteGuard(db);
  await createChangeSetNote(db);
  await sql`
    do $$ declare layer text; begin
      for layer in select id from sit.layer loop
        execute format('create trigger before_remove before delete on territory.%I
          for each row execute function sit.before_feature_delete()', layer);
        perform sit.apply_layer_access(layer);
      end loop;
    end $$`.execute(db);
}

async function extendCatalogue(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table sit.layer
      add edit_mode text not null default 'direct' check (edit_mode in ('direct', 'proposal')),
      add coverage boolean not null default false,
      add legal_time jsonb,
      -- Empty unless readable_by is 'roles'.
      add readable_roles text[] not null default '{}'
        check (readable_roles <@ array[${sql.join(ROLES.map((role) => sql.lit(role)))}]),
      drop constraint layer_readable_by_check,
      drop constraint layer_editable_by_check,
      add constraint layer_readable_by_check check (readable_by in ('public', 'offices', 'roles')),
      add constraint layer_editable_by_check
        check (editable_by in ('planner', 'union-editor', 'union-admin', 'nobody'))`.execute(db);
  await sql`drop policy read_member on sit.layer`.execute(db);
  await sql`create policy read_member on sit.layer for select to sit_member using (readable_by = 'offices')`.execute(
    db,
  );
  await sql`create policy read_admin on sit.layer for select to sit_union_admin using (true)`.execute(
    db,
  );
  for (const role of ROLES)
    await sql`create policy ${sql.raw(`read_${databaseRoleOf(role).slice(4)}s`)} on sit.layer for select
      to ${sql.raw(databaseRoleOf(role))} using (${sql.lit(role)} = any (readable_roles))`.execute(
      db,
    );
}

/** core/permission.ts's `mayEditFeature`, and publication of proposals, for the database. */
async function createEditRule(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function sit.may_edit(editable_by text, edit_mode text, municipality text) returns boolean
    language sql stable parallel safe
    return (edit_mode = 'direct' or sit.claim('proposal') is not null)
      and case editable_by
        when 'planner' then sit.plans(municipality)
        when 'union-editor' then sit.edits_union()
        when 'union-admin' then sit.is_admin()
        else false
      end`.execute(db);
  await sql`
    create function sit.is_login() returns boolean
    language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
    begin
      return exists (select from sit.database_login where login = session_user);
    end $$`.execute(db);
  await sql`
    create function sit.login_may_edit(layer_id text, municipality text) returns boolean
    language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
    begin
      return (select sit.may_edit(editable_by, edit_mode, login_may_edit.municipality)
        from sit.layer where id = layer_id);
    end $$`.execute(db);
}

/**
 * Grants and policies as the layer's row in the catalogue says, replacing what was there. Reads are decided by
 * the role alone: a claim in a SELECT policy would keep `bbox` off the geometry's index, for PostgreSQL
 * evaluates a policy before any operator that is not leakproof. A row that may not be changed is not there
 * for a request; for a login of the database it is, so that its trigger can refuse aloud: an UPDATE of no
 * rows would look to QGIS like one that was done.
 */
async function createApplyAccess(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function sit.apply_layer_access(layer_id text) returns void
    language plpgsql set search_path = pg_catalog, pg_temp as $$
    declare
      layer sit.layer;
      readers text;
      writers text;
      shown text;
      allowed text;
      each text;
      policy text;
    begin
      select * into strict layer from sit.layer where id = layer_id;
      readers := case layer.readable_by
        when 'public' then 'sit_public'
        when 'offices' then 'sit_member'
        else 'sit_union_admin' || coalesce((
          select string_agg(', ' || quote_ident('sit_' || replace(role, '-', '_')), '' order by role)
          from unnest(layer.readable_roles) as role where role <> 'union-admin'), '')
      end;
      foreach each in array array[format('territory.%I', layer_id), format('history.%I', layer_id)] loop
        execute format('revoke all on %s from sit_public, sit_member', each);
        foreach policy in array array['read_rows', 'create_rows', 'change_rows', 'remove_rows'] loop
          execute format('drop policy if exists %I on %s', policy, each);
        end loop;
        execute format('grant select on %s to sit_member', each);
        execute format('create policy read_rows on %s for select to %s using (true)', each, readers);
      end loop;
      if layer.readable_by = 'public' then
        -- Who made an edit, and in which change set, is for the offices; so are internal fields.
        select string_agg(name, ', ') into shown from (
          select unnest(array['fid', 'municipality', 'geometry', 'geometry_3857', 'version', 'begin_lifespan_version'])
          union all
          select quote_ident(field ->> 'name') from jsonb_array_elements(layer.fields) as field
          where not coalesce((field ->> 'internal')::boolean, false)) as columns(name);
        execute format('grant select (%s) on territory.%I to sit_public', shown, layer_id);
        execute format('grant select (%s, end_lifespan_version, operation) on history.%I to sit_public', shown, layer_id);
      end if;
      if layer.editable_by = 'nobody' then
        return;
      end if;
      execute format('grant insert, update, delete on territory.%I to sit_member', layer_id);
      -- What one may not read one may not write either, not even add to.
      writers := case layer.readable_by when 'roles' then readers else 'sit_member' end;
      allowed := format('sit.may_edit(%L, %L, municipality)', layer.editable_by, layer.edit_mode);
      execute format('create policy create_rows on territory.%I for insert to %s with check (%s)',
        layer_id, writers, allowed);
      -- Both sides: neither taking a row from another municipality nor giving it one is allowed.
      execute format('create policy change_rows on territory.%I for update to %s
        using (%s or sit.is_login()) with check (%s)', layer_id, writers, allowed, allowed);
      execute format('create policy remove_rows on territory.%I for delete to %s
        using (%s or sit.is_login())', layer_id, writers, allowed);
    end $$`.execute(db);
}

/** What a login of the database writes in one transaction is a change set of its own. */
async function createChangeSetOfLogin(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function sit.current_change_set() returns uuid
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
    declare
      own uuid := sit.claim('change_set')::uuid;
    begin
      if own is not null or sit.is_server() then
        return own;
      end if;
      select id into own from sit.change_set where transaction_id = pg_current_xact_id();
      if own is null then
        insert into sit.change_set (id, author, message, request_hash, transaction_id)
          values (gen_random_uuid(), coalesce(sit.claim('author'), session_user),
            nullif(current_setting('application_name'), ''), '', pg_current_xact_id())
          returning id into own;
      end if;
      return own;
    end $$`.execute(db);
}

/**
 * As in 0010_feature_triggers.ts, and: a login's change set, its refusal of another's feature, and the return of
 * a deleted feature under its own number, which the server alone may ask for.
 */
async function replaceRowTrigger(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function sit.refuse_foreign(layer_id text, fid bigint, municipality text) returns void
    language plpgsql stable as $$
    begin
      raise exception 'L’elemento % di «%» è del comune %: non è modificabile da %.', fid, layer_id, municipality, session_user
        using errcode = '42501';
    end $$`.execute(db);
  await sql`
    create or replace function sit.before_feature_write() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then
        new.version := 1;
        new.begin_lifespan_version := date_trunc('milliseconds', now());
        if sit.claim('restore') = 'on' then
          -- After its last end, also when this transaction began before the delete was committed.
          execute format('select max(version) + 1, greatest($2, max(end_lifespan_version))
              from history.%I where fid = $1', tg_table_name)
            into strict new.version, new.begin_lifespan_version using new.fid, new.begin_lifespan_version;
        end if;
      else
        if not sit.is_server() and not sit.login_may_edit(tg_table_name, old.municipality) then
          perform sit.refuse_foreign(tg_table_name, old.fid, old.municipality);
        end if;
        new.fid := old.fid;
        new.version := old.version + 1;
        new.begin_lifespan_version :=
          greatest(date_trunc('milliseconds', now()), old.begin_lifespan_version + interval '1 millisecond');
      end if;
      new.author := coalesce(sit.claim('author'), session_user);
      new.change_set := sit.current_change_set();
      if not ST_IsPolygonCCW(new.geometry) then
        new.geometry := ST_ForcePolygonCCW(new.geometry);
      end if;
      return new;
    end $$`.execute(db);
}

/** As in 0010_feature_triggers.ts, but for a returning feature and for a login's change set. */
async function replaceInsertAndDeleteTriggers(db: Kysely<unknown>): Promise<void> {
  const settings = await functionSettings(db);
  await sql`
    create or replace function sit.after_feature_insert() returns trigger
    language plpgsql security definer ${sql.raw(settings)} as $$
    declare
      taken bigint;
      issued bigint;
    begin
      if sit.claim('restore') = 'on' then
        execute format('select n.fid from new_rows n where ''delete'' is distinct from (
          select h.operation from history.%I h where h.fid = n.fid order by h.version desc limit 1) limit 1',
          tg_table_name) into taken;
      else
        -- OVERRIDING SYSTEM VALUE could bring back a fid whose versions would then be told twice.
        execute format('select n.fid from new_rows n join history.%I h using (fid) limit 1', tg_table_name) into taken;
        if taken is null then
          execute format('select last_value from %s', pg_get_serial_sequence(
            format('%I.%I', tg_table_schema, tg_table_name), 'fid')) into issued;
          select n.fid into taken from new_rows n where n.fid > issued or n.fid < 1 limit 1;
        end if;
      end if;
      if taken is not null then
        raise exception 'fid % of % was not issued for this row', taken, tg_table_name using errcode = '42501';
      end if;
      insert into sit.change (layer, fid, operation, version, municipality, change_set, bbox_3857)
        select tg_table_name, n.fid, 'create', n.version, n.municipality, n.change_set, sit.bbox_of(n.geometry_3857)
        from new_rows n order by n.fid;
      return null;
    end $$`.execute(db);
  await sql`
    create or replace function sit.after_feature_delete() returns trigger
    language plpgsql security definer ${sql.raw(settings)} as $$
    declare
      ending uuid := sit.current_change_set();
    begin
      execute format(
        'insert into history.%I (%s, end_lifespan_version, operation, ended_by, ended_author)
         select %s, greatest(date_trunc(''milliseconds'', now()), o.begin_lifespan_version + interval ''1 millisecond''),
           ''delete'', $1, coalesce(sit.claim(''author''), session_user)
         from old_rows o',
        tg_table_name, sit.version_columns(tg_relid, ''), sit.version_columns(tg_relid, 'o.')) using ending;
      insert into sit.change (layer, fid, operation, version, municipality, change_set, bbox_3857)
        select tg_table_name, o.fid, 'delete', o.version, o.municipality, ending, sit.bbox_of(o.geometry_3857)
        from old_rows o order by o.fid;
      return null;
    end $$`.execute(db);
}

async function createDeleteGuard(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function sit.before_feature_delete() returns trigger language plpgsql as $$
    begin
      if not sit.is_server() and not sit.login_may_edit(tg_table_name, old.municipality) then
        perform sit.refuse_foreign(tg_table_name, old.fid, old.municipality);
      end if;
      return old;
    end $$`.execute(db);
}

/** Of any change set whose id one knows, which stands in the rows one may read. */
async function createChangeSetNote(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function sit.change_set_note(change_set uuid)
    returns table (author text, message text, created_at timestamptz, proposal uuid)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
      return query select c.author, c.message, c.created_at, c.proposal from sit.change_set c where c.id = change_set;
    end $$`.execute(db);
  await sql`revoke all on function sit.change_set_note(uuid) from public`.execute(db);
  await sql`grant execute on function sit.change_set_note(uuid) to sit_member`.execute(db);
}
