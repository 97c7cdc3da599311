/** Adds to the record and reads it. Nothing else can be done with it (0081_audit.ts). */
import type { AuditEntry } from '@sit/core/api-audit';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { containing } from '../db/like.ts';
import type { Tables } from '../db/tables.ts';
import type { ChainHead, ChainedEntry } from './audit-chain.ts';
import type { AuditFilter, NewEntry } from './new-entry.ts';

/** Within a transaction it stands or falls with it. */
export async function insertEntry(db: Kysely<Tables>, entry: NewEntry): Promise<void> {
  const { event, actor, subject, municipality, detail } = entry;
  await sql`
    select sit_audit.record(${event}, ${actor.person}::uuid, ${actor.personName}, ${actor.credential}, ${subject ?? null},
      ${municipality ?? null}, ${actor.origin}, ${actor.address}, ${actor.request},
      ${JSON.stringify(detail ?? {})})`.execute(db);
}

/** RFC 3339 with microseconds: what the hash was made of, too. */
const AT = sql<string>`to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Latest first, at most `limit`. */
export async function selectEntries(
  db: Kysely<Tables>,
  filter: AuditFilter,
  limit: number,
): Promise<AuditEntry[]> {
  const { event, person, text, municipality, from, to, before } = filter;
  const { rows } = await sql<AuditRow>`
    select ${COLUMNS} from sit_audit.entry
    where true
      ${event === undefined ? sql`` : sql`and event = ${event}`}
      ${person === undefined ? sql`` : sql`and person = ${person}::uuid`}
      ${municipality === undefined ? sql`` : sql`and municipality = ${municipality}`}
      ${from === undefined ? sql`` : sql`and at >= ${from}::text::timestamptz`}
      ${to === undefined ? sql`` : sql`and at < ${to}::text::timestamptz`}
      ${before === undefined ? sql`` : sql`and seq < ${before}::bigint`}
      ${
        text === undefined
          ? sql``
          : sql`and concat_ws(' ', person_name, subject, address, origin, request, detail) ilike ${containing(text)}`
      }
    order by seq desc limit ${limit}`.execute(db);
  return rows.map(entryOf);
}

export async function selectEntry(db: Kysely<Tables>, seq: number): Promise<AuditEntry | null> {
  const { rows } = await sql<AuditRow>`
    select ${COLUMNS} from sit_audit.entry where seq = ${seq}::bigint`.execute(db);
  return rows[0] ? entryOf(rows[0]) : null;
}

/** Null for an empty record. */
export async function selectHead(db: Kysely<Tables>): Promise<ChainHead | null> {
  const { rows } = await sql<ChainHead>`
    select seq, encode(hash, 'hex') as hash from sit_audit.entry order by seq desc limit 1`.execute(
    db,
  );
  return rows[0] ?? null;
}

/** For the chain: entries after `after`, lowest first. */
export async function selectChained(
  db: Kysely<Tables>,
  after: number,
  limit: number,
): Promise<ChainedEntry[]> {
  const { rows } = await sql<ChainedEntry>`
    select seq, hash, array[seq::text, ${AT}, event, person::text, person_name, credential, subject, municipality,
      origin, address, request, detail] as parts
    from sit_audit.entry where seq > ${after}::bigint order by seq limit ${limit}`.execute(db);
  return rows;
}

type AuditRow = Omit<AuditEntry, 'detail'> & { detail: string };

const COLUMNS = sql`seq, ${AT} as at, event, person, person_name as "personName", credential, subject, municipality,
  origin, address, request, detail, encode(hash, 'hex') as hash`;

function entryOf({ detail, ...row }: AuditRow): AuditEntry {
  return { ...row, detail: JSON.parse(detail) as AuditEntry['detail'] };
}
