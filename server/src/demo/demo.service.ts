/** Fills an empty database with the demonstration territory: everything or nothing. */
import { randomUUID } from 'node:crypto';
import { demoFeatures, demoLayers, demoMunicipalities, demoUnion } from '@sit/data/demo';
import { beginServerChangeSet } from '../changesets/change-set.service.ts';
import type { Database } from '../db/database.ts';
import { asOwner } from '../db/scope.ts';
import { createLayer } from '../layers/layer.service.ts';
import { addUnion } from '../tenancy/new-union.service.ts';
import { findUnion } from '../tenancy/tenancy.service.ts';
import type { DemoFeature } from './demo.repository.ts';
import { addDemoPeople } from './demo-sign-ins.ts';
import type { DemoSignIns } from './demo-sign-ins.ts';
import { insertFeatures } from './demo.repository.ts';

const BATCH = 2_000;

export interface DemoCount {
  layer: string;
  features: number;
}

export async function isEmpty(db: Database): Promise<boolean> {
  return (await findUnion(db.kysely)) === null;
}

/** One transaction. `report` is told each layer as it is filled. */
export async function seedDemo(
  db: Database,
  report: (count: DemoCount) => void,
): Promise<DemoSignIns> {
  return asOwner(db, async (trx) => {
    await addUnion(trx, demoUnion, demoMunicipalities);
    await beginServerChangeSet(trx, {
      id: randomUUID(),
      personId: null,
      author: demoUnion.name,
      message: 'Territorio dimostrativo',
    });
    for (const layer of demoLayers) {
      await createLayer(trx, layer);
      let features = 0;
      for (const batch of batches(demoFeatures(layer.id), BATCH)) {
        await insertFeatures(trx, layer, demoUnion.storageCrs, batch);
        features += batch.length;
      }
      report({ layer: layer.id, features });
    }
    return addDemoPeople(trx);
  });
}

function* batches(features: Iterable<DemoFeature>, size: number): Generator<DemoFeature[]> {
  let batch: DemoFeature[] = [];
  for (const feature of features) {
    batch.push(feature);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
