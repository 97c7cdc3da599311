/** Headers of every answer of ours, and of every page (CSP Level 3; COOP in the HTML standard). */
import type { MiddlewareHandler } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';

/**
 * What a page of ours may load: its own files, and nothing of anybody else's. `style-src-attr`
 * stays open because the editor's templates place its handles by `style` attributes; they load nothing.
 */
export function contentSecurityPolicy(
  publicUrl: string,
  more: Readonly<Record<string, string>> = {},
): string {
  const directives: Record<string, string> = {
    'default-src': "'none'",
    'script-src': "'self'",
    // MapLibre starts its worker from a blob.
    'worker-src': "'self' blob:",
    'style-src': "'self'",
    'style-src-attr': "'unsafe-inline'",
    'img-src': `'self' data: blob: ${publicUrl}`,
    'font-src': "'self'",
    'connect-src': `'self' ${publicUrl}`,
    'manifest-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
    ...more,
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

/** Data opened as if it were a page, an SVG too, runs and loads nothing (OWASP REST Security, ASVS 5.0 V3.4.3). */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";
const SVG_POLICY = `${DATA_POLICY}; style-src 'unsafe-inline'`;
/** A worker runs under the policy of its script's answer: scripts are left to the page that loads them. */
const OF_A_PAGE = /^text\/(?:javascript|css)\b/;

/** The map asks where its reader is; nothing else of the device is anybody's business here. */
const PERMISSIONS = [
  'geolocation=(self)',
  ...[
    'accelerometer',
    'autoplay',
    'browsing-topics',
    'camera',
    'display-capture',
    'encrypted-media',
    'fullscreen',
    'gyroscope',
    'hid',
    'identity-credentials-get',
    'idle-detection',
    'local-fonts',
    'magnetometer',
    'microphone',
    'midi',
    'payment',
    'picture-in-picture',
    'publickey-credentials-get',
    'screen-wake-lock',
    'serial',
    'usb',
    'xr-spatial-tracking',
  ].map((feature) => `${feature}=()`),
].join(', ');

const NOT_MODIFIED = 304;

/** A year, and hosts below too (ASVS V3.4.1): the SIT has a host of its own (server/SECURITY.md, Installing). */
const STRICT_TRANSPORT = 'max-age=31536000; includeSubDomains';

/** Middleware for the whole application: answers get what they did not bring themselves. */
export function pageSecurity({ config }: Deps): MiddlewareHandler<Env> {
  const policy = contentSecurityPolicy(config.publicUrl);
  const encrypted = config.publicUrl.startsWith('https:');
  return async function securePage(c, next) {
    await next();
    const { headers, status } = c.res;
    // Its headers replace those of the kept page (RFC 9111 §3.2), whose kind it does not tell.
    if (status === NOT_MODIFIED) return;
    const standard = (name: string, value: string): void => {
      if (!headers.has(name)) c.header(name, value);
    };
    const type = headers.get('Content-Type') ?? '';
    const isPage = type.startsWith('text/html');
    c.header('X-Content-Type-Options', 'nosniff');
    if (encrypted) c.header('Strict-Transport-Security', STRICT_TRANSPORT);
    if (isPage) standard('Content-Security-Policy', policy);
    else if (type.startsWith('image/svg')) standard('Content-Security-Policy', SVG_POLICY);
    else if (!OF_A_PAGE.test(type)) standard('Content-Security-Policy', DATA_POLICY);
    // For what does not know frame-ancestors.
    c.header('X-Frame-Options', 'DENY');
    // Portals read by CORS, which this leaves alone.
    c.header('Cross-Origin-Resource-Policy', 'same-origin');
    if (!isPage) return;
    standard('Permissions-Policy', PERMISSIONS);
    standard('Referrer-Policy', 'strict-origin-when-cross-origin');
    standard('Cross-Origin-Opener-Policy', 'same-origin-allow-popups');
  };
}
