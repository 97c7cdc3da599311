/** What a change set is about to touch: its layers and locked features, once the caller is known to be allowed. */
import type {
  ChangeOperation,
  ChangeSet,
  DeleteOperation,
  UpdateOperation,
} from '@sit/core/feature';
import type { Layer } from '@sit/core/layer';
import { mayPropose } from '@sit/core/permission';
import type { Caller } from '@sit/core/permission';
import type { Conflict, Fault } from '@sit/core/problem';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { findVersion, lockForChange } from '../features/feature.service.ts';
import type { StoredFeature, Unlockable } from '../features/feature.service.ts';
import { refuse } from '../http/problem.ts';
import { findLayer } from '../layers/layer.service.ts';
import { findMunicipalities } from '../tenancy/tenancy.service.ts';

type Trx = Transaction<Tables>;

export interface Target {
  layers: Map<string, Layer>;
  /** By layer, then fid. */
  stored: Map<string, Map<number, StoredFeature>>;
}

/**
 * Finds and locks everything `changeSet` names. Refuses `not-found` (layer, feature), `forbidden` (layer or
 * municipality not the caller's, or edited by proposal where the `way` is direct), `invalid-feature` (no such municipality), and `stale-version` with what is
 * needed to merge.
 */
export async function lockTarget(
  trx: Trx,
  caller: Caller,
  changeSet: ChangeSet,
  way: Layer['editMode'] = 'direct',
): Promise<Target> {
  const layers = await findLayers(trx, caller, changeSet, way);
  await refuseForeignMunicipalities(trx, caller, layers, changeSet);
  const stored: Target['stored'] = new Map();
  // Layers in the order of their ids, features in that of fid: change sets that meet wait, never deadlock.
  for (const id of [...layers.keys()].toSorted()) {
    const { locked, others } = await lockForChange(trx, layers.get(id)!, fidsIn(changeSet, id));
    stored.set(id, locked);
    refuseUnlockable(id, others, changeSet);
  }
  await refuseStale(trx, { layers, stored }, changeSet);
  return { layers, stored };
}

async function findLayers(
  trx: Trx,
  caller: Caller,
  { operations }: ChangeSet,
  way: Layer['editMode'],
): Promise<Map<string, Layer>> {
  const layers = new Map<string, Layer>();
  for (const [index, { layer: id }] of operations.entries()) {
    if (layers.has(id)) continue;
    const layer = await findLayer(trx, caller, id);
    if (way === 'direct' && layer.editMode === 'proposal' && mayPropose(caller, layer, 'anywhere'))
      throw forbidden(
        index,
        'layer',
        `Il livello «${layer.title.it}» si modifica solo per proposta: ne apra una con queste modifiche.`,
      );
    if (!mayPropose(caller, layer, 'anywhere'))
      throw forbidden(
        index,
        'layer',
        `Il livello «${layer.title.it}» non è modificabile da chi ha eseguito l’accesso.`,
      );
    layers.set(id, layer);
  }
  return layers;
}

/** Of the municipalities that operations name, for a new feature or one to be given away. */
async function refuseForeignMunicipalities(
  trx: Trx,
  caller: Caller,
  layers: Target['layers'],
  { operations }: ChangeSet,
): Promise<void> {
  const names = new Map((await findMunicipalities(trx)).map(({ code, name }) => [code, name]));
  const faults: Fault[] = [];
  for (const [index, operation] of operations.entries()) {
    if (operation.operation === 'delete' || operation.municipality === undefined) continue;
    const code = operation.municipality;
    if (!names.has(code))
      faults.push({
        place: `operations/${index}/municipality`,
        reason: 'unknown-municipality',
        message: `Il comune «${code}» non fa parte dell’unione.`,
      });
    else if (!mayPropose(caller, layers.get(operation.layer)!, code))
      throw forbidden(
        index,
        'municipality',
        `Gli elementi del comune di ${names.get(code)} (${code}) li modifica quel comune.`,
      );
  }
  if (faults.length > 0) throw refuse('invalid-feature', faults[0]!.message, { faults });
}

/** One that was deleted is no mistake but a conflict to be merged: {@link refuseStale} tells it. */
export function refuseUnlockable(
  layerId: string,
  others: ReadonlyMap<number, Unlockable>,
  { operations }: Pick<ChangeSet, 'operations'>,
): void {
  for (const [fid, why] of others) {
    const index = operations.findIndex(
      (each) => each.operation !== 'create' && each.layer === layerId && each.fid === fid,
    );
    if (why.reason === 'foreign')
      throw forbidden(
        index,
        'fid',
        `L’elemento ${fid} di «${layerId}» è del comune ${why.municipality}, che solo può modificarlo.`,
      );
    if (why.reason === 'unknown') {
      const message = `L’elemento ${fid} del livello «${layerId}» non esiste.`;
      throw refuse('not-found', message, {
        faults: [{ place: `operations/${index}/fid`, reason: 'not-found', message }],
      });
    }
  }
}

export async function refuseStale(
  trx: Trx,
  { layers, stored }: Target,
  { operations }: Pick<ChangeSet, 'operations'>,
): Promise<void> {
  const stale = operations.flatMap((operation, index) => {
    if (operation.operation === 'create') return [];
    const current = stored.get(operation.layer)!.get(operation.fid)?.feature ?? null;
    return current?.properties.version === operation.baseVersion
      ? []
      : [{ operation, index, current }];
  });
  if (stale.length === 0) return;
  const faults = stale.map(({ operation, index, current }): Fault => ({
    place: `operations/${index}/baseVersion`,
    reason: 'stale-version',
    message: staleMessage(operation, current?.properties.version),
  }));
  const { operation, current } = stale[0]!;
  const conflict: Conflict = {
    layer: operation.layer,
    fid: operation.fid,
    baseVersion: operation.baseVersion,
    current,
    base: await findVersion(
      trx,
      layers.get(operation.layer)!,
      operation.fid,
      operation.baseVersion,
    ),
  };
  throw refuse('stale-version', faults[0]!.message, { faults, conflict });
}

function staleMessage(
  { layer, fid, baseVersion }: UpdateOperation | DeleteOperation,
  current?: number,
): string {
  const feature = `L’elemento ${fid} del livello «${layer}»`;
  return current === undefined
    ? `${feature} è stato eliminato nel frattempo.`
    : `${feature} è alla versione ${current}: la modifica parte dalla ${baseVersion}.`;
}

export function fidsIn({ operations }: Pick<ChangeSet, 'operations'>, layerId: string): number[] {
  return operations.flatMap((operation: ChangeOperation) =>
    operation.operation !== 'create' && operation.layer === layerId ? [operation.fid] : [],
  );
}

function forbidden(index: number, part: string, message: string) {
  return refuse('forbidden', message, {
    faults: [{ place: `operations/${index}/${part}`, reason: 'forbidden', message }],
  });
}
