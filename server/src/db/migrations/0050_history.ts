/**
 * The past, read as fast as the present: indexes, also for layers made before; what members may read of the
 * change feed; which feature came from which.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { layerTableName } from '../identifier.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from sit.layer`.execute(db);
  for (const { id } of rows) await indexLayer(db, id);
  await openChanges(db);
  await createLineage(db);
}

/** As layers/layer-ddl.repository.ts makes them for new layers. */
async function indexLayer(db: Kysely<unknown>, id: string): Promise<void> {
  const table = sql.raw(layerTableName('territory', id));
  const history = sql.raw(layerTableName('history', id));
  await sql`create index on ${table} (begin_lifespan_version) where version = 1`.execute(db);
  await dropSuperseded(db, id);
  await sql`create index on ${history} (fid, begin_lifespan_version, end_lifespan_version)`.execute(
    db,
  );
  await sql`create index on ${history} (begin_lifespan_version) where version = 1`.execute(db);
  await sql`create index on ${history} (end_lifespan_version) where operation = 'delete'`.execute(
    db,
  );
  await sql`create index on ${history} using gist
    (geometry, tstzrange(begin_lifespan_version, end_lifespan_version))`.execute(db);
}

/** The index of (fid, begin): the one with the end serves for it. Found by what it is, its name may be cut. */
async function dropSuperseded(db: Kysely<unknown>, id: string): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select indexrelid::regclass::text as name from pg_index
    where indrelid = ${layerTableName('history', id)}::regclass
      and pg_get_indexdef(indexrelid) like '%(fid, begin_lifespan_version)'`.execute(db);
  for (const { name } of rows) await sql`drop index ${sql.raw(name)}`.execute(db);
}

/** Members read of the feed what concerns layers they may read. */
async function openChanges(db: Kysely<unknown>): Promise<void> {
  await sql`create index change_change_set on sit.change (change_set, layer) where change_set is not null`.execute(
    db,
  );
  await sql`create index change_set_created on sit.change_set (created_at, id)`.execute(db);
  await sql`alter table sit.change enable row level security`.execute(db);
  await sql`create policy read_server on sit.change for select to sit_server using (true)`.execute(
    db,
  );
  await sql`create policy read_member on sit.change for select to sit_member
    using (layer in (select id from sit.layer))`.execute(db);
  await sql`grant select on sit.change to sit_member`.execute(db);
  // What a change set did in layers one may not read is not told, but that it did: it cannot be undone by halves.
  await sql`
    create function sit.change_count(change_set uuid) returns bigint
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
      return (select count(*) from sit.change c where c.change_set = change_count.change_set);
    end $$`.execute(db);
  await sql`revoke all on function sit.change_count(uuid) from public`.execute(db);
  await sql`grant execute on function sit.change_count(uuid) to sit_member`.execute(db);
  // A list of change sets, of the server's own: it names the layers its caller may read.
  await sql`grant select on sit.change_set to sit_server`.execute(db);
  await sql`create policy read_server on sit.change_set for select to sit_server using (true)`.execute(
    db,
  );
}

/** Split from, merged into: written by the change set that did it. */
async function createLineage(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sit.lineage (
      layer text not null references sit.layer on delete cascade,
      predecessor bigint not null,
      successor bigint not null check (successor <> predecessor),
      -- Whether the change set deleted the predecessor, or left the rest of it.
      suppressed boolean not null,
      change_set uuid,
      recorded_at timestamptz not null default date_trunc('milliseconds', now()),
      primary key (layer, predecessor, successor)
    )`.execute(db);
  await sql`create index lineage_successor on sit.lineage (layer, successor)`.execute(db);
  await sql`grant select (layer, predecessor, successor, suppressed, recorded_at) on sit.lineage to sit_public`.execute(
    db,
  );
  await sql`grant select, insert on sit.lineage to sit_member`.execute(db);
  await sql`alter table sit.lineage enable row level security`.execute(db);
  // The catalogue's own policies apply within: a layer that is not seen there has no lineage here.
  await sql`create policy read_layer on sit.lineage for select to sit_public
    using (layer in (select id from sit.layer))`.execute(db);
  await sql`create policy record on sit.lineage for insert to sit_member
    with check (layer in (select id from sit.layer)
      and change_set is not null and change_set = sit.current_change_set())`.execute(db);
}
