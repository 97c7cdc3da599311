/** Rows of layer tables, for writing. */
import type { Feature } from '@sit/core/feature';
import type { Geometry } from '@sit/core/geometry';
import type { FieldValue, Layer } from '@sit/core/layer';
import { sql } from 'kysely';
import type { RawBuilder, Transaction } from 'kysely';
import { fieldColumn, historyTable, layerTable } from '../db/identifier.ts';
import type { Tables } from '../db/tables.ts';
import { featureJson, readColumns } from './feature-columns.repository.ts';
import { exactGeoJson } from './geometry.repository.ts';

type Trx = Transaction<Tables>;
type Source = Pick<Layer, 'id' | 'fields'>;

/** A feature as it is, and its geometry exactly as stored (storage CRS). */
export interface StoredFeature {
  feature: Feature;
  geometry: Geometry;
}

/** What of a feature is written; what is absent stays, or takes the column's default in a new one. */
export interface FeatureValues {
  municipality?: string | undefined;
  /** In the storage CRS. */
  geometry?: Geometry | undefined;
  properties: Readonly<Record<string, FieldValue>>;
}

/**
 * Those of the features that exist and that the transaction's caller may change, by fid, locked until it
 * ends. Locks are taken in the order of fid, so that two change sets never wait for one another.
 */
export async function lockFeatures(
  trx: Trx,
  layer: Source,
  fids: readonly number[],
): Promise<Map<number, StoredFeature>> {
  if (fids.length === 0) return new Map();
  const { rows } = await sql<StoredRow>`
    select ${storedColumns(layer)}
    from ${layerTable(layer.id)} where fid = ${anyOf(fids)} order by fid for update`.execute(trx);
  return byFid(rows);
}

/** Those of the features that exist, as they are, by fid. */
export async function selectFeatures(
  trx: Trx,
  layer: Source,
  fids: readonly number[],
): Promise<Map<number, StoredFeature>> {
  if (fids.length === 0) return new Map();
  const { rows } = await sql<StoredRow>`
    select ${storedColumns(layer)} from ${layerTable(layer.id)} where fid = ${anyOf(fids)}`.execute(
    trx,
  );
  return byFid(rows);
}

/** One version each of several features, present or past, by fid; those that are on record. */
export async function selectVersions(
  trx: Trx,
  layer: Source,
  wanted: readonly { fid: number; version: number }[],
): Promise<Map<number, StoredFeature>> {
  if (wanted.length === 0) return new Map();
  const list = JSON.stringify(wanted.map(({ fid, version }) => ({ fid, version })));
  const from = (table: RawBuilder<unknown>): RawBuilder<unknown> => sql`
    select ${readColumns(layer)} from ${table}
    where (fid, version) in (
      select fid, version from json_to_recordset(${list}::json) as wanted(fid bigint, version int))`;
  const { rows } = await sql<StoredRow>`
    select ${storedColumns(layer)}
    from (${from(layerTable(layer.id))} union all ${from(historyTable(layer.id))}) as feature`.execute(
    trx,
  );
  return byFid(rows);
}

interface StoredRow {
  fid: number;
  json: string;
  shape: Geometry;
}

function storedColumns(layer: Source): RawBuilder<unknown> {
  return sql`fid, ${featureJson(layer)} as json, ${exactGeoJson(sql`geometry`)} as shape`;
}

function byFid(rows: readonly StoredRow[]): Map<number, StoredFeature> {
  return new Map(
    rows.map(({ fid, json, shape }) => [fid, { feature: parse(json), geometry: shape }]),
  );
}

/** The municipality of each of the features that exist. */
export async function selectMunicipalitiesOf(
  trx: Trx,
  layerId: string,
  fids: readonly number[],
): Promise<Map<number, string>> {
  if (fids.length === 0) return new Map();
  const { rows } = await sql<{ fid: number; municipality: string }>`
    select fid, municipality from ${layerTable(layerId)} where fid = ${anyOf(fids)}`.execute(trx);
  return new Map(rows.map(({ fid, municipality }) => [fid, municipality]));
}

/** One version of a feature, present or past; null when there was none. */
export async function selectVersion(
  trx: Trx,
  layer: Source,
  fid: number,
  version: number,
): Promise<Feature | null> {
  const wanted = sql`select ${readColumns(layer)} from`;
  const is = sql`where fid = ${fid}::bigint and version = ${version}::int`;
  const { rows } = await sql<{ json: string }>`
    select ${featureJson(layer)} as json
    from (${wanted} ${layerTable(layer.id)} ${is} union all ${wanted} ${historyTable(layer.id)} ${is}) as feature`.execute(
    trx,
  );
  return rows[0] ? parse(rows[0].json) : null;
}

/** Those of `fids` that existed once and were deleted. */
export async function selectDeleted(
  trx: Trx,
  layerId: string,
  fids: readonly number[],
): Promise<Set<number>> {
  if (fids.length === 0) return new Set();
  const { rows } = await sql<{ fid: number }>`
    select fid from ${historyTable(layerId)} where fid = ${anyOf(fids)} and operation = 'delete'`.execute(
    trx,
  );
  return new Set(rows.map(({ fid }) => fid));
}

export async function insertFeature(
  trx: Trx,
  layer: Source,
  storageCrs: number,
  values: FeatureValues & { municipality: string; geometry: Geometry },
): Promise<{ fid: number; version: number }> {
  const assigned = assignments(layer, storageCrs, values);
  const { rows } = await sql<{ fid: number; version: number }>`
    insert into ${layerTable(layer.id)} (${sql.join(assigned.map(({ column }) => column))})
    values (${sql.join(assigned.map(({ value }) => value))}) returning fid, version`.execute(trx);
  return rows[0]!;
}

/** The version written. The row must be locked, at the version it was checked at. */
export async function updateFeature(
  trx: Trx,
  layer: Source,
  storageCrs: number,
  fid: number,
  values: FeatureValues,
): Promise<number> {
  const assigned = assignments(layer, storageCrs, values);
  // A change of nothing is a version all the same: whoever asked for it gets what the answer promises.
  if (assigned.length === 0) assigned.push({ column: sql`version`, value: sql`version` });
  const { rows } = await sql<{ version: number }>`
    update ${layerTable(layer.id)} set ${sql.join(assigned.map(({ column, value }) => sql`${column} = ${value}`))}
    where fid = ${fid}::bigint returning version`.execute(trx);
  return rows[0]!.version;
}

/** The version that ended. */
export async function deleteFeature(trx: Trx, layerId: string, fid: number): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    delete from ${layerTable(layerId)} where fid = ${fid}::bigint returning version`.execute(trx);
  return rows[0]!.version;
}

interface Assignment {
  column: RawBuilder<unknown>;
  value: RawBuilder<unknown>;
}

function assignments(layer: Source, storageCrs: number, values: FeatureValues): Assignment[] {
  const { municipality, geometry, properties } = values;
  const shape = (value: Geometry): RawBuilder<unknown> =>
    sql`ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(value)}::text), ${storageCrs}::int)`;
  return [
    ...(municipality === undefined
      ? []
      : [{ column: sql`municipality`, value: sql`${municipality}` }]),
    ...(geometry === undefined ? [] : [{ column: sql`geometry`, value: shape(geometry) }]),
    ...layer.fields
      .filter(({ name }) => Object.hasOwn(properties, name))
      .map(({ name }) => ({ column: fieldColumn(name), value: sql`${properties[name]}` })),
  ];
}

/** `= any(…)`; as one text parameter, so that any number of fids shares one prepared statement. */
function anyOf(fids: readonly number[]): RawBuilder<unknown> {
  return sql`any(string_to_array(${fids.join(',')}, ',')::bigint[])`;
}

function parse(json: string): Feature {
  return JSON.parse(json) as Feature;
}
