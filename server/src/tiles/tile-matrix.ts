/** Arithmetic of WebMercatorQuad (OGC 17-083r4, annex D.1). Coordinates are EPSG:3857 metres, easting first. */
import type { BBox } from '@sit/core/geometry';

/** Half the side of the square world: π · 6378137 m. */
const HALF_WORLD = Math.PI * 6_378_137;
/** Deepest tile matrix served; TileJSON stops earlier and maps enlarge from there. */
export const MAX_TILE_MATRIX = 22;
/** Units across a tile (`extent` of Mapbox Vector Tile 2.1 §4.1). */
export const TILE_EXTENT = 4096;
/** Units of geometry kept beyond each side, so that outlines of cut polygons stay out of sight. */
export const TILE_BUFFER = 64;
/** Maps draw a tile 512 pixels wide. */
export const UNITS_PER_PIXEL = TILE_EXTENT / 512;

/** Row counts from the north, column from the west. */
export interface TileAddress {
  tileMatrix: number;
  tileRow: number;
  tileCol: number;
}

/** False for addresses outside the tile matrix set. */
export function isTile({ tileMatrix, tileRow, tileCol }: TileAddress): boolean {
  if (!Number.isInteger(tileMatrix) || tileMatrix < 0 || tileMatrix > MAX_TILE_MATRIX) return false;
  const inside = (n: number): boolean => Number.isInteger(n) && n >= 0 && n < 2 ** tileMatrix;
  return inside(tileRow) && inside(tileCol);
}

/** Side of a tile, metres of EPSG:3857. */
export function tileSpan(tileMatrix: number): number {
  return (2 * HALF_WORLD) / 2 ** tileMatrix;
}

/** Size of one tile unit, metres of EPSG:3857. */
export function unitMeters(tileMatrix: number): number {
  return tileSpan(tileMatrix) / TILE_EXTENT;
}

export function tileBounds({ tileMatrix, tileRow, tileCol }: TileAddress): BBox {
  const span = tileSpan(tileMatrix);
  const minX = tileCol * span - HALF_WORLD;
  const maxY = HALF_WORLD - tileRow * span;
  return [minX, maxY - span, minX + span, maxY];
}

/** Inclusive ranges of rows and columns. */
export interface TileRange {
  minRow: number;
  maxRow: number;
  minCol: number;
  maxCol: number;
}

/** The tiles of one matrix whose buffered area touches `bbox`. */
export function tilesTouching(bbox: BBox, tileMatrix: number): TileRange {
  const span = tileSpan(tileMatrix);
  const buffer = TILE_BUFFER * unitMeters(tileMatrix);
  const last = 2 ** tileMatrix - 1;
  const clamp = (n: number): number => Math.min(Math.max(n, 0), last);
  return {
    minCol: clamp(Math.floor((bbox[0] - buffer + HALF_WORLD) / span)),
    maxCol: clamp(Math.floor((bbox[2] + buffer + HALF_WORLD) / span)),
    minRow: clamp(Math.floor((HALF_WORLD - bbox[3] - buffer) / span)),
    maxRow: clamp(Math.floor((HALF_WORLD - bbox[1] + buffer) / span)),
  };
}
