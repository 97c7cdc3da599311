/** Restoring a feature's version, and undoing a whole change set: each a new change set like any other. */
import { CHANGE_SET_LIMITS } from '@sit/core/api-changeset';
import type { RestoreRequest, RevertRequest } from '@sit/core/api-history';
import type { DeleteOperation } from '@sit/core/feature';
import type { Caller } from '@sit/core/permission';
import type { Database } from '../db/database.ts';
import { Problem, refuse } from '../http/problem.ts';
import { applyRestore } from './change-set-restore.ts';
import type { RestoreOperation } from './change-set-restore.ts';
import { commitOnce } from './change-set.service.ts';
import type { Commit } from './change-set.service.ts';
import { countChanges, selectChangesOf } from './touched.repository.ts';
import type { TouchedFeature } from './touched.repository.ts';

type Operation = RestoreOperation | DeleteOperation;

/**
 * The feature as it was in `version`, geometry bit for bit, deleted or not. Refuses `not-found` for what does not
 * exist or may not be read, `forbidden`, `stale-version` when `baseVersion` is not the present one, and
 * `invalid-feature` when the version breaks a rule of today.
 */
export async function restoreVersion(
  db: Database,
  caller: Caller,
  layer: string,
  fid: number,
  { id, version, baseVersion, message }: RestoreRequest,
): Promise<Commit> {
  const operation = { operation: 'restore', layer, fid, version, baseVersion } as const;
  const recorded = {
    id,
    message: message ?? `Ripristino della versione ${version}`,
    request: { ...operation, message },
  };
  return commitOnce(db, caller, recorded, (trx) =>
    placed(
      [{ ...operation, lastVersion: null }],
      () => '',
      (operations) => applyRestore(trx, caller, operations),
    ),
  );
}

/**
 * Undoes what a change set did: what it created is deleted, what it deleted comes back, what it updated is set
 * back. Refuses `not-found` for a change set that touched nothing the caller may read, `forbidden` when part
 * of it is not the caller's to edit, `too-large`, and `stale-version` when a feature has been changed since, with
 * a fault at `features/{layer}/{fid}` for each.
 */
export async function revertChangeSet(
  db: Database,
  caller: Caller,
  reverted: string,
  { id, message }: RevertRequest,
): Promise<Commit> {
  const recorded = {
    id,
    message: message ?? `Annullamento della modifica ${reverted}`,
    request: { operation: 'revert', changeSet: reverted, message },
  };
  return commitOnce(db, caller, recorded, async (trx) => {
    const touched = await selectChangesOf(trx, reverted);
    if (touched.length === 0) throw refuse('not-found', `La modifica ${reverted} non esiste.`);
    const all = await countChanges(trx, reverted);
    if (all > CHANGE_SET_LIMITS.operations)
      throw refuse(
        'too-large',
        `La modifica tocca ${all} elementi: se ne annullano ${CHANGE_SET_LIMITS.operations} al massimo.`,
      );
    if (touched.reduce((sum, { changes }) => sum + changes, 0) < all)
      throw refuse(
        'forbidden',
        `La modifica ${reverted} tocca anche elementi che chi chiede non può modificare.`,
      );
    return placed(
      touched.flatMap(undoing).toReversed(),
      ({ layer, fid }) => `features/${layer}/${fid}`,
      (operations) => applyRestore(trx, caller, operations),
    );
  });
}

/** What brings one feature back to before; nothing when it was created and deleted in the same change set. */
function undoing({ layer, fid, first, last }: TouchedFeature): Operation[] {
  const baseVersion = last.operation === 'delete' ? null : last.version;
  if (first.operation === 'create')
    return baseVersion === null ? [] : [{ operation: 'delete', layer, fid, baseVersion }];
  // A delete's row carries the version that ended, an update's the one it wrote.
  const version = first.operation === 'delete' ? first.version : first.version - 1;
  const lastVersion = baseVersion === null ? last.version : null;
  return [{ operation: 'restore', layer, fid, version, baseVersion, lastVersion }];
}

/** Runs `work`; places of its faults by the caller's own words, for `operations/3` are words of ours. */
async function placed<T>(
  operations: readonly Operation[],
  placeOf: (operation: Operation) => string,
  work: (operations: readonly Operation[]) => Promise<T>,
): Promise<T> {
  try {
    return await work(operations);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, detail, faults, ...rest } = error.refusal;
    throw refuse(code, detail, {
      ...rest,
      ...(faults
        ? {
            faults: faults.map((fault) => ({
              ...fault,
              place: fault.place.replace(/^operations\/(\d+)\/?/, (_, index: string) => {
                const place = placeOf(operations[Number(index)]!);
                return place === '' ? '' : `${place}/`;
              }),
            })),
          }
        : {}),
    });
  }
}
