/** Styles of the layers (OGC API Styles, draft 20-009, its list and one style). */
import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { localize } from '@sit/core/layer';
import type { Env } from '../http/env.ts';
import { getCatalogueLayer, listCatalogue } from '../layers/layer.service.ts';
import { sendDocument } from './context.ts';
import type { OgcContext } from './context.ts';
import { JSON_FORMAT, negotiate } from './format.ts';
import type { Format } from './format.ts';
import { MEDIA } from './link.ts';
import { mapStyle } from './map-style.ts';
import { collectionIdParameter, fParameter } from './parameters.ts';
import { ANY_JSON_CONTENT, answers } from './responses.ts';
import { READ_ONLY, onlyMethods, router } from './router.ts';

const tags = ['Styles'];
const query = z.strictObject({ f: fParameter(['json']) });
const STYLE_FORMAT: Format = { f: 'json', mediaType: MEDIA.json, aliases: [MEDIA.style] };

const stylesRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/styles',
  operationId: 'getStyles',
  tags,
  summary: 'The styles, one a layer',
  request: { query },
  responses: answers('Styles', ANY_JSON_CONTENT),
});

const styleRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/styles/{styleId}',
  operationId: 'getStyle',
  tags,
  summary: 'A MapLibre style that draws one layer from its tiles',
  request: {
    params: z.object({
      styleId: collectionIdParameter.openapi({ param: { name: 'styleId', in: 'path' } }),
    }),
    query,
  },
  responses: answers('MapLibre style', ANY_JSON_CONTENT, [404]),
});

export function stylesRoutes({ db, urls }: OgcContext): OpenAPIHono<Env> {
  const app = router();

  app.openapi(stylesRoute, async (c) => {
    const format = negotiate([JSON_FORMAT], c.req.valid('query').f, c.req.header('Accept'));
    const { layers } = await listCatalogue(db, c.var.caller);
    const styles = layers.map((layer) => ({
      id: layer.id,
      title: localize(layer.title, 'it'),
      links: [{ href: urls.style(layer.id), rel: 'stylesheet', type: MEDIA.style }],
    }));
    return sendDocument(c, format, JSON.stringify({ styles }));
  });

  app.openapi(styleRoute, async (c) => {
    const format = negotiate([STYLE_FORMAT], c.req.valid('query').f, c.req.header('Accept'));
    const layer = await getCatalogueLayer(db, c.var.caller, c.req.valid('param').styleId);
    return sendDocument(c, format, JSON.stringify(mapStyle(layer, layer.bbox, urls)), { layer });
  });

  for (const route of [stylesRoute, styleRoute])
    onlyMethods(app, route.getRoutingPath(), READ_ONLY);
  return app;
}
