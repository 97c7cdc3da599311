/** Sessions of our own pages: opened, recognised, ended. How somebody shows who they are is sign-in.service.ts's. */
import type { Principal } from '@sit/core/permission';
import type { Kysely } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Tables } from '../db/tables.ts';
import { holdPerson, noteSignIn } from './person.repository.ts';
import {
  deletePastSessions,
  deleteSession,
  deleteSessionOfToken,
  findSession,
  findSessionById,
  insertSession,
} from './session.repository.ts';
import type { Identified, NewSession } from './session.repository.ts';
import {
  findPortalToken,
  findPortalTokenById,
  sessionOfPortalToken,
} from './portal-token.repository.ts';
import { hashToken, newToken } from './token.ts';

export type { Identified } from './session.repository.ts';

/** A working day: whoever forgets to sign out is out by the next morning. */
const SESSION_SECONDS = 12 * 60 * 60;
/** Without a request, from our pages or from a portal that renews its token. */
export const IDLE_SECONDS = 2 * 60 * 60;

export interface OpenedSession {
  token: string;
  expiresAt: Date;
  principal: Principal;
}

export interface SessionOpening {
  personId: string;
  /** The session token presented, if any: it ends, so that none outlives a sign-in (session fixation). */
  presentedToken: string | undefined;
  userAgent: string | null;
  /** As it was when the password was compared; null for a sign-in by the provider. */
  passwordHash: string | null;
  /** Our own, beside the password. */
  secondFactorShown: boolean;
  /** Null for a sign-in by password. */
  provider: NewSession['provider'];
}

/**
 * A new session of whoever has just shown who they are. Recorded, and kept as the person's last sign-in. Null when
 * they were suspended, or their password changed, while it was compared: that ended the sessions there were, and
 * one opened beside it would live on.
 */
export async function openSession(
  db: Kysely<Tables>,
  opening: SessionOpening,
  actor: Actor,
): Promise<OpenedSession | null> {
  const { personId, userAgent, passwordHash, secondFactorShown, provider } = opening;
  const presented = hashToken(opening.presentedToken ?? '');
  if (presented) await deleteSessionOfToken(db, presented);
  await deletePastSessions(db);
  const token = newToken();
  const opened = await db.transaction().execute(async (trx) => {
    if (!(await holdPerson(trx, personId, passwordHash))) return null;
    const { id, expiresAt } = await insertSession(trx, {
      tokenHash: hashToken(token)!,
      personId,
      secondsToLive: SESSION_SECONDS,
      address: actor.address ?? 'unknown',
      userAgent,
      secondFactorShown,
      provider,
    });
    const { principal } = (await findSessionById(trx, id, IDLE_SECONDS))!;
    await record(trx, {
      event: 'sign-in',
      actor: { ...actor, person: principal.userId, personName: principal.name },
      detail: provider ? { provider: provider.issuer } : { method: 'password' },
    });
    return { token, expiresAt, principal };
  });
  // Afterwards: two who hold the person would each wait for the other to let go.
  if (opened) await noteSignIn(db, personId);
  return opened;
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
