/** Signing in and out, and the tokens portals hold (decision 14). */
import type { Principal } from '@sit/core/permission';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import { verifyPassword } from './password.ts';
import { findPersonByEmail } from './person.repository.ts';
import { normalizeEmail } from './person.service.ts';
import { registeredOrigin } from './registered-origin.service.ts';
import {
  deletePastSessions,
  deleteSessionFamily,
  findPrincipal,
  insertSession,
} from './session.repository.ts';
import { allowSignIn, signInSucceeded } from './throttle.service.ts';
import { hashToken, newToken } from './token.ts';

/** A working day: whoever forgets to sign out is out by the next morning. */
const SESSION_SECONDS = 12 * 60 * 60;
/** Renewed by the pop-up without a password while the session lasts. */
const EMBED_TOKEN_SECONDS = 60 * 60;

export interface OpenedSession {
  token: string;
  expiresAt: Date;
  principal: Principal;
}

export interface SignIn {
  email: string;
  password: string;
  /** Network address of the caller, for throttling. */
  address: string;
  /** The session token presented, if any: it ends, so that none outlives a sign-in (session fixation). */
  presentedToken: string | undefined;
}

/**
 * Opens a session. Throws `wrong-credentials` with the same words, after the same work, whether the
 * address is unknown, the password wrong or the person disabled; `too-many-requests` when throttled.
 */
export async function signIn(db: Kysely<Tables>, request: SignIn): Promise<OpenedSession> {
  const attempt = { address: request.address, email: normalizeEmail(request.email) };
  await allowSignIn(db, attempt);
  const person = await findPersonByEmail(db, attempt.email);
  const matches = await verifyPassword(request.password, person?.passwordHash ?? null);
  if (!person || !matches || person.disabledAt)
    throw refuse('wrong-credentials', 'L’indirizzo o la password non sono giusti.');
  await signInSucceeded(db, attempt);
  if (request.presentedToken !== undefined) await signOut(db, request.presentedToken);
  await deletePastSessions(db);
  const { userId, name, email, grants } = person;
  const opened = await open(db, userId, SESSION_SECONDS, null);
  return { ...opened!, principal: { userId, name, email, grants } };
}

/** Whose session of our own pages this token is; null when forged, ended, or a portal's. */
export async function principalOfSession(
  db: Kysely<Tables>,
  token: string,
): Promise<Principal | null> {
  const hash = hashToken(token);
  return hash && findPrincipal(db, hash, null);
}

/** Whose portal token this is; null when forged, ended, or bound to another origin than `origin`. */
export async function principalOfEmbedToken(
  db: Kysely<Tables>,
  token: string,
  origin: string,
): Promise<Principal | null> {
  const hash = hashToken(token);
  return hash && findPrincipal(db, hash, origin);
}

/** Ends the session this token is of, with all its portal tokens. Unknown tokens are no fault. */
export async function signOut(db: Kysely<Tables>, token: string): Promise<void> {
  const hash = hashToken(token);
  if (hash) await deleteSessionFamily(db, hash);
}

/**
 * A token for pages of `origin`, ending with the session at the latest. Throws
 * `origin-not-registered`; `unauthenticated` when the session ended meanwhile.
 */
export async function issueEmbedToken(
  db: Kysely<Tables>,
  session: { token: string; principal: Principal },
  origin: string,
): Promise<OpenedSession> {
  if (!(await registeredOrigin(db, origin)))
    throw refuse('origin-not-registered', `Il portale ${origin} non è registrato presso l’unione.`);
  const { principal } = session;
  const parent = hashToken(session.token);
  const opened =
    parent && (await open(db, principal.userId, EMBED_TOKEN_SECONDS, { origin, parent }));
  if (!opened) throw refuse('unauthenticated', 'La sessione è finita: occorre accedere di nuovo.');
  return { ...opened, principal };
}

async function open(
  db: Kysely<Tables>,
  personId: string,
  secondsToLive: number,
  bound: { origin: string; parent: Buffer } | null,
): Promise<{ token: string; expiresAt: Date } | null> {
  const token = newToken();
  const expiresAt = await insertSession(db, {
    tokenHash: hashToken(token)!,
    personId,
    secondsToLive,
    bound,
  });
  return expiresAt && { token, expiresAt };
}
