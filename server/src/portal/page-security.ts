/** Headers of every HTML page of ours (CSP Level 3; Fetch Metadata and COOP in the HTML standard). */
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

/** Middleware for the whole application: pages get the policy unless they brought their own. */
export function pageSecurity({ config }: Deps): MiddlewareHandler<Env> {
  const policy = contentSecurityPolicy(config.publicUrl);
  const encrypted = config.publicUrl.startsWith('https:');
  return async function securePage(c, next) {
    await next();
    const { headers } = c.res;
    c.header('X-Content-Type-Options', 'nosniff');
    if (encrypted) c.header('Strict-Transport-Security', 'max-age=31536000');
    if (!headers.get('Content-Type')?.startsWith('text/html')) return;
    if (!headers.has('Content-Security-Policy')) c.header('Content-Security-Policy', policy);
    if (!headers.has('Referrer-Policy'))
      c.header('Referrer-Policy', 'strict-origin-when-cross-origin');
    if (!headers.has('Cross-Origin-Opener-Policy'))
      c.header('Cross-Origin-Opener-Policy', 'same-origin-allow-popups');
  };
}
