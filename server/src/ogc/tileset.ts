/** Tilesets of a layer (20-057 §8-9; metadata by 17-083r4 §9). */
import { toWebMercator } from '@sit/core/web-mercator';
import type { BBox } from '@sit/core/geometry';
import type { Layer } from '@sit/core/layer';
import { localize } from '@sit/core/layer';
import { TILE_CRS, TILE_MATRIX_SET, TILE_MATRIX_SET_URI } from '../tiles/tile-matrix-set.ts';
import { MAX_TILE_MATRIX, tilesTouching } from '../tiles/tile-matrix.ts';
import { layerSchema } from './layer-schema.ts';
import type { Link, OgcUrls } from './link.ts';
import { MEDIA, REL } from './link.ts';

/** What the list of tilesets says of the one there is; `search` is the query of the view asked for. */
export function tilesetSummary(
  layer: Layer,
  urls: OgcUrls,
  search: string,
): Record<string, unknown> & { links: Link[] } {
  const at = urls.tileset(layer.id);
  return {
    title: localize(layer.title, 'it'),
    dataType: 'vector',
    crs: TILE_CRS,
    tileMatrixSetId: TILE_MATRIX_SET,
    tileMatrixSetURI: TILE_MATRIX_SET_URI,
    links: [
      {
        href: `${at}${search}`,
        rel: 'self',
        type: MEDIA.json,
        title: 'Questo insieme di tasselli',
      },
      {
        href: `${urls.base}/tileMatrixSets/${TILE_MATRIX_SET}`,
        rel: REL.tilingScheme,
        type: MEDIA.json,
        title: 'Schema di tassellazione',
      },
      {
        href: `${at}/{tileMatrix}/{tileRow}/{tileCol}${search}`,
        rel: 'item',
        type: MEDIA.mvt,
        templated: true,
        title: 'Tassello',
      },
      {
        href: `${at}${search === '' ? '?' : `${search}&`}f=tilejson`,
        rel: 'describedby',
        type: MEDIA.json,
        title: 'TileJSON',
      },
    ],
  };
}

/** The whole metadata; `bbox` WGS 84, null for an empty layer. */
export function tileset(
  layer: Layer,
  bbox: BBox | null,
  urls: OgcUrls,
  search: string,
): Record<string, unknown> {
  const { properties } = layerSchema(layer, urls.collection(layer.id), []) as {
    properties: Record<string, unknown>;
  };
  const { fid: _, geometry: __, version: ___, beginLifespanVersion: ____, ...carried } = properties;
  return {
    ...tilesetSummary(layer, urls, search),
    ...(layer.attribution ? { attribution: layer.attribution } : {}),
    layers: [
      {
        id: layer.id,
        title: localize(layer.title, 'it'),
        dataType: 'vector',
        geometryDimension: dimensionOf(layer),
        propertiesSchema: { type: 'object', properties: carried },
      },
    ],
    ...(bbox
      ? {
          boundingBox: {
            lowerLeft: [bbox[0], bbox[1]],
            upperRight: [bbox[2], bbox[3]],
            crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84',
          },
          tileMatrixSetLimits: limits(toWebMercator(bbox), layer.minZoom),
        }
      : {}),
  };
}

function dimensionOf(layer: Layer): number {
  if (layer.geometryType.endsWith('Point')) return 0;
  return layer.geometryType.endsWith('LineString') ? 1 : 2;
}

function limits(bbox3857: BBox, minZoom: number): unknown[] {
  const matrices = Array.from({ length: MAX_TILE_MATRIX + 1 }, (_, tileMatrix) => tileMatrix);
  return matrices
    .filter((tileMatrix) => tileMatrix >= minZoom)
    .map((tileMatrix) => {
      const range = tilesTouching(bbox3857, tileMatrix);
      return {
        tileMatrix: String(tileMatrix),
        minTileRow: range.minRow,
        maxTileRow: range.maxRow,
        minTileCol: range.minCol,
        maxTileCol: range.maxCol,
      };
    });
}
