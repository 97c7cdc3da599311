/**
 * Binds a sign-in under way to the browser that began it: whoever is made to follow the end of somebody else's
 * would be signed in as them (login CSRF, RFC 6819 §4.4.1.8). Lax: it comes with the provider's redirect, which
 * is a navigation. One a browser: of two tabs the later goes on, the other begins anew.
 */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

const NAME = 'sit_oidc';

/** As the session's: from encrypted pages of this very host only, so that none can be planted (ASVS V3.3.3). */
function nameUnder(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? `__Host-${NAME}` : NAME;
}

export function readFlowCookie(c: Context, publicUrl: string): string | undefined {
  return getCookie(c, nameUnder(publicUrl));
}

export function setFlowCookie(c: Context, token: string, seconds: number, publicUrl: string): void {
  setCookie(c, nameUnder(publicUrl), token, { ...attributes(publicUrl), maxAge: seconds });
}

export function clearFlowCookie(c: Context, publicUrl: string): void {
  deleteCookie(c, nameUnder(publicUrl), attributes(publicUrl));
}

function attributes(publicUrl: string) {
  return {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: publicUrl.startsWith('https:'),
  } as const;
}
