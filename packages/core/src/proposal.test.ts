import { describe, expect, it } from 'vitest';
import type { Caller, Grant } from './permission.ts';
import {
  PROPOSAL_STATES,
  PROPOSAL_STEPS,
  editOfProposedFid,
  mayOpenProposal,
  previewLayer,
  proposalETag,
  proposalPermissions,
  proposedFid,
  revisionOfETag,
  stateAfter,
} from './proposal.ts';
import type { ProposalState } from './proposal.ts';
import type { Layer } from './layer.ts';

function person(userId: string, ...grants: Grant[]): Caller {
  return { userId, name: userId, email: `${userId}@example.org`, grants };
}
const at = (role: Grant['role'], municipality: string | null = 'C096'): Grant => ({
  role,
  municipality,
});
const CALLERS: Record<string, Caller> = {
  author: person('author', at('planner')),
  reviewer: person('reviewer', at('planner')),
  officer: person('officer', at('officer')),
  viewer: person('viewer', at('viewer')),
  neighbour: person('neighbour', at('planner', 'H434')),
  editor: person('editor', at('union-editor', null)),
  admin: person('admin', at('union-admin', null)),
  public: null,
};
const standing = (state: ProposalState) => ({
  municipality: 'C096',
  state,
  author: { id: 'author', name: 'author' },
});
const allowed = (who: string, state: ProposalState, separateReviewer = true): string =>
  Object.entries(proposalPermissions(CALLERS[who]!, standing(state), { separateReviewer }))
    .filter(([, may]) => may)
    .map(([action]) => action)
    .toSorted()
    .join(' ');

describe('what may be done with a proposal', () => {
  it.each<[string, ProposalState, string]>([
    ['author', 'draft', 'assign comment edit submit withdraw'],
    ['author', 'in-review', 'assign comment return withdraw'],
    ['author', 'published', 'comment'],
    ['reviewer', 'draft', 'assign comment'],
    ['reviewer', 'in-review', 'assign comment publish reject return'],
    ['editor', 'in-review', 'assign comment publish reject return'],
    ['admin', 'in-review', 'assign comment publish reject return'],
    ['admin', 'rejected', 'comment'],
    ['officer', 'in-review', 'comment'],
    ['viewer', 'draft', 'comment'],
    ['neighbour', 'in-review', ''],
    ['public', 'draft', ''],
  ])('%s, %s: %s', (who, state, actions) => {
    expect(allowed(who, state)).toBe(actions);
  });

  it('where the union lets them, authors decide on their own', () => {
    expect(allowed('author', 'in-review', false)).toBe(
      'assign comment publish reject return withdraw',
    );
  });
});

it('published, rejected and withdrawn are final', () => {
  const steps = (state: ProposalState) =>
    PROPOSAL_STEPS.filter((step) => stateAfter(state, step) !== null);
  expect(Object.fromEntries(PROPOSAL_STATES.map((state) => [state, steps(state)]))).toEqual({
    draft: ['submit', 'withdraw'],
    'in-review': ['return', 'withdraw', 'reject', 'publish'],
    published: [],
    rejected: [],
    withdrawn: [],
  });
});

it('is opened by who may edit there', () => {
  const opening = Object.keys(CALLERS).filter((who) => mayOpenProposal(CALLERS[who]!, 'C096'));
  expect(opening).toEqual(['author', 'reviewer', 'editor', 'admin']);
});

it('a feature of a preview leads back to its edit, a stored one to none', () => {
  expect(editOfProposedFid(proposedFid(7))).toBe(7);
  expect(editOfProposedFid(7)).toBeNull();
  expect(Number.isSafeInteger(proposedFid(99_999_999_999_999))).toBe(true);
});

it('an ETag names one revision of one proposal', () => {
  const id = '6f9d2c1e-6a3b-4c55-9a57-1f3c2b7d8e90';
  expect(revisionOfETag(proposalETag(id, 12), id)).toBe(12);
  expect(revisionOfETag(proposalETag(id, 12), id.replace('6', '7'))).toBeNull();
  for (const other of ['*', '"x"', `W/${proposalETag(id, 1)}`, proposalETag(id, 1.5)])
    expect(revisionOfETag(other, id)).toBeNull();
});

it('a preview is never the public’s', () => {
  const preview = (readableBy: Layer['readableBy']) =>
    previewLayer({ readableBy, fields: [] as Layer['fields'] } as Layer);
  expect(preview('public').readableBy).toBe('offices');
  expect(preview(['planner']).readableBy).toEqual(['planner']);
  expect(preview('public').fields.map(({ name }) => name)).toEqual(['proposal_change']);
});
