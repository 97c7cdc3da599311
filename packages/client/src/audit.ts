/** Typed calls to `/api/audit`, for the union's administrators. */
import type { AuditPage, AuditVerification } from '@sit/core/api-audit';
import type { AuditEvent } from '@sit/core/audit';
import { searchOf } from './request.ts';
import { Calls } from './send.ts';

export interface AuditQuery {
  event?: AuditEvent | undefined;
  /** Id of a person. */
  person?: string | undefined;
  text?: string | undefined;
  /** Cadastral code. */
  municipality?: string | undefined;
  /** RFC 3339 instants: from the one on, before the other. */
  from?: string | undefined;
  to?: string | undefined;
  /** `next` of the page before. */
  before?: number | null | undefined;
  limit?: number | undefined;
  signal?: AbortSignal | undefined;
}

export class AuditCalls extends Calls {
  /** Latest first. */
  list({ signal, ...query }: AuditQuery = {}): Promise<AuditPage> {
    return this.send('GET', `/api/audit${searchOf(query)}`, { signal });
  }

  /** Whether every entry is as it was written, and in its place. */
  verify(signal?: AbortSignal): Promise<AuditVerification> {
    return this.send('GET', '/api/audit/verification', { signal });
  }
}
