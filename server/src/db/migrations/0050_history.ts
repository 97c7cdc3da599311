/** Indexes that read the past as fast as the present, also for layers made before. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { layerTableName } from '../identifier.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from sit.layer`.execute(db);
  for (const { id } of rows) await indexLayer(db, id);
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
