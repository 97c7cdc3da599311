/** What makes a vector tile of a layer: by the database where it can, else in TypeScript. */
import type { Layer } from '@sit/core/layer';
import type { Transaction } from 'kysely';
import type { LayerView } from '../db/layer-state.ts';
import type { Tables } from '../db/tables.ts';
import type { TileAddress } from './tile-matrix.ts';

export interface TileEncoder {
  /**
   * Mapbox Vector Tile 2.1, not compressed: a source layer named by the layer's id, and one of its
   * anchors where its style wants them (core/style.ts); features' ids are their `fid`, properties the layer's fields and `municipality`. No bytes when nothing is to show.
   * Of the layer in `view`, whose state is never an interval. Reads under the row-level security of `trx`.
   */
  encode(
    trx: Transaction<Tables>,
    layer: Layer,
    view: LayerView,
    tile: TileAddress,
  ): Promise<Uint8Array>;
}
