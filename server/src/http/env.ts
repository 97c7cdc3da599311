/** What middleware leaves in a request's context for the routes. */
import type { Caller } from '@sit/core/permission';

export interface Env {
  Variables: {
    caller: Caller;
    /** How the caller was known: the session's cookie (own pages) or a token bound to a portal's origin. */
    credential: 'cookie' | 'token' | null;
    requestId: string;
  };
}
