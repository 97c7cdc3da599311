/** Adds to the record and reads it. Nothing else can be done with it (0081_audit.ts). */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import type { NewEntry } from './audit.service.ts';

/** The entry's number. Within a transaction it stands or falls with it. */
export async function insertEntry(db: Kysely<Tables>, entry: NewEntry): Promise<number> {
  const { event, actor, subject, municipality, detail } = entry;
  const { rows } = await sql<{ seq: number }>`
    select sit_audit.record(${event}, ${actor.person}::uuid, ${actor.personName}, ${actor.credential}, ${subject ?? null},
      ${municipality ?? null}, ${actor.origin}, ${actor.address}, ${actor.request},
      ${JSON.stringify(detail ?? {})}) as seq`.execute(db);
  return rows[0]!.seq;
}
