/** The history of zone 1: two versions, and those that restoring adds. For each base of its own. */
import { json, problem, readBody } from './answers.mjs';
import { FEATURES, FORMER_ZONE } from './territory-data.mjs';

const histories = new Map();

const FIRST = {
  version: 1,
  beginLifespanVersion: '2024-03-12T08:00:00Z',
  endLifespanVersion: '2026-11-20T09:30:00Z',
  began: 'create',
  ended: 'update',
};
const SECOND = {
  version: 2,
  beginLifespanVersion: '2026-11-20T09:30:00Z',
  endLifespanVersion: null,
  began: 'update',
  ended: null,
};

export const HISTORY_ROUTES = [
  [/^GET \/api\/layers\/zoning\/features\/1\/versions$/, versions],
  [/^GET \/api\/layers\/zoning\/features\/1\/versions\/(\d+)$/, version],
  [/^GET \/api\/layers\/zoning\/features\/1\/versions\/(\d+)\/difference$/, difference],
  [/^POST \/api\/layers\/zoning\/features\/1\/restore$/, restore],
];

function historyOf({ state }) {
  if (!histories.has(state.base)) histories.set(state.base, [SECOND, FIRST]);
  return histories.get(state.base);
}

/** Authors and messages are for members. */
function versions(context, _, person) {
  const signed = (each) =>
    person
      ? {
          ...each,
          author: 'Anna Bianchi',
          changeSet: null,
          message: each.version === 2 ? 'Variante 2026' : null,
        }
      : each;
  json(context, { versions: historyOf(context).map(signed), nextBefore: null });
}

function version(context, [number]) {
  const found = historyOf(context).find((each) => each.version === Number(number));
  if (!found) return problem(context, 404, 'not-found', 'Questa versione non c’è.');
  json(context, { ...found, feature: found.version === 2 ? FEATURES.zoning[0] : FORMER_ZONE });
}

function difference(context, [to]) {
  const from = Number(context.query.from);
  const differs = from === 1 && to === '2';
  json(context, {
    from,
    to: Number(to),
    fields: differs ? [{ field: 'zone', from: 'E', to: 'A' }] : [],
    geometry: {
      differs,
      verticesAdded: 0,
      verticesRemoved: 0,
      verticesMoved: differs ? 2 : 0,
      areaSquareMeters: 0,
      lengthMeters: 0,
      from: FORMER_ZONE.geometry,
      to: FEATURES.zoning[0].geometry,
    },
  });
}

async function restore(context) {
  const { baseVersion } = await readBody(context);
  const history = historyOf(context);
  const [newest] = history;
  if (newest.version !== baseVersion)
    return problem(context, 412, 'stale-version', 'L’elemento è cambiato nel frattempo.');
  const at = '2026-11-22T10:00:00Z';
  const next = { ...SECOND, version: newest.version + 1, beginLifespanVersion: at };
  histories.set(context.state.base, [
    next,
    { ...newest, endLifespanVersion: at, ended: 'update' },
    ...history.slice(1),
  ]);
  context.status = 201;
  json(context, {
    id: '6f9d2c1e-6a3b-4c55-9a57-1f3c2b7d8e90',
    committedAt: at,
    results: [{ operation: 'update', layer: 'zoning', fid: 1, version: next.version }],
  });
}
