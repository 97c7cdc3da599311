/**
 * The little territory's proposals, kept in memory for each base of its own (`/territory@name`). They go
 * through their states as the true server's do; permissions are its table's, written out.
 */
import { PROPOSAL_CHANGE } from '@sit/core/proposal';
import { json, problem, readBody } from './answers.mjs';
import { FEATURES, PLANNER, REVIEWER } from './territory-data.mjs';
import { differenceOf, fidOf, headOf } from './territory-differences.mjs';

const AFTER = { submit: 'in-review', return: 'draft', withdraw: 'withdrawn', reject: 'rejected' };
const ID = '([0-9a-f-]{36})';

const kept = new Map();

const route = (method, path, answer) => [
  new RegExp(`^${method} /api/proposals${path}$`),
  async (context, parameters, person) => {
    if (!person) return problem(context, 401, 'unauthenticated', 'Occorre accedere.');
    return answer(context, parameters, person);
  },
];

/** Of a proposal that there is, as its caller last saw it. */
const step = (method, path, answer) =>
  route(method, `/${ID}${path}`, async (context, [id, ...rest], person) => {
    const proposal = proposalsOf(context.state.base).get(id);
    if (!proposal) return problem(context, 404, 'not-found', 'Questa proposta non c’è.');
    const known = /\.(\d+)"$/.exec(context.get('If-Match'))?.[1];
    if (known !== undefined && Number(known) !== proposal.revision)
      return problem(context, 412, 'stale-proposal', 'La proposta è cambiata nel frattempo.');
    const body = method === 'GET' ? {} : await readBody(context);
    return answer(context, { proposal, body, person, rest });
  });

export const PROPOSAL_ROUTES = [
  route('GET', '', list),
  route('POST', '', open),
  route('GET', '/reviewers', (context) =>
    json(context, { reviewers: [PLANNER, REVIEWER].map(asPerson) }),
  ),
  step('GET', '', (context, { proposal, person }) => json(context, detailOf(proposal, person))),
  step('PATCH', '', (context, { proposal, body, person }) => {
    const { reviewer, ...texts } = body;
    const found = [PLANNER, REVIEWER].find(({ userId }) => userId === reviewer);
    return change(context, proposal, person, {
      ...texts,
      ...(reviewer === undefined ? {} : { reviewer: found ? asPerson(found) : null }),
    });
  }),
  step('POST', '/edits', (context, { proposal, body, person }) => {
    for (const operation of body.operations) addEdit(proposal, operation);
    return change(context, proposal, person, {});
  }),
  step('PUT', '/edits/(\\d+)', (context, { proposal, body, person, rest: [number] }) => {
    const edit = proposal.edits.find((each) => each.number === Number(number));
    Object.assign(edit, { operation: body.operation, stale: false, conflict: null });
    return change(context, proposal, person, {});
  }),
  step('DELETE', '/edits/(\\d+)', (context, { proposal, person, rest: [number] }) =>
    change(context, proposal, person, {
      edits: proposal.edits.filter((each) => each.number !== Number(number)),
    }),
  ),
  step('GET', '/differences', (context, { proposal }) =>
    json(context, { differences: proposal.edits.map(differenceOf), next: null }),
  ),
  step('GET', '/checks', (context, { proposal }) => json(context, { report: proposal.report })),
  step('POST', '/checks', (context, { proposal }) => json(context, { report: check(proposal) })),
  step('GET', '/comments', (context, { proposal }) =>
    json(context, { comments: proposal.comments, next: null }),
  ),
  step('POST', '/comments', (context, { proposal, body, person }) => {
    const comment = { ...body, author: asPerson(person), at: now() };
    proposal.comments.push(comment);
    json(context, comment);
  }),
  step('POST', '/rebase', (context, { proposal, person }) => {
    const stale = proposal.edits.filter((edit) => edit.stale).map(({ number }) => number);
    for (const edit of proposal.edits) edit.stale = false;
    proposal.revision++;
    const report = { merged: stale, dropped: [], conflicts: [] };
    json(context, { proposal: detailOf(proposal, person), ...report });
  }),
  step('POST', '/publish', (context, { proposal, body, person }) => {
    if (proposal.author.id === person.userId)
      return problem(context, 403, 'forbidden', 'Nessuno pubblica le proprie proposte.');
    move(proposal, 'published', person, null);
    proposal.changeSet = body.changeSet;
    json(context, { proposal: detailOf(proposal, person), replayed: false });
  }),
  step(
    'POST',
    '/(submit|return|withdraw|reject)',
    (context, { proposal, body, person, rest: [way] }) => {
      if (way === 'submit' && !check(proposal).passed)
        return problem(context, 422, 'invalid-feature', 'Una modifica non passa le verifiche.', {
          faults: proposal.report.faults,
        });
      move(proposal, AFTER[way], person, body.reason ?? null);
      json(context, detailOf(proposal, person));
    },
  ),
  // For tests: somebody else changes what a proposal edits.
  [
    new RegExp(`^POST /test/stale/${ID}$`),
    (context, [id]) => {
      for (const edit of proposalsOf(context.state.base).get(id).edits) edit.stale = true;
      json(context, {});
    },
  ],
];

/** The features of a layer as the proposal would have them. */
export function proposedFeatures(base, id, layer) {
  const edits = (kept.get(base)?.get(id)?.edits ?? []).filter(
    ({ operation }) => operation.layer === layer,
  );
  const edited = new Map(edits.map((edit) => [fidOf(edit), edit]));
  const untouched = (FEATURES[layer] ?? []).filter(({ id: fid }) => !edited.has(fid));
  const changed = edits.flatMap((edit) => {
    const { proposed, present } = differenceOf(edit);
    if (!proposed) return [];
    const properties = {
      municipality: 'C096',
      version: 0,
      ...proposed.properties,
      [PROPOSAL_CHANGE]: present ? 'changed' : 'added',
    };
    return [{ type: 'Feature', id: fidOf(edit), geometry: proposed.geometry, properties }];
  });
  return [...untouched, ...changed];
}

function proposalsOf(base) {
  if (!kept.has(base)) kept.set(base, new Map());
  return kept.get(base);
}

function list(context, _, person) {
  const { state, municipality, author, reviewer } = context.query;
  const found = [...proposalsOf(context.state.base).values()]
    .filter(
      (each) =>
        (!state || each.state === state) &&
        (!municipality || each.municipality === municipality) &&
        (!author || each.author.id === person.userId) &&
        (!reviewer || each.reviewer?.id === person.userId),
    )
    .toReversed()
    .map((each) => detailOf(each, person));
  const limit = Number(context.query.limit ?? 50);
  const from = Number(context.query.token ?? 0);
  const next = found.length > from + limit ? String(from + limit) : null;
  json(context, { proposals: found.slice(from, from + limit), next });
}

async function open(context, _, person) {
  const body = await readBody(context);
  const proposal = {
    description: '',
    reviewer: null,
    ...body,
    state: 'draft',
    author: asPerson(person),
    revision: 1,
    createdAt: now(),
    updatedAt: now(),
    submittedAt: null,
    closedAt: null,
    reason: null,
    changeSet: null,
    edits: [],
    comments: [],
    report: null,
    events: [{ from: null, to: 'draft', by: asPerson(person), at: now(), reason: null }],
  };
  proposalsOf(context.state.base).set(body.id, proposal);
  context.status = 201;
  json(context, detailOf(proposal, person));
}

function change(context, proposal, person, values) {
  Object.assign(proposal, values, { revision: proposal.revision + 1, updatedAt: now() });
  json(context, detailOf(proposal, person));
}

function move(proposal, state, person, reason) {
  proposal.events.push({
    from: proposal.state,
    to: state,
    by: asPerson(person),
    at: now(),
    reason,
  });
  const closed = state !== 'draft' && state !== 'in-review';
  Object.assign(proposal, { state, reason, closedAt: closed ? now() : null, updatedAt: now() });
  proposal.revision++;
}

function addEdit(proposal, operation) {
  const same = proposal.edits.find(
    (edit) => edit.operation.layer === operation.layer && edit.operation.fid === operation.fid,
  );
  if (same && operation.operation !== 'create') same.operation = operation;
  else
    proposal.edits.push({
      number: 1 + Math.max(0, ...proposal.edits.map(({ number }) => number)),
      operation,
      stale: false,
      conflict: null,
    });
}

/** One thing is refused here: rules that say so. */
function check(proposal) {
  const faults = proposal.edits
    .filter(({ operation }) => operation.properties?.rules === 'sbagliate')
    .map(({ number }) => ({
      place: `edits/${number}/properties/rules`,
      reason: 'not-in-domain',
      message: 'Queste norme non sono ammesse.',
    }));
  const report = {
    at: now(),
    revision: proposal.revision,
    passed: faults.length === 0,
    faults,
    stale: [],
  };
  proposal.report = report;
  return report;
}

function detailOf({ edits, comments, ...proposal }, person) {
  const isAuthor = proposal.author.id === person.userId;
  const draft = proposal.state === 'draft';
  const inReview = proposal.state === 'in-review';
  return {
    ...proposal,
    editCount: edits.length,
    commentCount: comments.length,
    edits: edits.map(headOf),
    layers: [...new Set(edits.map(({ operation }) => operation.layer))],
    permissions: {
      edit: isAuthor && draft,
      assign: draft || inReview,
      comment: true,
      submit: isAuthor && draft,
      return: inReview,
      withdraw: isAuthor && (draft || inReview),
      reject: inReview,
      publish: inReview && !isAuthor,
    },
  };
}

function asPerson({ userId, name }) {
  return { id: userId, name };
}

function now() {
  return new Date().toISOString();
}
