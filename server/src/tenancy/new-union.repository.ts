/** Making the union. */
import type { Municipality, Union } from '@sit/core/tenant';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';

/** To the end of the transaction nobody else makes one: of two that found none, one waits and then finds it. */
export async function lockUnions(trx: Transaction<Tables>): Promise<void> {
  await sql`lock table sit.territory_union in share row exclusive mode`.execute(trx);
}

/** What of the union's rules is not given is as the columns have it. */
export async function insertUnion(
  trx: Transaction<Tables>,
  union: Pick<Union, 'id' | 'name' | 'storageCrs' | 'fictitious'> & Partial<Union>,
  municipalities: readonly Municipality[],
): Promise<void> {
  const { id, name, storageCrs, fictitious, separateReviewer, secondFactor } = union;
  await trx
    .insertInto('sit.territory_union')
    .values({
      id,
      name,
      storage_crs: storageCrs,
      fictitious,
      ...(separateReviewer === undefined ? {} : { separate_reviewer: separateReviewer }),
      ...(secondFactor === undefined ? {} : { second_factor: secondFactor }),
    })
    .execute();
  await trx
    .insertInto('sit.municipality')
    .values(
      municipalities.map(({ code, istatCode, name: called }) => ({
        code,
        union_id: id,
        istat_code: istatCode,
        name: called,
      })),
    )
    .execute();
}
