/** Sessions of people whom an outside provider vouches for. */
import type { Kysely } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Tables } from '../db/tables.ts';
import { sessionOfPortalToken } from './portal-token.repository.ts';
import { deleteProviderSessions, issuerOfSession } from './provider-session.repository.ts';
import type { ProviderSession } from './provider-session.repository.ts';

export type { ProviderSession } from './provider-session.repository.ts';

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
