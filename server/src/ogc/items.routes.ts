/** Reading features (17-069r4 §7.15-7.16; CRSs by 18-058r1). */
import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { featureETag } from '@sit/core/feature';
import { inScope } from '../db/scope.ts';
import type { Env } from '../http/env.ts';
import { strongETag } from '../http/etag.ts';
import { refuse } from '../http/problem.ts';
import { findLayer } from '../layers/layer.service.ts';
import { findMunicipalities, requireUnion } from '../tenancy/tenancy.service.ts';
import { represent, sendDocument } from './context.ts';
import type { OgcContext } from './context.ts';
import { parseCrsParameter } from './crs.ts';
import { featureCollectionJson, featureJson } from './feature-json.ts';
import { GEOJSON_FORMAT, HTML_FORMAT } from './format.ts';
import { makeToken, parseItemsQuery } from './items-query.ts';
import { readItem, readItems } from './items.repository.ts';
import { previewed } from './layer-view.ts';
import type { Link } from './link.ts';
import { MEDIA, withParameter } from './link.ts';
import { itemPage, itemsPage } from './pages/items-page.ts';
import {
  bboxCrsParameter,
  bboxParameter,
  collectionIdParameter,
  crsParameter,
  datetimeParameter,
  fParameter,
  featureIdParameter,
  instantParameter,
  legalDateParameter,
  limitParameter,
  proposalParameter,
  tokenParameter,
} from './parameters.ts';
import { FeatureBody, FeatureCollectionBody, HTML_CONTENT, answers } from './responses.ts';
import { router } from './router.ts';

const tags = ['Features'];
const OFFERED = [GEOJSON_FORMAT, HTML_FORMAT];

const itemsRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/collections/{collectionId}/items',
  operationId: 'getFeatures',
  tags,
  summary:
    'Features by page, place, time and value; every queryable of the layer is a parameter too',
  request: {
    params: z.object({ collectionId: collectionIdParameter }),
    query: z
      .object({
        f: fParameter(['json', 'html']),
        limit: limitParameter,
        token: tokenParameter,
        bbox: bboxParameter,
        'bbox-crs': bboxCrsParameter,
        datetime: datetimeParameter,
        'legal-date': legalDateParameter,
        proposal: proposalParameter,
        crs: crsParameter,
      })
      .catchall(z.string()),
  },
  responses: answers(
    'Features',
    { [MEDIA.geojson]: { schema: FeatureCollectionBody }, ...HTML_CONTENT },
    [404],
  ),
});

const itemRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/collections/{collectionId}/items/{featureId}',
  operationId: 'getFeature',
  tags,
  summary: 'One feature, with exact geometry',
  request: {
    params: z.object({ collectionId: collectionIdParameter, featureId: featureIdParameter }),
    query: z.strictObject({
      f: fParameter(['json', 'html']),
      datetime: instantParameter,
      proposal: proposalParameter,
      crs: crsParameter,
    }),
  },
  responses: answers(
    'Feature',
    { [MEDIA.geojson]: { schema: FeatureBody }, ...HTML_CONTENT },
    [404],
  ),
});

export function itemsRoutes({ db, urls }: OgcContext): OpenAPIHono<Env> {
  const app = router();

  app.openapi(itemsRoute, async (c) => {
    const {
      f,
      limit,
      token,
      bbox,
      'bbox-crs': bboxCrs,
      datetime,
      'legal-date': legalDate,
      proposal,
      crs,
      ...rest
    } = c.req.valid('query');
    const { format, links, alternates } = represent(c, urls, f, OFFERED);
    const { caller } = c.var;
    // Compressed and sent once the connection is free: the embedded engine has only one.
    const answer = await inScope(db, caller, async (trx) => {
      const { layer, state } = await previewed(trx, caller, {
        layer: await findLayer(trx, caller, c.req.valid('param').collectionId),
        state: datetime,
        proposal,
      });
      const union = await requireUnion(trx);
      const query = parseItemsQuery(
        layer,
        union.storageCrs,
        { limit, token, bbox, 'bbox-crs': bboxCrs, datetime: state, 'legal-date': legalDate, crs },
        rest as Record<string, string>,
      );
      const page = await readItems(trx, layer, query);
      const self = links.find(({ rel }) => rel === 'self')!.href;
      const next =
        page.nextAfter === null ? null : withParameter(self, 'token', makeToken(page.nextAfter));
      const headers = { 'Content-Crs': `<${query.crs.uri}>` };
      if (format === HTML_FORMAT) {
        const municipalities = await findMunicipalities(trx);
        const body = await itemsPage({ union, municipalities, alternates }, layer, page, next);
        return { body, layer, headers };
      }
      const collection: Link = {
        href: urls.collection(layer.id),
        rel: 'collection',
        type: MEDIA.json,
      };
      const following: Link[] = next ? [{ href: next, rel: 'next', type: format.mediaType }] : [];
      const timeStamp = new Date().toISOString();
      const body = featureCollectionJson(
        layer,
        page,
        [...links, ...following, collection],
        timeStamp,
      );
      // Weak: answers that differ only by their timeStamp are worth the same (RFC 9110 §8.8.1).
      const etag = `W/${strongETag(body.replace(timeStamp, ''))}`;
      return { body, layer, headers, etag };
    });
    return sendDocument(c, format, answer.body, answer);
  });

  app.openapi(itemRoute, async (c) => {
    const { f, datetime, proposal, crs: crsText } = c.req.valid('query');
    const { collectionId, featureId } = c.req.valid('param');
    const { format, links, alternates } = represent(c, urls, f, OFFERED);
    const { caller } = c.var;
    const answer = await inScope(db, caller, async (trx) => {
      const { layer, state } = await previewed(trx, caller, {
        layer: await findLayer(trx, caller, collectionId),
        state: datetime,
        proposal,
      });
      const union = await requireUnion(trx);
      const crs = parseCrsParameter('crs', crsText, union.storageCrs);
      const fid = parseFeatureId(layer.id, featureId);
      const item = await readItem(trx, layer, { state, legalDate: null }, fid, crs);
      if (!item) throw unknownFeature(layer.id, featureId);
      const headers = { 'Content-Crs': `<${crs.uri}>` };
      if (format === HTML_FORMAT) {
        const municipalities = await findMunicipalities(trx);
        const body = await itemPage({ union, municipalities, alternates }, layer, item);
        return { body, layer, headers };
      }
      const collection: Link = {
        href: urls.collection(layer.id),
        rel: 'collection',
        type: MEDIA.json,
      };
      const body = featureJson(layer, item, [...links, collection]);
      // A preview is no version that a write could start from.
      if (state.kind === 'proposal') return { body, layer, headers };
      const etag = featureETag(layer, item.fid, item.version);
      return { body, layer, headers, etag };
    });
    return sendDocument(c, format, answer.body, answer);
  });

  return app;
}

/** A path that names no feature is not found, whatever it looks like. */
export function parseFeatureId(layerId: string, text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw unknownFeature(layerId, text);
  return Number(text);
}

function unknownFeature(layerId: string, featureId: string): Error {
  return refuse('not-found', `L’elemento «${featureId}» non esiste nel livello «${layerId}».`);
}
