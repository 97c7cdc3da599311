/**
 * Rows on their way into a layer: transformed, judged and mended by the database a batch at a time, in
 * short transactions, so that the embedded engine's single connection serves others in between.
 */
import type { BBox, GeometryType } from '@sit/core/geometry';
import type { Field, Layer } from '@sit/core/layer';
import { sql } from 'kysely';
import type { Kysely, RawBuilder, Transaction } from 'kysely';
import { fieldColumn, layerTable } from '../db/identifier.ts';
import type { Tables } from '../db/tables.ts';
import type { StagedRow } from './import-row.ts';

export interface StagingTarget {
  importId: string;
  geometryType: GeometryType;
  dimensions: 2 | 3;
  sourceCrs: number;
  storageCrs: number;
  /** WGS 84: where features are credible. */
  area: BBox;
  /** Whether geometries that are not valid are mended or left out. */
  repair: boolean;
}

/** A row whose geometry was found at fault. */
export interface JudgedRow {
  row: number;
  /** `out-of-area`, `geometry-type`, `empty-geometry`, or GEOS's words for an invalid geometry. */
  reason: string;
  /** WGS 84, where the geometry is at fault. */
  position: [number, number] | null;
  leftOut: boolean;
}

const SQL_TYPES: Record<Field['type'], string> = {
  text: 'text',
  integer: 'bigint',
  number: 'double precision',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamptz',
};

/**
 * Stages a batch. Returns the rows at fault, mended or left out. Rejects with SQLSTATE 57014 when it takes
 * longer than `timeoutMilliseconds`: a ring may cross itself more often than anyone can mend. (PGlite knows
 * no timeouts.)
 */
export async function stageRows(
  db: Kysely<Tables>,
  target: StagingTarget,
  rows: readonly StagedRow[],
  timeoutMilliseconds: number,
): Promise<JudgedRow[]> {
  return db.transaction().execute(async (trx) => {
    await sql`select set_config('statement_timeout', ${String(timeoutMilliseconds)}, true)`.execute(
      trx,
    );
    return stageBatch(trx, target, rows);
  });
}

async function stageBatch(
  trx: Transaction<Tables>,
  target: StagingTarget,
  rows: readonly StagedRow[],
): Promise<JudgedRow[]> {
  const records = rows.map(({ row, municipality, geometry, properties }) => ({
    row_number: row,
    municipality,
    wkb: Buffer.from(geometry.buffer, geometry.byteOffset, geometry.byteLength).toString('base64'),
    properties,
  }));
  const { importId, sourceCrs, storageCrs, area, repair } = target;
  const { rows: judged } = await sql<{
    row_number: number;
    reason: string;
    x: number | null;
    y: number | null;
    left_out: boolean;
  }>`
    with incoming as (
      select record.*, ST_GeomFromWKB(decode(wkb, 'base64'), ${sourceCrs}::int) as source
      from jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
        as record(row_number bigint, municipality text, wkb text, properties jsonb)
    ), stored as materialized (
      select incoming.*, ${shaped(sql`ST_Transform(source, ${storageCrs}::int)`, target)} as geometry
      from incoming
    ), judged as materialized (
      select row_number, municipality, properties, geometry, detail, case
        when not ST_Within(${corners(sql`source`, sourceCrs)}, ST_MakeEnvelope(${sql.join(area)}, 4326)) then 'out-of-area'
        when GeometryType(geometry) <> ${target.geometryType.toUpperCase()} then 'geometry-type'
        when ST_IsEmpty(geometry) then 'empty-geometry'
        else (detail).reason
      end as reason
      from stored, lateral (
        select case when not ST_IsValid(geometry) then ST_IsValidDetail(geometry) end as detail
      ) as validity
    ), mended as materialized (
      select row_number, municipality, properties, reason, detail,
        case when reason is null then geometry when not ST_IsEmpty(made) then made end as geometry
      from judged, lateral (
        select case when ${repair} and reason = (detail).reason then ${mendedShape(target)} end as made
      ) as repairs
    ), inserted as (
      insert into sit.import_row (import_id, row_number, municipality, geometry, properties)
      select ${importId}, row_number, municipality, geometry, properties from mended where geometry is not null
    )
    select row_number, reason, geometry is null as left_out,
      ST_X(place) as x, ST_Y(place) as y
    from mended, lateral (
      select ST_Transform(ST_SetSRID((detail).location, ${storageCrs}::int), 4326) as place
    ) as places
    where reason is not null order by row_number`.execute(trx);
  return judged.map((row) => ({
    row: row.row_number,
    reason: row.reason,
    position: row.x === null || row.y === null ? null : [row.x, row.y],
    leftOut: row.left_out,
  }));
}

/** Copies the staged rows into the layer in one statement; returns how many. */
export async function insertStaged(
  trx: Transaction<Tables>,
  importId: string,
  layer: Pick<Layer, 'id' | 'fields'>,
): Promise<number> {
  const columns = layer.fields.map(({ name }) => fieldColumn(name));
  const values = layer.fields.map(
    ({ name, type }) => sql`(properties ->> ${name})::${sql.raw(SQL_TYPES[type])}`,
  );
  const { numAffectedRows } = await sql`
    insert into ${layerTable(layer.id)} (${sql.join([sql`municipality`, sql`geometry`, ...columns])})
    select ${sql.join([sql`municipality`, sql`geometry`, ...values])}
    from sit.import_row where import_id = ${importId} order by row_number`.execute(trx);
  return Number(numAffectedRows ?? 0n);
}

/** Fresh statistics: the planner's, and those that layers' extents are read from. */
export async function analyzeLayer(db: Kysely<Tables>, layerId: string): Promise<void> {
  await sql`analyze ${layerTable(layerId)}`.execute(db);
}

/** WGS 84; null when nothing is staged. */
export async function stagedExtent(
  db: Kysely<Tables>,
  importId: string,
  storageCrs: number,
): Promise<BBox | null> {
  const { rows } = await sql<{ bbox: (number | null)[] }>`
    select sit.bbox_of(ST_Transform(ST_SetSRID(ST_Extent(geometry)::geometry, ${storageCrs}::int), 4326)) as bbox
    from sit.import_row where import_id = ${importId}`.execute(db);
  const bbox = rows[0]?.bbox;
  return !bbox || bbox[0] === null ? null : (bbox as BBox);
}

export async function deleteStaged(db: Kysely<Tables>, importId: string): Promise<void> {
  await sql`delete from sit.import_row where import_id = ${importId}`.execute(db);
}

/** Of the layer's dimensions and as many parts as its type allows. */
function shaped(
  geometry: RawBuilder<unknown>,
  { geometryType, dimensions }: StagingTarget,
): RawBuilder<unknown> {
  const plane = dimensions === 2 ? sql`ST_Force2D(${geometry})` : sql`ST_Force3DZ(${geometry})`;
  if (geometryType.startsWith('Multi')) return sql`ST_Multi(${plane})`;
  return sql`(select case when ST_NumGeometries(g) = 1 then ST_GeometryN(g, 1) else g end from (select ${plane} as g) as plane)`;
}

/**
 * By rings, not by lines: a hole outside its shell takes nothing away rather than adding land, and a ring
 * that crosses itself a thousand times is mended in a fraction of a second rather than in minutes.
 */
function mendedShape(target: StagingTarget): RawBuilder<unknown> {
  const kind = target.geometryType.endsWith('Polygon')
    ? 3
    : target.geometryType.endsWith('LineString')
      ? 2
      : 1;
  return shaped(
    sql`ST_CollectionExtract(ST_MakeValid(geometry, 'method=structure'), ${sql.lit(kind)})`,
    target,
  );
}

/** The bounding box's south-west and north-east corners in WGS 84: enough to tell another continent. */
function corners(geometry: RawBuilder<unknown>, srid: number): RawBuilder<unknown> {
  return sql`ST_Transform(ST_SetSRID(ST_Collect(
    ST_MakePoint(ST_XMin(${geometry}), ST_YMin(${geometry})),
    ST_MakePoint(ST_XMax(${geometry}), ST_YMax(${geometry}))), ${srid}::int), 4326)`;
}
