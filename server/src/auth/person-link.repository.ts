/** Links sent by mail, in the database: by their token's hash only, one of each kind a person. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';

export type LinkPurpose = 'invitation' | 'reset';

export interface PersonLink {
  personId: string;
  purpose: LinkPurpose;
  name: string;
  email: string;
}

/** In place of the person's former one. */
export async function replaceLink(
  db: Kysely<Tables>,
  link: { tokenHash: Buffer; personId: string; purpose: LinkPurpose; secondsToLive: number },
): Promise<Date> {
  const expiresAt = sql<Date>`now() + make_interval(secs => ${link.secondsToLive})`;
  const row = await db
    .insertInto('sit.person_link')
    .values({
      token_hash: link.tokenHash,
      person_id: link.personId,
      purpose: link.purpose,
      expires_at: expiresAt,
    })
    .onConflict((conflict) =>
      conflict.columns(['person_id', 'purpose']).doUpdateSet({
        token_hash: link.tokenHash,
        created_at: sql<Date>`now()`,
        expires_at: expiresAt,
      }),
    )
    .returning('expires_at')
    .executeTakeFirstOrThrow();
  return row.expires_at;
}

/** A live one of somebody who is not suspended. */
export async function findLink(db: Kysely<Tables>, tokenHash: Buffer): Promise<PersonLink | null> {
  const row = await db
    .selectFrom('sit.person_link as link')
    .innerJoin('sit.person as person', 'person.id', 'link.person_id')
    .select(['person.id as personId', 'link.purpose', 'person.name', 'person.email'])
    .where('link.token_hash', '=', tokenHash)
    .where('link.expires_at', '>', sql<Date>`now()`)
    .where('person.disabled_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** True for one only of those who use it at the same time. */
export async function takeLink(db: Kysely<Tables>, tokenHash: Buffer): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sit.person_link')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

export async function deleteLinks(db: Kysely<Tables>, personId: string): Promise<void> {
  await db.deleteFrom('sit.person_link').where('person_id', '=', personId).execute();
}
