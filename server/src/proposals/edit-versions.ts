/** The features that edits are of: as they took them, and as they are now. */
import type { Layer } from '@sit/core/layer';
import type { Caller } from '@sit/core/permission';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { findVersions, readFeatures } from '../features/feature.service.ts';
import { findLayer } from '../layers/layer.service.ts';
import type { Versions } from './merge-edit.ts';
import type { EditHead } from './proposal-edit.repository.ts';
import { layersOf } from './proposal-view.ts';

export interface EditVersions {
  layers: Map<string, Layer>;
  /** By number of edit; of a create both are null. */
  versions: Map<number, Versions>;
}

/** Of edits that the caller sees, whose layers can therefore be read. */
export async function versionsOf(
  trx: Transaction<Tables>,
  caller: Caller,
  edits: readonly EditHead[],
): Promise<EditVersions> {
  const layers: EditVersions['layers'] = new Map();
  const versions: EditVersions['versions'] = new Map();
  for (const id of layersOf(edits)) {
    const layer = await findLayer(trx, caller, id);
    layers.set(id, layer);
    const own = edits.filter((edit) => edit.layer === id);
    const taken = own.flatMap(({ fid, baseVersion }) =>
      fid === null || baseVersion === null ? [] : [{ fid, version: baseVersion }],
    );
    const bases = await findVersions(trx, layer, taken);
    const { locked: presents } = await readFeatures(
      trx,
      layer,
      taken.map(({ fid }) => fid),
    );
    for (const { number, fid } of own)
      versions.set(number, {
        base: fid === null ? null : (bases.get(fid) ?? null),
        present: fid === null ? null : (presents.get(fid) ?? null),
      });
  }
  return { layers, versions };
}
