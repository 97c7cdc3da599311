/** Tiles for a PostGIS without ST_AsMVT: the database cuts, TypeScript encodes. */
import type { Geometry } from '@sit/core/geometry';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { encodeTile } from './mvt-encoder.ts';
import type { TileFeature, TileValue } from './mvt-encoder.ts';
import type { TileEncoder } from './tile-encoder.ts';
import { cutRows, fieldColumns } from './tile-cut.repository.ts';
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
  const { rows } = await sql<TileRow>`
    select fid, municipality, ${fieldColumns(source)} ST_AsGeoJSON(geometry, 0, 0) as geometry
    from (${cutRows(source, tile)}) as feature`.execute(trx);
  return encodeTile(
    source.name,
    rows.map((row) => toFeature(source, row)),
  );
}

function toFeature(source: TileSource, row: TileRow): TileFeature {
  const properties: Record<string, TileValue | null> = { municipality: row.municipality };
  for (const { name } of source.fields) properties[name] = row[name] ?? null;
  return { id: row.fid, geometry: JSON.parse(row.geometry) as Geometry, properties };
}
