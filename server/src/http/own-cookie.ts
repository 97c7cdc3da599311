/** Cookies of our own pages: out of scripts' reach, sent by no other site. */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/** Until an instant, or for so many seconds. */
export type CookieLife = { expires: Date } | { maxAge: number };

export interface OwnCookie {
  read(c: Context, publicUrl: string): string | undefined;
  set(c: Context, value: string, life: CookieLife, publicUrl: string): void;
  clear(c: Context, publicUrl: string): void;
  /** As it is called under `publicUrl`. */
  nameUnder(publicUrl: string): string;
}

/**
 * Browsers take `__Host-` from encrypted pages of this very host only, so that a neighbouring host cannot plant
 * one (RFC 6265bis §4.1.3.2, ASVS V3.3.3). Lax: it comes with navigations from elsewhere, as a provider's redirect is.
 */
export function ownCookie(name: string): OwnCookie {
  const isEncrypted = (publicUrl: string): boolean => publicUrl.startsWith('https:');
  const nameUnder = (publicUrl: string): string =>
    isEncrypted(publicUrl) ? `__Host-${name}` : name;
  const attributes = (publicUrl: string) =>
    ({ httpOnly: true, sameSite: 'Lax', path: '/', secure: isEncrypted(publicUrl) }) as const;
  return {
    nameUnder,
    read: (c, publicUrl) => getCookie(c, nameUnder(publicUrl)),
    set: (c, value, life, publicUrl) =>
      setCookie(c, nameUnder(publicUrl), value, { ...attributes(publicUrl), ...life }),
    clear: (c, publicUrl) => void deleteCookie(c, nameUnder(publicUrl), attributes(publicUrl)),
  };
}
