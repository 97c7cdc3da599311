/** The cookie of our own pages. */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

const NAME = 'sit_session';

export function readSessionCookie(c: Context): string | undefined {
  return getCookie(c, NAME);
}

export function setSessionCookie(
  c: Context,
  token: string,
  expires: Date,
  publicUrl: string,
): void {
  setCookie(c, NAME, token, { ...attributes(publicUrl), expires });
}

export function clearSessionCookie(c: Context, publicUrl: string): void {
  deleteCookie(c, NAME, attributes(publicUrl));
}

function attributes(publicUrl: string) {
  return {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: publicUrl.startsWith('https:'),
  } as const;
}
