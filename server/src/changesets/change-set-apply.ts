/** Writes what a change set asks for, once everything in it has been found right. */
import { CHANGE_SET_LIMITS } from '@sit/core/api-changeset';
import type { ChangeOperation, ChangeResult, ChangeSet, ChangeWarning } from '@sit/core/feature';
import { sameGeometry } from '@sit/core/geometry';
import type { Geometry } from '@sit/core/geometry';
import type { Layer } from '@sit/core/layer';
import type { Caller } from '@sit/core/permission';
import type { Fault } from '@sit/core/problem';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { areaOfUse } from '../features/area-of-use.ts';
import { writeFeature } from '../features/feature.service.ts';
import type { FeatureWrite } from '../features/feature.service.ts';
import { prepareGeometries } from '../features/geometry.service.ts';
import { recordLineage } from '../history/lineage.service.ts';
import { refuse } from '../http/problem.ts';
import { requireUnion } from '../tenancy/tenancy.service.ts';
import { findWarnings, holdRules } from './change-set-rules.ts';
import { lockTarget } from './change-set-target.ts';
import type { Target } from './change-set-target.ts';
import {
  lineageFaults,
  parseOperationGeometry,
  propertyFaults,
  writableValues,
} from './operation-faults.ts';

type Trx = Transaction<Tables>;

/** Beyond this many faults a caller is better served by mending these first. */
const MOST_FAULTS = 100;

export interface Applied {
  results: ChangeResult[];
  warnings: ChangeWarning[];
}

/** Geometries in the storage CRS by the number of their operation. */
export type GeometriesByOperation = ReadonlyMap<number, Geometry>;

const NONE: GeometriesByOperation = new Map();

/** A proposal's edits, which its layers do not hold; geometries in the storage CRS. */
export interface Unstored {
  /** What an operation takes the place of. */
  replaced: GeometriesByOperation;
  /** All the others, by layer. */
  others: ReadonlyMap<string, readonly Geometry[]>;
}

const NOTHING_UNSTORED: Unstored = { replaced: NONE, others: new Map() };

/**
 * Everything in `changeSet`, in its order, or a refusal; see `commit` of change-set.service.ts. `exact` are
 * geometries that were made ready before and are stored as they are, in place of the operation's own: given,
 * it is a proposal that is published.
 */
export async function applyChangeSet(
  trx: Trx,
  caller: Caller,
  changeSet: ChangeSet,
  exact: GeometriesByOperation | null = null,
): Promise<Applied> {
  const { storageCrs } = await requireUnion(trx);
  const target = await lockTarget(trx, caller, changeSet, exact ? 'proposal' : 'direct');
  const geometries = await storableGeometries(trx, target, storageCrs, changeSet, {
    exact: exact ?? NONE,
  });
  const results: ChangeResult[] = [];
  for (const [index, operation] of changeSet.operations.entries()) {
    const layer = target.layers.get(operation.layer)!;
    results.push(await write(trx, layer, storageCrs, operation, geometries[index]!));
  }
  await writeLineage(trx, changeSet, results);
  const layers = [...target.layers.values()];
  await holdRules(trx, layers, changeSet.operations, results);
  return { results, warnings: await findWarnings(trx, layers, results) };
}

/** Once everything is written: a predecessor may be deleted after what is made from it was created. */
async function writeLineage(
  trx: Trx,
  { operations }: ChangeSet,
  results: readonly ChangeResult[],
): Promise<void> {
  for (const [index, operation] of operations.entries()) {
    if (operation.operation !== 'create' || !operation.derivedFrom) continue;
    const predecessors = operation.derivedFrom.map((fid) => ({
      fid,
      suppressed: results.some(
        (each) => each.operation === 'delete' && each.layer === operation.layer && each.fid === fid,
      ),
    }));
    await recordLineage(trx, operation.layer, results[index]!.fid, predecessors);
  }
}

/**
 * For each operation the geometry to store, null where there is none to write. Refuses all faults together.
 * `unstored` are edits that operations come among: unedited vertices are theirs too.
 */
export async function storableGeometries(
  trx: Trx,
  { layers, stored }: Target,
  storageCrs: number,
  changeSet: Pick<ChangeSet, 'operations'>,
  {
    exact = NONE,
    unstored = NOTHING_UNSTORED,
  }: { exact?: GeometriesByOperation; unstored?: Unstored },
): Promise<(Geometry | null)[]> {
  const { operations } = changeSet;
  const faults: Fault[] = [];
  const found = (index: number, more: readonly Fault[]): void => {
    for (const fault of more)
      faults.push({ ...fault, place: `operations/${index}/${fault.place}` });
  };
  const storedOf = (operation: ChangeOperation) =>
    operation.operation === 'create' ? null : stored.get(operation.layer)!.get(operation.fid)!;

  const area = areaOfUse(storageCrs);
  const parsed = operations.map((operation) =>
    parseOperationGeometry(operation, layers.get(operation.layer)!, area),
  );
  const vertices = parsed.reduce((sum, each) => sum + each.vertices, 0);
  if (vertices > CHANGE_SET_LIMITS.vertices)
    throw refuse(
      'too-large',
      `La modifica ha ${vertices} vertici: il massimo è ${CHANGE_SET_LIMITS.vertices}.`,
    );
  for (const [index, operation] of operations.entries()) {
    found(index, parsed[index]!.faults);
    // What a new feature is made from may come among the unstored edits yet: they are checked together.
    if (unstored === NOTHING_UNSTORED) found(index, lineageFaults(operation, changeSet));
    found(
      index,
      propertyFaults(
        operation,
        layers.get(operation.layer)!,
        storedOf(operation)?.feature.properties ?? null,
      ),
    );
  }

  const prepared: (Geometry | null)[] = operations.map(() => null);
  for (const layer of layers.values()) {
    const edited = operations.flatMap((operation, index) => {
      const geometry = parsed[index]!.geometry;
      if (operation.layer !== layer.id || !geometry) return [];
      const own = storedOf(operation);
      const draft = unstored.replaced.get(index);
      // Beside a draft the stored feature is a neighbour, whose vertices count too.
      if (draft) return [{ index, geometry, own: draft, fid: null }];
      return [{ index, geometry, own: own?.geometry ?? null, fid: own?.feature.id ?? null }];
    });
    const beside = unstored.others.get(layer.id) ?? [];
    const results = await prepareGeometries(trx, layer, storageCrs, edited, beside);
    for (const [i, { index }] of edited.entries()) {
      const result = results[i]!;
      if ('fault' in result) found(index, [result.fault]);
      // Not rewritten when it is what is stored, to the last bit.
      else if (!sameGeometry(result.geometry, storedOf(operations[index]!)?.geometry ?? null))
        prepared[index] = result.geometry;
    }
  }
  for (const [index, geometry] of exact) prepared[index] = geometry;
  if (faults.length > 0)
    throw refuse('invalid-feature', faults[0]!.message, { faults: faults.slice(0, MOST_FAULTS) });
  return prepared;
}

async function write(
  trx: Trx,
  layer: Layer,
  storageCrs: number,
  operation: ChangeOperation,
  geometry: Geometry | null,
): Promise<ChangeResult> {
  const written = await writeFeature(trx, layer, storageCrs, toWrite(operation, layer, geometry));
  return { operation: operation.operation, layer: layer.id, ...written };
}

function toWrite(
  operation: ChangeOperation,
  layer: Layer,
  geometry: Geometry | null,
): FeatureWrite {
  const properties = writableValues(operation, layer);
  switch (operation.operation) {
    case 'create': {
      const { municipality } = operation;
      return { operation: 'create', values: { municipality, geometry: geometry!, properties } };
    }
    case 'update': {
      const { fid, municipality } = operation;
      return {
        operation: 'update',
        fid,
        values: { municipality, geometry: geometry ?? undefined, properties },
      };
    }
    case 'delete':
      return { operation: 'delete', fid: operation.fid };
  }
}
