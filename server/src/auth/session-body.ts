/** A session as the API shows it. */
import type { SessionBody } from '@sit/core/api-auth';
import type { SessionRow } from './session-list.repository.ts';

/** `own` is the session that asks; null for who asks by something else. */
export function sessionBody(session: SessionRow, own: string | null): SessionBody {
  const { createdAt, lastSeenAt, expiresAt, vouched: _vouched, ...rest } = session;
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    current: session.id === own,
  };
}
