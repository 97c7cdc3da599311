/** Which portals may sign people in and write from their own pages (decision 14). */
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import { isTrustworthy, parseOrigin } from './origin.ts';
import { knownMunicipalities } from './person.repository.ts';
import {
  allOrigins,
  deleteOrigin,
  findOrigin,
  upsertOrigin,
} from './registered-origin.repository.ts';
import type { RegisteredOrigin } from './registered-origin.repository.ts';

export type { RegisteredOrigin } from './registered-origin.repository.ts';

/** Throws `invalid-request` for what is no origin or travels in clear, `not-found` for an unknown municipality. */
export async function registerOrigin(db: Kysely<Tables>, portal: RegisteredOrigin): Promise<void> {
  const origin = parseOrigin(portal.origin);
  if (origin === null)
    throw refuse(
      'invalid-request',
      `«${portal.origin}» non è un'origine: serve protocollo e nome soltanto, come https://www.comune.example.it.`,
    );
  if (!isTrustworthy(origin))
    throw refuse(
      'invalid-request',
      `${origin} non è cifrata: chi sta in mezzo potrebbe rubare l'accesso. Usi https (http solo per localhost).`,
    );
  const { municipality } = portal;
  if (municipality !== null && (await knownMunicipalities(db, [municipality])).length === 0)
    throw refuse('not-found', `Il comune «${municipality}» non è nell’unione.`);
  await upsertOrigin(db, { origin, municipality });
}

/** Throws `not-found`. The portal's tokens end at once. */
export async function removeOrigin(db: Kysely<Tables>, origin: string): Promise<void> {
  if (!(await deleteOrigin(db, origin))) throw refuse('not-found', `${origin} non è registrata.`);
}

export function listOrigins(db: Kysely<Tables>): Promise<RegisteredOrigin[]> {
  return allOrigins(db);
}

/** The registered portal of exactly this origin; null for any other text. */
export async function registeredOrigin(
  db: Kysely<Tables>,
  origin: string | undefined,
): Promise<RegisteredOrigin | null> {
  return origin === undefined || parseOrigin(origin) === null ? null : findOrigin(db, origin);
}
