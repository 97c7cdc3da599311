/**
 * Middleware: what pages of other origins may do (Fetch standard, CORS protocol). Reading is for
 * everybody, without credentials; writing and being someone is for registered portals (decision 14).
 */
import type { Context, MiddlewareHandler } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { problemResponse, refuse } from '../http/problem.ts';
import { mayEmbed } from '../keys/key-identity.service.ts';
import { registeredOrigin } from './registered-origin.service.ts';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const REQUEST_HEADERS =
  'Authorization, Content-Type, Content-Disposition, If-Match, If-None-Match, Idempotency-Key, Accept-Language, Last-Event-ID';
/** What anybody's page may send with a read; the rest is safelisted by the Fetch standard. */
const READ_HEADERS = [
  'if-none-match',
  'accept',
  'accept-language',
  'content-language',
  'content-type',
  'range',
  'last-event-id',
];
const EXPOSED_HEADERS =
  'ETag, Location, Link, Retry-After, RateLimit, RateLimit-Policy, Content-Crs, Content-Disposition, X-Request-Id';
/** A portal taken off the register stops being allowed within this time. */
const MAX_AGE_SECONDS = '600';

/**
 * `*` without credentials for nobody's reads, so that tiles are cached once for all portals; echoes registered
 * origins on everything else. Nothing here allows cookies: `Access-Control-Allow-Credentials` is never sent.
 */
export function cors({ db }: Deps): MiddlewareHandler<Env> {
  return async function allowOrigins(c, next) {
    const origin = c.req.header('Origin');
    const asked = c.req.header('Access-Control-Request-Method');
    if (c.req.method === 'OPTIONS' && origin !== undefined && asked !== undefined)
      return preflight(c, asked, await standingOf(db, origin));

    await next();
    if (isPublicRead(c)) {
      allow(c, '*');
      c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    } else {
      const portal = await registeredOrigin(db.kysely, origin);
      if (portal) allow(c, portal.origin);
      c.header('Vary', 'Origin', { append: true });
    }
    return undefined;
  };
}

function allow(c: Context<Env>, origin: string): void {
  c.header('Access-Control-Allow-Origin', origin);
  c.header('Access-Control-Expose-Headers', EXPOSED_HEADERS);
}

/** What an origin is here: a portal that may write, a page that shows an embed key, or any other. */
type Standing = { portal: string | null; embeds: boolean };

async function standingOf(db: Deps['db'], origin: string): Promise<Standing> {
  const portal = await registeredOrigin(db.kysely, origin);
  return {
    portal: portal?.origin ?? null,
    embeds: portal === null && (await mayEmbed(db.kysely, origin)),
  };
}

function preflight(c: Context<Env>, method: string, { portal, embeds }: Standing): Response {
  const vary = { Vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers' };
  const headers = (c.req.header('Access-Control-Request-Headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  if (portal !== null)
    return c.body(null, 204, {
      ...vary,
      'Access-Control-Allow-Origin': portal,
      'Access-Control-Allow-Methods': METHODS,
      'Access-Control-Allow-Headers': REQUEST_HEADERS,
      'Access-Control-Max-Age': MAX_AGE_SECONDS,
    });
  const readHeaders = embeds ? [...READ_HEADERS, 'authorization'] : READ_HEADERS;
  if (['GET', 'HEAD'].includes(method) && headers.every((name) => readHeaders.includes(name)))
    return c.body(null, 204, {
      ...vary,
      // `*` would not stand for Authorization (Fetch standard, CORS-preflight fetch).
      'Access-Control-Allow-Origin': embeds ? c.req.header('Origin')! : '*',
      'Access-Control-Allow-Methods': 'GET, HEAD',
      'Access-Control-Allow-Headers': `${embeds ? 'Authorization, ' : ''}If-None-Match, Accept-Language, Range, Last-Event-ID`,
      'Access-Control-Max-Age': MAX_AGE_SECONDS,
    });
  const refusal = refuse(
    'origin-not-registered',
    `Il portale ${c.req.header('Origin')} non è registrato presso l’unione: può leggere, non scrivere né accedere.`,
    { headers: vary },
  );
  return problemResponse(c, refusal);
}

/**
 * Sign-in is nobody else's to read; pages of ours are not read by scripts of others either. What somebody was
 * told because of who they are is for the page that asked (ASVS V3.4.2); a key on a page shows what is public.
 */
function isPublicRead(c: Context<Env>): boolean {
  return (
    (c.var.credential === null || c.var.credential === 'key') &&
    ['GET', 'HEAD'].includes(c.req.method) &&
    !/^\/(api\/auth|sign-in)(\/|$)/.test(c.req.path)
  );
}
