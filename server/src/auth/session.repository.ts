/** Sessions of our own pages in the database: by their token's hash only. */
import type { Principal } from '@sit/core/permission';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { grantsOf } from './person.repository.ts';

export interface NewSession {
  tokenHash: Buffer;
  personId: string;
  secondsToLive: number;
  address: string;
  userAgent: string | null;
  /** Our own, beside the password. */
  secondFactorShown: boolean;
  /**
   * The outside provider's; null for a session opened by password. `session` is its `sid`, where it tells one;
   * `vouched`: it said by `acr` that the sign-in was as strong as SIT_OIDC_ACR asks.
   */
  provider: { issuer: string; session: string | null; subject: string; vouched: boolean } | null;
}

/** A person as a credential of theirs shows them. */
export interface Identified {
  /** Of the session, portal token or key. */
  id: string;
  principal: Principal;
  /** `missing`: a second factor is due and was not shown; their roles do not hold. */
  secondFactor: 'off' | 'on' | 'missing';
}

export async function insertSession(
  db: Kysely<Tables>,
  session: NewSession,
): Promise<{ id: string; expiresAt: Date }> {
  const { tokenHash, personId, secondsToLive, address, userAgent, provider } = session;
  const { secondFactorShown } = session;
  return db
    .insertInto('sit.session')
    .values({
      token_hash: tokenHash,
      person_id: personId,
      expires_at: sql<Date>`now() + make_interval(secs => ${secondsToLive})`,
      method: provider ? 'provider' : 'password',
      address,
      user_agent: userAgent,
      issuer: provider?.issuer ?? null,
      provider_session: provider?.session ?? null,
      provider_subject: provider?.subject ?? null,
      provider_vouched: provider?.vouched ?? false,
      second_factor_shown: secondFactorShown,
    })
    .returning(['id', 'expires_at as expiresAt'])
    .executeTakeFirstOrThrow();
}

const NOTED_MILLISECONDS = 60_000;

/** Whose live session this is. Notes, once a minute, that it was used. */
export async function findSession(
  db: Kysely<Tables>,
  tokenHash: Buffer,
  idleSeconds: number,
): Promise<Identified | null> {
  const row = await liveHolders(db, idleSeconds)
    .select(['session.id', 'session.last_seen_at as lastSeenAt'])
    .where('session.token_hash', '=', tokenHash)
    .executeTakeFirst();
  if (!row) return null;
  if (Date.now() - row.lastSeenAt.valueOf() > NOTED_MILLISECONDS) await noteUse(db, row.id);
  return identified(row);
}

/** As {@link findSession}, by its id. */
export async function findSessionById(
  db: Kysely<Tables>,
  id: string,
  idleSeconds: number,
): Promise<Identified | null> {
  const row = await liveHolders(db, idleSeconds)
    .select('session.id')
    .where('session.id', '=', id)
    .executeTakeFirst();
  return row ? identified(row) : null;
}

/** Ends the session, and with it every portal's token of it. */
export async function deleteSession(db: Kysely<Tables>, id: string): Promise<void> {
  await db.deleteFrom('sit.session').where('id', '=', id).execute();
}

/** As {@link deleteSession}, by its token's hash. */
export async function deleteSessionOfToken(db: Kysely<Tables>, tokenHash: Buffer): Promise<void> {
  await db.deleteFrom('sit.session').where('token_hash', '=', tokenHash).execute();
}

export async function deletePastSessions(db: Kysely<Tables>): Promise<void> {
  await db
    .deleteFrom('sit.session')
    .where('expires_at', '<=', sql<Date>`now()`)
    .execute();
}

/** That our own second factor was shown in it. */
export async function noteSecondFactor(db: Kysely<Tables>, id: string): Promise<void> {
  await db
    .updateTable('sit.session')
    .set({ second_factor_shown: true })
    .where('id', '=', id)
    .execute();
}

/** That it was used just now. */
export async function noteUse(db: Kysely<Tables>, id: string): Promise<void> {
  await db
    .updateTable('sit.session')
    .set({ last_seen_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
}

/** Live sessions with their people, as `session` and `person`. */
export function liveSessions(db: Kysely<Tables>, idleSeconds: number) {
  return db
    .selectFrom('sit.person as person')
    .innerJoin('sit.session as session', 'session.person_id', 'person.id')
    .where('session.expires_at', '>', sql<Date>`now()`)
    .where('session.last_seen_at', '>', sql<Date>`now() - make_interval(secs => ${idleSeconds})`)
    .where('person.disabled_at', 'is', null);
}

/** Live sessions with what {@link identified} needs of who holds them, but for the credential's id. */
export function liveHolders(db: Kysely<Tables>, idleSeconds: number) {
  return liveSessions(db, idleSeconds).select((eb) => [
    'person.id as userId',
    'person.name',
    'person.email',
    'person.totp_confirmed_at as totpConfirmedAt',
    'session.method',
    'session.provider_vouched as vouched',
    'session.second_factor_shown as shown',
    eb.selectFrom('sit.territory_union').select('second_factor').limit(1).as('policy'),
    // To Kysely a builder over more tables is no builder over one of them.
    grantsOf(eb as never),
  ]);
}

interface PersonColumns extends Principal {
  id: string;
  totpConfirmedAt: Date | null;
  method: 'password' | 'provider';
  vouched: boolean;
  shown: boolean;
  policy: Tables['sit.territory_union']['second_factor']['__select__'] | null;
}

type Policy = PersonColumns['policy'];

/** Whether the union asks for two factors of who has these roles. Who has none has nothing to protect. */
export function requiresSecondFactor(policy: Policy, grants: Principal['grants']): boolean {
  if (policy === 'everybody') return grants.length > 0;
  return policy === 'administrators' && grants.some(({ role }) => role === 'union-admin');
}

export function identified(row: PersonColumns): Identified {
  const { id, userId, name, email, grants } = row;
  const secondFactor = secondFactorOf(row);
  return {
    id,
    principal: { userId, name, email, grants: secondFactor === 'missing' ? [] : grants },
    secondFactor,
  };
}

/**
 * It must have been shown in this very session: one opened before by the password alone, perhaps by a thief, gains
 * nothing when its owner sets the factor up elsewhere. At the provider nobody shows ours: what it did not vouch for
 * counts as one factor (ASVS V6.8.4); whoever has ours signs in by password and code.
 */
function secondFactorOf(row: PersonColumns): Identified['secondFactor'] {
  const { totpConfirmedAt, method, vouched, shown, policy, grants } = row;
  const isSet = totpConfirmedAt !== null;
  if (method === 'provider' ? vouched : shown && isSet) return isSet ? 'on' : 'off';
  return isSet || requiresSecondFactor(policy, grants) ? 'missing' : 'off';
}
