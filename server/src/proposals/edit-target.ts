/** What edits of a proposal are about, read and not locked: nothing is written to layers before publication. */
import type { ChangeOperation } from '@sit/core/feature';
import type { Layer } from '@sit/core/layer';
import { mayPropose } from '@sit/core/permission';
import type { Caller } from '@sit/core/permission';
import type { Fault } from '@sit/core/problem';
import type { Transaction } from 'kysely';
import { fidsIn, refuseStale, refuseUnlockable } from '../changesets/change-set-target.ts';
import type { Target } from '../changesets/change-set-target.ts';
import type { Tables } from '../db/tables.ts';
import { readFeatures } from '../features/feature.service.ts';
import type { StoredFeature, Unlockable } from '../features/feature.service.ts';
import { refuse } from '../http/problem.ts';
import { findLayer } from '../layers/layer.service.ts';

type Trx = Transaction<Tables>;

/**
 * The layers and features that `operations` name, all of `municipality` and at their base versions. Refuses
 * as change-set-target.ts does, and `invalid-feature` what would leave the municipality or come from another.
 */
export async function readTarget(
  trx: Trx,
  caller: Caller,
  municipality: string,
  operations: readonly ChangeOperation[],
): Promise<Target> {
  refuseOtherMunicipalities(municipality, operations);
  const changeSet = { operations: [...operations] };
  const layers = await findProposable(trx, caller, municipality, operations);
  const stored: Target['stored'] = new Map();
  for (const [id, layer] of layers) {
    const { locked: found, others } = await readFeatures(trx, layer, fidsIn(changeSet, id));
    refuseUnlockable(id, new Map([...others, ...foreign(found, municipality)]), changeSet);
    stored.set(id, found);
  }
  await refuseStale(trx, { layers, stored }, changeSet);
  return { layers, stored };
}

/** Those of the features that another municipality keeps. */
export function foreign(
  found: ReadonlyMap<number, StoredFeature>,
  municipality: string,
): Map<number, Unlockable> {
  return new Map(
    [...found].flatMap(([fid, { feature }]) =>
      feature.properties.municipality === municipality
        ? []
        : [[fid, { reason: 'foreign', municipality: feature.properties.municipality }] as const],
    ),
  );
}

async function findProposable(
  trx: Trx,
  caller: Caller,
  municipality: string,
  operations: readonly ChangeOperation[],
): Promise<Map<string, Layer>> {
  const layers = new Map<string, Layer>();
  for (const [index, { layer: id }] of operations.entries()) {
    if (layers.has(id)) continue;
    const layer = await findLayer(trx, caller, id);
    if (!mayPropose(caller, layer, municipality)) {
      const message = `Nel livello «${layer.title.it}» chi ha eseguito l’accesso non può proporre modifiche.`;
      throw refuse('forbidden', message, {
        faults: [{ place: `operations/${index}/layer`, reason: 'forbidden', message }],
      });
    }
    layers.set(id, layer);
  }
  return layers;
}

function refuseOtherMunicipalities(
  municipality: string,
  operations: readonly ChangeOperation[],
): void {
  const faults = operations.flatMap((operation, index): Fault[] => {
    if (operation.operation === 'delete' || operation.municipality === undefined) return [];
    if (operation.municipality === municipality) return [];
    const message = `La proposta è del comune ${municipality}: non tocca elementi di altri comuni.`;
    return [{ place: `operations/${index}/municipality`, reason: 'other-municipality', message }];
  });
  if (faults.length > 0) throw refuse('invalid-feature', faults[0]!.message, { faults });
}
