/** What the login of SIT_DATABASE_URL could do beyond serving. */
import { sql } from 'kysely';
import type { Database } from './database.ts';

/** It may take on any role, the record's owner too: right for migrating, more than serving needs. */
export async function mayTakeAnyRole(db: Database): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select rolsuper or rolcreaterole as may from pg_roles where rolname = session_user`.execute(
    db.kysely,
  );
  return rows[0]?.may ?? false;
}
