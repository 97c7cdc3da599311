/** Bodies and answers of `/api/proposals` and `/api/union`. Shapes only; edits are checked against their layers. */
import { z } from 'zod';
import { CHANGE_SET_LIMITS, operationSchema } from './api-changeset.ts';
import type { ChangeOperation } from './feature.ts';
import type { Geometry } from './geometry.ts';
import type { FieldValue } from './layer.ts';
import type { Difference } from './merge.ts';
import type { Fault } from './problem.ts';
import type { Person, ProposalPermissions, ProposalState } from './proposal.ts';
import { SECOND_FACTOR_POLICIES } from './tenant.ts';

/** What a proposal may hold: it is published as one change set, whose limits these are. */
export const PROPOSAL_LIMITS = {
  operations: CHANGE_SET_LIMITS.operations,
  vertices: CHANGE_SET_LIMITS.vertices,
  /** Of a request that brings edits. */
  editsBytes: CHANGE_SET_LIMITS.bodyBytes,
  /** Of every other request. */
  bodyBytes: 100_000,
  /** Most rows of one page, of whatever is given by pages. */
  page: 200,
} as const;

const id = z.uuid().toLowerCase();
const title = z.string().trim().min(1).max(200);
const description = z.string().max(10_000);
const reason = z.string().trim().min(1).max(2_000);
const text = z.string().trim().min(1).max(10_000);

/** `POST /api/proposals`. `id` is made by the client: sent again, nothing is made twice. */
export const newProposalSchema = z.strictObject({
  id,
  municipality: z.string().max(4),
  title,
  description: description.default(''),
  /** Who is asked to review: one of `GET /api/proposals/reviewers`. */
  reviewer: id.nullable().default(null),
});
/** `PATCH /api/proposals/{id}`: what is absent stays; `reviewer: null` takes the reviewer away. */
export const proposalPatchSchema = z.strictObject({
  title: title.optional(),
  description: description.optional(),
  reviewer: id.nullable().optional(),
});
/** `POST …/edits`: appended in this order; one of a feature that the proposal edits already takes that edit's place. */
export const newEditsSchema = z
  .strictObject({ operations: z.array(operationSchema).min(1).max(PROPOSAL_LIMITS.operations) })
  .transform((value) => value as unknown as { operations: ChangeOperation[] });
/** `PUT …/edits/{edit}`: in place of that edit, under its number. */
export const replacedEditSchema = z
  .strictObject({ operation: operationSchema })
  .transform((value) => value as unknown as { operation: ChangeOperation });
/** `POST …/reject` must say why; `POST …/return` and `…/withdraw` may. */
export const rejectionSchema = z.strictObject({ reason });
export const reasonSchema = z.strictObject({ reason: reason.optional() });
/** `POST …/publish`. `changeSet` is made by the client: sent again, nothing is published twice. */
export const publicationSchema = z.strictObject({ changeSet: id });
export const newCommentSchema = z.strictObject({
  id,
  text,
  /** `[longitude, latitude]`, WGS 84: where on the map it is about. */
  position: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).nullish(),
});
/** `PATCH /api/union`: at least one. */
export const unionPatchSchema = z
  .strictObject({
    separateReviewer: z.boolean().optional(),
    secondFactor: z.enum(SECOND_FACTOR_POLICIES).optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0);

export type NewProposal = z.input<typeof newProposalSchema>;
export type ProposalPatch = z.input<typeof proposalPatchSchema>;
export type NewComment = z.input<typeof newCommentSchema>;
export type UnionPatch = z.infer<typeof unionPatchSchema>;

/** A proposal in lists. Instants are RFC 3339 in UTC. */
export interface Proposal {
  id: string;
  municipality: string;
  title: string;
  description: string;
  state: ProposalState;
  author: Person;
  reviewer: Person | null;
  /** Grows with every change but comments; what `If-Match` names (`proposalETag` of core/proposal.ts). */
  revision: number;
  createdAt: string;
  updatedAt: string;
  /** When it last went into review; null for one that never has. */
  submittedAt: string | null;
  /** When it was published, rejected or withdrawn. */
  closedAt: string | null;
  /** Why it was last returned, rejected or withdrawn. */
  reason: string | null;
  /** The change set it was published as. */
  changeSet: string | null;
  editCount: number;
  commentCount: number;
  /** What this caller may do with it now. */
  permissions: ProposalPermissions;
}

/** `GET /api/proposals/{id}`, and the answer of everything that changes one; its ETag names the revision. */
export interface ProposalDetail extends Proposal {
  /** In the order in which they will be written. */
  edits: ProposalEdit[];
  /** Layers of the edits, to be shown as previews. */
  layers: string[];
  events: ProposalEvent[];
}

export interface ProposalEdit {
  /** Unique in this server, kept as long as the edit is. */
  number: number;
  operation: 'create' | 'update' | 'delete';
  layer: string;
  /** The feature; of a create the one it has in previews (`proposedFid`). */
  fid: number;
  /** Null for a create. */
  baseVersion: number | null;
  /** The feature has changed since `baseVersion`, or is gone: to be rebased. */
  stale: boolean;
  /** What the last rebase could not merge; gone once the edit is replaced. */
  conflict: EditConflict | null;
}

/** What both the proposal and someone else changed. */
export interface EditConflict {
  fields: string[];
  geometry: boolean;
  /** The feature was deleted meanwhile, or went to another municipality. */
  gone: boolean;
}

/** A change of state; `from` is null when it was opened. */
export interface ProposalEvent {
  from: ProposalState | null;
  to: ProposalState;
  by: Person;
  at: string;
  reason: string | null;
}

/** `GET /api/proposals?state=&municipality=&author=me&reviewer=me&limit=&token=`: newest change first. */
export interface ProposalPage {
  proposals: Proposal[];
  /** `token` of the next page; null on the last. */
  next: string | null;
}

export interface ProposalComment {
  id: string;
  author: Person;
  text: string;
  at: string;
  position: [number, number] | null;
}

/** `GET …/comments?limit=&token=`: oldest first. */
export interface CommentPage {
  comments: ProposalComment[];
  next: string | null;
}

/** A feature's own fields and geometry (WGS 84, for showing). */
export interface ProposedContent {
  geometry: Geometry;
  properties: Record<string, FieldValue>;
}

/**
 * One edit as three versions of a feature: as the proposal took it, as it is now, as it would be. What of
 * the present and the proposed differs is in `fields` and `geometryChangedBy`, with whose hand it was:
 * `mine` the proposal's, `theirs` someone else's since, `both` a conflict.
 */
export interface ProposalDifference {
  edit: ProposalEdit;
  /** Null for a create, and for a version that is no longer on record. */
  base: ProposedContent | null;
  /** Null for a create, and for a feature that was deleted. */
  present: ProposedContent | null;
  presentVersion: number | null;
  /** Null for a delete. */
  proposed: ProposedContent | null;
  /** By field; empty unless there are both a present and a proposed. */
  fields: Record<string, Difference<FieldValue>>;
  geometryChangedBy: 'mine' | 'theirs' | 'both' | null;
}

/** `GET …/differences?limit=&token=`: in the order of the edits. */
export interface DifferencePage {
  differences: ProposalDifference[];
  next: string | null;
}

/**
 * `GET …/checks`: what the last dry run found, null before the first. `POST …/checks` runs one without
 * submitting; `POST …/submit` always does.
 */
export interface CheckReport {
  at: string;
  /** The revision that was checked: another one's report says nothing of this one. */
  revision: number;
  passed: boolean;
  /** Places are `edits/{number}/…`, as `edits/12/properties/zone`. */
  faults: Fault[];
  /** Numbers of the edits whose base moved: to be rebased. */
  stale: number[];
}

/** `POST …/rebase`. */
export interface RebaseReport {
  proposal: ProposalDetail;
  /** Numbers of the edits that were merged onto the present. */
  merged: number[];
  /** Of those dropped, for the feature is already as they wanted it. */
  dropped: number[];
  /** Of those left to the author: `conflict` of each edit says what. */
  conflicts: number[];
}

/** `POST …/publish`. */
export interface Publication {
  proposal: ProposalDetail;
  /** Published before by this very request. */
  replayed: boolean;
}

/** `GET /api/proposals/reviewers?municipality=`: who may be asked to review there. */
export interface ReviewerList {
  reviewers: Person[];
}
