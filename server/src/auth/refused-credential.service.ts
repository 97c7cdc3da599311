/** A bearer credential that is no good, on record: forged, ended, or shown from another place than its own. */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Tables } from '../db/tables.ts';
import { countAttempt } from './throttle.repository.ts';

const WINDOW_SECONDS = 60;

/**
 * Once a minute for an address and a key: whoever sends thousands fills no record. The work is the same
 * whatever was wrong, so that time does not tell a key that exists from one that does not.
 */
export async function recordRefusedCredential(
  db: Kysely<Tables>,
  actor: Actor,
  { key, request }: { key: string | null; request: string },
): Promise<void> {
  const source = createHash('sha256').update(`${actor.address} ${actor.origin} ${key}`);
  const counter = `credential-refused:${source.digest('base64url')}`;
  const { count } = await countAttempt(db, counter, WINDOW_SECONDS);
  if (count > 1) return;
  const subject = key === null ? null : `key/${key}`;
  await record(db, { event: 'credential-refused', actor, subject, detail: { request } });
}
