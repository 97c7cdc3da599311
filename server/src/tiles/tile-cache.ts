/** Tiles already made, compressed, in memory: bounded by bytes, made once at a time, expired by place. */
import type { BBox } from '@sit/core/geometry';
import { LRUCache } from 'lru-cache';
import { MAX_TILE_MATRIX, tilesTouching } from './tile-matrix.ts';
import type { TileAddress, TileRange } from './tile-matrix.ts';

export interface CachedTile {
  /** Compressed with gzip; null for a tile with nothing in it. */
  gzipped: Uint8Array | null;
  /** Opaque part of the strong ETag of the tile as it is, not compressed. */
  tag: string;
}

/**
 * Whose tile, of which view of the layer, and where. `edition` names the layer's definition: another
 * edition's tiles are never found.
 */
export interface TileKey {
  layer: string;
  edition: string;
  /** From `viewKey` (db/layer-state.ts). */
  view: string;
  address: TileAddress;
}

interface Kept extends TileKey {
  tile: CachedTile;
}

/** A tile under way. Once its place has expired it still answers those who asked before, nobody after. */
interface Flight extends TileKey {
  tile: Promise<CachedTile>;
  expired: boolean;
}

const DEFAULT_BYTES = 64 * 1024 * 1024;
/** Rough cost of a key and its record, so that empty tiles are not free. */
const OVERHEAD_BYTES = 400;
/** More boxes than this (an import) expire as their common box: comparing each would block the thread. */
const MOST_BOXES = 200;

export class TileCache {
  private readonly tiles: LRUCache<string, Kept>;
  private readonly flights = new Map<string, Flight>();

  constructor(maxBytes: number = DEFAULT_BYTES) {
    this.tiles = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ tile }) => OVERHEAD_BYTES + (tile.gzipped?.byteLength ?? 0),
    });
  }

  /**
   * The tile kept, or the one `make` makes; simultaneous callers share one making. A tile whose place
   * expires while it is made is not kept: it may have been read before the change that expired it.
   */
  async get(key: TileKey, make: () => Promise<CachedTile>): Promise<CachedTile> {
    const name = nameOf(key);
    const kept = this.tiles.get(name);
    if (kept) return kept.tile;
    const underWay = this.flights.get(name);
    if (underWay && !underWay.expired) return underWay.tile;
    const flight: Flight = { ...key, tile: make(), expired: false };
    this.flights.set(name, flight);
    try {
      const tile = await flight.tile;
      if (!flight.expired) this.tiles.set(name, { ...key, tile });
      return tile;
    } finally {
      if (this.flights.get(name) === flight) this.flights.delete(name);
    }
  }

  /** Forgets every tile of `layer` whose buffered area touches one of `boxes` (EPSG:3857). */
  expire(layer: string, boxes: readonly BBox[]): void {
    const places = boxes.length > MOST_BOXES ? [commonBox(boxes)] : boxes;
    const ranges = Array.from({ length: MAX_TILE_MATRIX + 1 }, (_, tileMatrix) =>
      places.map((box) => tilesTouching(box, tileMatrix)),
    );
    const touched = (key: TileKey): boolean =>
      key.layer === layer &&
      ranges[key.address.tileMatrix]!.some((range) => contains(range, key.address));
    for (const [name, kept] of this.tiles.entries()) if (touched(kept)) this.tiles.delete(name);
    for (const flight of this.flights.values()) if (touched(flight)) flight.expired = true;
  }

  has(key: TileKey): boolean {
    return this.tiles.has(nameOf(key));
  }
}

function nameOf({ layer, edition, view, address }: TileKey): string {
  return `${layer}/${edition}/${view}/${address.tileMatrix}/${address.tileRow}/${address.tileCol}`;
}

function contains(range: TileRange, { tileRow, tileCol }: TileAddress): boolean {
  return (
    tileRow >= range.minRow &&
    tileRow <= range.maxRow &&
    tileCol >= range.minCol &&
    tileCol <= range.maxCol
  );
}

function commonBox(boxes: readonly BBox[]): BBox {
  const common: BBox = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [minX, minY, maxX, maxY] of boxes) {
    common[0] = Math.min(common[0], minX);
    common[1] = Math.min(common[1], minY);
    common[2] = Math.max(common[2], maxX);
    common[3] = Math.max(common[3], maxY);
  }
  return common;
}
