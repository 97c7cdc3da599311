/**
 * The territory's own rules, for whoever writes by whatever program: a feature lies within its municipality's
 * boundary, and a boundary is not drawn so that features are left outside. Held at the end of the
 * transaction, so that neither the order of its statements matters nor what it passes through. The owner's own
 * work (imports, the demo) is exempt: it records what an authority supplies. core/rules.ts has the figures.
 */
import { BOUNDARY_TOLERANCE_METERS, RULE_STATES } from '@sit/core/rules';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { functionSettings } from './0010_feature_triggers.ts';

const TOLERANCE = sql.lit(BOUNDARY_TOLERANCE_METERS);

export async function up(db: Kysely<unknown>): Promise<void> {
  const settings = await functionSettings(db);
  await createHelpers(db, settings);
  await createBoundary(db, settings);
  await createBeyond(db, settings);
  await createOutsideFault(db, settings);
  await createBoundaryTrigger(db, settings);
  await createOrphans(db, settings);
  await createOrphanTrigger(db, settings);
}

async function createHelpers(db: Kysely<unknown>, settings: string): Promise<void> {
  await sql`
    create function sit.italian(figure double precision, decimals integer) returns text
    language sql immutable parallel safe
    return replace(round(figure::numeric, decimals)::text, '.', ',')`.execute(db);
  // Seven decimals of a degree are a centimetre.
  await sql`
    create function sit.position_of(shape geometry) returns jsonb
    language plpgsql stable parallel safe ${sql.raw(settings)} as $$
    declare
      place geometry := ST_Transform(ST_PointOnSurface(ST_Force2D(shape)), 4326);
    begin
      return jsonb_build_array(round(ST_X(place)::numeric, 7), round(ST_Y(place)::numeric, 7));
    end $$`.execute(db);
  await sql`
    create function sit.refuse_by_rule(state text, fault jsonb) returns void
    language plpgsql as $$
    begin
      raise exception '% (longitudine %, latitudine %)', fault ->> 'message',
        fault -> 'position' ->> 0, fault -> 'position' ->> 1
        using errcode = state, detail = fault::text;
    end $$`.execute(db);
  // What two transactions write at once neither sees of the other: the second waits here for the first's end,
  // and then looks anew, which only READ COMMITTED does.
  await sql`
    create function sit.take_turn(rule text, key text, alone boolean) returns void
    language plpgsql as $$
    begin
      if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
        raise exception 'Le modifiche al territorio si scrivono in transazioni READ COMMITTED.' using errcode = '25001';
      elsif alone then
        perform pg_advisory_xact_lock(hashtext('sit.' || rule), hashtext(key));
      else
        perform pg_advisory_xact_lock_shared(hashtext('sit.' || rule), hashtext(key));
      end if;
    end $$`.execute(db);
}

/** Null where none is known: then there is no rule. A municipality may be drawn as several features. */
async function createBoundary(db: Kysely<unknown>, settings: string): Promise<void> {
  await sql`
    create function sit.boundary(code text) returns geometry
    language plpgsql stable security definer ${sql.raw(settings)} as $$
    begin
      if to_regclass('territory.municipalities') is null then
        return null;
      end if;
      return (
        select case when count(*) > 1 then ST_Union(geometry) else (array_agg(geometry))[1] end
        from territory.municipalities where municipality = code and ST_Dimension(geometry) = 2);
    end $$`.execute(db);
  await sql`revoke all on function sit.boundary(text) from public`.execute(db);
}

/**
 * What of a shape lies further out than the tolerance, null when nothing does. Only what is outside is
 * measured, and against the boundary beside it: a buffer of a whole municipality costs some milliseconds.
 */
async function createBeyond(db: Kysely<unknown>, settings: string): Promise<void> {
  await sql`
    create function sit.beyond(shape geometry, boundary geometry) returns geometry
    language plpgsql immutable parallel safe ${sql.raw(settings)} as $$
    declare
      outside geometry;
      beside geometry;
    begin
      if boundary is null or ST_CoveredBy(shape, boundary) then
        return null;
      end if;
      outside := ST_Difference(ST_Force2D(shape), boundary);
      if ST_IsEmpty(outside) then
        return null;
      end if;
      beside := ST_Intersection(boundary, ST_Expand(outside, 2 * ${TOLERANCE}));
      if not ST_IsEmpty(beside) then
        outside := ST_Difference(outside, ST_Buffer(beside, ${TOLERANCE}, 'quad_segs=32'));
      end if;
      return case when ST_IsEmpty(outside) then null else outside end;
    end $$`.execute(db);
  await sql`
    create function sit.reach_beyond(beyond geometry, boundary geometry) returns double precision
    language plpgsql immutable parallel safe ${sql.raw(settings)} as $$
    begin
      return (select max(ST_Distance(geom, boundary)) from ST_DumpPoints(beyond));
    end $$`.execute(db);
  await sql`
    create function sit.extent_beyond(beyond geometry) returns double precision
    language plpgsql immutable parallel safe ${sql.raw(settings)} as $$
    begin
      return case ST_Dimension(beyond) when 2 then ST_Area(beyond) when 1 then ST_Length(beyond) else ST_NPoints(beyond) end;
    end $$`.execute(db);
}

/**
 * Null when the feature may lie where it does: inside, or outside already and now neither further nor more, so
 * that old data can be mended step by step. `old_…` are null for a new feature.
 */
async function createOutsideFault(db: Kysely<unknown>, settings: string): Promise<void> {
  await sql`
    create function sit.outside_fault(
      layer_id text, fid bigint, shape geometry, code text, old_shape geometry, old_code text) returns jsonb
    language plpgsql stable security definer ${sql.raw(settings)} as $$
    declare
      boundary geometry := sit.boundary(code);
      beyond geometry := sit.beyond(shape, boundary);
      old_boundary geometry;
      old_beyond geometry;
      reach double precision;
    begin
      if beyond is null then
        return null;
      end if;
      reach := sit.reach_beyond(beyond, boundary);
      if old_shape is not null then
        old_boundary := case when old_code = code then boundary else sit.boundary(old_code) end;
        old_beyond := sit.beyond(old_shape, old_boundary);
        -- A millimetre, and a square centimetre, are what computing them anew may differ by.
        if old_beyond is not null and reach <= sit.reach_beyond(old_beyond, old_boundary) + 0.001
          and sit.extent_beyond(beyond) <= sit.extent_beyond(old_beyond) + 0.0001 then
          return null;
        end if;
      end if;
      return jsonb_build_object('layer', layer_id, 'fid', fid, 'reason', 'outside-municipality',
        'position', sit.position_of(beyond), 'distance', round(reach::numeric, 3),
        'message', format('L’elemento %s di «%s» sporge di %s m oltre il confine del comune %s.',
          fid, layer_id, sit.italian(reach, 2), code));
    end $$`.execute(db);
  await sql`revoke all on function sit.outside_fault(text, bigint, geometry, text, geometry, text) from public`.execute(
    db,
  );
  await sql`grant execute on function sit.outside_fault(text, bigint, geometry, text, geometry, text) to sit_member`.execute(
    db,
  );
}

/**
 * The row is looked at as it is in the end: the transaction may have changed it again, or deleted it. Nearly all
 * lie well inside, which the boundary cut to their surroundings shows in a tenth of a millisecond, of whatever
 * number of vertices it is; whatever that does not show is asked in full.
 */
async function createBoundaryTrigger(db: Kysely<unknown>, settings: string): Promise<void> {
  await sql`
    create function sit.hold_boundary() returns trigger
    language plpgsql security definer ${sql.raw(settings)} as $$
    declare
      present record;
      fault jsonb;
    begin
      if to_regclass('territory.municipalities') is null then
        return null;
      end if;
      execute format('select municipality, geometry from territory.%I where fid = $1', tg_table_name)
        into present using new.fid;
      if present.municipality is null then
        return null;
      end if;
      perform sit.take_turn('boundary', present.municipality, false);
      perform from territory.municipalities as m where m.municipality = present.municipality
        and ST_CoveredBy(present.geometry, ST_ClipByBox2D(m.geometry, ST_Expand(present.geometry, 1)));
      if found then
        return null;
      end if;
      if tg_op = 'INSERT' then
        fault := sit.outside_fault(tg_table_name, new.fid, present.geometry, present.municipality, null, null);
      else
        fault := sit.outside_fault(tg_table_name, new.fid, present.geometry, present.municipality,
          old.geometry, old.municipality);
      end if;
      if fault is not null then
        perform sit.refuse_by_rule(${sql.lit(RULE_STATES.outside)}, fault);
      end if;
      return null;
    end $$`.execute(db);
}

/** Features of `code` that were within `was` and are not within its boundary as it is now: null, or the fault. */
async function createOrphans(db: Kysely<unknown>, settings: string): Promise<void> {
  await sql`
    create function sit.orphans_fault(boundary_fid bigint, code text, was geometry) returns jsonb
    language plpgsql stable ${sql.raw(settings)} as $$
    declare
      kept geometry := ST_Buffer(sit.boundary(code), ${TOLERANCE}, 'quad_segs=32');
      held geometry := ST_Buffer(was, ${TOLERANCE}, 'quad_segs=32');
      lost geometry := case when kept is null then held else ST_Difference(held, kept) end;
      layer record;
      found record;
      total bigint := 0;
      place jsonb;
      orphans jsonb := '[]';
      words text[] := '{}';
    begin
      if ST_IsEmpty(lost) then
        return null;
      end if;
      for layer in select id, readable_by = 'roles' as reserved from sit.layer where id <> 'municipalities' order by position, id loop
        execute format('select count(*) as count, (array_agg(fid order by fid))[1:5] as fids,
            (array_agg(geometry order by fid))[1] as first
          from territory.%I where municipality = $1 and geometry && $2
            and ($3 is null or not ST_CoveredBy(geometry, $3)) and ST_CoveredBy(geometry, $4)', layer.id)
          into found using code, lost, kept, held;
        continue when found.count = 0;
        total := total + found.count;
        -- What a layer kept from some offices holds is not told to whoever draws the boundary, nor where.
        if layer.reserved then
          words := words || format('%s di un livello riservato', found.count);
        else
          place := coalesce(place, sit.position_of(found.first));
          words := words || format('%s di «%s» (fid %s%s)', found.count, layer.id, array_to_string(found.fids, ', '),
            case when found.count > 5 then ', …' else '' end);
          orphans := orphans || jsonb_build_object('layer', layer.id, 'count', found.count, 'fids', to_jsonb(found.fids));
        end if;
      end loop;
      if total = 0 then
        return null;
      end if;
      return jsonb_build_object('layer', 'municipalities', 'fid', boundary_fid, 'reason', 'orphans',
        'position', coalesce(place, sit.position_of(lost)), 'orphans', orphans,
        'message', format('Fuori dal confine del comune %s (elemento %s di «municipalities») resterebbero elementi che vi stanno dentro: %s.',
          code, boundary_fid, array_to_string(words, ', ')));
    end $$`.execute(db);
  await sql`revoke all on function sit.orphans_fault(bigint, text, geometry) from public`.execute(
    db,
  );
}

async function createOrphanTrigger(db: Kysely<unknown>, settings: string): Promise<void> {
  await sql`
    create function sit.hold_orphans() returns trigger
    language plpgsql security definer ${sql.raw(settings)} as $$
    declare
      fault jsonb;
    begin
      perform sit.take_turn('boundary', old.municipality, true);
      fault := sit.orphans_fault(old.fid, old.municipality, old.geometry);
      if fault is not null then
        perform sit.refuse_by_rule(${sql.lit(RULE_STATES.orphans)}, fault);
      end if;
      return null;
    end $$`.execute(db);
}
