/**
 * A little territory answered over HTTP by the test runner's own server, for the widgets' tests: two
 * municipalities, five layers, two planners. It speaks the server's protocol under `/territory`; what
 * the true server does is the end-to-end tests' matter.
 */
import { GeoJSONVT } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import { json, problem, readBody } from './answers.mjs';
import {
  ADMINISTRATOR,
  FEATURES,
  FORMER_ZONE,
  LAYERS,
  MUNICIPALITIES,
  OUTSIDER,
  PLANNER,
  REVIEWER,
  UNFINISHED,
  UNION,
} from './territory-data.mjs';
import { HISTORY_ROUTES } from './territory-history.mjs';
import { ACCOUNT_ROUTES } from './territory-account.mjs';
import { OFFICE_ROUTES } from './territory-office.mjs';
import { CODE } from './territory-office-data.mjs';
import { PROPOSAL_ROUTES, proposedFeatures } from './territory-proposals.mjs';

/** A test that wants to know what was asked of it uses a name of its own: `/territory@name`. */
const BASE = /^(\/territory(?:@(\w+))?)\//;
const PASSWORD = 'monte-greco';
const PEOPLE = {
  anna: PLANNER,
  bruno: REVIEWER,
  carla: OUTSIDER,
  elena: UNFINISHED,
  giulia: ADMINISTRATOR,
};

const tileIndexes = new Map(
  Object.entries(FEATURES).map(([id, features]) => [
    id,
    new GeoJSONVT({ type: 'FeatureCollection', features }, { maxZoom: 16, promoteId: undefined }),
  ]),
);

const asked = new Map();

/** Koa middleware for the test runner's `middleware`. */
export async function territory(context, next) {
  const [, base, name] = BASE.exec(context.path) ?? [];
  if (!base) return next();
  const person = PEOPLE[context.cookies.get('sit_session')] ?? null;
  const path = context.path.slice(base.length);
  if (path === '/asked') return json(context, asked.get(name) ?? []);
  if (name)
    asked.set(name, [
      ...(asked.get(name) ?? []),
      {
        path,
        cacheControl: context.get('Cache-Control'),
        lastEventId: context.get('Last-Event-ID'),
      },
    ]);
  context.state.base = base;
  for (const [pattern, answer] of ROUTES) {
    const match = pattern.exec(`${context.method} ${path}`);
    if (match) return answer(context, match.slice(1), person);
  }
  return problem(context, 404, 'not-found', `${path} non c’è.`);
}

const ROUTES = [
  [/^GET \/api\/layers$/, (context, _, person) => json(context, catalogue(person))],
  [/^GET \/api\/municipalities$/, (context) => json(context, { municipalities: MUNICIPALITIES })],
  [/^GET \/api\/auth\/session$/, session],
  [/^POST \/api\/auth\/sign-in$/, signIn],
  [/^POST \/api\/auth\/sign-out$/, signOut],
  [/^GET \/api\/changes$/, changes],
  [/^POST \/tell$/, tell],
  [/^GET \/ogc\/collections\/(\w+)\/tiles\/WebMercatorQuad$/, tileJson],
  [/^GET \/ogc\/collections\/(\w+)\/tiles\/WebMercatorQuad\/(\d+)\/(\d+)\/(\d+)$/, tile],
  [/^GET \/ogc\/collections\/(\w+)\/items\/(\d+)$/, item],
  ...PROPOSAL_ROUTES,
  ...HISTORY_ROUTES,
  ...ACCOUNT_ROUTES,
  ...OFFICE_ROUTES,
];

function catalogue(person) {
  const isMember = person !== null && person.grants.length > 0;
  return {
    union: UNION,
    layers: LAYERS.filter((layer) => isMember || layer.readableBy === 'public').map((layer) => ({
      ...layer,
      permissions: {
        edit: isMember && layer.editableBy === 'planner' && layer.editMode === 'direct',
        propose: isMember && layer.editableBy === 'planner',
      },
      bbox: [14, 41.7, 14.2, 41.85],
    })),
  };
}

async function signIn(context) {
  const { email, password, code } = await readBody(context);
  const [name, person] = Object.entries(PEOPLE).find(([, each]) => each.email === email) ?? [];
  if (!person || password !== PASSWORD)
    return problem(context, 401, 'wrong-credentials', 'Indirizzo o password errati.');
  if (person === ADMINISTRATOR && code !== CODE)
    return code === undefined
      ? problem(context, 401, 'second-factor-required', 'Occorre il codice di verifica.')
      : problem(context, 401, 'wrong-credentials', 'Indirizzo o password errati.');
  context.cookies.set('sit_session', name, { path: '/' });
  return json(context, { principal: person });
}

function signOut(context) {
  context.cookies.set('sit_session', null, { path: '/' });
  return json(context, { endSessionUrl: null });
}

function session(context, _, principal) {
  const factors = new Map([
    [ADMINISTRATOR, 'on'],
    [UNFINISHED, 'missing'],
  ]);
  return json(context, {
    principal,
    secondFactor: principal && (factors.get(principal) ?? 'off'),
  });
}

/** Open streams of changes, each with the base it was asked under. */
const followers = new Map();

function changes(context) {
  const { res } = context;
  context.respond = false;
  res.writeHead(200, { 'Content-Type': 'text/event-stream' });
  res.write('event: ready\nid: 0\ndata: {}\n\n');
  followers.set(res, context.state.base);
  res.once('close', () => followers.delete(res));
}

/** A test says what everybody who follows is to hear; answers how many do. */
async function tell(context) {
  const chunks = await Array.fromAsync(context.req);
  const listening = [...followers].filter(([, base]) => base === context.state.base);
  for (const [res] of listening)
    res.write(`event: change\nid: 1\ndata: ${Buffer.concat(chunks)}\n\n`);
  return json(context, listening.length);
}

function tileJson(context, [layer]) {
  const url = `${context.origin}${context.state.base}/ogc/collections/${layer}/tiles/WebMercatorQuad/{z}/{y}/{x}${searchOf(context)}`;
  return json(context, { tilejson: '3.0.0', tiles: [url], maxzoom: 16, vector_layers: [] });
}

/** Of the tiles of a layer's state: what the tileset was asked with, but for the format. */
function searchOf({ query }) {
  const { f: _, ...state } = query;
  const search = new URLSearchParams(state).toString();
  return search === '' ? '' : `?${search}`;
}

function tile(context, [layer, zoom, row, column]) {
  const content = indexOf(context, layer)?.getTile(Number(zoom), Number(column), Number(row));
  if (!content) {
    context.status = 204;
    return;
  }
  context.type = 'application/vnd.mapbox-vector-tile';
  context.body = Buffer.from(fromGeojsonVt({ [layer]: content }, { version: 2 }));
}

function indexOf(context, layer) {
  const { datetime, proposal } = context.query;
  if (!datetime && !proposal) return tileIndexes.get(layer);
  const features = stateOf(context, layer);
  return new GeoJSONVT({ type: 'FeatureCollection', features }, { maxZoom: 16 });
}

/** A layer's features as they are, were, or would be. */
function stateOf({ query, state }, layer) {
  if (query.datetime) return layer === 'zoning' ? [FORMER_ZONE] : [];
  if (query.proposal) return proposedFeatures(state.base, query.proposal, layer);
  return FEATURES[layer] ?? [];
}

function item(context, [layer, fid]) {
  const feature = stateOf(context, layer).find(({ id }) => id === Number(fid));
  // Drawn, but deleted since: the tile is older than the table.
  if (!feature || feature.properties.deleted)
    return problem(context, 404, 'not-found', `${layer} ${fid} non c’è.`);
  context.set('ETag', `"${layer}.${fid}.${feature.properties.version}"`);
  return json(context, feature, 'application/geo+json');
}
