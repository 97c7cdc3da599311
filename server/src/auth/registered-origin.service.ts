/** Which portals may sign people in and write from their own pages (decision 14). */
import { MAX_ORIGIN_LENGTH } from '@sit/core/api-auth';
import type { Kysely } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import { requireMunicipalities } from '../tenancy/tenancy.service.ts';
import { isTrustworthy, parseOrigin } from './origin.ts';
import {
  allOrigins,
  deleteOrigin,
  findOrigin,
  upsertOrigin,
} from './registered-origin.repository.ts';
import type { RegisteredOrigin } from './registered-origin.repository.ts';

export type { RegisteredOrigin } from './registered-origin.repository.ts';

/** Throws `invalid-request` for what is no origin or travels in clear, `not-found` for an unknown municipality. */
export async function registerOrigin(
  db: Kysely<Tables>,
  portal: RegisteredOrigin,
  actor: Actor,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await seedOrigin(trx, portal);
    const { origin, municipality } = portal;
    const subject = `origin/${origin}`;
    await record(trx, { event: 'origin-registered', actor, subject, municipality });
  });
}

/** As {@link registerOrigin}, in a transaction under way and off the record: for what fills an empty database. */
export async function seedOrigin(db: Kysely<Tables>, portal: RegisteredOrigin): Promise<void> {
  const origin = requireOrigin(portal.origin);
  const { municipality } = portal;
  if (municipality !== null) await requireMunicipalities(db, [municipality]);
  await upsertOrigin(db, { origin, municipality });
}

/** The origin that `text` is. Throws `invalid-request` for what is none, is too long or travels in clear. */
export function requireOrigin(text: string): string {
  if (text.length > MAX_ORIGIN_LENGTH)
    throw refuse(
      'invalid-request',
      `Un’origine ha al più ${MAX_ORIGIN_LENGTH} caratteri; questa ne ha ${text.length}.`,
    );
  const origin = parseOrigin(text);
  if (origin === null)
    throw refuse(
      'invalid-request',
      `«${text}» non è un'origine: serve protocollo e nome soltanto, come https://www.comune.example.it.`,
    );
  if (!isTrustworthy(origin))
    throw refuse(
      'invalid-request',
      `${origin} non è cifrata: chi sta in mezzo potrebbe rubare l’accesso. Usa https (http solo per localhost).`,
    );
  return origin;
}

/** Throws `not-found`. The portal's tokens end at once. */
export async function removeOrigin(
  db: Kysely<Tables>,
  origin: string,
  actor: Actor,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const removed = parseOrigin(origin) && (await deleteOrigin(trx, origin));
    if (!removed) throw refuse('not-found', `${origin} non è registrata.`);
    await record(trx, {
      event: 'origin-removed',
      actor,
      subject: `origin/${origin}`,
      municipality: removed.municipality,
    });
  });
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
