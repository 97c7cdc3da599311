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
import { proposalETag } from '@sit/core/proposal';
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { z } from 'zod';
import type { Deps } from '../deps.ts';
import { readJson } from '../http/body.ts';
import type { Env } from '../http/env.ts';
import { refuse } from '../http/problem.ts';
import { refuseUnknown } from '../http/query.ts';
import { listComments, writeComment } from './comments.service.ts';
import { listDifferences } from './differences.service.ts';
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
    const body = await bodyOf(c, newProposalSchema);
    const { proposal, replayed } = await openProposal(db, c.var.caller, body);
    return sendProposal(c, proposal, replayed ? 200 : 201);
  });
  routes.get('/proposals/reviewers', async (c) => {
    refuseUnknown(c, ['municipality']);
    const reviewers = await listReviewers(db, c.var.caller, municipalityOf(c) ?? '');
    return c.json({ reviewers }, 200, UNKEPT);
  });

  routes.get('/proposals/:id', async (c) => {
    refuseUnknown(c, []);
    return sendProposal(c, await getProposal(db, c.var.caller, idOf(c)));
  });
  routes.patch('/proposals/:id', async (c) => {
    const body = await bodyOf(c, proposalPatchSchema);
    const revision = revisionOf(c, idOf(c));
    return sendProposal(c, await changeProposal(db, c.var.caller, idOf(c), revision, body));
  });

  routes.post('/proposals/:id/edits', async (c) => {
    const { operations } = await bodyOf(c, newEditsSchema, PROPOSAL_LIMITS.editsBytes);
    const revision = revisionOf(c, idOf(c));
    return sendProposal(c, await addEdits(db, c.var.caller, idOf(c), revision, operations));
  });
  routes.put('/proposals/:id/edits/:edit', async (c) => {
    const { operation } = await bodyOf(c, replacedEditSchema, PROPOSAL_LIMITS.editsBytes);
    const revision = revisionOf(c, idOf(c));
    const number = editOf(c);
    const { caller } = c.var;
    return sendProposal(c, await replaceEdit(db, caller, idOf(c), revision, number, operation));
  });
  routes.delete('/proposals/:id/edits/:edit', async (c) => {
    refuseUnknown(c, []);
    const revision = revisionOf(c, idOf(c));
    return sendProposal(c, await removeEdit(db, c.var.caller, idOf(c), revision, editOf(c)));
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
    refuseUnknown(c, []);
    const revision = revisionOf(c, idOf(c));
    return c.json(
      { report: await checkProposal(db, c.var.caller, idOf(c), revision) },
      200,
      UNKEPT,
    );
  });
  routes.get('/proposals/:id/comments', async (c) => {
    refuseUnknown(c, ['limit', 'token']);
    const page = { after: placeOf(c), limit: limitOf(c) };
    const { comments, next } = await listComments(db, c.var.caller, idOf(c), page);
    return c.json({ comments, next: next === null ? null : String(next) }, 200, UNKEPT);
  });
  routes.post('/proposals/:id/comments', async (c) => {
    const body = await bodyOf(c, newCommentSchema);
    const { comment, replayed } = await writeComment(db, c.var.caller, idOf(c), body);
    return c.json(comment, replayed ? 200 : 201, UNKEPT);
  });

  routes.post('/proposals/:id/submit', async (c) => {
    refuseUnknown(c, []);
    const revision = revisionOf(c, idOf(c));
    return sendProposal(c, await submitProposal(db, c.var.caller, idOf(c), revision));
  });
  for (const step of ['return', 'withdraw', 'reject'] as const)
    routes.post(`/proposals/:id/${step}`, async (c) => {
      const body = await bodyOf(c, step === 'reject' ? rejectionSchema : reasonSchema);
      const revision = revisionOf(c, idOf(c));
      const reason = body.reason ?? null;
      return sendProposal(c, await takeStep(db, c.var.caller, idOf(c), step, revision, reason));
    });
  routes.post('/proposals/:id/publish', async (c) => {
    const { changeSet } = await bodyOf(c, publicationSchema);
    const revision = revisionOf(c, idOf(c));
    const done = await publishProposal(db, c.var.caller, idOf(c), revision, changeSet);
    return c.json(done, 200, headersOf(done.proposal));
  });
  routes.post('/proposals/:id/rebase', async (c) => {
    refuseUnknown(c, []);
    const revision = revisionOf(c, idOf(c));
    const report = await rebaseProposal(db, c.var.caller, idOf(c), revision);
    return c.json(report, 200, headersOf(report.proposal));
  });
  return routes;
}

/** Nobody's bytes are read: who is not signed in is told so first. */
async function bodyOf<S extends z.ZodType>(
  c: Context<Env>,
  schema: S,
  maxBytes: number = PROPOSAL_LIMITS.bodyBytes,
): Promise<z.output<S>> {
  refuseUnknown(c, []);
  if (!c.var.caller)
    throw refuse('unauthenticated', 'Per lavorare alle proposte occorre accedere.');
  return readJson(c, schema, maxBytes);
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
