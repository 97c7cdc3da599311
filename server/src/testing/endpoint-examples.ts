/**
 * A request for every operation of /openapi.json that takes a path parameter or a body, about things of C096:
 * what the endpoint matrix sends under every credential. A new endpoint gets a line here, or the matrix fails.
 */
import { randomUUID } from 'node:crypto';
import { PASSWORD, PORTAL, newChallenge } from '../auth/testing.ts';
import { EMBEDDER } from '../keys/testing.ts';
import type { Example, MakeExample } from './endpoint-example.ts';
import { creating } from './endpoint-world.ts';
import { IDENTITY_EXAMPLES } from './identity-examples.ts';
import { jsonOf } from './json-of.ts';

const ZONING = { collectionId: 'zoning' };
const TILES = { ...ZONING, tileMatrixSetId: 'WebMercatorQuad' };
const ORIGIN = encodeURIComponent('https://terzo.example.it');
const GEOJSON = { 'Content-Type': 'application/geo+json' };

export const EXAMPLES: Readonly<Record<string, MakeExample>> = {
  ...IDENTITY_EXAMPLES,
  'POST /api/auth/sign-in': () => ({
    body: { email: 'admin@example.org', password: PASSWORD },
    right: 'nobody',
  }),
  'POST /api/auth/sign-out': () => ({}),
  'POST /api/auth/portal-code': () => ({
    body: { origin: PORTAL, challenge: newChallenge().challenge },
    neighbour: 'own',
  }),
  'POST /api/auth/token': async ({ planner }) => {
    const { verifier, challenge } = newChallenge();
    const coded = await planner.post('/api/auth/portal-code', { origin: PORTAL, challenge });
    const { code } = await jsonOf(coded);
    const body = { grant: 'code', code, verifier };
    return { headers: { Origin: PORTAL }, body, right: 'nobody' };
  },

  'POST /api/layers': () => ({
    body: {
      id: `new_${randomUUID().slice(0, 8)}`,
      title: { it: 'Nuovo' },
      group: { it: 'Prova' },
      geometryType: 'Point',
      fields: [],
    },
  }),
  'GET /api/layers/{id}': () => ({ params: { id: 'zoning' } }),
  'PATCH /api/layers/{id}': () => ({ params: { id: 'zoning' }, body: { attribution: 'Prova' } }),
  'POST /api/layers/{id}/fields': () => ({
    params: { id: 'zoning' },
    body: { name: `f_${randomUUID().slice(0, 8)}`, type: 'text', label: { it: 'Campo' } },
  }),
  'PATCH /api/union': () => ({ body: { separateReviewer: false } }),

  'GET /api/changesets': () => ({ neighbour: 'common' }),
  'POST /api/changesets': () => ({
    body: { id: randomUUID(), operations: [creating('zoning')] },
    right: 'planner',
  }),
  'GET /api/changesets/{id}': async (world) => ({
    params: { id: await world.changeSet() },
    right: 'planner',
  }),
  'POST /api/changesets/{id}/revert': async (world) => ({
    params: { id: await world.changeSet() },
    body: { id: randomUUID() },
    right: 'planner',
  }),

  // Without a layer: the file would be read in the background, when the test is over.
  'POST /api/imports': () => ({ body: 'x', status: 400 }),
  'GET /api/imports/{id}': async (world) => ({ params: { id: await world.import() } }),
  'DELETE /api/imports/{id}': async (world) => ({ params: { id: await world.import() } }),

  'POST /api/webhooks': () => ({ body: { url: 'https://example.org/altri' } }),
  'DELETE /api/webhooks/{id}': async (world) => ({ params: { id: await world.webhook() } }),
  'GET /api/webhooks/{id}/deliveries': async (world) => ({ params: { id: await world.webhook() } }),

  'GET /api/layers/{layer}/features/{fid}/versions': ofFeature(),
  'GET /api/layers/{layer}/features/{fid}/versions/{version}': ofFeature(),
  'GET /api/layers/{layer}/features/{fid}/versions/{version}/difference': ofFeature(),
  'GET /api/layers/{layer}/features/{fid}/lineage': ofFeature(),
  'POST /api/layers/{layer}/features/{fid}/restore': ofFeature(() => ({
    body: { id: randomUUID(), version: 1, baseVersion: 2 },
    right: 'planner',
  })),

  'GET /api/proposals': () => ({ neighbour: 'own' }),
  'GET /api/proposals/reviewers': () => ({ query: 'municipality=C096', neighbour: 'own' }),
  'POST /api/proposals': () => ({
    body: { id: randomUUID(), municipality: 'C096', title: 'Altra variante' },
    right: 'planner',
  }),
  'GET /api/proposals/{id}': ofProposal(),
  'PATCH /api/proposals/{id}': ofProposal({ body: { description: 'Cambiata' } }),
  'POST /api/proposals/{id}/edits': ofProposal({ body: { operations: [creating('plan')] } }),
  'PUT /api/proposals/{id}/edits/{edit}': ofProposal({
    body: { operation: creating('plan') },
  }),
  'DELETE /api/proposals/{id}/edits/{edit}': ofProposal(),
  'GET /api/proposals/{id}/differences': ofProposal(),
  'GET /api/proposals/{id}/checks': ofProposal(),
  'POST /api/proposals/{id}/checks': ofProposal(),
  'GET /api/proposals/{id}/comments': ofProposal(),
  'POST /api/proposals/{id}/comments': async (world) =>
    ofProposal({ body: { id: randomUUID(), text: 'Visto' } })(world),
  'POST /api/proposals/{id}/submit': ofProposal({ body: {} }),
  'POST /api/proposals/{id}/return': ofProposal({ body: {} }, 'in-review'),
  'POST /api/proposals/{id}/withdraw': ofProposal({ body: {} }),
  'POST /api/proposals/{id}/reject': ofProposal(
    { body: { reason: 'No' }, right: 'admin' },
    'in-review',
  ),
  'POST /api/proposals/{id}/publish': async (world) =>
    ofProposal({ body: { changeSet: randomUUID() }, right: 'admin' }, 'in-review')(world),
  'POST /api/proposals/{id}/rebase': ofProposal(),

  'POST /api/keys': () => ({ body: { kind: 'embed', name: 'Nuova', origins: [EMBEDDER] } }),
  'GET /api/keys/{id}': ofKey(),
  'POST /api/keys/{id}/rotation': ofKey({ body: { graceHours: 1 } }),
  'DELETE /api/keys/{id}': ofKey(),
  'PUT /api/origins/{origin}': () => ({ params: { origin: ORIGIN }, body: { municipality: null } }),
  'DELETE /api/origins/{origin}': () => ({
    params: { origin: encodeURIComponent('https://www.altrocomune.example.it') },
  }),

  'GET /ogc/collections/{collectionId}': () => ({ params: ZONING }),
  'GET /ogc/collections/{collectionId}/schema': () => ({ params: ZONING }),
  'GET /ogc/collections/{collectionId}/queryables': () => ({ params: ZONING }),
  'GET /ogc/collections/{collectionId}/items': () => ({ params: ZONING }),
  'GET /ogc/collections/{collectionId}/items/{featureId}': ofItem(),
  'POST /ogc/collections/{collectionId}/items': () => {
    const { geometry } = creating('zoning') as { geometry?: unknown };
    const properties = { municipality: 'C096', zone: 'A' };
    const body = JSON.stringify({ type: 'Feature', geometry, properties });
    return { params: ZONING, headers: GEOJSON, body, right: 'planner' };
  },
  'PUT /ogc/collections/{collectionId}/items/{featureId}': ofItem(GEOJSON, {
    type: 'Feature',
    geometry: (creating('zoning') as { geometry?: unknown }).geometry,
    properties: { municipality: 'C096', zone: 'B' },
  }),
  'PATCH /ogc/collections/{collectionId}/items/{featureId}': ofItem(
    { 'Content-Type': 'application/merge-patch+json' },
    { properties: { name: 'x' } },
  ),
  'DELETE /ogc/collections/{collectionId}/items/{featureId}': ofItem(),
  'GET /ogc/collections/{collectionId}/tiles': () => ({ params: ZONING }),
  'GET /ogc/collections/{collectionId}/tiles/{tileMatrixSetId}': () => ({ params: TILES }),
  'GET /ogc/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}':
    () => ({ params: { ...TILES, tileMatrix: 0, tileRow: 0, tileCol: 0 } }),
  'GET /ogc/tileMatrixSets/{tileMatrixSetId}': () => ({
    params: { tileMatrixSetId: 'WebMercatorQuad' },
  }),
  'GET /ogc/styles/{styleId}': () => ({ params: { styleId: 'zoning' } }),
};

function ofFeature(more: () => Example = () => ({})): MakeExample {
  return async (world) => ({
    params: { layer: 'zoning', fid: await world.feature(), version: 2 },
    ...more(),
  });
}

function ofItem(headers: Record<string, string> = {}, body?: object): MakeExample {
  return async (world) => {
    const featureId = await world.feature();
    return {
      params: { ...ZONING, featureId },
      headers: { ...headers, 'If-Match': `"zoning.${featureId}.2"` },
      ...(body ? { body: JSON.stringify(body) } : {}),
      right: 'planner',
    };
  };
}

function ofProposal(more: Example = {}, state: 'draft' | 'in-review' = 'draft'): MakeExample {
  return async (world) => {
    const { id, revision, edits } = await world.proposal(state);
    return {
      params: { id, edit: edits[0]!.number },
      headers: { 'If-Match': `"proposal.${id}.${revision}"` },
      right: 'planner',
      ...more,
    };
  };
}

function ofKey(more: Example = {}): MakeExample {
  return async (world) => ({ params: { id: (await world.key()).id }, ...more });
}
