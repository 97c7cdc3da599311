/** What middleware leaves in a request's context for the routes. */
import type { Caller } from '@sit/core/permission';

export interface Env {
  Variables: {
    caller: Caller;
    /**
     * How the caller was known: the session's cookie (own pages), a token bound to a portal's origin, or an
     * API key; null for nobody.
     */
    credential: 'cookie' | 'token' | 'key' | null;
    /** Id of that session, portal token or key. */
    credentialId: string | null;
    /** What the key that asks may take; null for the common limits. */
    requestsPerMinute: number | null;
    requestId: string;
  };
}
