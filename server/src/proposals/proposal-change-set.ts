/** A proposal's edits as the change set that writes them: for good in publication, to be undone in a dry run. */
import type { Layer } from '@sit/core/layer';
import type { Caller } from '@sit/core/permission';
import type { Fault } from '@sit/core/problem';
import type { Transaction } from 'kysely';
import { refuseUnlockable } from '../changesets/change-set-target.ts';
import { writeProposed } from '../changesets/publication.service.ts';
import type { Tables } from '../db/tables.ts';
import { readFeatures } from '../features/feature.service.ts';
import { Problem, refuse } from '../http/problem.ts';
import { findLayer } from '../layers/layer.service.ts';
import { operationOf } from './edit-content.ts';
import { foreign } from './edit-target.ts';
import type { StoredEdit } from './proposal-edit.repository.ts';
import { allEdits } from './proposal-edits.service.ts';
import type { StoredProposal } from './proposal.repository.ts';

type Trx = Transaction<Tables>;

/**
 * Writes all of them as change set `changeSet`, with `caller`'s rights. Refuses as a change set does, places
 * being `edits/{number}/…`, and `forbidden` where the caller does not see every layer they are of.
 */
export async function writeEdits(
  trx: Trx,
  caller: Caller,
  proposal: StoredProposal,
  changeSet: string,
): Promise<void> {
  const { id, title, author, municipality } = proposal;
  const edits = await allEdits(trx, id);
  if (edits.length !== proposal.editCount)
    throw refuse(
      'forbidden',
      'La proposta tocca livelli che chi ha eseguito l’accesso non può leggere.',
    );
  if (edits.length === 0) {
    const message = 'La proposta non contiene modifiche.';
    throw refuse('invalid-feature', message, {
      faults: [{ place: 'edits', reason: 'empty', message }],
    });
  }
  const operations = edits.map((edit) => operationOf(edit, municipality));
  const geometries = new Map(
    edits.flatMap(({ geometry }, index) => (geometry ? [[index, geometry] as const] : [])),
  );
  try {
    await refuseForeign(trx, caller, edits, municipality);
    const proposed = {
      id: changeSet,
      proposal: id,
      author,
      message: title,
      operations,
      geometries,
    };
    await writeProposed(trx, caller, proposed);
  } catch (error) {
    throw error instanceof Problem ? withEditPlaces(error, edits) : error;
  }
}

/** Edits are checked for it as they come; this is for those that came by SQL. */
async function refuseForeign(
  trx: Trx,
  caller: Caller,
  edits: readonly StoredEdit[],
  municipality: string,
): Promise<void> {
  const layers = new Map<string, Layer>();
  for (const { layer } of edits)
    if (!layers.has(layer)) layers.set(layer, await findLayer(trx, caller, layer));
  const operations = edits.map((edit) => operationOf(edit, municipality));
  for (const [id, layer] of layers) {
    const fids = edits.flatMap(({ layer: of, fid }) => (of === id && fid !== null ? [fid] : []));
    const { locked } = await readFeatures(trx, layer, fids);
    refuseUnlockable(id, foreign(locked, municipality), { operations });
  }
}

/** People know the edits, not their order in a change set. */
function withEditPlaces(problem: Problem, edits: readonly StoredEdit[]): Problem {
  const { code, detail, faults, ...more } = problem.refusal;
  if (!faults) return problem;
  const renamed = faults.map((fault): Fault => {
    const match = /^operations\/(\d+)(\/.*)?$/.exec(fault.place);
    const edit = match ? edits[Number(match[1])] : undefined;
    return edit ? { ...fault, place: `edits/${edit.number}${match![2] ?? ''}` } : fault;
  });
  return refuse(code, detail, { ...more, faults: renamed, headers: { ...problem.headers } });
}
