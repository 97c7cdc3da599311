/** Brings a draft's edits onto the present: what merges is merged, what does not is listed and left. */
import type { RebaseReport } from '@sit/core/api-proposal';
import type { Layer } from '@sit/core/layer';
import type { Caller } from '@sit/core/permission';
import type { Transaction } from 'kysely';
import type { Database } from '../db/database.ts';
import type { Tables } from '../db/tables.ts';
import { requireUnion } from '../tenancy/tenancy.service.ts';
import { versionsOf } from './edit-versions.ts';
import { mergeEdit } from './merge-edit.ts';
import { lockedDraft } from './proposal-access.ts';
import { deleteEdits, updateConflict, updateEdit } from './proposal-edit.repository.ts';
import type { EditContent, StoredEdit } from './proposal-edit.repository.ts';
import { allEdits, recount } from './proposal-edits.service.ts';
import { inDatabaseWords } from './proposal.service.ts';
import { detailOf } from './proposal-view.ts';

type Outcome = Omit<RebaseReport, 'proposal'>;

/** The author's, of a draft. An edit with a conflict keeps its base, until its author replaces it. */
export async function rebaseProposal(
  db: Database,
  caller: Caller,
  id: string,
  revision: number,
): Promise<RebaseReport> {
  return inDatabaseWords(db, caller, async (trx) => {
    const { municipality } = await lockedDraft(trx, caller, id, revision);
    const outcome = await mergeAll(trx, caller, municipality, await allEdits(trx, id));
    await recount(trx, id);
    return { proposal: await detailOf(trx, caller, id), ...outcome };
  });
}

async function mergeAll(
  trx: Transaction<Tables>,
  caller: Caller,
  municipality: string,
  edits: readonly StoredEdit[],
): Promise<Outcome> {
  const { storageCrs } = await requireUnion(trx);
  const { layers, versions } = await versionsOf(trx, caller, edits);
  const outcome: Outcome = { merged: [], dropped: [], conflicts: [] };
  for (const edit of edits) {
    const { number } = edit;
    const names = fieldNames(layers.get(edit.layer)!);
    const result = mergeEdit(contentOnly(edit), versions.get(number)!, municipality, names);
    if (result.kind === 'merged') {
      await updateEdit(trx, number, storageCrs, result.edit);
      outcome.merged.push(number);
    } else if (result.kind === 'conflict') {
      await updateConflict(trx, number, result.conflict);
      outcome.conflicts.push(number);
    } else if (result.kind === 'dropped') outcome.dropped.push(number);
  }
  if (outcome.dropped.length > 0) await deleteEdits(trx, outcome.dropped);
  return outcome;
}

function fieldNames({ fields }: Layer): string[] {
  return fields.map(({ name }) => name);
}

function contentOnly({
  operation,
  layer,
  fid,
  baseVersion,
  properties,
  geometry,
  derivedFrom,
}: StoredEdit): EditContent {
  return { operation, layer, fid, baseVersion, properties, geometry, derivedFrom };
}
