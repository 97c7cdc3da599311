/** Vector tiles of a layer, their metadata and TileJSON (20-057). */
import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Layer } from '@sit/core/layer';
import type { Caller } from '@sit/core/permission';
import type { Database } from '../db/database.ts';
import type { LayerState, LayerView } from '../db/layer-state.ts';
import { inScope } from '../db/scope.ts';
import type { Env } from '../http/env.ts';
import { refuse } from '../http/problem.ts';
import { sendGzipped } from '../http/representation.ts';
import { findLayer, getCatalogueLayer } from '../layers/layer.service.ts';
import { TILE_MATRIX_SET, TILE_MATRIX_SET_URI, tileMatrixSet } from '../tiles/tile-matrix-set.ts';
import { MAX_TILE_MATRIX, isTile } from '../tiles/tile-matrix.ts';
import { tileJson } from '../tiles/tilejson.ts';
import { cacheControl, sendDocument } from './context.ts';
import type { OgcContext } from './context.ts';
import { JSON_FORMAT, TILEJSON_FORMAT, negotiate } from './format.ts';
import type { Format } from './format.ts';
import { previewed, viewOf, viewSearch } from './layer-view.ts';
import { MEDIA, REL } from './link.ts';
import {
  collectionIdParameter,
  fParameter,
  instantParameter,
  legalDateParameter,
  proposalParameter,
} from './parameters.ts';
import { ANY_JSON_CONTENT, answers } from './responses.ts';
import { READ_ONLY, onlyMethods, router } from './router.ts';
import { tileset, tilesetSummary } from './tileset.ts';

const tags = ['Tiles'];
const MVT_FORMAT: Format = { f: 'mvt', mediaType: MEDIA.mvt, aliases: ['application/x-protobuf'] };

/** The same on tilesets, which pass them on, and on tiles. */
const viewParameters = {
  datetime: instantParameter,
  'legal-date': legalDateParameter,
  proposal: proposalParameter,
};

const collection = z.object({ collectionId: collectionIdParameter });
const tileMatrixSetIdParameter = z.string().openapi({
  param: { name: 'tileMatrixSetId', in: 'path' },
  enum: [TILE_MATRIX_SET],
});
const matrixNumber = (name: string, maximum: number) =>
  z.string().openapi({ param: { name, in: 'path' }, type: 'integer', minimum: 0, maximum });

const tilesetsRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/collections/{collectionId}/tiles',
  operationId: 'getTilesets',
  tags,
  summary: 'The tilesets of a layer',
  request: {
    params: collection,
    query: z.strictObject({ f: fParameter(['json']), ...viewParameters }),
  },
  responses: answers('Tilesets', ANY_JSON_CONTENT, [404]),
});

const tilesetRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/collections/{collectionId}/tiles/{tileMatrixSetId}',
  operationId: 'getTileset',
  tags,
  summary: 'One tileset, as OGC metadata or TileJSON 3.0',
  request: {
    params: collection.extend({ tileMatrixSetId: tileMatrixSetIdParameter }),
    query: z.strictObject({ f: fParameter(['json', 'tilejson']), ...viewParameters }),
  },
  responses: answers('Tileset', ANY_JSON_CONTENT, [404]),
});

const tileRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}',
  operationId: 'getTile',
  tags,
  summary: 'One vector tile: row from the north, column from the west',
  request: {
    params: collection.extend({
      tileMatrixSetId: tileMatrixSetIdParameter,
      tileMatrix: matrixNumber('tileMatrix', MAX_TILE_MATRIX),
      tileRow: matrixNumber('tileRow', 2 ** MAX_TILE_MATRIX - 1),
      tileCol: matrixNumber('tileCol', 2 ** MAX_TILE_MATRIX - 1),
    }),
    query: z.strictObject({ f: fParameter(['mvt']), ...viewParameters }),
  },
  responses: {
    ...answers(
      'Mapbox Vector Tile 2.1',
      { [MEDIA.mvt]: { schema: z.string().openapi({ format: 'binary' }) } },
      [404],
    ),
    204: { description: 'Nothing is there' },
  },
});

const tileMatrixSetsRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/tileMatrixSets',
  operationId: 'getTileMatrixSets',
  tags,
  summary: 'The tile matrix sets in use',
  request: { query: z.strictObject({ f: fParameter(['json']) }) },
  responses: answers('Tile matrix sets', ANY_JSON_CONTENT),
});

const tileMatrixSetRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/tileMatrixSets/{tileMatrixSetId}',
  operationId: 'getTileMatrixSet',
  tags,
  summary: 'One tile matrix set',
  request: {
    params: z.object({ tileMatrixSetId: tileMatrixSetIdParameter }),
    query: z.strictObject({ f: fParameter(['json']) }),
  },
  responses: answers('Tile matrix set', ANY_JSON_CONTENT, [404]),
});

export function tilesRoutes({ db, urls, tiles }: OgcContext): OpenAPIHono<Env> {
  const app = router();

  app.openapi(tilesetsRoute, async (c) => {
    const format = negotiate([JSON_FORMAT], c.req.valid('query').f, c.req.header('Accept'));
    const found = await findLayer(db.kysely, c.var.caller, c.req.valid('param').collectionId);
    const { layer, view } = await asked(db, c.var.caller, found, c.req.valid('query'));
    const search = viewSearch(view);
    const href = `${urls.collection(layer.id)}/tiles${search}`;
    const links = [{ href, rel: 'self', type: MEDIA.json }];
    const body = { links, tilesets: [tilesetSummary(layer, urls, search)] };
    return sendDocument(c, format, JSON.stringify(body), { layer });
  });

  app.openapi(tilesetRoute, async (c) => {
    const { collectionId, tileMatrixSetId } = c.req.valid('param');
    const format = negotiate(
      [JSON_FORMAT, TILEJSON_FORMAT],
      c.req.valid('query').f,
      c.req.header('Accept'),
    );
    checkTileMatrixSet(tileMatrixSetId);
    const found = await getCatalogueLayer(db, c.var.caller, collectionId);
    const { layer, view } = await asked(db, c.var.caller, found, c.req.valid('query'));
    const search = viewSearch(view);
    // Where the layer is now says nothing of where it was, or would be.
    const bbox = view.state.kind === 'present' ? found.bbox : null;
    if (format === TILEJSON_FORMAT) {
      const body = tileJson(layer, bbox, `${urls.tileset(layer.id)}/{z}/{y}/{x}${search}`);
      return sendDocument(c, JSON_FORMAT, JSON.stringify(body), { layer });
    }
    return sendDocument(c, format, JSON.stringify(tileset(layer, bbox, urls, search)), { layer });
  });

  app.openapi(tileRoute, async (c) => {
    const { collectionId, tileMatrixSetId, ...at } = c.req.valid('param');
    negotiate([MVT_FORMAT], c.req.valid('query').f, c.req.header('Accept'));
    checkTileMatrixSet(tileMatrixSetId);
    const address = {
      tileMatrix: wholeNumber(at.tileMatrix),
      tileRow: wholeNumber(at.tileRow),
      tileCol: wholeNumber(at.tileCol),
    };
    if (!isTile(address))
      throw refuse(
        'not-found',
        `Il tassello ${at.tileMatrix}/${at.tileRow}/${at.tileCol} non esiste in ${TILE_MATRIX_SET} (0-${MAX_TILE_MATRIX}).`,
      );
    const found = await findLayer(db.kysely, c.var.caller, collectionId);
    const { layer, view } = await asked(db, c.var.caller, found, c.req.valid('query'));
    const { gzipped, tag } = await tiles.tile(c.var.caller, layer, view, address);
    if (!gzipped) return c.body(null, 204, { 'Cache-Control': cacheControl(layer) });
    return sendGzipped(c, gzipped, {
      contentType: MEDIA.mvt,
      cacheControl: cacheControl(layer),
      etag: `"${tag}"`,
    });
  });

  app.openapi(tileMatrixSetsRoute, (c) => {
    const format = negotiate([JSON_FORMAT], c.req.valid('query').f, c.req.header('Accept'));
    const href = `${urls.base}/tileMatrixSets/${TILE_MATRIX_SET}`;
    const entry = {
      id: TILE_MATRIX_SET,
      title: 'Google Maps Compatible for the World',
      uri: TILE_MATRIX_SET_URI,
      links: [{ href, rel: REL.tilingScheme, type: MEDIA.json }],
    };
    return sendDocument(c, format, JSON.stringify({ tileMatrixSets: [entry] }));
  });

  app.openapi(tileMatrixSetRoute, (c) => {
    const format = negotiate([JSON_FORMAT], c.req.valid('query').f, c.req.header('Accept'));
    checkTileMatrixSet(c.req.valid('param').tileMatrixSetId);
    return sendDocument(c, format, JSON.stringify(tileMatrixSet()));
  });

  for (const route of [
    tilesetsRoute,
    tilesetRoute,
    tileRoute,
    tileMatrixSetsRoute,
    tileMatrixSetRoute,
  ])
    onlyMethods(app, route.getRoutingPath(), READ_ONLY);
  return app;
}

interface ViewParameters {
  datetime: LayerState;
  'legal-date': string | null;
  proposal?: string | undefined;
}

async function asked(
  db: Database,
  caller: Caller,
  found: Layer,
  { datetime, 'legal-date': legalDate, proposal }: ViewParameters,
): Promise<{ layer: Layer; view: LayerView }> {
  if (proposal === undefined) return { layer: found, view: viewOf(found, datetime, legalDate) };
  const { layer, state } = await inScope(db, caller, (trx) =>
    previewed(trx, caller, { layer: found, state: datetime, proposal }),
  );
  return { layer, view: viewOf(layer, state, legalDate) };
}

function checkTileMatrixSet(id: string): void {
  if (id !== TILE_MATRIX_SET)
    throw refuse(
      'not-found',
      `Lo schema di tassellazione «${id}» non c’è: c’è ${TILE_MATRIX_SET}.`,
    );
}

function wholeNumber(text: string): number {
  return /^\d{1,8}$/.test(text) ? Number(text) : Number.NaN;
}
