/** A person's open sessions: listed, and ended by whoever may. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { liveSessions } from './session.repository.ts';

export interface SessionRow {
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  method: 'password' | 'provider';
  /** The outside provider said that it was strong enough. */
  vouched: boolean;
  userAgent: string | null;
  address: string;
  /** Origins of portals signed in from it. */
  portals: string[];
}

/** Live ones, the last used first. */
export async function sessionsOf(
  db: Kysely<Tables>,
  personId: string,
  idleSeconds: number,
): Promise<SessionRow[]> {
  return liveSessions(db, idleSeconds)
    .select([
      'session.id',
      'session.created_at as createdAt',
      'session.last_seen_at as lastSeenAt',
      'session.expires_at as expiresAt',
      'session.method',
      'session.provider_vouched as vouched',
      'session.user_agent as userAgent',
      'session.address',
      sql<string[]>`array(select distinct token.origin from sit.portal_token token
        where token.session = session.id order by token.origin)`.as('portals'),
    ])
    .where('session.person_id', '=', personId)
    .orderBy('session.last_seen_at', 'desc')
    .orderBy('session.id')
    .execute();
}

/** How many ended, portals' tokens with each. `only` is one of them; `but` is one that stays. */
export async function deleteSessionsOf(
  db: Kysely<Tables>,
  personId: string,
  { only, but }: { only?: string; but?: string } = {},
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('sit.session')
    .where('person_id', '=', personId)
    .$if(only !== undefined, (query) => query.where('id', '=', only!))
    .$if(but !== undefined, (query) => query.where('id', '!=', but!))
    .executeTakeFirst();
  return Number(numDeletedRows);
}
