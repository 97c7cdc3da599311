/** Origins: reading them, and telling our own pages from others'. */
import type { Context } from 'hono';

const LOOPBACK = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** `https://host[:port]` exactly as browsers send it (RFC 6454 §6.2); null for anything else, `null` included. */
export function parseOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.origin === text ? text : null;
}

/** Over plain HTTP anyone on the way could take a token; a machine talking to itself is safe. */
export function isTrustworthy(origin: string): boolean {
  const url = new URL(origin);
  return url.protocol === 'https:' || LOOPBACK.test(url.hostname);
}

/**
 * Who the browser says sent this request: a page of ours (`own`), another site's (`foreign`), or
 * nobody says (`untold`: no browser of today on a request that changes something).
 * `Sec-Fetch-Site` decides where sent (trustworthy URLs only), since it holds behind any proxy.
 */
export function initiator(c: Context, publicUrl: string): 'own' | 'foreign' | 'untold' {
  const site = c.req.header('Sec-Fetch-Site');
  if (site !== undefined) return site === 'same-origin' ? 'own' : 'foreign';
  const origin = c.req.header('Origin');
  if (origin === undefined) return 'untold';
  return origin === publicUrl || origin === addressedOrigin(c, publicUrl) ? 'own' : 'foreign';
}

/** The origin this request was addressed to; the scheme is the public one, a proxy may have ended TLS. */
function addressedOrigin(c: Context, publicUrl: string): string {
  return `${new URL(publicUrl).protocol}//${new URL(c.req.url).host}`;
}
