/** Sessions of people whom an outside provider vouches for. */
import type { Kysely } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Tables } from '../db/tables.ts';
import { sessionOfPortalToken } from './portal-token.repository.ts';
import { deleteProviderSessions, issuerOfSession } from './provider-session.repository.ts';
import type { ProviderSession } from './provider-session.repository.ts';
import { deletePastSessions, deleteSession, insertSession } from './session.repository.ts';
import type { NewSession } from './session.repository.ts';
import { SESSION_SECONDS, identifySession } from './session.service.ts';
import { hashToken, newToken } from './token.ts';

export type { ProviderSession } from './provider-session.repository.ts';

export interface ProviderSignIn {
  person: { id: string; name: string };
  provider: NonNullable<NewSession['provider']>;
  /** The session token presented, if any: it ends, as at a sign-in by password (session fixation). */
  presentedToken: string | undefined;
  userAgent: string | null;
}

export async function openProviderSession(
  db: Kysely<Tables>,
  { person, provider, presentedToken, userAgent }: ProviderSignIn,
  actor: Actor,
): Promise<{ token: string; expiresAt: Date }> {
  const presented = presentedToken && (await identifySession(db, presentedToken));
  if (presented) await deleteSession(db, presented.id);
  await deletePastSessions(db);
  const token = newToken();
  const { expiresAt } = await insertSession(db, {
    tokenHash: hashToken(token)!,
    personId: person.id,
    secondsToLive: SESSION_SECONDS,
    address: actor.address ?? 'unknown',
    userAgent,
    provider,
  });
  await record(db, {
    event: 'sign-in',
    actor: { ...actor, person: person.id, personName: person.name },
    detail: { provider: provider.issuer },
  });
  return { token, expiresAt };
}

/** Ends what the provider says has ended there, with all portals' tokens of it. */
export async function endProviderSessions(
  db: Kysely<Tables>,
  ended: ProviderSession,
  actor: Actor,
): Promise<void> {
  const people = await deleteProviderSessions(db, ended);
  for (const person of new Set(people))
    await record(db, {
      event: 'session-ended',
      actor,
      subject: `person/${person}`,
      detail: {
        provider: ended.issuer,
        sessions: people.filter((each) => each === person).length,
      },
    });
}

/** Issuer of the provider that this session, or the one this portal token came from, was opened by; null for none. */
export async function issuerOf(
  db: Kysely<Tables>,
  credential: 'cookie' | 'token',
  id: string,
): Promise<string | null> {
  const session = credential === 'cookie' ? id : await sessionOfPortalToken(db, id);
  return session === null ? null : issuerOfSession(db, session);
}
