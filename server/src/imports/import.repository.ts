/** The record of imports. */
import type { Fault } from '@sit/core/problem';
import { sql } from 'kysely';
import type { Kysely, Selectable, Updateable } from 'kysely';
import type { ImportTable, Tables } from '../db/tables.ts';
import type { ImportActor, ImportReport, ImportState } from './import.ts';

/** An import whose process has given no sign for this long is dead. */
const SIGN_OF_LIFE = sql`interval '10 minutes'`;
const UNDER_WAY: ImportState[] = ['waiting', 'reading', 'writing'];

export async function insertImport(
  db: Kysely<Tables>,
  record: {
    id: string;
    layer: string;
    createsLayer: boolean;
    file: { name: string; bytes: number; sha256: string };
    actor: ImportActor;
  },
): Promise<void> {
  await db
    .insertInto('sit.import')
    .values({
      id: record.id,
      state: 'waiting',
      layer: record.layer,
      creates_layer: record.createsLayer,
      file_name: record.file.name,
      file_bytes: record.file.bytes,
      sha256: record.file.sha256,
      person_id: record.actor.personId,
      author: record.actor.name,
    })
    .execute();
}

/** False when the import is no longer under way: someone cancelled it. */
export async function updateImport(
  db: Kysely<Tables>,
  id: string,
  changes: Updateable<ImportTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sit.import')
    .set({ ...changes, touched_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('state', 'in', UNDER_WAY)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** True when it was under way and now is cancelled. */
export async function markCancelled(db: Kysely<Tables>, id: string): Promise<boolean> {
  return updateImport(db, id, { state: 'cancelled', finished_at: new Date() });
}

export async function selectImport(db: Kysely<Tables>, id: string): Promise<ImportReport | null> {
  const row = await db.selectFrom('sit.import').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toReport(row) : null;
}

/** The latest, newest first. */
export async function selectImports(db: Kysely<Tables>, limit: number): Promise<ImportReport[]> {
  const rows = await db
    .selectFrom('sit.import')
    .selectAll()
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toReport);
}

/** Closes the imports of processes that died, and forgets their rows. */
export async function closeAbandoned(db: Kysely<Tables>): Promise<void> {
  await sql`
    update sit.import set state = 'failed', finished_at = now(), problem = ${JSON.stringify({
      code: 'unexpected',
      detail: 'Il servizio si è fermato durante l’importazione; nulla è stato importato.',
    })}::jsonb
    where state = any (${UNDER_WAY}) and touched_at < now() - ${SIGN_OF_LIFE}`.execute(db);
  await sql`
    delete from sit.import_row where import_id in (select id from sit.import where not state = any (${UNDER_WAY}))`.execute(
    db,
  );
}

function toReport(row: Selectable<ImportTable>): ImportReport {
  return {
    id: row.id,
    state: row.state,
    layer: row.layer,
    createsLayer: row.creates_layer,
    file: {
      name: row.file_name,
      bytes: row.file_bytes,
      sha256: row.sha256,
      format: row.format,
      encoding: row.encoding,
      sourceLayer: row.source_layer,
    },
    crs: {
      declared: row.declared_crs,
      used: row.used_crs,
      transformation: row.transformation,
      accuracyMeters: row.accuracy_meters,
    },
    counts: {
      total: row.total_count,
      read: row.read_count,
      imported: row.imported_count,
      repaired: row.repaired_count,
      rejected: row.rejected_count,
    },
    sourceExtent: row.source_extent as ImportReport['sourceExtent'],
    extent: row.extent as ImportReport['extent'],
    notes: row.notes as string[],
    repaired: row.repaired as Fault[],
    rejected: row.rejected as Fault[],
    author: row.author,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    problem: row.problem as ImportReport['problem'],
  };
}
