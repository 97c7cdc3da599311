/** Tiles encoded by PostGIS. */
import { sql } from 'kysely';
import type { TileEncoder } from './tile-encoder.ts';
import { TILE_BUFFER, TILE_EXTENT, tileBounds } from './tile-matrix.ts';
import { tileRows } from './tile-source.repository.ts';
import { fieldColumn } from '../db/identifier.ts';

export const postgisEncoder: TileEncoder = {
  async encode(trx, layer, tile) {
    const [minX, minY, maxX, maxY] = tileBounds(tile);
    const fields = layer.fields.map((field) => sql`${fieldColumn(field.name)},`);
    const { rows } = await sql<{ tile: Uint8Array }>`
      select ST_AsMVT(feature, ${layer.id}::text, ${TILE_EXTENT}::int, 'geometry', 'fid') as tile
      from (
        select fid, municipality, ${sql.join(fields, sql` `)}
          ST_AsMVTGeom(
            geometry,
            ST_MakeEnvelope(${minX}::float8, ${minY}::float8, ${maxX}::float8, ${maxY}::float8, 3857),
            ${TILE_EXTENT}::int, ${TILE_BUFFER}::int) as geometry
        from (${tileRows(layer, tile)}) as source
      ) as feature
      where geometry is not null`.execute(trx);
    return rows[0]!.tile;
  },
};
