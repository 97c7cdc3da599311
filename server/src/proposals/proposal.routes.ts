/** `/api/proposals`. Shapes: core/api-proposal.ts. */
import {
  PROPOSAL_LIMITS,
  newCommentSchema,
  newEditsSchema,
  newProposalSchema,
  proposalPatchSchema,
  publicationSchema,
  reasonSchema,
  rejectionSchema,
  replacedEditSchema,
} from '@sit/core/api-proposal';
import type { ProposalDetail } from '@sit/core/api-proposal';
import type { Principal } from '@sit/core/permission';
import { proposalETag } from '@sit/core/proposal';
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { Deps } from '../deps.ts';
import { readJson } from '../http/body.ts';
import type { Env } from '../http/env.ts';
import { refuse } from '../http/problem.ts';
import { invalid, refuseUnknown } from '../http/query.ts';
import { listComments, writeComment } from './comments.service.ts';
import { listDifferences } from './differences.service.ts';
import { requirePerson } from './proposal-access.ts';
import { addEdits, removeEdit, replaceEdit } from './proposal-edits.service.ts';
import {
  limitOf,
  meOf,
  municipalityOf,
  placeOf,
  positionOf,
  revisionOf,
  stateOf,
  tokenOf,
} from './proposal-request.ts';
import {
  checkProposal,
  lastReport,
  publishProposal,
  submitProposal,
  takeStep,
} from './proposal-steps.service.ts';
import {
  changeProposal,
  getProposal,
  listProposals,
  listReviewers,
  openProposal,
} from './proposal.service.ts';
import { rebaseProposal } from './rebase.service.ts';

/** Never kept: who may see a proposal, and what its features are meanwhile, may change at any time. */
const UNKEPT = { 'Cache-Control': 'private, no-store' } as const;

export function proposalRoutes({ db }: Deps): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get('/proposals', async (c) => {
    refuseUnknown(c, ['state', 'municipality', 'author', 'reviewer', 'limit', 'token']);
    const { proposals, next } = await listProposals(db, c.var.caller, {
      state: stateOf(c),
      municipality: municipalityOf(c),
      author: meOf(c, 'author'),
      reviewer: meOf(c, 'reviewer'),
      after: positionOf(c),
      limit: limitOf(c),
    });
    return c.json({ proposals, next: next && tokenOf(next) }, 200, UNKEPT);
  });
  routes.post('/proposals', async (c) => {
    const caller = signedIn(c);
    const body = await readJson(c, newProposalSchema, PROPOSAL_LIMITS.bodyBytes);
    const { proposal, replayed } = await openProposal(db, caller, body);
    return sendProposal(c, proposal, replayed ? 200 : 201);
  });
  routes.get('/proposals/reviewers', async (c) => {
    refuseUnknown(c, ['municipality']);
    const municipality = municipalityOf(c);
    if (municipality === undefined)
      throw invalid('municipality', 'municipality: occorre il codice catastale di un comune.');
    const reviewers = await listReviewers(db, c.var.caller, municipality);
    return c.json({ reviewers }, 200, UNKEPT);
  });

  routes.get('/proposals/:id', async (c) => {
    refuseUnknown(c, []);
    return sendProposal(c, await getProposal(db, c.var.caller, idOf(c)));
  });
  routes.patch('/proposals/:id', async (c) => {
    const { caller, id, revision } = writeOf(c);
    const patch = await readJson(c, proposalPatchSchema, PROPOSAL_LIMITS.bodyBytes);
    return sendProposal(c, await changeProposal(db, caller, id, revision, patch));
  });

  routes.post('/proposals/:id/edits', async (c) => {
    const { caller, id, revision } = writeOf(c);
    const { operations } = await readJson(c, newEditsSchema, PROPOSAL_LIMITS.editsBytes);
    return sendProposal(c, await addEdits(db, caller, id, revision, operations));
  });
  routes.put('/proposals/:id/edits/:edit', async (c) => {
    const { caller, id, revision } = writeOf(c);
    const { operation } = await readJson(c, replacedEditSchema, PROPOSAL_LIMITS.editsBytes);
    return sendProposal(c, await replaceEdit(db, caller, id, revision, editOf(c), operation));
  });
  routes.delete('/proposals/:id/edits/:edit', async (c) => {
    const { caller, id, revision } = writeOf(c);
    return sendProposal(c, await removeEdit(db, caller, id, revision, editOf(c)));
  });

  routes.get('/proposals/:id/differences', async (c) => {
    refuseUnknown(c, ['limit', 'token']);
    const page = { after: placeOf(c), limit: limitOf(c) };
    const { differences, next } = await listDifferences(db, c.var.caller, idOf(c), page);
    return c.json({ differences, next: next === null ? null : String(next) }, 200, UNKEPT);
  });
  routes.get('/proposals/:id/checks', async (c) => {
    refuseUnknown(c, []);
    return c.json({ report: await lastReport(db, c.var.caller, idOf(c)) }, 200, UNKEPT);
  });
  routes.post('/proposals/:id/checks', async (c) => {
    const { caller, id, revision } = writeOf(c);
    return c.json({ report: await checkProposal(db, caller, id, revision) }, 200, UNKEPT);
  });
  routes.get('/proposals/:id/comments', async (c) => {
    refuseUnknown(c, ['limit', 'token']);
    const page = { after: placeOf(c), limit: limitOf(c) };
    const { comments, next } = await listComments(db, c.var.caller, idOf(c), page);
    return c.json({ comments, next: next === null ? null : String(next) }, 200, UNKEPT);
  });
  routes.post('/proposals/:id/comments', async (c) => {
    const caller = signedIn(c);
    const body = await readJson(c, newCommentSchema, PROPOSAL_LIMITS.bodyBytes);
    const { comment, replayed } = await writeComment(db, caller, idOf(c), body);
    return c.json(comment, replayed ? 200 : 201, UNKEPT);
  });

  routes.post('/proposals/:id/submit', async (c) => {
    const { caller, id, revision } = writeOf(c);
    return sendProposal(c, await submitProposal(db, caller, id, revision));
  });
  for (const step of ['return', 'withdraw', 'reject'] as const)
    routes.post(`/proposals/:id/${step}`, async (c) => {
      const { caller, id, revision } = writeOf(c);
      const schema = step === 'reject' ? rejectionSchema : reasonSchema;
      const { reason = null } = await readJson(c, schema, PROPOSAL_LIMITS.bodyBytes);
      return sendProposal(c, await takeStep(db, caller, id, step, revision, reason));
    });
  routes.post('/proposals/:id/publish', async (c) => {
    const { caller, id, revision } = writeOf(c);
    const { changeSet } = await readJson(c, publicationSchema, PROPOSAL_LIMITS.bodyBytes);
    const done = await publishProposal(db, caller, id, revision, changeSet);
    return c.json(done, 200, headersOf(done.proposal));
  });
  routes.post('/proposals/:id/rebase', async (c) => {
    const { caller, id, revision } = writeOf(c);
    const report = await rebaseProposal(db, caller, id, revision);
    return c.json(report, 200, headersOf(report.proposal));
  });
  return routes;
}

/** Before the body: nobody's bytes are worth reading. */
function signedIn(c: Context<Env>): Principal {
  refuseUnknown(c, []);
  return requirePerson(c.var.caller);
}

/** Who writes, to which proposal, starting from which revision. */
function writeOf(c: Context<Env>): { caller: Principal; id: string; revision: number } {
  const caller = signedIn(c);
  const id = idOf(c);
  return { caller, id, revision: revisionOf(c, id) };
}

function sendProposal(c: Context<Env>, proposal: ProposalDetail, status: 200 | 201 = 200) {
  return c.json(proposal, status, headersOf(proposal));
}

function headersOf({ id, revision }: ProposalDetail): Record<string, string> {
  return { ...UNKEPT, ETag: proposalETag(id, revision), Location: `/api/proposals/${id}` };
}

function idOf(c: Context<Env>): string {
  return (c.req.param('id') ?? '').toLowerCase();
}

function editOf(c: Context<Env>): number {
  const text = c.req.param('edit') ?? '';
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw refuse('not-found', `La modifica ${text} non è in questa proposta.`);
  return Number(text);
}
