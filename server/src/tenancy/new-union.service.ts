/** The union a database is kept for, made once: a real one by the command line, or the demonstration's. */
import type { Municipality, Union } from '@sit/core/tenant';
import type { Transaction } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Database } from '../db/database.ts';
import { asOwner, asServer } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import { insertUnion, lockUnions } from './new-union.repository.ts';
import { selectUnion } from './tenancy.repository.ts';

export interface NewUnion extends Pick<Union, 'id' | 'name' | 'storageCrs'> {
  municipalities: readonly Municipality[];
}

/** Not fictitious, by the standard rules, without people and layers; on the record. Refuses as {@link addUnion}. */
export async function createUnion(db: Database, union: NewUnion, actor: Actor): Promise<void> {
  const { id, name, storageCrs, municipalities } = union;
  await asOwner(db, async (trx) => {
    await addUnion(trx, { id, name, storageCrs, fictitious: false }, municipalities);
    const codes = municipalities.map(({ code }) => code);
    await asServer(trx, () =>
      record(trx, {
        event: 'union-created',
        actor,
        subject: `union/${id}`,
        detail: { name, storageCrs, municipalities: codes },
      }),
    );
  });
}

/** In `trx`, which runs as the tables' owner. Refuses `already-exists`: a database is kept for one. */
export async function addUnion(
  trx: Transaction<Tables>,
  union: Parameters<typeof insertUnion>[1],
  municipalities: readonly Municipality[],
): Promise<void> {
  await lockUnions(trx);
  const there = await selectUnion(trx);
  if (there)
    throw refuse(
      'already-exists',
      `La base dati è già di «${there.name}»: un’altra unione ne vuole una sua, vuota.`,
    );
  await insertUnion(trx, union, municipalities);
}
