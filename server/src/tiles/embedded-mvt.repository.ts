/** Tiles for a PostGIS without ST_AsMVT: the database cuts, TypeScript encodes. */
import type { Geometry, GeometryType } from '@sit/core/geometry';
import { sql } from 'kysely';
import type { RawBuilder, Transaction } from 'kysely';
import { fieldColumn } from '../db/identifier.ts';
import type { Tables } from '../db/tables.ts';
import { encodeTile } from './mvt-encoder.ts';
import type { TileFeature, TileValue } from './mvt-encoder.ts';
import type { TileEncoder } from './tile-encoder.ts';
import { TILE_BUFFER, TILE_EXTENT, tileBounds, unitMeters } from './tile-matrix.ts';
import type { TileAddress } from './tile-matrix.ts';
import { sourceBySource } from './tile-source.repository.ts';
import type { TileSource } from './tile-source.repository.ts';

type TileRow = { fid: number; municipality: string; geometry: string } & Record<
  string,
  TileValue | null
>;

export const embeddedEncoder: TileEncoder = sourceBySource(encodeSource);

async function encodeSource(
  trx: Transaction<Tables>,
  source: TileSource,
  tile: TileAddress,
): Promise<Uint8Array> {
  const fields = source.fields.map((field) => sql`${fieldColumn(field.name)},`);
  const { rows } = await sql<TileRow>`
    select fid, municipality, ${sql.join(fields, sql` `)} ST_AsGeoJSON(geometry, 0, 0) as geometry
    from (
      select fid, municipality, ${sql.join(fields, sql` `)} ${cut(source, tile)} as geometry
      from (${source.rows}) as source
    ) as feature
    where geometry is not null and not ST_IsEmpty(geometry)`.execute(trx);
  return encodeTile(
    source.name,
    rows.map((row) => toFeature(source, row)),
  );
}

/**
 * What ST_AsMVTGeom does, in the same order: simplify by half a unit, to tile units, to the grid, clip to the
 * buffered tile. Unlike it, this does not rebuild rings that the grid made touch themselves, by a unit at
 * most: maps draw them all the same, and checking took half of the time.
 */
function cut(source: TileSource, tile: TileAddress): RawBuilder<unknown> {
  const unit = unitMeters(tile.tileMatrix);
  const [minX, , , maxY] = tileBounds(tile);
  const isPoint = source.geometryType.endsWith('Point');
  const simple = isPoint ? sql`geometry` : sql`ST_Simplify(geometry, ${unit / 2}::float8)`;
  const inUnits = sql`ST_Affine(${simple}, ${1 / unit}::float8, 0, 0, ${-1 / unit}::float8,
    ${-minX / unit}::float8, ${maxY / unit}::float8)`;
  const box = sql`ST_MakeEnvelope(${-TILE_BUFFER}::float8, ${-TILE_BUFFER}::float8,
    ${TILE_EXTENT + TILE_BUFFER}::float8, ${TILE_EXTENT + TILE_BUFFER}::float8, 3857)`;
  const clipped = sql`ST_SnapToGrid(ST_ClipByBox2D(gridded, ${box}), 1)`;
  // `offset 0` keeps the planner from computing `gridded` once for each mention of it.
  return sql`(
    select case when gridded @ ${box} then gridded
      else ST_CollectionExtract(${clipped}, ${partDimension(source.geometryType)}::int) end
    from (select ST_SnapToGrid(${inUnits}, 1) as gridded offset 0) as g)`;
}

/** ST_CollectionExtract's numbers: 1 points, 2 lines, 3 polygons. */
function partDimension(type: GeometryType): number {
  if (type.endsWith('Point')) return 1;
  return type.endsWith('LineString') ? 2 : 3;
}

function toFeature(source: TileSource, row: TileRow): TileFeature {
  const properties: Record<string, TileValue | null> = { municipality: row.municipality };
  for (const { name } of source.fields) properties[name] = row[name] ?? null;
  return { id: row.fid, geometry: JSON.parse(row.geometry) as Geometry, properties };
}
