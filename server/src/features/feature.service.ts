/** Features as change sets read and write them. */
import type { Feature } from '@sit/core/feature';
import type { Geometry } from '@sit/core/geometry';
import type { Layer } from '@sit/core/layer';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';
import {
  deleteFeature,
  insertFeature,
  lockFeatures,
  selectDeleted,
  selectFeatures,
  selectMunicipalitiesOf,
  selectVersion,
  selectVersions,
  updateFeature,
} from './feature.repository.ts';
import type { FeatureValues, StoredFeature } from './feature.repository.ts';

import { lockGone, reviveFeature, selectLastOfGone, setBackFeature } from './restore.repository.ts';

export type { FeatureValues, StoredFeature } from './feature.repository.ts';

type Trx = Transaction<Tables>;

export interface LockedFeatures {
  /** By fid, locked until the transaction ends: nobody else changes them meanwhile. */
  locked: Map<number, StoredFeature>;
  /** Why each of the others could not be. */
  others: Map<number, Unlockable>;
}

export type Unlockable =
  { reason: 'foreign'; municipality: string } | { reason: 'deleted' } | { reason: 'unknown' };

/** Locks those of the features that the transaction's caller may change, in the order of fid. */
export async function lockForChange(
  trx: Trx,
  layer: Layer,
  fids: readonly number[],
): Promise<LockedFeatures> {
  const locked = await lockFeatures(trx, layer, fids);
  return { locked, others: await reasonsFor(trx, layer, fids, locked) };
}

/** The same without locking, and of features that the caller may not change too: for what is written another time. */
export async function readFeatures(
  trx: Trx,
  layer: Layer,
  fids: readonly number[],
): Promise<LockedFeatures> {
  const locked = await selectFeatures(trx, layer, fids);
  return { locked, others: await reasonsFor(trx, layer, fids, locked) };
}

async function reasonsFor(
  trx: Trx,
  layer: Layer,
  fids: readonly number[],
  locked: ReadonlyMap<number, StoredFeature>,
): Promise<Map<number, Unlockable>> {
  const missing = fids.filter((fid) => !locked.has(fid));
  const municipalities = await selectMunicipalitiesOf(trx, layer.id, missing);
  const deleted = await selectDeleted(trx, layer.id, missing);
  const reasonOf = (fid: number): Unlockable => {
    const municipality = municipalities.get(fid);
    if (municipality !== undefined) return { reason: 'foreign', municipality };
    return { reason: deleted.has(fid) ? 'deleted' : 'unknown' };
  };
  return new Map(missing.map((fid) => [fid, reasonOf(fid)]));
}

/** One version of a feature, present or past; null when there was none. */
export async function findVersion(
  trx: Trx,
  layer: Layer,
  fid: number,
  version: number,
): Promise<Feature | null> {
  return selectVersion(trx, layer, fid, version);
}

/** One version each of several features, present or past, by fid; those that are on record. */
export async function findVersions(
  trx: Trx,
  layer: Layer,
  wanted: readonly { fid: number; version: number }[],
): Promise<Map<number, StoredFeature>> {
  return selectVersions(trx, layer, wanted);
}

export type FeatureWrite =
  | { operation: 'create'; values: FeatureValues & { municipality: string; geometry: Geometry } }
  | { operation: 'update'; fid: number; values: FeatureValues }
  | { operation: 'delete'; fid: number };

/** Writes a feature, locked before unless new; the version written, or of a delete the one that ended. */
export async function writeFeature(
  trx: Trx,
  layer: Layer,
  storageCrs: number,
  write: FeatureWrite,
): Promise<{ fid: number; version: number }> {
  switch (write.operation) {
    case 'create':
      return insertFeature(trx, layer, storageCrs, write.values);
    case 'update':
      return {
        fid: write.fid,
        version: await updateFeature(trx, layer, storageCrs, write.fid, write.values),
      };
    case 'delete':
      return { fid: write.fid, version: await deleteFeature(trx, layer.id, write.fid) };
  }
}

/** A feature, locked and there, gets what it had in a past version, bit for bit; the version written. */
export async function setBack(
  trx: Trx,
  layer: Layer,
  fid: number,
  version: number,
): Promise<number> {
  return setBackFeature(trx, layer, fid, version);
}

/**
 * The last versions of features that are gone, by fid; of one that is there or never was, none. Nobody else brings
 * them back until the transaction ends.
 */
export async function lockGoneFeatures(
  trx: Trx,
  layerId: string,
  fids: readonly number[],
): Promise<Map<number, number>> {
  await lockGone(trx, layerId, fids);
  const last = new Map<number, number>();
  for (const fid of fids) {
    const version = await selectLastOfGone(trx, layerId, fid);
    if (version !== null) last.set(fid, version);
  }
  return last;
}

/** A feature that is gone, locked so, comes back under its fid as it was in that version; the version written. */
export async function revive(
  trx: Trx,
  layer: Layer,
  fid: number,
  version: number,
): Promise<number> {
  return reviveFeature(trx, layer, fid, version);
}
