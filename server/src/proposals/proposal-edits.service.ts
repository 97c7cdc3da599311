/** Edits brought into a draft, replaced and taken out of it. */
import { PROPOSAL_LIMITS } from '@sit/core/api-proposal';
import type { ProposalDetail } from '@sit/core/api-proposal';
import type { ChangeOperation } from '@sit/core/feature';
import type { Geometry } from '@sit/core/geometry';
import type { Caller } from '@sit/core/permission';
import type { Transaction } from 'kysely';
import { storableGeometries } from '../changesets/change-set-apply.ts';
import type { Unstored } from '../changesets/change-set-apply.ts';
import { duplicateFaults } from '../changesets/operation-faults.ts';
import type { Database } from '../db/database.ts';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import { requireUnion } from '../tenancy/tenancy.service.ts';
import { contentOf } from './edit-content.ts';
import { readTarget } from './edit-target.ts';
import { lockedDraft } from './proposal-access.ts';
import {
  countEdits,
  deleteEdits,
  insertEdits,
  selectEdits,
  updateEdit,
} from './proposal-edit.repository.ts';
import type { StoredEdit } from './proposal-edit.repository.ts';
import type { StoredProposal } from './proposal.repository.ts';
import { updateProposal } from './proposal.repository.ts';
import { inDatabaseWords } from './proposal.service.ts';
import { detailOf } from './proposal-view.ts';

type Trx = Transaction<Tables>;

/**
 * Adds `operations` to the draft; one of a feature that is edited already takes that edit's place. Refuses
 * `not-found`, `forbidden`, `wrong-state`, `stale-proposal`, and what a change set of them would be refused for.
 */
export async function addEdits(
  db: Database,
  caller: Caller,
  id: string,
  revision: number,
  operations: readonly ChangeOperation[],
): Promise<ProposalDetail> {
  return inDatabaseWords(db, caller, async (trx) => {
    const proposal = await lockedDraft(trx, caller, id, revision);
    const edits = await allEdits(trx, id);
    const byFeature = new Map(edits.map((edit) => [featureKey(edit.layer, edit.fid), edit]));
    const places = operations.map((operation) =>
      operation.operation === 'create'
        ? null
        : (byFeature.get(featureKey(operation.layer, operation.fid)) ?? null),
    );
    await putEdits(trx, caller, proposal, edits, operations, places);
    return detailOf(trx, caller, id);
  });
}

/** Puts `operation` in the place of edit `number`. Refuses like {@link addEdits}. */
export async function replaceEdit(
  db: Database,
  caller: Caller,
  id: string,
  revision: number,
  number: number,
  operation: ChangeOperation,
): Promise<ProposalDetail> {
  return inDatabaseWords(db, caller, async (trx) => {
    const proposal = await lockedDraft(trx, caller, id, revision);
    const edits = await allEdits(trx, id);
    const replaced = edits.find((edit) => edit.number === number);
    if (!replaced) throw unknownEdit(number);
    const other = edits.find(
      (edit) =>
        edit !== replaced &&
        operation.operation !== 'create' &&
        edit.layer === operation.layer &&
        edit.fid === operation.fid,
    );
    if (other) {
      const message = `L’elemento ${other.fid} di «${other.layer}» è già nella modifica ${other.number}.`;
      throw refuse('invalid-feature', message, {
        faults: [{ place: 'operations/0/fid', reason: 'duplicate-feature', message }],
      });
    }
    await putEdits(trx, caller, proposal, edits, [operation], [replaced]);
    return detailOf(trx, caller, id);
  });
}

export async function removeEdit(
  db: Database,
  caller: Caller,
  id: string,
  revision: number,
  number: number,
): Promise<ProposalDetail> {
  return inDatabaseWords(db, caller, async (trx) => {
    await lockedDraft(trx, caller, id, revision);
    if (!(await allEdits(trx, id)).some((edit) => edit.number === number))
      throw unknownEdit(number);
    await deleteEdits(trx, [number]);
    await recount(trx, id);
    return detailOf(trx, caller, id);
  });
}

/** All of them: there are no more than a change set may hold. */
export function allEdits(trx: Trx, id: string): Promise<StoredEdit[]> {
  return selectEdits(trx, id, { after: 0, limit: PROPOSAL_LIMITS.operations });
}

/** After edits came or went: a new revision, within the limits. */
export async function recount(trx: Trx, id: string): Promise<void> {
  const { edits, vertices } = await countEdits(trx, id);
  const tooMany = (what: string, count: number, most: number) =>
    refuse('too-large', `La proposta ha ${count} ${what}: il massimo è ${most}.`);
  if (edits > PROPOSAL_LIMITS.operations)
    throw tooMany('modifiche', edits, PROPOSAL_LIMITS.operations);
  if (vertices > PROPOSAL_LIMITS.vertices)
    throw tooMany('vertici', vertices, PROPOSAL_LIMITS.vertices);
  await updateProposal(trx, id, { edit_count: edits });
}

/** Each operation in the place of the edit beside it, or as a new one where that is null. */
async function putEdits(
  trx: Trx,
  caller: Caller,
  { id, municipality }: StoredProposal,
  edits: readonly StoredEdit[],
  operations: readonly ChangeOperation[],
  places: readonly (StoredEdit | null)[],
): Promise<void> {
  const changeSet = { operations: [...operations] };
  const faults = duplicateFaults(changeSet);
  if (faults.length > 0) throw refuse('invalid-feature', faults[0]!.message, { faults });
  const target = await readTarget(trx, caller, municipality, operations);
  const { storageCrs } = await requireUnion(trx);
  const unstored = unstoredOf(edits, operations, places);
  const geometries = await storableGeometries(trx, target, storageCrs, changeSet, { unstored });
  const contents = operations.map((operation, index) =>
    contentOf(operation, target.layers.get(operation.layer)!, geometries[index]!),
  );
  for (const [index, edit] of places.entries())
    if (edit) await updateEdit(trx, edit.number, storageCrs, contents[index]!);
  await insertEdits(
    trx,
    id,
    storageCrs,
    contents.filter((_, index) => !places[index]),
  );
  await recount(trx, id);
}

/** Borders shared within the proposal stay shared: its other edits are neighbours. */
function unstoredOf(
  edits: readonly StoredEdit[],
  operations: readonly ChangeOperation[],
  places: readonly (StoredEdit | null)[],
): Unstored {
  const replaced = new Map<number, Geometry>();
  for (const [index, edit] of places.entries())
    if (edit?.geometry && edit.layer === operations[index]!.layer)
      replaced.set(index, edit.geometry);
  const others = new Map<string, Geometry[]>();
  for (const { layer, geometry } of edits)
    if (geometry) others.set(layer, [...(others.get(layer) ?? []), geometry]);
  return { replaced, others };
}

function featureKey(layer: string, fid: number | null): string {
  return `${layer}/${fid ?? 'new'}`;
}

function unknownEdit(number: number) {
  return refuse('not-found', `La modifica ${number} non è in questa proposta.`);
}
