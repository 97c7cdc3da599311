/** Codes and tokens of portals' pages in the database: by their hashes only. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { identified, liveHolders } from './session.repository.ts';
import type { Identified } from './session.repository.ts';

/** When it ends; null when the session ended, or the portal was taken off the register, a moment ago. */
export async function insertPortalCode(
  db: Kysely<Tables>,
  code: {
    codeHash: Buffer;
    session: string;
    origin: string;
    challenge: string;
    secondsToLive: number;
  },
): Promise<Date | null> {
  // Those that the end of their session is taking away are left to it: waiting for one another they would not end.
  await sql`delete from sit.portal_code where code_hash in (
    select code_hash from sit.portal_code where expires_at <= now() for update skip locked)`.execute(
    db,
  );
  const { rows } = await sql<{ expiresAt: Date }>`
    insert into sit.portal_code (code_hash, session, origin, challenge, expires_at)
    select ${code.codeHash}, session.id, portal.origin, ${code.challenge},
      now() + make_interval(secs => ${code.secondsToLive})
    from sit.session session, sit.registered_origin portal
    where session.id = ${code.session} and portal.origin = ${code.origin}
    for key share
    returning expires_at as "expiresAt"`.execute(db);
  return rows[0]?.expiresAt ?? null;
}

export interface TakenCode {
  session: string;
  origin: string;
  challenge: string;
  live: boolean;
}

/** The code, which is good for nothing more from now on, whatever comes of it; null when tried before. */
export async function takePortalCode(
  trx: Kysely<Tables>,
  codeHash: Buffer,
): Promise<TakenCode | null> {
  // First what the code hangs on, as whoever ends that does: in another order each would wait for the other.
  await sql`
    select from sit.session session, sit.registered_origin portal, sit.portal_code code
    where code.code_hash = ${codeHash} and session.id = code.session and portal.origin = code.origin
    for key share of session, portal`.execute(trx);
  const row = await trx
    .updateTable('sit.portal_code')
    .set({ tried: true })
    .where('code_hash', '=', codeHash)
    .where('tried', '=', false)
    .returning(['session', 'origin', 'challenge', sql<boolean>`expires_at > now()`.as('live')])
    .executeTakeFirst();
  return row ?? null;
}

/** Remembers what the code was turned into. */
export async function tieTokenToCode(
  trx: Kysely<Tables>,
  codeHash: Buffer,
  token: string,
): Promise<void> {
  await trx
    .updateTable('sit.portal_code')
    .set({ token })
    .where('code_hash', '=', codeHash)
    .execute();
}

/** Ends the token that the code was turned into; the session it was of, null when there is none to end. */
export async function deleteTokenOfCode(
  trx: Kysely<Tables>,
  codeHash: Buffer,
): Promise<string | null> {
  const row = await trx
    .deleteFrom('sit.portal_token')
    .where('id', 'in', (eb) =>
      eb.selectFrom('sit.portal_code').select('token').where('code_hash', '=', codeHash),
    )
    .returning('session')
    .executeTakeFirst();
  return row?.session ?? null;
}

export interface TokenHashes {
  accessHash: Buffer;
  refreshHash: Buffer;
  secondsToLive: number;
}

export async function insertPortalToken(
  db: Kysely<Tables>,
  { session, origin }: { session: string; origin: string },
  hashes: TokenHashes,
): Promise<{ id: string; expiresAt: Date }> {
  return db
    .insertInto('sit.portal_token')
    .values({
      session,
      origin,
      access_hash: hashes.accessHash,
      access_expires_at: endOf(session, hashes.secondsToLive),
      refresh_hash: hashes.refreshHash,
      former_refresh_hash: null,
    })
    .returning(['id', 'access_expires_at as expiresAt'])
    .executeTakeFirstOrThrow();
}

export interface RefreshedToken {
  id: string;
  session: string;
  origin: string;
  /**
   * `former`: replaced a moment ago, its answer may have been lost; `replayed`: spent, however long ago, be it
   * replaced before that or given in an answer that was told to be lost; so is any where no page renews as often.
   */
  use: 'current' | 'former' | 'replayed';
}

/** Within the twelve hours of a session: a page needs some ninety, nobody's disk all that somebody may ask for. */
const MOST_RENEWALS = 5_000;

/** The token that `refreshHash` refreshes or once refreshed, locked for the transaction. */
export async function findByRefresh(
  trx: Kysely<Tables>,
  refreshHash: Buffer,
  graceSeconds: number,
): Promise<RefreshedToken | null> {
  const found = await trx
    .selectFrom('sit.portal_token')
    .select('id')
    .where((eb) =>
      eb.or([eb('refresh_hash', '=', refreshHash), eb('former_refresh_hash', '=', refreshHash)]),
    )
    .unionAll((eb) =>
      eb
        .selectFrom('sit.spent_refresh')
        .select('token as id')
        .where('refresh_hash', '=', refreshHash),
    )
    .executeTakeFirst();
  if (!found) return null;
  // First what the token hangs on, as in takePortalCode: ending the token is writing to its code too.
  await sql`
    select from sit.session session, sit.registered_origin portal, sit.portal_token token
    where token.id = ${found.id} and session.id = token.session and portal.origin = token.origin
    for key share of session, portal`.execute(trx);
  const row = await trx
    .selectFrom('sit.portal_token')
    .select([
      'id',
      'session',
      'origin',
      sql<RefreshedToken['use']>`case
        when (select count(*) from sit.spent_refresh where token = id) >= ${MOST_RENEWALS} then 'replayed'
        when refresh_hash = ${refreshHash} then 'current'
        when former_refresh_hash = ${refreshHash}
          and refreshed_at > now() - make_interval(secs => ${graceSeconds}) then 'former'
        else 'replayed' end`.as('use'),
    ])
    .where('id', '=', found.id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

/**
 * `shown` is the refresh token's hash that asked: the one to be called former from now on. What was so before is
 * spent; where `shown` was so already, what was given for it is: if anybody shows it after all, two hold copies.
 */
export async function replacePortalToken(
  trx: Kysely<Tables>,
  token: RefreshedToken,
  shown: Buffer,
  hashes: TokenHashes,
): Promise<Date> {
  const spent = token.use === 'current' ? 'former_refresh_hash' : 'refresh_hash';
  await trx
    .insertInto('sit.spent_refresh')
    .columns(['refresh_hash', 'token'])
    .expression((eb) =>
      eb
        .selectFrom('sit.portal_token')
        .select([sql<Uint8Array>`${sql.ref(spent)}`.as('refresh_hash'), 'id'])
        .where('id', '=', token.id)
        .where(spent, 'is not', null),
    )
    .execute();
  const row = await trx
    .updateTable('sit.portal_token')
    .set({
      access_hash: hashes.accessHash,
      access_expires_at: endOf(token.session, hashes.secondsToLive),
      refresh_hash: hashes.refreshHash,
      former_refresh_hash: shown,
      ...(token.use === 'current' ? { refreshed_at: sql<Date>`now()` } : {}),
    })
    .where('id', '=', token.id)
    .returning('access_expires_at')
    .executeTakeFirstOrThrow();
  return row.access_expires_at;
}

export async function deletePortalToken(db: Kysely<Tables>, id: string): Promise<void> {
  await db.deleteFrom('sit.portal_token').where('id', '=', id).execute();
}

/** Whose live token this is, asked from a page of `origin`. */
export async function findPortalToken(
  db: Kysely<Tables>,
  accessHash: Buffer,
  origin: string,
  idleSeconds: number,
): Promise<Identified | null> {
  const row = await liveTokens(db, idleSeconds)
    .where('token.access_hash', '=', accessHash)
    .where('token.origin', '=', origin)
    .where('token.access_expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return row ? identified(row) : null;
}

/** As {@link findPortalToken}, by its id and however long ago it was given. */
export async function findPortalTokenById(
  db: Kysely<Tables>,
  id: string,
  idleSeconds: number,
): Promise<Identified | null> {
  const row = await liveTokens(db, idleSeconds).where('token.id', '=', id).executeTakeFirst();
  return row ? identified(row) : null;
}

/** The session a portal's token came from. */
export async function sessionOfPortalToken(db: Kysely<Tables>, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('sit.portal_token')
    .select('session')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.session ?? null;
}

function liveTokens(db: Kysely<Tables>, idleSeconds: number) {
  return liveHolders(db, idleSeconds)
    .innerJoin('sit.portal_token as token', 'token.session', 'session.id')
    .select('token.id');
}

/** A token never outlives its session. */
function endOf(session: string, secondsToLive: number) {
  return sql<Date>`(select least(expires_at, now() + make_interval(secs => ${secondsToLive}))
    from sit.session where id = ${session}::uuid)`;
}
