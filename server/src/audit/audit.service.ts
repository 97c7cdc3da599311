/** The record of who did or tried what: `record` adds to it, in the transaction it is about where there is one. */
import type { AuditPage, AuditVerification } from '@sit/core/api-audit';
import type { AuditCredential, AuditEntry, AuditEvent } from '@sit/core/audit';
import type { Principal } from '@sit/core/permission';
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

const CHAIN_PAGE = 1000;

/** Who, by what, from where. */
export interface Actor {
  person: string | null;
  personName: string | null;
  credential: AuditCredential | null;
  /** Of the page that asked. */
  origin: string | null;
  /** Network address. */
  address: string | null;
  /** Id of the HTTP request. */
  request: string | null;
}

export interface NewEntry {
  event: AuditEvent;
  actor: Actor;
  /** `person/{id}`, `key/{id}`, `origin/https://…`, `METHOD /path`. */
  subject?: string | null;
  municipality?: string | null;
  /** Never a secret. */
  detail?: Record<string, unknown>;
}

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

/** A signed-in person, where nothing is known of their request. */
export function principalActor(person: Principal): Actor {
  return {
    person: person.userId,
    personName: person.name,
    credential: null,
    origin: null,
    address: null,
    request: null,
  };
}

export interface AuditFilter {
  event?: AuditEvent | undefined;
  person?: string | undefined;
  /** Anywhere in names, subject, address, origin, request or detail. */
  text?: string | undefined;
  municipality?: string | undefined;
  /** RFC 3339. */
  from?: string | undefined;
  /** Before this instant. */
  to?: string | undefined;
  /** Before this entry. */
  before?: number | undefined;
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
