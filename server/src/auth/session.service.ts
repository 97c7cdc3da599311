/** Signing in and out of our own pages. */
import type { Principal } from '@sit/core/permission';
import type { Kysely } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import { verifyPassword } from './password.ts';
import { findPersonByEmail } from './person.repository.ts';
import { normalizeEmail } from './person.service.ts';
import {
  deletePastSessions,
  deleteSession,
  findSession,
  findSessionById,
  insertSession,
} from './session.repository.ts';
import type { Identified } from './session.repository.ts';
import {
  findPortalToken,
  findPortalTokenById,
  sessionOfPortalToken,
} from './portal-token.repository.ts';
import { allowSignIn, signInSucceeded } from './throttle.service.ts';
import { hashToken, newToken } from './token.ts';

export type { Identified } from './session.repository.ts';

/** A working day: whoever forgets to sign out is out by the next morning. */
export const SESSION_SECONDS = 12 * 60 * 60;
/** Without a request, from our pages or from a portal that renews its token. */
export const IDLE_SECONDS = 2 * 60 * 60;

export interface OpenedSession {
  token: string;
  expiresAt: Date;
  principal: Principal;
}

export interface SignIn {
  email: string;
  password: string;
  /** The session token presented, if any: it ends, so that none outlives a sign-in (session fixation). */
  presentedToken: string | undefined;
  userAgent: string | null;
}

/**
 * Opens a session. Throws `wrong-credentials` with the same words, after the same work, whether the
 * address is unknown, the password wrong or the person disabled; `too-many-requests` when throttled.
 */
export async function signIn(
  db: Kysely<Tables>,
  request: SignIn,
  actor: Actor,
): Promise<OpenedSession> {
  const attempt = { address: actor.address ?? 'unknown', email: normalizeEmail(request.email) };
  await allowSignIn(db, attempt);
  const person = await findPersonByEmail(db, attempt.email);
  const matches = await verifyPassword(request.password, person?.passwordHash ?? null);
  if (!person || !matches || person.disabledAt) {
    await record(db, {
      event: 'sign-in-refused',
      actor,
      subject: person && `person/${person.userId}`,
    });
    throw refuse('wrong-credentials', 'L’indirizzo o la password non sono giusti.');
  }
  await signInSucceeded(db, attempt);
  if (request.presentedToken !== undefined) await endPresented(db, request.presentedToken);
  await deletePastSessions(db);
  const token = newToken();
  const { id, expiresAt } = await insertSession(db, {
    tokenHash: hashToken(token)!,
    personId: person.userId,
    secondsToLive: SESSION_SECONDS,
    address: attempt.address,
    userAgent: request.userAgent,
    provider: null,
  });
  const opened = (await findSessionById(db, id, IDLE_SECONDS))!;
  await record(db, {
    event: 'sign-in',
    actor: { ...actor, person: person.userId, personName: person.name },
  });
  return { token, expiresAt, principal: opened.principal };
}

/** Whose session of our own pages this token is; null when forged or ended. */
export async function identifySession(
  db: Kysely<Tables>,
  token: string,
): Promise<Identified | null> {
  const hash = hashToken(token);
  return hash && findSession(db, hash, IDLE_SECONDS);
}

/** Whose portal token this is; null when forged, ended, or bound to another origin than `origin`. */
export async function identifyPortalToken(
  db: Kysely<Tables>,
  token: string,
  origin: string,
): Promise<Identified | null> {
  const hash = hashToken(token);
  return hash && findPortalToken(db, hash, origin, IDLE_SECONDS);
}

/** Whose session or portal token of this id is alive still, however long its request lasts. */
export async function identifyById(
  db: Kysely<Tables>,
  credential: 'cookie' | 'token',
  id: string,
): Promise<Identified | null> {
  return credential === 'cookie'
    ? findSessionById(db, id, IDLE_SECONDS)
    : findPortalTokenById(db, id, IDLE_SECONDS);
}

/** Ends the session, or the one that the portal token came from, with all portals' tokens of it. */
export async function signOut(
  db: Kysely<Tables>,
  credential: 'cookie' | 'token',
  id: string,
  actor: Actor,
): Promise<void> {
  const session = credential === 'cookie' ? id : await sessionOfPortalToken(db, id);
  if (session !== null) await deleteSession(db, session);
  await record(db, { event: 'sign-out', actor });
}

async function endPresented(db: Kysely<Tables>, token: string): Promise<void> {
  const presented = await identifySession(db, token);
  if (presented) await deleteSession(db, presented.id);
}
