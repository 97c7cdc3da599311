/** What middleware leaves in a request's context for the routes. */
import type { Caller } from '@sit/core/permission';
import type { Refusal } from '@sit/core/problem';

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
    /** Of whoever came by cookie or token: `missing` is due and was not shown, and their roles do not hold. */
    secondFactor: 'off' | 'on' | 'missing' | null;
    /** Id of the key whose token was shown and is no good. */
    refusedKey: string | null;
    /**
     * Set where a page of this origin was refused: what it asks for, or that people come back to it; null for what is
     * no origin.
     */
    refusedOrigin?: string | null;
    /** Requests a minute that the key was given; null for the configuration's. */
    requestsPerMinute: number | null;
    requestId: string;
    /** Network address of the client (auth/client-address.ts). */
    address?: string;
    /** What the request was refused with, once it was. */
    refusal?: Refusal;
  };
}
