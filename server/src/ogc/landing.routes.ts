/** Landing page and conformance declaration (17-069r4 §7.2, §7.4). */
import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from '../http/env.ts';
import { listCatalogue } from '../layers/layer.service.ts';
import { represent, sendDocument } from './context.ts';
import type { OgcContext } from './context.ts';
import { CONFORMANCE } from './conformance.ts';
import { HTML_FORMAT } from './format.ts';
import { MEDIA, REL } from './link.ts';
import type { Link, OgcUrls } from './link.ts';
import { conformancePage, landingPage } from './pages/landing-page.ts';
import { PAGE_STYLE } from './pages/page-style.ts';
import { fParameter } from './parameters.ts';
import { ConformanceBody, HTML_CONTENT, LandingPageBody, answers } from './responses.ts';
import { READ_ONLY, onlyMethods, router } from './router.ts';

const query = z.strictObject({ f: fParameter(['json', 'html']) });

const landingRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/',
  operationId: 'getLandingPage',
  tags: ['OGC API'],
  summary: 'What there is here, and where',
  request: { query },
  responses: answers('Landing page', {
    [MEDIA.json]: { schema: LandingPageBody },
    ...HTML_CONTENT,
  }),
});

const conformanceRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/conformance',
  operationId: 'getConformance',
  tags: ['OGC API'],
  summary: 'The conformance classes met',
  request: { query },
  responses: answers('Conformance classes', {
    [MEDIA.json]: { schema: ConformanceBody },
    ...HTML_CONTENT,
  }),
});

const styleSheetRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/pages.css',
  tags: ['OGC API'],
  summary: 'Style sheet of the HTML pages',
  responses: {
    200: { description: 'Style sheet', content: { 'text/css': { schema: z.string() } } },
  },
});

export function landingRoutes({ db, urls }: OgcContext): OpenAPIHono<Env> {
  const app = router();

  app.openapi(landingRoute, async (c) => {
    const { format, links, alternates } = represent(c, urls, c.req.valid('query').f);
    const { layers, union } = await listCatalogue(db, c.var.caller);
    if (format === HTML_FORMAT)
      return sendDocument(c, format, await landingPage(union, layers, alternates));
    return sendDocument(
      c,
      format,
      JSON.stringify({
        title: union?.name ?? 'SIT',
        description: `${union?.fictitious ? 'Dati dimostrativi. ' : ''}Dati territoriali: elementi, tasselli vettoriali e stili.`,
        links: [...links, ...landingLinks(urls)],
      }),
    );
  });

  app.openapi(conformanceRoute, async (c) => {
    const { format, alternates } = represent(c, urls, c.req.valid('query').f);
    if (format !== HTML_FORMAT)
      return sendDocument(c, format, JSON.stringify({ conformsTo: CONFORMANCE }));
    const { union } = await listCatalogue(db, c.var.caller);
    return sendDocument(c, format, await conformancePage(union, alternates));
  });

  app.openapi(styleSheetRoute, (c) =>
    sendDocument(c, { f: 'css', mediaType: 'text/css; charset=utf-8' }, PAGE_STYLE),
  );

  for (const path of ['/', '/conformance', '/pages.css']) onlyMethods(app, path, READ_ONLY);
  return app;
}

function landingLinks({ root, base }: OgcUrls): Link[] {
  return [
    {
      href: `${root}/openapi.json`,
      rel: 'service-desc',
      type: MEDIA.openapi,
      title: 'Descrizione OpenAPI',
    },
    {
      href: `${base}?f=html`,
      rel: 'service-doc',
      type: MEDIA.html,
      title: 'Il servizio per chi legge',
    },
    {
      href: `${base}/conformance`,
      rel: 'conformance',
      type: MEDIA.json,
      title: 'Classi di conformità',
    },
    { href: `${base}/collections`, rel: 'data', type: MEDIA.json, title: 'Livelli' },
    {
      href: `${base}/tileMatrixSets`,
      rel: REL.tilingSchemes,
      type: MEDIA.json,
      title: 'Schemi di tassellazione',
    },
    { href: `${base}/styles`, rel: REL.styles, type: MEDIA.json, title: 'Stili' },
  ];
}
