/** The catalogue's rows. */
import { LAYER_ID } from '@sit/core/layer';
import type { Layer } from '@sit/core/layer';
import { sql } from 'kysely';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { LayerTable, Tables } from '../db/tables.ts';

type Trx = Transaction<Tables>;

/** Layers the transaction's role may see, in drawing order, low first. */
export async function selectLayers(db: Kysely<Tables>): Promise<Layer[]> {
  const rows = await db
    .selectFrom('sit.layer')
    .selectAll()
    .orderBy('position')
    .orderBy('id')
    .execute();
  return rows.map(toLayer);
}

export async function selectLayer(db: Kysely<Tables>, id: string): Promise<Layer | null> {
  // What a path may hold that no text column can: a null character.
  if (!LAYER_ID.test(id)) return null;
  const row = await db.selectFrom('sit.layer').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toLayer(row) : null;
}

/** The same, and nobody else changes its definition until the transaction ends. */
export async function lockLayer(trx: Trx, id: string): Promise<Layer | null> {
  if (!LAYER_ID.test(id)) return null;
  const row = await trx
    .selectFrom('sit.layer')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ? toLayer(row) : null;
}

/** False when the id is taken. */
export async function insertLayer(trx: Trx, layer: Layer): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('sit.layer')
    .values({
      id: layer.id,
      geometry_type: layer.geometryType,
      dimensions: layer.dimensions,
      fictitious: layer.fictitious,
      ...toColumns(layer),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Writes everything that may change of a layer that exists. */
export async function updateLayer(trx: Trx, layer: Layer): Promise<void> {
  await trx
    .updateTable('sit.layer')
    .set({ ...toColumns(layer), updated_at: sql<Date>`now()` })
    .where('id', '=', layer.id)
    .execute();
}

export async function nextPosition(trx: Trx): Promise<number> {
  const { next } = await trx
    .selectFrom('sit.layer')
    .select(sql<number>`coalesce(max(position), 0) + 10`.as('next'))
    .executeTakeFirstOrThrow();
  return next;
}

function toColumns(layer: Layer) {
  return {
    title: JSON.stringify(layer.title),
    description: layer.description ? JSON.stringify(layer.description) : null,
    group: JSON.stringify(layer.group),
    fields: JSON.stringify(layer.fields),
    title_field: layer.titleField ?? null,
    readable_by: typeof layer.readableBy === 'string' ? layer.readableBy : ('roles' as const),
    readable_roles: typeof layer.readableBy === 'string' ? [] : layer.readableBy,
    editable_by: layer.editableBy,
    edit_mode: layer.editMode,
    coverage: layer.coverage,
    legal_time: layer.legalTime ? JSON.stringify(layer.legalTime) : null,
    style: JSON.stringify(layer.style),
    visible: layer.visible,
    min_zoom: layer.minZoom,
    position: layer.position,
    attribution: layer.attribution ?? null,
  };
}

function toLayer(row: Selectable<LayerTable>): Layer {
  return {
    id: row.id,
    title: row.title,
    ...(row.description ? { description: row.description } : {}),
    group: row.group,
    geometryType: row.geometry_type,
    dimensions: row.dimensions,
    fields: row.fields,
    ...(row.title_field === null ? {} : { titleField: row.title_field }),
    readableBy: row.readable_by === 'roles' ? row.readable_roles : row.readable_by,
    editableBy: row.editable_by,
    editMode: row.edit_mode,
    coverage: row.coverage,
    ...(row.legal_time ? { legalTime: row.legal_time } : {}),
    style: row.style,
    visible: row.visible,
    minZoom: row.min_zoom,
    position: row.position,
    ...(row.attribution === null ? {} : { attribution: row.attribution }),
    fictitious: row.fictitious,
  };
}
