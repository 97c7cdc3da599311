/** Tiles encoded by PostGIS. */
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { cutRows, fieldColumns } from './tile-cut.repository.ts';
import type { TileEncoder } from './tile-encoder.ts';
import { TILE_EXTENT } from './tile-matrix.ts';
import type { TileAddress } from './tile-matrix.ts';
import { sourceBySource } from './tile-source.repository.ts';
import type { TileSource } from './tile-source.repository.ts';

export const postgisEncoder: TileEncoder = sourceBySource(encodeSource);

/** Outer rings have a positive area where y points down (MVT 2.1 §4.3.4.4), which the numbers alone call CCW. */
async function encodeSource(
  trx: Transaction<Tables>,
  source: TileSource,
  tile: TileAddress,
): Promise<Uint8Array> {
  // A field named like the row would be taken for it: no field's name has a space.
  const { rows } = await sql<{ tile: Uint8Array }>`
    select ST_AsMVT("own row", ${source.name}::text, ${TILE_EXTENT}::int, 'geometry', 'fid') as tile
    from (
      select fid, municipality, ${fieldColumns(source)} ST_ForcePolygonCCW(geometry) as geometry
      from (${cutRows(source, tile)}) as feature
    ) as "own row"`.execute(trx);
  return rows[0]!.tile;
}
