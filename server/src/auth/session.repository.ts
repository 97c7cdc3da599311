/** Sessions and portal tokens in the database: by their hash only. */
import type { Principal } from '@sit/core/permission';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { grantsOf } from './person.repository.ts';

export interface NewSession {
  tokenHash: Buffer;
  personId: string;
  secondsToLive: number;
  /** Portal's origin and hash of the session it comes from; null for a session of our own pages. */
  bound: { origin: string; parent: Buffer } | null;
}

/** Instant at which it ends; a portal's token never outlives its session. Null when that session is gone. */
export async function insertSession(db: Kysely<Tables>, session: NewSession): Promise<Date | null> {
  const { tokenHash, personId, secondsToLive, bound } = session;
  const ends = sql<Date>`now() + make_interval(secs => ${secondsToLive})`;
  if (!bound) {
    const row = await db
      .insertInto('sit.session')
      .values({
        token_hash: tokenHash,
        person_id: personId,
        origin: null,
        parent: null,
        expires_at: ends,
      })
      .returning('expires_at')
      .executeTakeFirstOrThrow();
    return row.expires_at;
  }
  const row = await db
    .insertInto('sit.session')
    .columns(['token_hash', 'person_id', 'origin', 'parent', 'expires_at'])
    .expression((eb) =>
      eb
        .selectFrom('sit.session as parent')
        .select([
          sql<Uint8Array>`${tokenHash}::bytea`.as('token_hash'),
          'parent.person_id',
          sql<string>`${bound.origin}::text`.as('origin'),
          'parent.token_hash as parent',
          sql<Date>`least(parent.expires_at, ${ends})`.as('expires_at'),
        ])
        .where('parent.token_hash', '=', bound.parent)
        .where('parent.person_id', '=', personId)
        .where('parent.expires_at', '>', sql<Date>`now()`),
    )
    .returning('expires_at')
    .executeTakeFirst();
  return row?.expires_at ?? null;
}

/** Whose live session this is; `origin` null asks for a session of our own pages, else for that portal's token. */
export async function findPrincipal(
  db: Kysely<Tables>,
  tokenHash: Buffer,
  origin: string | null,
): Promise<Principal | null> {
  const row = await db
    .selectFrom('sit.person as person')
    .innerJoin('sit.session as session', 'session.person_id', 'person.id')
    .select((eb) => ['person.id as userId', 'person.name', 'person.email', grantsOf(eb)])
    .where('session.token_hash', '=', tokenHash)
    .where('session.origin', 'is not distinct from', origin)
    .where('session.expires_at', '>', sql<Date>`now()`)
    .where('person.disabled_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** Ends the session and every portal token of it, whichever of them `tokenHash` is. */
export async function deleteSessionFamily(db: Kysely<Tables>, tokenHash: Buffer): Promise<void> {
  await db
    .deleteFrom('sit.session')
    .where('token_hash', '=', (eb) =>
      eb
        .selectFrom('sit.session as presented')
        .select((inner) => inner.fn.coalesce('presented.parent', 'presented.token_hash').as('root'))
        .where('presented.token_hash', '=', tokenHash),
    )
    .execute();
}

export async function deletePastSessions(db: Kysely<Tables>): Promise<void> {
  await db
    .deleteFrom('sit.session')
    .where('expires_at', '<=', sql<Date>`now()`)
    .execute();
}
