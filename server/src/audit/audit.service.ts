/** The record of who did or tried what: `record` adds to it, in the transaction it is about where there is one. */
import type { AuditEntry, AuditPage, AuditVerification } from '@sit/core/api-audit';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { verifyChain } from './audit-chain.ts';
import type { ChainHead } from './audit-chain.ts';
import {
  insertEntry,
  selectChained,
  selectEntries,
  selectEntry,
  selectHead,
} from './audit.repository.ts';
import type { Actor, AuditFilter, NewEntry } from './new-entry.ts';

export type { Actor, AuditFilter, NewEntry } from './new-entry.ts';

const CHAIN_PAGE = 1000;

/**
 * Adds an entry. In a transaction it comes last: it takes the record's turn and holds it to the end (0081_audit.ts),
 * so that whatever waits after it makes everybody wait, and whoever holds what it waits for waits for ever.
 */
export async function record(db: Kysely<Tables>, entry: NewEntry): Promise<void> {
  await insertEntry(db, entry);
}

/** Whoever works on the machine itself, by its command line. */
export function commandLineActor(login: string): Actor {
  return {
    person: null,
    personName: login,
    credential: 'command-line',
    origin: null,
    address: null,
    request: null,
  };
}

/** A page of the record, latest first. */
export async function listEntries(
  db: Kysely<Tables>,
  filter: AuditFilter,
  limit: number,
): Promise<AuditPage> {
  const entries = await selectEntries(db, filter, limit);
  return { entries, next: entries.length === limit ? entries.at(-1)!.seq : null };
}

export async function findEntry(db: Kysely<Tables>, seq: number): Promise<AuditEntry | null> {
  return selectEntry(db, seq);
}

/** Number and hash of the last entry: to be kept where who changes the record does not reach. */
export async function auditHead(db: Kysely<Tables>): Promise<ChainHead | null> {
  return selectHead(db);
}

/** As audit-chain.ts says; reads the whole record. */
export async function verifyRecord(
  db: Kysely<Tables>,
  noted: ChainHead | null = null,
): Promise<AuditVerification> {
  return verifyChain((after) => selectChained(db, after, CHAIN_PAGE), noted);
}
