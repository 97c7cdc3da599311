/** Bodies of `/api/audit`, for the union's administrators. */
import { z } from 'zod';
import { AUDIT_EVENTS } from './audit.ts';
import type { AuditEntry } from './audit.ts';

export const AuditEntryBody = z.object({
  seq: z.int(),
  at: z.string(),
  event: z.enum(AUDIT_EVENTS),
  person: z.string().nullable(),
  personName: z.string().nullable(),
  credential: z.enum(['cookie', 'token', 'key', 'command-line']).nullable(),
  subject: z.string().nullable(),
  municipality: z.string().nullable(),
  origin: z.string().nullable(),
  address: z.string().nullable(),
  request: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  hash: z.string(),
}) satisfies z.ZodType<AuditEntry>;

/** Latest first; `next` is the `before` of the next page. */
export const AuditPage = z.object({ entries: z.array(AuditEntryBody), next: z.int().nullable() });
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
