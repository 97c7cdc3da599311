/** The rows of a tile, chosen and generalised the same way whoever encodes them. */
import type { GeometryType } from '@sit/core/geometry';
import type { Field, Layer } from '@sit/core/layer';
import { anchorSourceLayer } from '@sit/core/style';
import { sql } from 'kysely';
import type { RawBuilder, Transaction } from 'kysely';
import { fieldColumn } from '../db/identifier.ts';
import { rowsIn } from '../db/layer-state.ts';
import type { LayerView } from '../db/layer-state.ts';
import type { Tables } from '../db/tables.ts';
import type { TileEncoder } from './tile-encoder.ts';
import { TILE_BUFFER, UNITS_PER_PIXEL, tileBounds, unitMeters } from './tile-matrix.ts';
import type { TileAddress } from './tile-matrix.ts';

/** From this tile matrix on, geometry is as exact as the tile's grid; before, as the screen's pixels. */
const EXACT_FROM = 14;

export interface TileSource {
  /** Source layer in the tile. */
  name: string;
  fields: Field[];
  geometryType: GeometryType;
  /** `select fid, municipality, <fields>, geometry` in EPSG:3857. */
  rows: RawBuilder<unknown>;
}

/** A tile is its sources' tiles end to end: source layers are a repeated field of the format. */
export function sourceBySource(
  encodeSource: (
    trx: Transaction<Tables>,
    source: TileSource,
    tile: TileAddress,
  ) => Promise<Uint8Array>,
): TileEncoder {
  return {
    async encode(trx, layer, view, tile) {
      const parts: Uint8Array[] = [];
      for (const source of tileSources(layer, view, tile))
        parts.push(await encodeSource(trx, source, tile));
      return Buffer.concat(parts);
    },
  };
}

/** The layer itself, and its anchors where its style draws something on them at this zoom. */
function tileSources(layer: Layer, view: LayerView, tile: TileAddress): TileSource[] {
  const { id: name, fields, geometryType } = layer;
  const sources: TileSource[] = [{ name, fields, geometryType, rows: tileRows(layer, view, tile) }];
  // Tiles of one zoom are drawn until the next.
  const anchored = layer.style.layers.some(
    ({ anchor, minzoom = 0 }) => anchor && minzoom < tile.tileMatrix + 1,
  );
  if (anchored)
    sources.push({
      name: anchorSourceLayer(name),
      fields,
      geometryType: 'Point',
      rows: anchorRows(layer, view, tile),
    });
  return sources;
}

/** A point on each feature (ST_PointOnSurface), in the one tile that holds it. */
function anchorRows(layer: Layer, view: LayerView, tile: TileAddress): RawBuilder<unknown> {
  const bounds = sql`ST_MakeEnvelope(${sql.join(tileBounds(tile).map((side) => sql`${side}::float8`))}, 3857)`;
  return sql`
    select * from (
      select fid, municipality, ${attributes(layer.fields)} ST_PointOnSurface(geometry_3857) as geometry
      from ${rowsIn(layer, view)} as version_row
      where geometry_3857 && ${bounds}
    ) as anchors
    where geometry && ${bounds}
    order by fid`;
}

/**
 * `select fid, municipality, <fields>, geometry` of what touches the buffered tile, in EPSG:3857, by
 * `fid` so that equal data make equal bytes. Before {@link EXACT_FROM}, lines and polygons smaller than
 * a pixel are left out and the others simplified by half a pixel.
 */
function tileRows(layer: Layer, view: LayerView, tile: TileAddress): RawBuilder<unknown> {
  const unit = unitMeters(tile.tileMatrix);
  const [minX, minY, maxX, maxY] = tileBounds(tile);
  const buffer = TILE_BUFFER * unit;
  const pixel = UNITS_PER_PIXEL * unit;
  const generalised = tile.tileMatrix < EXACT_FROM && !layer.geometryType.endsWith('Point');
  const geometry = generalised
    ? sql`ST_Simplify(geometry_3857, ${pixel / 2}::float8)`
    : sql`geometry_3857`;
  const largeEnough = generalised
    ? sql`and greatest(ST_XMax(geometry_3857) - ST_XMin(geometry_3857),
                       ST_YMax(geometry_3857) - ST_YMin(geometry_3857)) >= ${pixel}::float8`
    : sql``;
  return sql`
    select fid, municipality, ${attributes(layer.fields)} ${geometry} as geometry
    from ${rowsIn(layer, view)} as version_row
    where geometry_3857 && ST_MakeEnvelope(
        ${minX - buffer}::float8, ${minY - buffer}::float8, ${maxX + buffer}::float8, ${maxY + buffer}::float8, 3857)
      ${largeEnough}
    order by fid`;
}

function attributes(fields: readonly Field[]): RawBuilder<unknown> {
  return sql.join(
    fields.map((field) => sql`${tileValue(field)} as ${fieldColumn(field.name)},`),
    sql` `,
  );
}

/** Tiles carry text, numbers and booleans: times become RFC 3339 text, whatever the session's DateStyle. */
function tileValue(field: Field): RawBuilder<unknown> {
  const column = fieldColumn(field.name);
  if (field.type === 'date') return sql`to_char(${column}, 'YYYY-MM-DD')`;
  if (field.type === 'datetime')
    return sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return column;
}
