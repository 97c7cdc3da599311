/**
 * Whoever signs in to the database may make temporary tables, and hang on them any trigger function they may
 * execute: named like a layer, such a table's deletes would be written into the layer's history with the
 * owner's rights. Firing a trigger asks for no right to its function, so nobody but the owner needs one.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { functionSettings } from './0010_feature_triggers.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await closeTriggerFunctions(db, await functionSettings(db));
  await closeLineage(db);
  await countAllEdits(db);
}

/** Those that run with the caller's rights look names up nowhere else but where the others do. */
async function closeTriggerFunctions(db: Kysely<unknown>, settings: string): Promise<void> {
  const searchPath = settings.replace(/ set jit.*/, '');
  await sql`
    do $$ declare each record; begin
      for each in select p.oid::regprocedure as name, p.proconfig is null as unset from pg_proc p
        where p.pronamespace = 'sit'::regnamespace and p.prorettype = 'trigger'::regtype
      loop
        execute format('revoke all on function %s from public', each.name);
        if each.unset then
          execute format('alter function %s %s', each.name, ${sql.lit(searchPath)});
        end if;
      end loop;
    end $$`.execute(db);
}

/** Where a feature comes from is told by the change set that made it, of features which that change set wrote. */
async function closeLineage(db: Kysely<unknown>): Promise<void> {
  await sql`revoke insert on sit.lineage from sit_member`.execute(db);
  await sql`grant insert (layer, predecessor, successor, suppressed, change_set) on sit.lineage to sit_member`.execute(
    db,
  );
  await sql`drop policy record on sit.lineage`.execute(db);
  await sql`create policy record on sit.lineage for insert to sit_member
    with check (change_set is not null and change_set = sit.current_change_set()
      and exists (select from sit.change c where c.change_set = lineage.change_set
        and c.layer = lineage.layer and c.fid = successor and c.operation = 'create')
      and exists (select from sit.change c where c.change_set = lineage.change_set
        and c.layer = lineage.layer and c.fid = predecessor and c.operation <> 'create'
        and (c.operation = 'delete') = suppressed))`.execute(db);
}

/** How many edits a proposal has, those too of layers that its author may no longer read: none is to be lost. */
async function countAllEdits(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function sit.edit_count(of_proposal uuid) returns bigint
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
      return (select count(*) from sit.proposal_edit e join sit.proposal p on p.id = e.proposal
        where p.id = of_proposal and sit.works_in(p.municipality));
    end $$`.execute(db);
  await sql`revoke all on function sit.edit_count(uuid) from public`.execute(db);
  await sql`grant execute on function sit.edit_count(uuid) to sit_member`.execute(db);
}
