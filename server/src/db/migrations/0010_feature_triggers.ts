/**
 * What every layer table does by itself, whoever writes to it: versions, authorship, history and the
 * change feed. One set of functions serves all layers; layers/layer-ddl.repository.ts attaches them.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRowTrigger(db);
  const settings = await functionSettings(db);
  await sql`create function sit.bbox_of(shape geometry) returns double precision[]
    language sql immutable parallel safe
    return array[ST_XMin(shape), ST_YMin(shape), ST_XMax(shape), ST_YMax(shape)]`.execute(db);
  await sql`create function sit.bbox_union(a double precision[], b double precision[]) returns double precision[]
    language sql immutable parallel safe
    return array[least(a[1], b[1]), least(a[2], b[2]), greatest(a[3], b[3]), greatest(a[4], b[4])]`.execute(
    db,
  );
  await createVersionColumns(db);
  await createInsertTrigger(db, settings);
  await createUpdateTrigger(db, settings);
  await createDeleteTrigger(db, settings);
  // Readers of the feed look for the rows of transactions they have not seen: changes/change.repository.ts.
  await sql`create index change_transaction on sit.change (transaction_id, seq)`.execute(db);
}

/**
 * BEFORE each row: the system columns are the trigger's, whatever the statement says. Record time is
 * kept in whole milliseconds, which is what a JavaScript `Date` and a `datetime` parameter can name, and
 * each version begins strictly after the one before, also when a transaction waited for another's lock.
 * Polygons' outer rings run counterclockwise, as RFC 7946 §3.1.6 wants them read.
 */
async function createRowTrigger(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function sit.before_feature_write() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then
        new.version := 1;
        new.begin_lifespan_version := date_trunc('milliseconds', now());
      else
        new.fid := old.fid;
        new.version := old.version + 1;
        new.begin_lifespan_version :=
          greatest(date_trunc('milliseconds', now()), old.begin_lifespan_version + interval '1 millisecond');
      end if;
      new.author := coalesce(sit.claim('author'), session_user);
      new.change_set := sit.claim('change_set')::uuid;
      if not ST_IsPolygonCCW(new.geometry) then
        new.geometry := ST_ForcePolygonCCW(new.geometry);
      end if;
      return new;
    end $$`.execute(db);
}

/**
 * The functions below run with their owner's rights, so their search path must not be the caller's. Compiling
 * (JIT) would cost a tenth of a second for statements of a millisecond.
 */
export async function functionSettings(db: Kysely<unknown>): Promise<string> {
  const { rows } = await sql<{ schema: string }>`
    select extnamespace::regnamespace::text as schema from pg_extension where extname = 'postgis'`.execute(
    db,
  );
  return `set search_path = pg_catalog, ${rows[0]!.schema}, pg_temp set jit = off`;
}

/** A layer table's columns that its history keeps too, quoted; read each time, for fields may be added. */
async function createVersionColumns(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function sit.version_columns(layer_table oid, prefix text) returns text language sql stable
    return (
      select string_agg(prefix || quote_ident(attname), ', ' order by attnum)
      from pg_attribute where attrelid = layer_table and attnum > 0 and not attisdropped
    )`.execute(db);
}

async function createInsertTrigger(db: Kysely<unknown>, settings: string): Promise<void> {
  await sql`
    create function sit.after_feature_insert() returns trigger
    language plpgsql security definer ${sql.raw(settings)} as $$
    declare
      taken bigint;
      issued bigint;
    begin
      -- OVERRIDING SYSTEM VALUE could bring back a fid whose versions would then be told twice.
      execute format('select n.fid from new_rows n join history.%I h using (fid) limit 1', tg_table_name) into taken;
      if taken is null then
        execute format('select last_value from %s', pg_get_serial_sequence(
          format('%I.%I', tg_table_schema, tg_table_name), 'fid')) into issued;
        select n.fid into taken from new_rows n where n.fid > issued or n.fid < 1 limit 1;
      end if;
      if taken is not null then
        raise exception 'fid % of % was not issued for this row', taken, tg_table_name using errcode = '42501';
      end if;
      insert into sit.change (layer, fid, operation, version, municipality, change_set, bbox_3857)
        select tg_table_name, n.fid, 'create', n.version, n.municipality, n.change_set, sit.bbox_of(n.geometry_3857)
        from new_rows n order by n.fid;
      return null;
    end $$`.execute(db);
}

/**
 * Statements over both transition tables are planned anew each time (EXECUTE): a plan kept from an update of
 * one row would loop over every pair of a later update's thousands.
 */
async function createUpdateTrigger(db: Kysely<unknown>, settings: string): Promise<void> {
  await sql`
    create function sit.after_feature_update() returns trigger
    language plpgsql security definer ${sql.raw(settings)} as $$
    begin
      execute format(
        'insert into history.%I (%s, end_lifespan_version, operation, ended_by, ended_author)
         select %s, n.begin_lifespan_version, ''update'', n.change_set, n.author
         from old_rows o join new_rows n using (fid)',
        tg_table_name, sit.version_columns(tg_relid, ''), sit.version_columns(tg_relid, 'o.'));
      execute format(
        'insert into sit.change (layer, fid, operation, version, municipality, change_set, bbox_3857)
         select %L, n.fid, ''update'', n.version, n.municipality, n.change_set,
           sit.bbox_union(sit.bbox_of(o.geometry_3857), sit.bbox_of(n.geometry_3857))
         from old_rows o join new_rows n using (fid) order by n.fid', tg_table_name);
      return null;
    end $$`.execute(db);
}

/** The feed's row of a delete carries the version that ended. */
async function createDeleteTrigger(db: Kysely<unknown>, settings: string): Promise<void> {
  await sql`
    create function sit.after_feature_delete() returns trigger
    language plpgsql security definer ${sql.raw(settings)} as $$
    begin
      execute format(
        'insert into history.%I (%s, end_lifespan_version, operation, ended_by, ended_author)
         select %s, greatest(date_trunc(''milliseconds'', now()), o.begin_lifespan_version + interval ''1 millisecond''),
           ''delete'', sit.claim(''change_set'')::uuid, coalesce(sit.claim(''author''), session_user)
         from old_rows o',
        tg_table_name, sit.version_columns(tg_relid, ''), sit.version_columns(tg_relid, 'o.'));
      insert into sit.change (layer, fid, operation, version, municipality, change_set, bbox_3857)
        select tg_table_name, o.fid, 'delete', o.version, o.municipality, sit.claim('change_set')::uuid,
          sit.bbox_of(o.geometry_3857)
        from old_rows o order by o.fid;
      return null;
    end $$`.execute(db);
}
