/** The record of who did or tried what: `record` adds to it, in the transaction it is about where there is one. */
import type { AuditCredential, AuditEvent } from '@sit/core/audit';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { insertEntry } from './audit.repository.ts';

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
