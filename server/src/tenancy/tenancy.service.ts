/** The union and its municipalities, as other services and the public see them. */
import type { UnionPatch } from '@sit/core/api-proposal';
import { isNarrowed, mayManageUnion } from '@sit/core/permission';
import type { Caller } from '@sit/core/permission';
import type { Municipality, Union } from '@sit/core/tenant';
import type { Kysely } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Database } from '../db/database.ts';
import { asOwner, asServer, inScope } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import {
  selectMunicipalities,
  selectMunicipalityExtents,
  selectUnion,
  updateUnion,
} from './tenancy.repository.ts';

/** The union this database is kept for; null before there is one. */
export async function findUnion(db: Kysely<Tables>): Promise<Union | null> {
  return selectUnion(db);
}

/** As mails and authenticators call it. */
export async function unionName(db: Kysely<Tables>): Promise<string> {
  return (await selectUnion(db))?.name ?? 'SIT';
}

export async function requireUnion(db: Kysely<Tables>): Promise<Union> {
  const union = await selectUnion(db);
  if (!union) throw refuse('not-ready', 'La base dati non contiene ancora un’unione di comuni.');
  return union;
}

/** By name, without bounding boxes. */
export async function findMunicipalities(db: Kysely<Tables>): Promise<Municipality[]> {
  return selectMunicipalities(db);
}

/** Throws `not-found` for the first of `codes` that is no municipality of the union. */
export async function requireMunicipalities(
  db: Kysely<Tables>,
  codes: readonly string[],
): Promise<void> {
  if (codes.length === 0) return;
  const known = new Set((await selectMunicipalities(db)).map(({ code }) => code));
  const unknown = codes.find((code) => !known.has(code));
  if (unknown !== undefined) throw refuse('not-found', `Il comune «${unknown}» non è nell’unione.`);
}

/** By name, with the boxes of the boundaries that `caller` may see; a key for some layers, those of the public. */
export async function listMunicipalities(db: Database, caller: Caller): Promise<Municipality[]> {
  return inScope(db, isNarrowed(caller) ? null : caller, async (trx) => {
    const extents = await selectMunicipalityExtents(trx);
    const municipalities = await selectMunicipalities(trx);
    return municipalities.map((each) => ({ ...each, bbox: extents.get(each.code) ?? null }));
  });
}

/**
 * By an administrator: whether who writes a proposal may publish it, and who must have a second factor. On the
 * record with the change. Throws `unauthenticated`, `forbidden`.
 */
export async function changeUnion(
  db: Database,
  caller: Caller,
  patch: UnionPatch,
  actor: Actor,
): Promise<Union> {
  if (!caller) throw refuse('unauthenticated', 'Per modificare l’unione occorre accedere.');
  if (!mayManageUnion(caller))
    throw refuse('forbidden', 'Le regole dell’unione le stabiliscono i suoi amministratori.');
  return asOwner(db, async (trx) => {
    const before = await requireUnion(trx);
    const { separateReviewer, secondFactor } = patch;
    await updateUnion(trx, before.id, {
      ...(separateReviewer === undefined ? {} : { separateReviewer }),
      ...(secondFactor === undefined ? {} : { secondFactor }),
    });
    const after = await requireUnion(trx);
    // Nobody's own role writes the record.
    await asServer(trx, () =>
      record(trx, {
        event: 'union-changed',
        actor,
        subject: `union/${after.id}`,
        detail: { before: rulesOf(before), after: rulesOf(after) },
      }),
    );
    return after;
  });
}

function rulesOf({ separateReviewer, secondFactor }: Union) {
  return { separateReviewer, secondFactor };
}
