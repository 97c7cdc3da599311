/** Commits change sets: everything in one or nothing, once however often it is sent. */
import type { ChangeSet, ChangeSetResult } from '@sit/core/feature';
import type { Layer } from '@sit/core/layer';
import { plannedMunicipalities } from '@sit/core/permission';
import type { Caller, Principal } from '@sit/core/permission';
import type { Transaction } from 'kysely';
import type { Database } from '../db/database.ts';
import { WRITE_SECONDS, inScope } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import { listReadableLayers } from '../layers/layer.service.ts';
import { applyChangeSet } from './change-set-apply.ts';
import type { Applied } from './change-set-apply.ts';
import {
  insertChangeSet,
  isCallerActive,
  selectChangeSet,
  setAuthor,
  updateResult,
} from './change-set.repository.ts';
import type { RecordedChangeSet } from './change-set.repository.ts';
import { databaseRefusal } from './database-refusal.ts';
import { duplicateFaults } from './operation-faults.ts';
import { requestHash } from './request-hash.ts';

type Trx = Transaction<Tables>;

export interface Commit {
  result: ChangeSetResult;
  /** The change set had been committed before: this is what it did then, and nothing was done now. */
  replayed: boolean;
}

/**
 * Writes `changeSet` as `caller`, atomically. Refuses `unauthenticated`, `forbidden`, `not-found`,
 * `stale-version` (with what is needed to merge), `invalid-feature` (faults by `operations/{index}/…`),
 * `too-large`, and `idempotency-conflict` when its id stands for another request.
 */
export async function commit(db: Database, caller: Caller, changeSet: ChangeSet): Promise<Commit> {
  requireEditor(caller);
  refuseDuplicates(changeSet);
  const { id, message = null } = changeSet;
  return commitOnce(db, caller, { id, message, request: changeSet }, (trx) =>
    applyChangeSet(trx, caller, changeSet),
  );
}

/** A change set to be, whatever makes it: `request` is what a retry must repeat. */
export interface Request {
  id: string;
  message: string | null;
  request: unknown;
}

/** Records a change set and does its `write`, both or nothing, once for its id. Refuses as {@link commit} does. */
export async function commitOnce(
  db: Database,
  caller: Caller,
  { id, message, request }: Request,
  write: (trx: Trx) => Promise<Applied>,
): Promise<Commit> {
  const author = requireEditor(caller);
  const hash = requestHash(request);
  try {
    return await inScope(
      db,
      caller,
      async (trx) => {
        if (!(await isCallerActive(trx)))
          throw refuse('unauthenticated', 'L’accesso di questa persona è stato revocato.');
        const committedAt = await insertChangeSet(trx, {
          id,
          personId: author.userId,
          author: author.name,
          message,
          requestHash: hash,
          proposal: null,
        });
        if (!committedAt) return await replay(trx, author, id, hash);
        const result = resultOf(id, committedAt, await write(trx));
        await updateResult(trx, result);
        return { result, replayed: false };
      },
      WRITE_SECONDS,
    );
  } catch (error) {
    throw databaseRefusal(error);
  }
}

export function resultOf(
  id: string,
  committedAt: Date,
  { results, warnings }: Applied,
): ChangeSetResult {
  return {
    id,
    committedAt: committedAt.toISOString(),
    results,
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

export interface ServerChangeSet {
  id: string;
  /** Who asked for it; null for what the server does of itself. */
  personId: string | null;
  /** Shown as author. */
  author: string;
  message: string;
}

/**
 * Makes everything that `trx` writes from here on one change set, for work of the server's own such as an
 * import. `trx` runs as the tables' owner.
 */
export async function beginServerChangeSet(
  trx: Transaction<Tables>,
  { id, personId, author, message }: ServerChangeSet,
): Promise<void> {
  await setAuthor(trx, author);
  await insertChangeSet(trx, {
    id,
    personId,
    author,
    message,
    requestHash: requestHash({ message }),
    proposal: null,
  });
}

/** A change set that `caller` may see, as far as they may read its layers: the own ones, those of proposals they see, all for administrators. Refuses `not-found`. */
export async function getChangeSet(
  db: Database,
  caller: Caller,
  id: string,
): Promise<RecordedChangeSet> {
  if (!caller) throw refuse('unauthenticated', 'Per vedere le modifiche occorre accedere.');
  if (caller.grants.length === 0) throw unknownChangeSet(id);
  return inScope(db, caller, async (trx) => {
    const found = await selectChangeSet(trx, id);
    if (!found) throw unknownChangeSet(id);
    const layers = await listReadableLayers(trx, caller);
    return { ...found, result: found.result && readablePart(found.result, layers) };
  });
}

/** Of a proposal's change set its offices see that it is, not what it did to layers they may not read. */
function readablePart(
  { warnings, ...result }: ChangeSetResult,
  layers: readonly Pick<Layer, 'id'>[],
): ChangeSetResult {
  const may = ({ layer }: { layer: string }): boolean => layers.some(({ id }) => id === layer);
  return {
    ...result,
    results: result.results.filter(may),
    ...(warnings ? { warnings: warnings.filter(may) } : {}),
  };
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

function unknownChangeSet(id: string) {
  return refuse('not-found', `La modifica ${id} non esiste.`);
}
