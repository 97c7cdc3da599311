/** Commits change sets: everything in one or nothing, once however often it is sent. */
import { randomUUID } from 'node:crypto';
import { CHANGE_SET_LIMITS } from '@sit/core/api-changeset';
import type { ChangeOperation, ChangeResult, ChangeSet, ChangeSetResult } from '@sit/core/feature';
import type { Geometry } from '@sit/core/geometry';
import type { Layer } from '@sit/core/layer';
import { plannedMunicipalities } from '@sit/core/permission';
import type { Caller, Principal } from '@sit/core/permission';
import type { Fault } from '@sit/core/problem';
import type { Transaction } from 'kysely';
import type { Database } from '../db/database.ts';
import { inScope } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { areaOfUse } from '../features/area-of-use.ts';
import { deleteFeature, insertFeature, updateFeature } from '../features/feature.repository.ts';
import { prepareGeometries } from '../features/geometry.service.ts';
import { refuse } from '../http/problem.ts';
import { requireUnion } from '../tenancy/tenancy.service.ts';
import { lockTarget } from './change-set-target.ts';
import type { Target } from './change-set-target.ts';
import {
  insertChangeSet,
  isCallerActive,
  selectChangeSet,
  setAuthor,
  updateResult,
} from './change-set.repository.ts';
import type { RecordedChangeSet } from './change-set.repository.ts';
import { databaseRefusal } from './database-refusal.ts';
import {
  duplicateFaults,
  parseOperationGeometry,
  propertyFaults,
  writableValues,
} from './operation-faults.ts';
import { requestHash } from './request-hash.ts';

type Trx = Transaction<Tables>;

export interface Commit {
  result: ChangeSetResult;
  /** The change set had been committed before: this is what it did then, and nothing was done now. */
  replayed: boolean;
}

/** Beyond this many faults a caller is better served by mending these first. */
const MOST_FAULTS = 100;

/**
 * Writes `changeSet` as `caller`, atomically. Refuses `unauthenticated`, `forbidden`, `not-found`,
 * `stale-version` (with what is needed to merge), `invalid-feature` (faults by `operations/{index}/…`),
 * `too-large`, and `idempotency-conflict` when its id stands for another request.
 */
export async function commit(db: Database, caller: Caller, changeSet: ChangeSet): Promise<Commit> {
  const author = requireEditor(caller);
  refuseDuplicates(changeSet);
  const hash = requestHash(changeSet);
  try {
    return await inScope(db, caller, async (trx) => {
      if (!(await isCallerActive(trx)))
        throw refuse('unauthenticated', 'L’accesso di questa persona è stato revocato.');
      const committedAt = await insertChangeSet(trx, {
        id: changeSet.id,
        personId: author.userId,
        author: author.name,
        message: changeSet.message ?? null,
        requestHash: hash,
      });
      if (!committedAt) return await replay(trx, author, changeSet.id, hash);
      const results = await apply(trx, caller, changeSet);
      const result = { id: changeSet.id, committedAt: committedAt.toISOString(), results };
      await updateResult(trx, result);
      return { result, replayed: false };
    });
  } catch (error) {
    throw databaseRefusal(error);
  }
}

export interface ServerChangeSet {
  /** Who asked for it; null for what the server does of itself. */
  person: Principal | null;
  /** Shown as author. */
  author: string;
  message: string;
}

/**
 * Makes everything that `trx` writes from here on one change set, for work of the server's own such as an
 * import; its id. `trx` runs as the tables' owner (no role set).
 */
export async function beginServerChangeSet(
  trx: Transaction<Tables>,
  { person, author, message }: ServerChangeSet,
): Promise<string> {
  const id = randomUUID();
  await setAuthor(trx, author);
  await insertChangeSet(trx, {
    id,
    personId: person?.userId ?? null,
    author,
    message,
    requestHash: requestHash({ message }),
  });
  return id;
}

/** A change set that `caller` may see: the own ones, all for administrators. Refuses `not-found`. */
export async function getChangeSet(
  db: Database,
  caller: Caller,
  id: string,
): Promise<RecordedChangeSet> {
  if (!caller) throw refuse('unauthenticated', 'Per vedere le modifiche occorre accedere.');
  if (caller.grants.length === 0) throw unknownChangeSet(id);
  const found = await inScope(db, caller, (trx) => selectChangeSet(trx, id));
  if (!found) throw unknownChangeSet(id);
  return found;
}

function requireEditor(caller: Caller): Principal {
  if (!caller) throw refuse('unauthenticated', 'Per modificare i dati occorre accedere.');
  const planned = plannedMunicipalities(caller);
  if (planned !== 'all' && planned.length === 0)
    throw refuse('forbidden', `${caller.name} non ha un ruolo che consenta di modificare i dati.`);
  return caller;
}

function refuseDuplicates(changeSet: ChangeSet): void {
  const faults = duplicateFaults(changeSet);
  if (faults.length > 0) throw refuse('invalid-feature', faults[0]!.message, { faults });
}

/** The id is taken: by this request before, or by another of this or another person, which looks the same. */
async function replay(trx: Trx, author: Principal, id: string, hash: string): Promise<Commit> {
  const recorded = await selectChangeSet(trx, id);
  if (recorded?.personId !== author.userId || recorded.requestHash !== hash || !recorded.result)
    throw refuse(
      'idempotency-conflict',
      `La chiave ${id} è già stata usata per un’altra modifica.`,
    );
  return { result: recorded.result, replayed: true };
}

async function apply(trx: Trx, caller: Caller, changeSet: ChangeSet): Promise<ChangeResult[]> {
  const { storageCrs } = await requireUnion(trx);
  const target = await lockTarget(trx, caller, changeSet);
  const geometries = await storableGeometries(trx, target, storageCrs, changeSet);
  const results: ChangeResult[] = [];
  for (const [index, operation] of changeSet.operations.entries())
    results.push(
      await write(
        trx,
        target.layers.get(operation.layer)!,
        storageCrs,
        operation,
        geometries[index]!,
      ),
    );
  return results;
}

/** For each operation the geometry to store, null where there is none to write. Refuses all faults together. */
async function storableGeometries(
  trx: Trx,
  { layers, stored }: Target,
  storageCrs: number,
  { operations }: ChangeSet,
): Promise<(Geometry | null)[]> {
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
      return [{ index, geometry, own: own?.geometry ?? null, fid: own?.feature.id ?? null }];
    });
    const results = await prepareGeometries(trx, layer, storageCrs, edited);
    for (const [i, { index, own }] of edited.entries()) {
      const result = results[i]!;
      if ('fault' in result) found(index, [result.fault]);
      // Not rewritten when it is what is stored, to the last bit.
      else if (JSON.stringify(result.geometry) !== JSON.stringify(own))
        prepared[index] = result.geometry;
    }
  }
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
  const properties = writableValues(operation, layer);
  switch (operation.operation) {
    case 'create': {
      const values = { municipality: operation.municipality, geometry: geometry!, properties };
      return {
        operation: 'create',
        layer: layer.id,
        ...(await insertFeature(trx, layer, storageCrs, values)),
      };
    }
    case 'update': {
      const { fid, municipality } = operation;
      const values = { municipality, geometry: geometry ?? undefined, properties };
      return {
        operation: 'update',
        layer: layer.id,
        fid,
        version: await updateFeature(trx, layer, storageCrs, fid, values),
      };
    }
    case 'delete': {
      const { fid } = operation;
      return {
        operation: 'delete',
        layer: layer.id,
        fid,
        version: await deleteFeature(trx, layer.id, fid),
      };
    }
  }
}

function unknownChangeSet(id: string) {
  return refuse('not-found', `La modifica ${id} non esiste.`);
}
