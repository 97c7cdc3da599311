/** Versions put back as they were stored: within the database, so that no vertex and no value is rewritten on the way. */
import type { Layer } from '@sit/core/layer';
import { sql } from 'kysely';
import type { RawBuilder, Transaction } from 'kysely';
import { fieldColumn, historyTable, layerTable } from '../db/identifier.ts';
import type { Tables } from '../db/tables.ts';

type Trx = Transaction<Tables>;
type Source = Pick<Layer, 'id' | 'fields'>;

/** A present feature, locked, gets a past version's geometry, values and municipality; the version written. */
export async function setBackFeature(
  trx: Trx,
  layer: Source,
  fid: number,
  version: number,
): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    update ${layerTable(layer.id)} as present set (${ownColumns(layer)}) = (
      select ${pastValues(layer)} from ${historyTable(layer.id)}
      where fid = ${fid}::bigint and version = ${version}::int)
    where present.fid = ${fid}::bigint returning present.version`.execute(trx);
  return rows[0]!.version;
}

/** A deleted feature comes back under its own fid as it was in that version; the version written. */
export async function reviveFeature(
  trx: Trx,
  layer: Source,
  fid: number,
  version: number,
): Promise<number> {
  await sql`select set_config('sit.restore', 'on', true)`.execute(trx);
  const { rows } = await sql<{ version: number }>`
    insert into ${layerTable(layer.id)} (fid, ${ownColumns(layer)}) overriding system value
    select fid, ${pastValues(layer)} from ${historyTable(layer.id)}
    where fid = ${fid}::bigint and version = ${version}::int returning version`.execute(trx);
  await sql`select set_config('sit.restore', '', true)`.execute(trx);
  return rows[0]!.version;
}

/** Nobody else brings these features back until the transaction ends; a feature that is gone has no row to lock. */
export async function lockGone(trx: Trx, layerId: string, fids: readonly number[]): Promise<void> {
  for (const fid of fids.toSorted((a, b) => a - b))
    await sql`select pg_advisory_xact_lock(hashtextextended(${`restore ${layerId}/${fid}`}::text, 0))`.execute(
      trx,
    );
}

/** The last version of a feature that is gone; null when it is there or never was. */
export async function selectLastOfGone(
  trx: Trx,
  layerId: string,
  fid: number,
): Promise<number | null> {
  const { rows } = await sql<{ version: number }>`
    select version from ${historyTable(layerId)} as past where fid = ${fid}::bigint
      and not exists (select from ${layerTable(layerId)} as present where present.fid = past.fid)
    order by version desc limit 1`.execute(trx);
  return rows[0]?.version ?? null;
}

function ownColumns(layer: Source): RawBuilder<unknown> {
  return sql.join([
    sql`municipality`,
    sql`geometry`,
    ...layer.fields.map(({ name }) => fieldColumn(name)),
  ]);
}

/** What a version had; of a required field that the layer got later, what features then there got. */
function pastValues(layer: Source): RawBuilder<unknown> {
  return sql.join([
    sql`municipality`,
    sql`geometry`,
    ...layer.fields.map(({ name, required, default: standard }) =>
      required && standard !== undefined
        ? sql`coalesce(${fieldColumn(name)}, ${sql.lit(standard)})`
        : fieldColumn(name),
    ),
  ]);
}
