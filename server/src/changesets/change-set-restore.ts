/** Puts features back to versions of theirs, and deletes those that had none before: what restore and revert do. */
import type {
  ChangeResult,
  CreateOperation,
  DeleteOperation,
  Feature,
  UpdateOperation,
} from '@sit/core/feature';
import type { Layer } from '@sit/core/layer';
import type { Caller } from '@sit/core/permission';
import type { Fault } from '@sit/core/problem';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';
import {
  findVersion,
  lockGoneFeatures,
  revive,
  setBack,
  writeFeature,
} from '../features/feature.service.ts';
import { refuse } from '../http/problem.ts';
import { findLayer } from '../layers/layer.service.ts';
import { requireUnion } from '../tenancy/tenancy.service.ts';
import type { Applied } from './change-set-apply.ts';
import { findWarnings, holdRules } from './change-set-rules.ts';
import { lockTarget } from './change-set-target.ts';

type Trx = Transaction<Tables>;

/** The feature as `version` was; `baseVersion` null brings back one whose last version was `lastVersion`. */
export interface RestoreOperation {
  operation: 'restore';
  layer: string;
  fid: number;
  version: number;
  baseVersion: number | null;
  /** Null takes whichever it is. */
  lastVersion: number | null;
}

type Operation = RestoreOperation | DeleteOperation;

/**
 * Everything, in its order, or a refusal: as a change set of updates, creates and deletes of the same features
 * would be refused, with the rules for whose they are now and were then; and `not-found` for a version that never was.
 */
export async function applyRestore(
  trx: Trx,
  caller: Caller,
  operations: readonly Operation[],
): Promise<Applied> {
  const { storageCrs } = await requireUnion(trx);
  const readable = new Map<string, Layer>();
  // In the order of their ids, as every change set takes its locks.
  for (const id of [...new Set(operations.map(({ layer }) => layer))].toSorted())
    readable.set(id, await findLayer(trx, caller, id));
  const gone = await lockAllGone(trx, readable, operations);
  const likeness = [];
  for (const [index, operation] of operations.entries())
    likeness.push(await likeOperation(trx, readable, operation, index));
  // A feature that is gone is written anew, to whoever may do that: its lock is lockAllGone's.
  const { layers } = await lockTarget(trx, caller, { id: '', operations: likeness });
  refuseReturned(operations, gone);
  for (const [index, operation] of operations.entries())
    if (operation.operation === 'restore' && operation.version === operation.baseVersion)
      throw presentVersion(operation, index);
  const results: ChangeResult[] = [];
  for (const operation of operations)
    results.push(await write(trx, layers.get(operation.layer)!, storageCrs, operation));
  const written = [...layers.values()];
  await holdRules(trx, written, likeness, results);
  return { results, warnings: await findWarnings(trx, written, results) };
}

/** By layer, the last versions of those to be brought back that are gone. */
async function lockAllGone(
  trx: Trx,
  layers: ReadonlyMap<string, Layer>,
  operations: readonly Operation[],
): Promise<Map<string, Map<number, number>>> {
  const gone = new Map<string, Map<number, number>>();
  for (const id of layers.keys()) {
    const fids = operations.flatMap((each) =>
      each.operation === 'restore' && each.baseVersion === null && each.layer === id
        ? [each.fid]
        : [],
    );
    gone.set(id, await lockGoneFeatures(trx, id, fids));
  }
  return gone;
}

/** The operation of an ordinary change set that would touch the same feature in the same municipality. */
async function likeOperation(
  trx: Trx,
  layers: ReadonlyMap<string, Layer>,
  operation: Operation,
  index: number,
): Promise<UpdateOperation | CreateOperation | DeleteOperation> {
  if (operation.operation === 'delete') return operation;
  const { layer, fid, version, baseVersion } = operation;
  const wanted = await findVersion(trx, layers.get(layer)!, fid, version);
  if (!wanted) throw unknownVersion(operation, index);
  const { municipality } = wanted.properties;
  if (baseVersion !== null) {
    return { operation: 'update', layer, fid, baseVersion, municipality };
  }
  return likeCreate(layer, wanted);
}

function likeCreate(
  layer: string,
  { geometry, properties: { municipality } }: Feature,
): CreateOperation {
  return { operation: 'create', layer, municipality, geometry, properties: {} };
}

/** Someone has brought it back meanwhile, or brought it back and deleted it again. */
function refuseReturned(
  operations: readonly Operation[],
  gone: ReadonlyMap<string, ReadonlyMap<number, number>>,
): void {
  const faults = operations.flatMap((operation, index): Fault[] => {
    if (operation.operation === 'delete' || operation.baseVersion !== null) return [];
    const { layer, fid, lastVersion } = operation;
    const last = gone.get(layer)!.get(fid);
    if (last !== undefined && (lastVersion === null || lastVersion === last)) return [];
    const message =
      last === undefined
        ? `L’elemento ${fid} del livello «${layer}» non è eliminato.`
        : `L’elemento ${fid} del livello «${layer}» è cambiato nel frattempo.`;
    return [{ place: `operations/${index}/baseVersion`, reason: 'stale-version', message }];
  });
  if (faults.length > 0) throw refuse('stale-version', faults[0]!.message, { faults });
}

async function write(
  trx: Trx,
  layer: Layer,
  storageCrs: number,
  operation: Operation,
): Promise<ChangeResult> {
  const { fid } = operation;
  if (operation.operation === 'delete') {
    const { version } = await writeFeature(trx, layer, storageCrs, { operation: 'delete', fid });
    return { operation: 'delete', layer: layer.id, fid, version };
  }
  return operation.baseVersion === null
    ? {
        operation: 'create',
        layer: layer.id,
        fid,
        version: await revive(trx, layer, fid, operation.version),
      }
    : {
        operation: 'update',
        layer: layer.id,
        fid,
        version: await setBack(trx, layer, fid, operation.version),
      };
}

function unknownVersion({ layer, fid, version }: RestoreOperation, index: number) {
  const message = `L’elemento ${fid} del livello «${layer}» non ha una versione ${version}.`;
  return refuse('not-found', message, {
    faults: [{ place: `operations/${index}/version`, reason: 'not-found', message }],
  });
}

function presentVersion({ fid, version }: RestoreOperation, index: number) {
  const message = `La versione ${version} dell’elemento ${fid} è già quella presente.`;
  return refuse('invalid-feature', message, {
    faults: [{ place: `operations/${index}/version`, reason: 'not-past', message }],
  });
}
