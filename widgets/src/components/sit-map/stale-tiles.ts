/** Reads again, of the tiles a map holds, those that a change has touched: now where it looks, later where it comes. */
import type { BBox } from '@sit/core/geometry';
import { toWebMercator } from '@sit/core/web-mercator';
import type { Map as MapLibreMap, VectorTileSource } from 'maplibre-gl';

const HALF_WORLD = Math.PI * 6_378_137;
/** A tile holds what lies this part of its side beyond its edge, for outlines. */
const BUFFER = 64 / 4096;
/** With more places than this (an import) the whole layer is read again. */
const MOST_PLACES = 200;

interface Tile {
  x: number;
  y: number;
  z: number;
}

interface StaleLayer {
  /** EPSG:3857. */
  places: BBox[];
  /** Tiles read since the last change of theirs, `z/x/y`. */
  fresh: Set<string>;
}

export class StaleTiles {
  readonly #map: MapLibreMap;
  readonly #layers = new Map<string, StaleLayer>();

  constructor(map: MapLibreMap) {
    this.#map = map;
    // `refreshTiles` passes over what is still loading, and over tiles kept for later that are out of view.
    map.on('idle', () => {
      for (const layer of this.#layers.keys()) this.#refresh(layer);
    });
  }

  /** Boxes in WGS 84. */
  touch(layer: string, boxes: readonly BBox[]): void {
    if (!this.#map.getSource(layer)) return;
    const { places, fresh } = this.#layers.get(layer) ?? { places: [], fresh: new Set() };
    const touched = boxes.map(toWebMercator);
    if (places.length + touched.length > MOST_PLACES) return this.reload(layer);
    for (const key of fresh) if (touches(tileOf(key), touched)) fresh.delete(key);
    this.#layers.set(layer, { places: [...places, ...touched], fresh });
    this.#refresh(layer);
  }

  /** Every tile of the layer, those out of view too. */
  reload(layer: string): void {
    this.#layers.delete(layer);
    if (this.#map.getSource(layer)) this.#map.refreshTiles(layer);
  }

  #refresh(layer: string): void {
    const source = this.#map.getSource<VectorTileSource>(layer);
    const { places, fresh } = this.#layers.get(layer)!;
    if (!source) return void this.#layers.delete(layer);
    const { minzoom, maxzoom, tileSize } = source;
    const stale = this.#map
      .coveringTiles({ tileSize, minzoom, maxzoom })
      .map(({ canonical: { x, y, z } }) => ({ x, y, z }))
      .filter((tile) => !fresh.has(keyOf(tile)) && touches(tile, places));
    if (stale.length === 0) return;
    if (this.#map.isSourceLoaded(layer)) for (const tile of stale) fresh.add(keyOf(tile));
    this.#map.refreshTiles(layer, stale);
  }
}

function touches({ x, y, z }: Tile, places: readonly BBox[]): boolean {
  const span = (2 * HALF_WORLD) / 2 ** z;
  const west = x * span - HALF_WORLD - BUFFER * span;
  const north = HALF_WORLD - y * span + BUFFER * span;
  const side = span * (1 + 2 * BUFFER);
  return places.some(
    ([minX, minY, maxX, maxY]) =>
      minX <= west + side && maxX >= west && minY <= north && maxY >= north - side,
  );
}

function keyOf({ x, y, z }: Tile): string {
  return `${z}/${x}/${y}`;
}

function tileOf(key: string): Tile {
  const [z, x, y] = key.split('/').map(Number) as [number, number, number];
  return { x, y, z };
}
