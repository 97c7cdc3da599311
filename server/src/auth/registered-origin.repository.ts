/** The portals that may embed with editing, in the database. */
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';

export interface RegisteredOrigin {
  origin: string;
  /** Cadastral code of the municipality whose portal it is; null for the union's. */
  municipality: string | null;
}

/** Registers a portal, or brings its municipality up to date. */
export async function upsertOrigin(db: Kysely<Tables>, portal: RegisteredOrigin): Promise<void> {
  await db
    .insertInto('sit.registered_origin')
    .values(portal)
    .onConflict((conflict) =>
      conflict.column('origin').doUpdateSet({ municipality: portal.municipality }),
    )
    .execute();
}

/** As it was registered; null when it was not. Tokens bound to it go with it. */
export async function deleteOrigin(
  db: Kysely<Tables>,
  origin: string,
): Promise<RegisteredOrigin | null> {
  const row = await db
    .deleteFrom('sit.registered_origin')
    .where('origin', '=', origin)
    .returning(['origin', 'municipality'])
    .executeTakeFirst();
  return row ?? null;
}

export async function findOrigin(
  db: Kysely<Tables>,
  origin: string,
): Promise<RegisteredOrigin | null> {
  const row = await db
    .selectFrom('sit.registered_origin')
    .select(['origin', 'municipality'])
    .where('origin', '=', origin)
    .executeTakeFirst();
  return row ?? null;
}

export async function allOrigins(db: Kysely<Tables>): Promise<RegisteredOrigin[]> {
  return db
    .selectFrom('sit.registered_origin')
    .select(['origin', 'municipality'])
    .orderBy('origin')
    .execute();
}
