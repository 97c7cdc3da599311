/** The session of our own pages. */
import type { Context } from 'hono';
import { ownCookie } from '../http/own-cookie.ts';

const MOST_USER_AGENT_LENGTH = 300;

export const SESSION_COOKIE = ownCookie('sit_session');

/** What a browser that signs in shows, beside the credential: its session of before, and what it calls itself. */
export function shownAtSignIn(c: Context, publicUrl: string) {
  return {
    presentedToken: SESSION_COOKIE.read(c, publicUrl),
    userAgent: c.req.header('User-Agent')?.slice(0, MOST_USER_AGENT_LENGTH) ?? null,
  };
}
