/**
 * Binds a sign-in under way to the browser that began it: whoever is made to follow the end of somebody else's
 * would be signed in as them (login CSRF, RFC 6819 §4.4.1.8). Lax: it comes with the provider's redirect, which
 * is a navigation. One a browser: of two tabs the later goes on, the other begins anew.
 */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

const NAME = 'sit_oidc';

export function readFlowCookie(c: Context): string | undefined {
  return getCookie(c, NAME);
}

export function setFlowCookie(c: Context, token: string, seconds: number, publicUrl: string): void {
  setCookie(c, NAME, token, { ...attributes(publicUrl), maxAge: seconds });
}

export function clearFlowCookie(c: Context, publicUrl: string): void {
  deleteCookie(c, NAME, attributes(publicUrl));
}

function attributes(publicUrl: string) {
  return {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/api/auth/oidc',
    secure: publicUrl.startsWith('https:'),
  } as const;
}
