/**
 * Binds a sign-in under way to the browser that began it: whoever is made to follow the end of somebody else's
 * would be signed in as them (login CSRF, RFC 6819 §4.4.1.8). One a browser: of two tabs the later goes on, the
 * other begins anew.
 */
import { ownCookie } from '../http/own-cookie.ts';

export const FLOW_COOKIE = ownCookie('sit_oidc');
