/** Sessions that an outside provider vouches for, by what it calls them (OIDC Back-Channel Logout 1.0 §2.7). */
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';

/** What a logout token names: `session` (its `sid`), `subject` (its `sub`), or both. */
export interface ProviderSession {
  issuer: string;
  session: string | null;
  subject: string | null;
  /** When it was said: a session opened later is another, though the token is shown again. */
  before: Date;
}

/**
 * Ends the sessions named and returns whose they were, one a session. Where both are named, those of the subject
 * end too whose `sid` the provider never told: better one sign-in too many than a session that outlives its own.
 */
export async function deleteProviderSessions(
  db: Kysely<Tables>,
  { issuer, session, subject, before }: ProviderSession,
): Promise<string[]> {
  let query = db
    .deleteFrom('sit.session')
    .where('issuer', '=', issuer)
    .where('created_at', '<=', before);
  if (subject !== null) query = query.where('provider_subject', '=', subject);
  if (session !== null)
    query = query.where((eb) =>
      eb.or([
        eb('provider_session', '=', session),
        ...(subject === null ? [] : [eb('provider_session', 'is', null)]),
      ]),
    );
  const rows = await query.returning('person_id as personId').execute();
  return rows.map(({ personId }) => personId);
}

/** Issuer of the provider that the session came by; null where it was opened by password. */
export async function issuerOfSession(db: Kysely<Tables>, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('sit.session')
    .select('issuer')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.issuer ?? null;
}
