/** The paths of the record, for api-paths.ts. */
import { AuditEntry, AuditPage, AuditVerification } from '@sit/core/api-audit';
import type { Operation } from './api-paths.ts';

export const AUDIT_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/audit',
    access: 'administrator',
    tag: 'Record',
    summary:
      'Who did or tried what, latest first; reading it is recorded. For administrators, in person',
    query: {
      event: 'Entries of this kind',
      person: 'Entries of this person, by id',
      text: 'Entries that hold this text in a name, the subject, an address, the origin, the request or the detail',
      municipality: 'Cadastral code',
      from: 'From this instant on',
      to: 'Before this instant',
      before: 'Only those before this entry: `next` of a page',
      limit: 'At most',
    },
    status: 200,
    answer: AuditPage,
  },
  {
    method: 'get',
    path: '/api/audit/verification',
    access: 'administrator',
    tag: 'Record',
    summary: 'Whether every entry is as it was written, by the chain of their hashes',
    status: 200,
    answer: AuditVerification,
  },
  {
    method: 'get',
    path: '/api/audit/{seq}',
    access: 'administrator',
    tag: 'Record',
    summary: 'One entry, by its number',
    status: 200,
    answer: AuditEntry,
  },
];
