/** A feature row as GeoJSON text, made by the database: the one shape every reader gets. */
import type { Field, Layer } from '@sit/core/layer';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { fieldColumn } from '../db/identifier.ts';

/** Decimals of a degree in GeoJSON: 0.1 mm on the ground, well within the millimetre of exact-vertices.ts. */
export const COORDINATE_DECIMALS = 9;

/** What of a row {@link featureJson} needs, for subqueries; only columns that the public may read. */
export function readColumns(layer: Pick<Layer, 'fields'>): RawBuilder<unknown> {
  return sql.join([
    sql`fid, municipality, geometry, version, begin_lifespan_version`,
    ...layer.fields.map((field) => fieldColumn(field.name)),
  ]);
}

/**
 * Text of a GeoJSON Feature of row `feature`: WGS 84 longitude and latitude, properties the layer's fields and
 * {@link SystemProperties}, absent values null. Not json_build_object: that takes 50 properties at most. A row has a name that no field can have,
 * for a field of the same name would be taken for it.
 */
export function featureJson(layer: Pick<Layer, 'fields'>): RawBuilder<string> {
  const properties = sql.join([
    ...layer.fields.map((field) => sql`${jsonValue(field)} as ${fieldColumn(field.name)}`),
    sql`municipality`,
    sql`version`,
    sql`${instant(sql`begin_lifespan_version`)} as "beginLifespanVersion"`,
  ]);
  return sql<string>`'{"type":"Feature","id":' || fid
    || ',"geometry":' || ST_AsGeoJSON(ST_Transform(geometry, 4326), ${sql.lit(COORDINATE_DECIMALS)}, 0)
    || ',"properties":' || (select row_to_json("own row") from (select ${properties}) as "own row")::text || '}'`;
}

/** Dates and instants do not depend on the session's DateStyle or time zone. */
function jsonValue(field: Field): RawBuilder<unknown> {
  const column = fieldColumn(field.name);
  if (field.type === 'date') return sql`to_char(${column}, 'YYYY-MM-DD')`;
  if (field.type === 'datetime') return instant(column);
  return column;
}

/** RFC 3339 in UTC with the milliseconds that are stored. */
function instant(column: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
