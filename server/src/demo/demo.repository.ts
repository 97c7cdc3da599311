/** Writes the demonstration territory. */
import type { Geometry } from '@sit/core/geometry';
import type { FieldValue, Layer } from '@sit/core/layer';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { COLUMN_TYPES } from '../db/column-type.ts';
import { fieldColumn, layerTable } from '../db/identifier.ts';
import type { Tables } from '../db/tables.ts';

export interface DemoFeature {
  municipality: string;
  /** In the union's storage CRS. */
  geometry: Geometry;
  properties: Record<string, FieldValue>;
}

/** Geometries are promoted to the layer's `Multi*` type where it has one. */
export async function insertFeatures(
  trx: Transaction<Tables>,
  layer: Pick<Layer, 'id' | 'fields' | 'geometryType'>,
  storageCrs: number,
  features: readonly DemoFeature[],
): Promise<void> {
  const columns = layer.fields.map((field) => fieldColumn(field.name));
  const record = layer.fields.map(
    (field) => sql`${fieldColumn(field.name)} ${sql.raw(COLUMN_TYPES[field.type])}`,
  );
  const parsed = sql`ST_SetSRID(ST_GeomFromGeoJSON(geometry), ${storageCrs}::int)`;
  const geometry = layer.geometryType.startsWith('Multi') ? sql`ST_Multi(${parsed})` : parsed;
  const rows = features.map((feature) => ({
    ...feature.properties,
    municipality: feature.municipality,
    geometry: feature.geometry,
  }));
  await sql`
    insert into ${layerTable(layer.id)} (${sql.join([sql`municipality`, sql`geometry`, ...columns])})
    select ${sql.join([sql`municipality`, geometry, ...columns])}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as record(${sql.join([sql`municipality text`, sql`geometry jsonb`, ...record])})`.execute(
    trx,
  );
}
