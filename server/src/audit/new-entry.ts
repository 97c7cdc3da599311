/** What goes into the record, and what is asked of it. */
import type { AuditEntry } from '@sit/core/api-audit';
import type { AuditEvent } from '@sit/core/audit';

/** Who, by what, from where. */
export type Actor = Pick<
  AuditEntry,
  'person' | 'personName' | 'credential' | 'origin' | 'address' | 'request'
>;

export interface NewEntry {
  event: AuditEvent;
  actor: Actor;
  /** `person/{id}`, `key/{id}`, `origin/https://…`, `METHOD /path`. */
  subject?: string | null;
  municipality?: string | null;
  /** Never a secret. */
  detail?: Record<string, unknown>;
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
