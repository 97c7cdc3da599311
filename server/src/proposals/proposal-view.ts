/** A proposal as its caller sees it: with its edits, its story, and what the caller may do with it. */
import type { Proposal, ProposalDetail, ProposalEdit } from '@sit/core/api-proposal';
import type { Caller } from '@sit/core/permission';
import { proposalPermissions, proposedFid } from '@sit/core/proposal';
import type { ReviewRule } from '@sit/core/proposal';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { requireUnion } from '../tenancy/tenancy.service.ts';
import { seenProposal } from './proposal-access.ts';
import { selectEditHeads, selectStale } from './proposal-edit.repository.ts';
import type { EditHead } from './proposal-edit.repository.ts';
import { selectEvents } from './proposal.repository.ts';
import type { StoredProposal } from './proposal.repository.ts';

type Trx = Transaction<Tables>;

export function asSeen(caller: Caller, stored: StoredProposal, rule: ReviewRule): Proposal {
  const { requestHash: _, checks: __, ...proposal } = stored;
  return { ...proposal, permissions: proposalPermissions(caller, stored, rule) };
}

/** As it is now, read anew: changes of this transaction included. */
export async function detailOf(trx: Trx, caller: Caller, id: string): Promise<ProposalDetail> {
  const stored = await seenProposal(trx, caller, id);
  const heads = await selectEditHeads(trx, id);
  const layers = layersOf(heads);
  const stale = await staleEdits(trx, stored, layers);
  return {
    ...asSeen(caller, stored, await requireUnion(trx)),
    edits: heads.map((head) => toEdit(head, stale)),
    layers,
    events: await selectEvents(trx, id),
  };
}

/** Numbers of the edits whose base moved; once published none has: it was publication that moved them. */
export async function staleEdits(
  trx: Trx,
  { id, state }: Pick<StoredProposal, 'id' | 'state'>,
  layers: readonly string[],
): Promise<Set<number>> {
  return state === 'published' ? new Set() : selectStale(trx, id, layers);
}

export function layersOf(edits: readonly Pick<EditHead, 'layer'>[]): string[] {
  return [...new Set(edits.map(({ layer }) => layer))];
}

export function toEdit(head: EditHead, stale: ReadonlySet<number>): ProposalEdit {
  const { number, operation, layer, fid, baseVersion, conflict } = head;
  return {
    number,
    operation,
    layer,
    fid: fid ?? proposedFid(number),
    baseVersion,
    stale: stale.has(number),
    conflict,
  };
}
