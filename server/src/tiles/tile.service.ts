/** Tiles of a layer as callers may see them: made once, kept, never staler than the database. */
import { createHash } from 'node:crypto';
import type { Layer } from '@sit/core/layer';
import type { Caller } from '@sit/core/permission';
import type { Database } from '../db/database.ts';
import { viewKey } from '../db/layer-state.ts';
import type { LayerView } from '../db/layer-state.ts';
import { inScope } from '../db/scope.ts';
import { compress } from '../http/representation.ts';
import { embeddedEncoder } from './embedded-mvt.repository.ts';
import { postgisEncoder } from './postgis-mvt.repository.ts';
import { TileCache } from './tile-cache.ts';
import type { CachedTile } from './tile-cache.ts';
import type { TileEncoder } from './tile-encoder.ts';
import { tileExpiry } from './tile-expiry.ts';
import type { TileAddress } from './tile-matrix.ts';

export interface TileService {
  /**
   * The tile of a layer that `caller` may read: whoever calls has checked that. Includes every change
   * committed before the call; of a past state too, for a transaction that was under way then may have
   * committed since. `view.state` is no interval.
   */
  tile(caller: Caller, layer: Layer, view: LayerView, address: TileAddress): Promise<CachedTile>;
}

export function tileService(
  db: Database,
  encoder: TileEncoder = encoderFor(db),
  cache: TileCache = new TileCache(),
): TileService {
  const expiry = tileExpiry(db, cache);
  return {
    async tile(caller, layer, view, address) {
      if (address.tileMatrix < layer.minZoom) return EMPTY_TILE;
      const make = async (): Promise<CachedTile> =>
        pack(await inScope(db, caller, (trx) => encoder.encode(trx, layer, view, address)));
      // Few look at a proposal and not for long: it is not worth the room, nor following its changes.
      if (view.state.kind === 'proposal') return make();
      await expiry.catchUp();
      const key = { layer: layer.id, edition: editionOf(layer), view: viewKey(view), address };
      return cache.get(key, make);
    },
  };
}

function encoderFor(db: Database): TileEncoder {
  return db.engine === 'postgres' ? postgisEncoder : embeddedEncoder;
}

const EMPTY_TILE: CachedTile = { gzipped: null, tag: 'empty' };

async function pack(bytes: Uint8Array): Promise<CachedTile> {
  if (bytes.byteLength === 0) return EMPTY_TILE;
  const tag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  return { gzipped: await compress(bytes), tag };
}

/** Changes whenever something of the definition does that a tile shows, or who may read it. */
function editionOf(layer: Layer): string {
  const { fields, geometryType, dimensions, readableBy, legalTime, style } = layer;
  const shown = [
    style.layers.map(({ anchor, minzoom }) => [anchor, minzoom]),
    fields.map(({ name, type }) => [name, type]),
    geometryType,
    dimensions,
    readableBy,
    legalTime,
  ];
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 12);
}
