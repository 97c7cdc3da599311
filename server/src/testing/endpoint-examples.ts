/**
 * A request for every operation of /openapi.json that takes a path parameter or a body, about things of C096:
 * what the endpoint matrix sends under every credential. A new endpoint gets a line here, or the matrix fails.
 */
import { randomUUID } from 'node:crypto';
import { TOTP } from 'otpauth';
import { OWN_ORIGIN, PASSWORD, PLANNER, PORTAL, newChallenge } from '../auth/testing.ts';
import type { Browser } from '../auth/testing.ts';
import { EMBEDDER } from '../keys/testing.ts';
import { creating } from './endpoint-world.ts';
import type { Someone, World } from './endpoint-world.ts';
import { jsonOf } from './json-of.ts';

export interface Example {
  /** Path parameters by name. */
  params?: Record<string, string | number>;
  query?: string;
  headers?: Record<string, string>;
  /** Sent as JSON, unless it is text. */
  body?: unknown;
  /** Who may: the union's administrator unless said; `nobody` sends no credential at all. */
  right?: 'admin' | 'planner' | 'nobody';
  /** The session of somebody else who may: for what would end an administrator's own access. */
  cookie?: string;
  /** What whoever may is answered, where it is not a success: why is to be said beside it. */
  status?: number;
  /**
   * What a planner of H434 is answered to a request that is not public: `refused` (401, 403, 404) unless said;
   * `own`: something, without a word of C096; `common`: what all offices see; `untried`: it would change the
   * neighbour's own access.
   */
  neighbour?: 'own' | 'common' | 'untried';
}

type MakeExample = (world: World) => Example | Promise<Example>;

const ZONING = { collectionId: 'zoning' };
const TILES = { ...ZONING, tileMatrixSetId: 'WebMercatorQuad' };
const ORIGIN = encodeURIComponent('https://terzo.example.it');
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const NEW_PASSWORD = 'tramonto lanterna ciliegia';
const GEOJSON = { 'Content-Type': 'application/geo+json' };

export const EXAMPLES: Readonly<Record<string, MakeExample>> = {
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

  // No provider speaks here: the sign-in page shows why it did not go.
  'GET /api/auth/oidc/start': () => ({ query: 'return=/account', status: 302 }),
  'GET /api/auth/oidc/callback': () => ({ query: 'state=x&code=y', status: 302 }),
  // Of a real provider in oidc.test.ts.
  'POST /api/auth/oidc/backchannel-logout': () => ({
    headers: FORM,
    body: 'logout_token=forged',
    right: 'nobody',
    status: 400,
  }),
  'POST /api/auth/reset': () => ({ body: { email: 'ignoto@example.org' }, right: 'nobody' }),
  // A good link is good once: person-link.test.ts.
  'POST /api/auth/link': () => ({ body: { token: 'forged' }, right: 'nobody', status: 410 }),
  'POST /api/auth/link/password': () => ({
    body: { token: 'forged', password: NEW_PASSWORD },
    right: 'nobody',
    status: 410,
  }),

  'GET /api/auth/account': () => ({ neighbour: 'own' }),
  'PUT /api/auth/account/password': ofAccount(() => ({
    body: { current: PASSWORD, password: NEW_PASSWORD },
  })),
  'POST /api/auth/account/second-factor': ofAccount(() => ({ body: { password: PASSWORD } })),
  'PUT /api/auth/account/second-factor': ofAccount(async ({ page }) => ({
    body: { code: codeOf(await secretOf(page)) },
  })),
  'POST /api/auth/account/second-factor/removal': ofAccount(async ({ page }) => ({
    body: { password: PASSWORD, code: await recoveryCodeOf(page) },
  })),
  'DELETE /api/auth/account/sessions': ofAccount(),
  'DELETE /api/auth/account/sessions/{id}': ofAccount(async (one, world) => ({
    params: { id: (await sessionsOf(world, one)).at(-1)!.id },
  })),

  'POST /api/people': () => ({
    body: { email: `i-${randomUUID().slice(0, 8)}@example.org`, name: 'Ivo Invitato', grants: [] },
  }),
  'GET /api/people/{id}': ofPerson(),
  'PATCH /api/people/{id}': ofPerson({ body: { name: 'Altro Nome' } }),
  'PUT /api/people/{id}/grants': ofPerson({ body: { grants: PLANNER } }),
  'POST /api/people/{id}/invitation': ofPerson(),
  'DELETE /api/people/{id}/second-factor': async (world) => {
    const { id, page } = await world.someone();
    await recoveryCodeOf(page);
    return { params: { id } };
  },
  'GET /api/people/{id}/sessions': ofPerson(),
  'DELETE /api/people/{id}/sessions': ofPerson(),
  'DELETE /api/people/{id}/sessions/{session}': async (world) => {
    const one = await world.someone();
    return { params: { id: one.id, session: (await sessionsOf(world, one))[0]!.id } };
  },
  'GET /api/audit/{seq}': () => ({ params: { seq: 1 } }),

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

function ofPerson(more: Example = {}): MakeExample {
  return async (world) => ({ params: { id: await world.invited() }, ...more });
}

/** What somebody does with their own access. */
function ofAccount(
  more: (one: Someone, world: World) => Example | Promise<Example> = () => ({}),
): MakeExample {
  return async (world) => {
    const one = await world.someone();
    const made = await more(one, world);
    return { cookie: one.page.cookie!, neighbour: 'untried', ...made };
  };
}

async function sessionsOf({ admin }: World, { id }: Someone): Promise<{ id: string }[]> {
  return (await jsonOf(await admin.fetch(`/api/people/${id}/sessions`))).sessions;
}

/** Of a second factor set up, not confirmed yet. */
async function secretOf(page: Browser): Promise<string> {
  const answer = await page.post('/api/auth/account/second-factor', { password: PASSWORD });
  return (await jsonOf(answer)).secret;
}

/** Of a second factor that is on. */
async function recoveryCodeOf(page: Browser): Promise<string> {
  const answer = await page.fetch('/api/auth/account/second-factor', {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', Origin: OWN_ORIGIN },
    body: JSON.stringify({ code: codeOf(await secretOf(page)) }),
  });
  return (await jsonOf(answer)).recoveryCodes[0];
}

/** As an authenticator shows it now. */
function codeOf(secret: string): string {
  return new TOTP({ secret }).generate();
}
