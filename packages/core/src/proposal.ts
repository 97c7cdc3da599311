/**
 * Proposals: a named set of edits in one municipality, prepared, reviewed, and published whole or not at
 * all. Which states there are, what leads from one to another, and who may take which step. Pure.
 */
import type { Field, Layer, Localized } from './layer.ts';
import { may, mayReviewProposals } from './permission.ts';
import type { Caller } from './permission.ts';

export const PROPOSAL_STATES = [
  'draft',
  'in-review',
  'published',
  'rejected',
  'withdrawn',
] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/**
 * The steps that change a proposal's state. `return` («rimandata») sends one in review back to draft: by a
 * reviewer with a reason, or by its author who has found something to mend.
 */
export const PROPOSAL_STEPS = ['submit', 'return', 'withdraw', 'reject', 'publish'] as const;
export type ProposalStep = (typeof PROPOSAL_STEPS)[number];

interface Transition {
  from: readonly ProposalState[];
  to: ProposalState;
  by: readonly ('author' | 'reviewer')[];
}

/** Published, rejected and withdrawn are final. */
export const TRANSITIONS: Readonly<Record<ProposalStep, Transition>> = {
  submit: { from: ['draft'], to: 'in-review', by: ['author'] },
  return: { from: ['in-review'], to: 'draft', by: ['author', 'reviewer'] },
  withdraw: { from: ['draft', 'in-review'], to: 'withdrawn', by: ['author'] },
  reject: { from: ['in-review'], to: 'rejected', by: ['reviewer'] },
  publish: { from: ['in-review'], to: 'published', by: ['reviewer'] },
};

export const PROPOSAL_STATE_LABELS: Readonly<Record<ProposalState, Localized>> = {
  draft: { it: 'Bozza', en: 'Draft' },
  'in-review': { it: 'In revisione', en: 'In review' },
  published: { it: 'Pubblicata', en: 'Published' },
  rejected: { it: 'Respinta', en: 'Rejected' },
  withdrawn: { it: 'Ritirata', en: 'Withdrawn' },
};

/** The state that `step` leads to from `state`; null where it leads nowhere. */
export function stateAfter(state: ProposalState, step: ProposalStep): ProposalState | null {
  const { from, to } = TRANSITIONS[step];
  return from.includes(state) ? to : null;
}

/** Someone who wrote, reviewed or decided; the name is the one they had then. */
export interface Person {
  id: string;
  name: string;
}

/** What of a proposal the rules below look at. */
export interface ProposalStanding {
  /** Cadastral (Belfiore) code. Every edit is of a feature of this municipality. */
  municipality: string;
  state: ProposalState;
  author: Person;
}

/** What the union has decided about reviews (`GET /api/union`). */
export interface ReviewRule {
  /** Nobody decides on their own: neither publishes nor rejects it. */
  separateReviewer: boolean;
}

/** Whoever edits there directly may propose there; which layers says `mayPropose` (core/permission.ts). */
export function mayOpenProposal(caller: Caller, municipality: string): boolean {
  return may(caller, 'edit-planner', municipality);
}

/** Whether `caller` stands where `step` may be taken from: of the state says {@link stateAfter}. */
export function mayTakeStep(
  caller: Caller,
  proposal: ProposalStanding,
  step: ProposalStep,
  { separateReviewer }: ReviewRule,
): boolean {
  const isAuthor = isAuthorOf(caller, proposal);
  const isReviewer =
    mayReviewProposals(caller, proposal.municipality) && !(isAuthor && separateReviewer);
  return TRANSITIONS[step].by.some((who) => (who === 'author' ? isAuthor : isReviewer));
}

/** What `caller` may do with a proposal as it is now: a screen's buttons. All false where nothing may be done. */
export interface ProposalPermissions extends Record<ProposalStep, boolean> {
  /** Title, description and edits: the author's, while a draft. */
  edit: boolean;
  /** The reviewer: set by the author or by a reviewer, until it is decided. */
  assign: boolean;
  /** Comments are written by whoever sees the proposal, in any state. */
  comment: boolean;
}

export function proposalPermissions(
  caller: Caller,
  proposal: ProposalStanding,
  rule: ReviewRule,
): ProposalPermissions {
  const can = (step: ProposalStep): boolean =>
    stateAfter(proposal.state, step) !== null && mayTakeStep(caller, proposal, step, rule);
  const isAuthor = isAuthorOf(caller, proposal);
  const isOpen = proposal.state === 'draft' || proposal.state === 'in-review';
  return {
    edit: isAuthor && proposal.state === 'draft',
    assign: isOpen && (isAuthor || mayReviewProposals(caller, proposal.municipality)),
    comment: may(caller, 'see-proposals', proposal.municipality),
    submit: can('submit'),
    return: can('return'),
    withdraw: can('withdraw'),
    reject: can('reject'),
    publish: can('publish'),
  };
}

export function isAuthorOf(caller: Caller, { author }: Pick<ProposalStanding, 'author'>): boolean {
  return caller !== null && caller.userId === author.id;
}

/**
 * In a preview a feature that the proposal creates has the identifier {@link PROPOSED_FID_FROM} plus the
 * number of its edit: positive, a safe integer, beyond any a layer issues, the same from day to day until
 * the edit goes. Publication gives it one of the layer's.
 */
export const PROPOSED_FID_FROM = 900_000_000_000_000;

export function proposedFid(edit: number): number {
  return PROPOSED_FID_FROM + edit;
}

/** The number of the edit that creates this feature of a preview; null for a feature that exists. */
export function editOfProposedFid(fid: number): number | null {
  return fid > PROPOSED_FID_FROM ? fid - PROPOSED_FID_FROM : null;
}

/** What of a preview's features differs says this property of them, in items and tiles; null of those untouched. */
export const PROPOSAL_CHANGE = 'proposal_change';

/** `layer` as previews of a proposal show it: with {@link PROPOSAL_CHANGE} as a field, and never to the public. */
export function previewLayer(layer: Layer): Layer {
  const fields = layer.fields.filter(({ name }) => name !== PROPOSAL_CHANGE);
  const readableBy = layer.readableBy === 'public' ? 'offices' : layer.readableBy;
  return { ...layer, readableBy, fields: [...fields, PROPOSAL_CHANGE_FIELD] };
}

const PROPOSAL_CHANGE_FIELD: Field = {
  name: PROPOSAL_CHANGE,
  type: 'text',
  label: { it: 'Proposta', en: 'Proposal' },
  required: false,
  readOnly: true,
  internal: false,
  domain: [
    { value: 'added', label: { it: 'Elemento nuovo', en: 'New feature' } },
    { value: 'changed', label: { it: 'Elemento modificato', en: 'Changed feature' } },
  ],
};

/** ETag of a proposal (RFC 9110 §8.8.3): strong, one for each revision. */
export function proposalETag(id: string, revision: number): string {
  return `"proposal.${id}.${revision}"`;
}

/** The revision that an `If-Match` value names for this proposal; null when it names another thing. */
export function revisionOfETag(etag: string, id: string): number | null {
  const match = /^"proposal\.([0-9a-f-]{36})\.(\d{1,9})"$/.exec(etag.trim());
  return match && match[1] === id ? Number(match[2]) : null;
}
