/** Tiles encoded by PostGIS. */
import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import { fieldColumn } from '../db/identifier.ts';
import type { Tables } from '../db/tables.ts';
import type { TileEncoder } from './tile-encoder.ts';
import { TILE_BUFFER, TILE_EXTENT, tileBounds } from './tile-matrix.ts';
import type { TileAddress } from './tile-matrix.ts';
import { sourceBySource } from './tile-source.repository.ts';
import type { TileSource } from './tile-source.repository.ts';

export const postgisEncoder: TileEncoder = sourceBySource(encodeSource);

async function encodeSource(
  trx: Transaction<Tables>,
  source: TileSource,
  tile: TileAddress,
): Promise<Uint8Array> {
  const [minX, minY, maxX, maxY] = tileBounds(tile);
  const fields = source.fields.map((field) => sql`${fieldColumn(field.name)},`);
  // A field named like the row would be taken for it: no field's name has a space.
  const { rows } = await sql<{ tile: Uint8Array }>`
    select ST_AsMVT("own row", ${source.name}::text, ${TILE_EXTENT}::int, 'geometry', 'fid') as tile
    from (
      select fid, municipality, ${sql.join(fields, sql` `)}
        ST_AsMVTGeom(
          geometry,
          ST_MakeEnvelope(${minX}::float8, ${minY}::float8, ${maxX}::float8, ${maxY}::float8, 3857),
          ${TILE_EXTENT}::int, ${TILE_BUFFER}::int) as geometry
      from (${source.rows}) as source
    ) as "own row"
    where geometry is not null`.execute(trx);
  return rows[0]!.tile;
}
