/** The paths of `/api/proposals` and `/api/union`, for api-paths.ts. */
import { z } from '@hono/zod-openapi';
import {
  newCommentSchema,
  newEditsSchema,
  newProposalSchema,
  proposalPatchSchema,
  publicationSchema,
  reasonSchema,
  rejectionSchema,
  replacedEditSchema,
  unionPatchSchema,
} from '@sit/core/api-proposal';
import type { Operation } from './api-paths.ts';

const object = z.record(z.string(), z.any());
const tag = 'Proposals';
const at = '/api/proposals/{id}';
const PAGE = {
  limit: 'Most in one answer',
  token: '`next` of the page before',
};

/** What answers with the proposal as it is then. */
function change(
  method: 'post' | 'put' | 'patch' | 'delete',
  path: string,
  summary: string,
  body?: z.ZodType,
): Operation {
  return {
    method,
    path,
    access: 'office',
    tag,
    summary,
    ifMatch: true,
    status: 200,
    answer: object,
    ...(body ? { body } : {}),
  };
}

function read(
  path: string,
  summary: string,
  query: Readonly<Record<string, string>> = {},
): Operation {
  return {
    method: 'get',
    path,
    access: 'signed-in',
    tag,
    summary,
    query,
    status: 200,
    answer: object,
  };
}

export const PROPOSAL_OPERATIONS: readonly Operation[] = [
  read('/api/proposals', 'The proposals the caller may see, latest change first', {
    state: 'draft, in-review, published, rejected or withdrawn',
    municipality: 'Cadastral code',
    author: '`me`: the caller’s own',
    reviewer: '`me`: those the caller is asked to review',
    ...PAGE,
  }),
  {
    method: 'post',
    path: '/api/proposals',
    access: 'office',
    tag,
    status: 201,
    answer: object,
    summary: 'A new draft; 200 when this request made it before',
    body: newProposalSchema,
  },
  read('/api/proposals/reviewers', 'Who may be asked to review in a municipality', {
    municipality: 'Cadastral code',
  }),
  read(at, 'A proposal with its edits and its story; its ETag names the revision'),
  change('patch', at, 'Its title, description or reviewer', proposalPatchSchema),
  change(
    'post',
    `${at}/edits`,
    'More edits in a draft; a feature’s takes the place of its former one',
    newEditsSchema,
  ),
  change('put', `${at}/edits/{edit}`, 'Another operation in an edit’s place', replacedEditSchema),
  change('delete', `${at}/edits/{edit}`, 'An edit taken out of a draft'),
  read(`${at}/differences`, 'Base, present and proposed of each edit', PAGE),
  read(`${at}/checks`, 'What the last dry run found'),
  change('post', `${at}/checks`, 'A dry run of a draft'),
  read(`${at}/comments`, 'What was said of it, oldest first', PAGE),
  {
    method: 'post',
    path: `${at}/comments`,
    access: 'office',
    tag,
    status: 201,
    answer: object,
    summary: 'A comment; 200 when this request wrote it before',
    body: newCommentSchema,
  },
  change('post', `${at}/submit`, 'Into review, once a dry run found nothing'),
  change('post', `${at}/return`, 'From review back to draft', reasonSchema),
  change('post', `${at}/withdraw`, 'Given up by its author', reasonSchema),
  change('post', `${at}/reject`, 'Refused by a reviewer, with a reason', rejectionSchema),
  change(
    'post',
    `${at}/publish`,
    'Written as one change set, whole or not at all',
    publicationSchema,
  ),
  change(
    'post',
    `${at}/rebase`,
    'Merged onto the present where both sides did not change the same',
  ),
  { ...read('/api/union', 'The union and its rules'), tag: 'Catalogue', access: 'public' },
  {
    method: 'patch',
    path: '/api/union',
    access: 'administrator',
    tag: 'Catalogue',
    status: 200,
    answer: object,
    summary: 'Change the union’s rules; for administrators',
    body: unionPatchSchema,
  },
];
