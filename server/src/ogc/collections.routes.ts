/** Collections, one collection, its schema and queryables (17-069r4 §7.13-7.14, 23-058r2 §10-11). */
import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { DEFAULT_STORAGE_CRS } from '@sit/core/crs';
import type { Layer } from '@sit/core/layer';
import { inScope } from '../db/scope.ts';
import type { Env } from '../http/env.ts';
import { getCatalogueLayer, listCatalogue } from '../layers/layer.service.ts';
import { findMunicipalities, findUnion } from '../tenancy/tenancy.service.ts';
import { toCollection } from './collection.ts';
import { represent, sendDocument } from './context.ts';
import type { OgcContext } from './context.ts';
import { CRS84, crsUri, offeredCrs } from './crs.ts';
import { HTML_FORMAT, JSON_FORMAT, SCHEMA_FORMAT } from './format.ts';
import { readRecordedFrom } from './items.repository.ts';
import { layerSchema, queryableFields, queryablesSchema } from './layer-schema.ts';
import type { Link } from './link.ts';
import { MEDIA } from './link.ts';
import { collectionPage, fieldsPage } from './pages/collection-page.ts';
import { collectionsPage } from './pages/landing-page.ts';
import { collectionIdParameter, fParameter } from './parameters.ts';
import {
  CollectionBody,
  CollectionsBody,
  HTML_CONTENT,
  SCHEMA_CONTENT,
  answers,
} from './responses.ts';
import { READ_ONLY, onlyMethods, router } from './router.ts';

const query = z.strictObject({ f: fParameter(['json', 'html']) });
const params = z.object({ collectionId: collectionIdParameter });
const tags = ['Layers'];

const collectionsRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/collections',
  operationId: 'getCollections',
  tags,
  summary: 'The layers the caller may read',
  request: { query },
  responses: answers('Collections', { [MEDIA.json]: { schema: CollectionsBody }, ...HTML_CONTENT }),
});

const collectionRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/collections/{collectionId}',
  operationId: 'getCollection',
  tags,
  summary: 'One layer',
  request: { params, query },
  responses: answers(
    'Collection',
    { [MEDIA.json]: { schema: CollectionBody }, ...HTML_CONTENT },
    [404],
  ),
});

const schemaRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/collections/{collectionId}/schema',
  operationId: 'getSchema',
  tags,
  summary: 'What the layer’s features hold and take, as JSON Schema',
  request: { params, query },
  responses: answers('Schema', SCHEMA_CONTENT, [404]),
});

const queryablesRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/collections/{collectionId}/queryables',
  operationId: 'getQueryables',
  tags,
  summary: 'What the layer’s items can be filtered by, as JSON Schema',
  request: { params, query },
  responses: answers('Queryables', SCHEMA_CONTENT, [404]),
});

export function collectionsRoutes({ db, urls }: OgcContext): OpenAPIHono<Env> {
  const app = router();

  app.openapi(collectionsRoute, async (c) => {
    const { format, links, alternates } = represent(c, urls, c.req.valid('query').f);
    const { layers, union } = await listCatalogue(db, c.var.caller);
    if (format === HTML_FORMAT)
      return sendDocument(c, format, await collectionsPage(union, layers, alternates));
    const storageCrs = union?.storageCrs ?? DEFAULT_STORAGE_CRS;
    const recorded = await inScope(db, c.var.caller, (trx) => readRecordedFrom(trx, layers));
    const collections = layers.map((layer) =>
      toCollection(
        layer,
        { bbox: layer.bbox, recordedFrom: recorded.get(layer.id) ?? null },
        storageCrs,
        urls,
        collectionSelf(urls.collection(layer.id)),
      ),
    );
    const crs = [CRS84, ...offeredCrs(storageCrs).map(crsUri)];
    return sendDocument(c, format, JSON.stringify({ links, crs, collections }));
  });

  app.openapi(collectionRoute, async (c) => {
    const { format, links, alternates } = represent(c, urls, c.req.valid('query').f);
    const layer = await getCatalogueLayer(db, c.var.caller, c.req.valid('param').collectionId);
    const { extent, union } = await inScope(db, c.var.caller, async (trx) => {
      const recorded = await readRecordedFrom(trx, [layer]);
      const recordedFrom = recorded.get(layer.id) ?? null;
      return { extent: { bbox: layer.bbox, recordedFrom }, union: await findUnion(trx) };
    });
    const body =
      format === HTML_FORMAT
        ? await collectionPage(union, layer, extent, alternates)
        : JSON.stringify(
            toCollection(layer, extent, union?.storageCrs ?? DEFAULT_STORAGE_CRS, urls, links),
          );
    return sendDocument(c, format, body, { layer });
  });

  /** Both schemas are made alike. */
  const describe = async (
    c: Parameters<typeof represent>[0],
    kind: 'schema' | 'queryables',
    collectionId: string,
    f?: string,
  ) => {
    const { format, alternates } = represent(c, urls, f, [SCHEMA_FORMAT, HTML_FORMAT]);
    const layer: Layer = await getCatalogueLayer(db, c.var.caller, collectionId);
    const { union, municipalities } = await inScope(db, c.var.caller, async (trx) => ({
      union: await findUnion(trx),
      municipalities: await findMunicipalities(trx),
    }));
    const id = `${urls.collection(layer.id)}/${kind}`;
    if (format === HTML_FORMAT) {
      const [title, fields] =
        kind === 'schema' ? ['Campi', layer.fields] : ['Filtri', queryableFields(layer)];
      return sendDocument(
        c,
        format,
        await fieldsPage(union, layer, title as string, fields as Layer['fields'], alternates),
        { layer },
      );
    }
    const make = kind === 'schema' ? layerSchema : queryablesSchema;
    return sendDocument(c, format, JSON.stringify(make(layer, id, municipalities)), { layer });
  };
  app.openapi(schemaRoute, (c) =>
    describe(c, 'schema', c.req.valid('param').collectionId, c.req.valid('query').f),
  );
  app.openapi(queryablesRoute, (c) =>
    describe(c, 'queryables', c.req.valid('param').collectionId, c.req.valid('query').f),
  );

  for (const route of [collectionsRoute, collectionRoute, schemaRoute, queryablesRoute])
    onlyMethods(app, route.getRoutingPath(), READ_ONLY);
  return app;
}

/** Within `/collections` every collection links to its own page (`/req/core/fc-md-links`). */
function collectionSelf(url: string): Link[] {
  return [
    { href: url, rel: 'self', type: JSON_FORMAT.mediaType, title: 'Questo livello' },
    {
      href: `${url}?f=html`,
      rel: 'alternate',
      type: HTML_FORMAT.mediaType,
      title: 'Questo livello come pagina',
    },
  ];
}
