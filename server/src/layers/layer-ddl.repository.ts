/**
 * A catalogue layer as tables: `territory.<id>` with its rules, its history, its triggers and its
 * row-level security. Runs as the tables' owner, in the transaction that writes the catalogue.
 */
import type { Field, Layer } from '@sit/core/layer';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { fieldColumn, historyTable, layerTable } from '../db/identifier.ts';
import type { Tables } from '../db/tables.ts';
import { columnDefinition, historyColumnDefinition } from './field-column.repository.ts';

type Trx = Transaction<Tables>;

/** Makes the tables of a new layer, geometries stored in EPSG `storageCrs`. */
export async function createLayerTables(trx: Trx, layer: Layer, storageCrs: number): Promise<void> {
  await createTable(trx, layer, storageCrs);
  await createHistory(trx, layer, storageCrs);
  await attachTriggers(trx, layer.id);
  await sql`alter table ${layerTable(layer.id)} enable row level security`.execute(trx);
  await sql`alter table ${historyTable(layer.id)} enable row level security`.execute(trx);
  await applyAccess(trx, layer.id);
  await applyRules(trx, layer.id);
}

/** Adds a column to the layer and to its history; `layer.fields` names it already. */
export async function addFieldColumn(trx: Trx, layer: Layer, field: Field): Promise<void> {
  await sql`alter table ${layerTable(layer.id)} add column ${columnDefinition(field)}`.execute(trx);
  await sql`alter table ${historyTable(layer.id)} add column ${historyColumnDefinition(field)}`.execute(
    trx,
  );
  await applyAccess(trx, layer.id);
}

/** Grants and policies as the catalogue's row says: sit.apply_layer_access (0041_layer_access.ts). */
export async function applyAccess(trx: Trx, layerId: string): Promise<void> {
  await sql`select sit.apply_layer_access(${layerId}::text)`.execute(trx);
}

/** Boundary, coverage and orphans as the catalogue's row says: sit.apply_layer_rules (0046_coverage.ts). */
export async function applyRules(trx: Trx, layerId: string): Promise<void> {
  await sql`select sit.apply_layer_rules(${layerId}::text)`.execute(trx);
}

async function createTable(trx: Trx, layer: Layer, storageCrs: number): Promise<void> {
  const type = geometryTypeName(layer);
  const projected =
    layer.dimensions === 3
      ? sql`ST_Force2D(ST_Transform(geometry, 3857))`
      : sql`ST_Transform(geometry, 3857)`;
  const columns = [
    sql`fid bigint generated always as identity primary key`,
    sql`municipality text not null references sit.municipality`,
    sql`geometry geometry(${sql.raw(type)}, ${sql.lit(storageCrs)}) not null
      constraint geometry_not_empty check (not ST_IsEmpty(geometry))
      constraint geometry_valid check (ST_IsValid(geometry))`,
    sql`geometry_3857 geometry(${sql.raw(layer.geometryType)}, 3857) generated always as (${projected}) stored`,
    sql`version integer not null`,
    sql`begin_lifespan_version timestamptz not null`,
    sql`change_set uuid`,
    sql`author text not null`,
    ...layer.fields.map(columnDefinition),
    ...(layer.legalTime
      ? [
          sql`constraint legal_time check (${fieldColumn(layer.legalTime.to)} > ${fieldColumn(layer.legalTime.from)})`,
        ]
      : []),
  ];
  const table = layerTable(layer.id);
  await sql`create table ${table} (${sql.join(columns)})`.execute(trx);
  await sql`create index on ${table} using gist (geometry)`.execute(trx);
  await sql`create index on ${table} using gist (geometry_3857)`.execute(trx);
  await sql`create index on ${table} (municipality)`.execute(trx);
  // The layer's temporal extent begins with the oldest.
  await sql`create index on ${table} (begin_lifespan_version)`.execute(trx);
  // How many features there were: db/layer-count.ts.
  await sql`create index on ${table} (begin_lifespan_version) where version = 1`.execute(trx);
}

/** Past versions only; the present one is in the layer's table. */
async function createHistory(trx: Trx, layer: Layer, storageCrs: number): Promise<void> {
  const columns = [
    sql`fid bigint not null`,
    sql`municipality text not null`,
    sql`geometry geometry(${sql.raw(geometryTypeName(layer))}, ${sql.lit(storageCrs)}) not null`,
    sql`geometry_3857 geometry(${sql.raw(layer.geometryType)}, 3857) not null`,
    sql`version integer not null`,
    sql`begin_lifespan_version timestamptz not null`,
    sql`change_set uuid`,
    sql`author text not null`,
    ...layer.fields.map(historyColumnDefinition),
    sql`end_lifespan_version timestamptz not null check (end_lifespan_version > begin_lifespan_version)`,
    // What ended the version: the change set and the person of the update or delete after it.
    sql`operation text not null check (operation in ('update', 'delete'))`,
    sql`ended_by uuid`,
    sql`ended_author text not null`,
    sql`primary key (fid, version)`,
  ];
  const table = historyTable(layer.id);
  await sql`create table ${table} (${sql.join(columns)})`.execute(trx);
  // "From this feature on, then": read without touching the versions that are not of then.
  await sql`create index on ${table} (fid, begin_lifespan_version, end_lifespan_version)`.execute(
    trx,
  );
  await sql`create index on ${table} (begin_lifespan_version)`.execute(trx);
  // How many features there were: db/layer-count.ts.
  await sql`create index on ${table} (begin_lifespan_version) where version = 1`.execute(trx);
  await sql`create index on ${table} (end_lifespan_version) where operation = 'delete'`.execute(
    trx,
  );
  // One index answers "there, then": in EPSG:3857, where a box of degrees is a box too, as is a tile; and in
  // the storage CRS, whose boxes are none there.
  for (const column of ['geometry_3857', 'geometry'])
    await sql`create index on ${table} using gist
      (${sql.ref(column)}, tstzrange(begin_lifespan_version, end_lifespan_version))`.execute(trx);
}

async function attachTriggers(trx: Trx, layerId: string): Promise<void> {
  const table = layerTable(layerId);
  await sql`create trigger before_write before insert or update on ${table}
    for each row execute function sit.before_feature_write()`.execute(trx);
  await sql`create trigger before_remove before delete on ${table}
    for each row execute function sit.before_feature_delete()`.execute(trx);
  await sql`create trigger after_insert after insert on ${table} referencing new table as new_rows
    for each statement execute function sit.after_feature_insert()`.execute(trx);
  await sql`create trigger after_update after update on ${table}
    referencing old table as old_rows new table as new_rows
    for each statement execute function sit.after_feature_update()`.execute(trx);
  await sql`create trigger after_delete after delete on ${table} referencing old table as old_rows
    for each statement execute function sit.after_feature_delete()`.execute(trx);
}

function geometryTypeName(layer: Layer): string {
  return layer.dimensions === 3 ? `${layer.geometryType}Z` : layer.geometryType;
}
