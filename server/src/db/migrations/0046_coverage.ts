/**
 * Layers whose polygons share borders: no two overlap when a transaction ends that made or reshaped one of them.
 * Here too is what attaches a layer's rules (0045_rules.ts) as its row in the catalogue says.
 */
import { OVERLAP_TOLERANCE_SQUARE_METERS, RULE_STATES } from '@sit/core/rules';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { functionSettings } from './0010_feature_triggers.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  const settings = await functionSettings(db);
  await createOverlaps(db, settings);
  await createCoverageTrigger(db, settings);
  await createGaps(db, settings);
  await createApplyRules(db, settings);
  await sql`select sit.apply_layer_rules(id) from sit.layer`.execute(db);
}

/**
 * Overlaps of the features `fids` with any other, or each pair of the whole layer once where `fids` is null; as
 * faults of the first. Reads with the caller's rights. Features that do not hold in law on a common day may lie
 * on one another. Planned anew each time (EXECUTE): a plan for one feature would loop over all pairs of many.
 */
async function createOverlaps(db: Kysely<unknown>, settings: string): Promise<void> {
  await sql`
    create function sit.overlap_faults(layer_id text, fids bigint[]) returns setof jsonb
    language plpgsql stable ${sql.raw(settings)} as $$
    declare
      legal jsonb := (select legal_time from sit.layer where id = layer_id);
      together text := 'true';
    begin
      if legal is not null then
        together := format('coalesce(a.%1$I, ''-infinity'') < coalesce(b.%2$I, ''infinity'')
          and coalesce(b.%1$I, ''-infinity'') < coalesce(a.%2$I, ''infinity'')
          and coalesce(a.%1$I, ''-infinity'') < coalesce(a.%2$I, ''infinity'')
          and coalesce(b.%1$I, ''-infinity'') < coalesce(b.%2$I, ''infinity'')', legal ->> 'from', legal ->> 'to');
      end if;
      return query execute format(
        'select jsonb_build_object(''layer'', $1, ''fid'', fid, ''reason'', ''overlap'', ''other'', other,
           ''area'', round(area::numeric, 4), ''position'', sit.position_of(shape),
           ''message'', format(''L’elemento %%s di «%%s» si sovrappone all’elemento %%s per %%s m².'',
             fid, $1, other, sit.italian(area, case when area < 1 then 4 else 2 end)))
         from (
           select a.fid, b.fid as other, overlap.shape, ST_Area(overlap.shape) as area
           from territory.%1$I as a
           join territory.%1$I as b on ST_Intersects(a.geometry, b.geometry) and %2$s and %3$s
           cross join lateral (
             select ST_CollectionExtract(ST_Intersection(ST_Force2D(a.geometry), ST_Force2D(b.geometry)), 3) as shape offset 0
           ) as overlap
           where %4$s
         ) as pairs
         where area > %5$s order by fid, other',
        layer_id, together, case when fids is null then 'a.fid < b.fid' else 'a.fid <> b.fid' end,
        case when fids is null then 'true' else 'a.fid = any ($2)' end,
        ${sql.lit(OVERLAP_TOLERANCE_SQUARE_METERS)}) using layer_id, fids;
    end $$`.execute(db);
}

/** One transaction at a time ends its work on a coverage layer, else two could each be fine alone. */
async function createCoverageTrigger(db: Kysely<unknown>, settings: string): Promise<void> {
  await sql`
    create function sit.hold_coverage() returns trigger
    language plpgsql security definer ${sql.raw(settings)} as $$
    declare
      fault jsonb;
    begin
      perform sit.take_turn('coverage', tg_table_name, true);
      select faults into fault from sit.overlap_faults(tg_table_name, array[new.fid]) as faults limit 1;
      if fault is not null then
        perform sit.refuse_by_rule(${sql.lit(RULE_STATES.overlap)}, fault);
      end if;
      return null;
    end $$`.execute(db);
}

/**
 * Land that the features `fids` covered as `gone` and that nothing covers now, and land that they newly enclose
 * with their neighbours; the largest first. Reads with the caller's rights. In a layer with legal time that
 * covers what holds in law today or later.
 */
async function createGaps(db: Kysely<unknown>, settings: string): Promise<void> {
  await sql`
    create function sit.holes_of(shape geometry) returns geometry
    language plpgsql immutable parallel safe ${sql.raw(settings)} as $$
    begin
      return (
        select ST_Union(ST_MakePolygon(ST_ExteriorRing(ring.geom)))
        from ST_Dump(ST_CollectionExtract(shape, 3)) as part, ST_DumpRings(part.geom) as ring where ring.path[1] > 0);
    end $$`.execute(db);
  await sql`
    create function sit.coverage_gaps(layer_id text, fids bigint[], gone geometry[])
    returns table (area double precision, "position" jsonb)
    language plpgsql stable ${sql.raw(settings)} as $$
    declare
      legal jsonb := (select legal_time from sit.layer where id = layer_id);
      covers text := 'true';
      beside_all text;
      standing geometry[];
      beside geometry[];
      enclosed geometry;
      enclosed_before geometry;
      bare geometry;
      covered geometry;
    begin
      if legal is not null then
        covers := format('coalesce(t.%I, ''infinity'') > current_date', legal ->> 'to');
      end if;
      beside_all := format('select array_agg(geometry) from (select distinct on (t.fid) t.geometry
        from unnest($1) as shape join territory.%I as t on ST_Intersects(t.geometry, shape)
        where %s and t.fid <> all ($2)) as found', layer_id, covers);
      execute format('select array_agg(t.geometry) from territory.%I as t where t.fid = any ($1) and %s', layer_id, covers)
        into standing using fids;
      execute beside_all into beside using gone || standing, fids;
      enclosed := sit.holes_of((select ST_Union(shape) from unnest(standing || beside) as shape));
      bare := (select ST_Union(shape) from unnest(gone || enclosed) as shape where shape is not null);
      if bare is null then
        return;
      end if;
      execute beside_all into beside using array(select geom from ST_Dump(bare)), '{}'::bigint[];
      covered := (select ST_Union(shape) from unnest(beside) as shape);
      if covered is not null then
        bare := ST_Difference(bare, covered);
      end if;
      if enclosed is not null and not ST_IsEmpty(bare) then
        -- What was enclosed and bare before is nothing new.
        execute beside_all into beside using gone || standing, fids;
        covered := (select ST_Union(shape) from unnest(gone || beside) as shape);
        enclosed_before := sit.holes_of(covered);
        if enclosed_before is not null then
          bare := ST_Difference(bare, ST_Difference(enclosed_before, covered));
        end if;
      end if;
      return query select ST_Area(geom), sit.position_of(geom) from ST_Dump(ST_CollectionExtract(bare, 3))
        where ST_Area(geom) > ${sql.lit(OVERLAP_TOLERANCE_SQUARE_METERS)} order by 1 desc;
    end $$`.execute(db);
}

/**
 * Constraint triggers as the layer's row in the catalogue says, replacing what was there. Events of the
 * owner's own work are not even queued: the role is asked when the row is written.
 */
async function createApplyRules(db: Kysely<unknown>, settings: string): Promise<void> {
  await sql`
    create function sit.attach_rule(layer_id text, rule text, event text, condition text) returns void
    language plpgsql ${sql.raw(settings)} as $$
    begin
      execute format('create constraint trigger %1$I after %2$s on territory.%3$I
        deferrable initially deferred for each row when (current_user <> ''sit_owner'' and (%4$s))
        execute function sit.%5$I()', rule || '_' || event, event, layer_id, condition, rule);
    end $$`.execute(db);
  await sql`
    create function sit.apply_layer_rules(layer_id text) returns void
    language plpgsql ${sql.raw(settings)} as $$
    declare
      layer sit.layer;
      attached text;
      moved text := 'old.geometry is distinct from new.geometry';
    begin
      select * into strict layer from sit.layer where id = layer_id;
      for attached in select tgname from pg_trigger
        where tgrelid = format('territory.%I', layer_id)::regclass and tgname like 'hold\_%' loop
        execute format('drop trigger %I on territory.%I', attached, layer_id);
      end loop;
      if layer_id = 'municipalities' then
        perform sit.attach_rule(layer_id, 'hold_orphans', 'update', moved || ' or old.municipality <> new.municipality');
        perform sit.attach_rule(layer_id, 'hold_orphans', 'delete', 'true');
      else
        perform sit.attach_rule(layer_id, 'hold_boundary', 'insert', 'true');
        perform sit.attach_rule(layer_id, 'hold_boundary', 'update', moved || ' or old.municipality <> new.municipality');
      end if;
      if layer.coverage then
        if layer.legal_time is not null then
          moved := moved || format(' or old.%1$I is distinct from new.%1$I or old.%2$I is distinct from new.%2$I',
            layer.legal_time ->> 'from', layer.legal_time ->> 'to');
        end if;
        perform sit.attach_rule(layer_id, 'hold_coverage', 'insert', 'true');
        perform sit.attach_rule(layer_id, 'hold_coverage', 'update', moved);
      end if;
    end $$`.execute(db);
}
