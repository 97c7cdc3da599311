/** The one place where a user layer's names become SQL identifiers. */
import { FIELD_NAME, LAYER_ID, isFieldName } from '@sit/core/layer';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

/** Quoted for PostgreSQL: doubled quotes; throws on what PostgreSQL would cut or refuse. */
export function quoteIdentifier(name: string): string {
  if (name === '' || name.includes('\0') || Buffer.byteLength(name) > 63)
    throw new TypeError(`not an identifier: ${JSON.stringify(name)}`);
  return `"${name.replaceAll('"', '""')}"`;
}

/** `territory.<layer>`; throws unless the id is a layer's ({@link LAYER_ID}). */
export function layerTable(layerId: string): RawBuilder<unknown> {
  return sql.raw(layerTableName('territory', layerId));
}

/** `history.<layer>`. */
export function historyTable(layerId: string): RawBuilder<unknown> {
  return sql.raw(layerTableName('history', layerId));
}

/** A field's column; throws unless the name is one ({@link FIELD_NAME}) and no system column. */
export function fieldColumn(name: string): RawBuilder<unknown> {
  if (!isFieldName(name))
    throw new TypeError(`not a field name: ${JSON.stringify(name)} (${FIELD_NAME})`);
  return sql.raw(quoteIdentifier(name));
}

export function layerTableName(schema: 'territory' | 'history', layerId: string): string {
  if (!LAYER_ID.test(layerId))
    throw new TypeError(`not a layer id: ${JSON.stringify(layerId)} (${LAYER_ID})`);
  return `${schema}.${quoteIdentifier(layerId)}`;
}
