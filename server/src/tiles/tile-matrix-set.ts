/** WebMercatorQuad as a definition clients can read (OGC 17-083r4 §7, annex D.1). */
import { MAX_TILE_MATRIX, tileSpan } from './tile-matrix.ts';

export const TILE_MATRIX_SET = 'WebMercatorQuad';
export const TILE_MATRIX_SET_URI =
  'http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad';
export const TILE_CRS = 'http://www.opengis.net/def/crs/EPSG/0/3857';

/** Cells of the set are of 256 to a tile; standardised rendering pixels are 0.28 mm (§6.1.1.1). */
const CELLS = 256;
const PIXEL_METERS = 0.00028;

export function tileMatrixSet(): Record<string, unknown> {
  return {
    id: TILE_MATRIX_SET,
    title: 'Google Maps Compatible for the World',
    uri: TILE_MATRIX_SET_URI,
    crs: TILE_CRS,
    orderedAxes: ['E', 'N'],
    wellKnownScaleSet: 'http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible',
    tileMatrices: Array.from({ length: MAX_TILE_MATRIX + 1 }, (_, tileMatrix) => {
      const cellSize = tileSpan(tileMatrix) / CELLS;
      return {
        id: String(tileMatrix),
        scaleDenominator: cellSize / PIXEL_METERS,
        cellSize,
        pointOfOrigin: [-tileSpan(0) / 2, tileSpan(0) / 2],
        tileWidth: CELLS,
        tileHeight: CELLS,
        matrixWidth: 2 ** tileMatrix,
        matrixHeight: 2 ** tileMatrix,
      };
    }),
  };
}
