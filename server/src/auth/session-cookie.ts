/** The cookie of our own pages. */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

const NAME = 'sit_session';

/**
 * The name under `publicUrl`. Browsers take `__Host-` from encrypted pages of this very host only, so that a
 * neighbouring host cannot plant a session (RFC 6265bis §4.1.3.2, ASVS V3.3.3).
 */
export function sessionCookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? `__Host-${NAME}` : NAME;
}

export function readSessionCookie(c: Context, publicUrl: string): string | undefined {
  return getCookie(c, sessionCookieName(publicUrl));
}

export function setSessionCookie(
  c: Context,
  token: string,
  expires: Date,
  publicUrl: string,
): void {
  setCookie(c, sessionCookieName(publicUrl), token, { ...attributes(publicUrl), expires });
}

export function clearSessionCookie(c: Context, publicUrl: string): void {
  deleteCookie(c, sessionCookieName(publicUrl), attributes(publicUrl));
}

function attributes(publicUrl: string) {
  return {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: publicUrl.startsWith('https:'),
  } as const;
}
