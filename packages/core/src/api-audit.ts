/** Bodies of `/api/audit`, for the union's administrators. */
import { z } from 'zod';
import { AUDIT_CREDENTIALS, AUDIT_EVENTS } from './audit.ts';

/** An entry as it stands. Absent things are null. */
export const AuditEntry = z.object({
  /** From 1, without a gap. */
  seq: z.int(),
  /** RFC 3339, microseconds, UTC. */
  at: z.string(),
  event: z.enum(AUDIT_EVENTS),
  /** Id of the person, and the name they had then. */
  person: z.string().nullable(),
  personName: z.string().nullable(),
  credential: z.enum(AUDIT_CREDENTIALS).nullable(),
  /** What it was about: `person/{id}`, `key/{id}`, `origin/https://…`, `webhook/{id}`, or `METHOD /path`. */
  subject: z.string().nullable(),
  /** Cadastral code. */
  municipality: z.string().nullable(),
  /** Of the page that asked. */
  origin: z.string().nullable(),
  /** Network address. */
  address: z.string().nullable(),
  /** Id of the HTTP request, as in the log and in `X-Request-Id`. */
  request: z.string().nullable(),
  /** More, by event; never a secret. */
  detail: z.record(z.string(), z.unknown()),
  /** SHA-256 in hex, over the entry and the hash before it. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** Latest first; `next` is the `before` of the next page. */
export const AuditPage = z.object({ entries: z.array(AuditEntry), next: z.int().nullable() });
export type AuditPage = z.infer<typeof AuditPage>;

export const AuditVerification = z.object({
  entries: z.int(),
  /** Of the last entry: kept elsewhere, it shows whether the end has been cut off. Null for an empty record. */
  head: z.object({ seq: z.int(), hash: z.string() }).nullable(),
  /** The first entry that is not as it was written, and why; null when all are. */
  fault: z
    .object({ seq: z.int(), reason: z.enum(['changed', 'missing', 'out-of-order', 'cut-off']) })
    .nullable(),
});
export type AuditVerification = z.infer<typeof AuditVerification>;
