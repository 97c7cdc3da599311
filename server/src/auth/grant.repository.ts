/** Who may do what where, in the database. */
import type { Grant } from '@sit/core/permission';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';

/** Those given by hand, the person locked for the transaction: of two changes one sees the other's. */
export async function lockGrants(db: Kysely<Tables>, personId: string): Promise<Grant[]> {
  await db
    .selectFrom('sit.person')
    .select('id')
    .where('id', '=', personId)
    .forUpdate()
    .executeTakeFirst();
  return db
    .selectFrom('sit.grant')
    .select(['role', 'municipality'])
    .where('person_id', '=', personId)
    .where('source', '=', 'union')
    .orderBy('role', 'desc')
    .orderBy('municipality')
    .execute();
}

/** In place of those given by hand; those by claims stay, the same ones too. */
export async function replaceGrants(
  db: Kysely<Tables>,
  personId: string,
  grants: readonly Grant[],
): Promise<void> {
  await db
    .deleteFrom('sit.grant')
    .where('person_id', '=', personId)
    .where('source', '=', 'union')
    .execute();
  await sql`
    insert into sit.grant (person_id, role, municipality)
    select ${personId}::uuid, given.role, given.municipality
    from jsonb_to_recordset(${JSON.stringify(grants)}::jsonb) as given(role text, municipality text)`.execute(
    db,
  );
}
