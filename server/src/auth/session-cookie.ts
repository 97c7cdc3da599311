/** The session of our own pages. */
import { ownCookie } from '../http/own-cookie.ts';

export const SESSION_COOKIE = ownCookie('sit_session');
