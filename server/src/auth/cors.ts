/**
 * Middleware: what pages of other origins may do (Fetch standard, CORS protocol): those the union has registered,
 * and for reading those that an embed key names (decision 14). To all others a browser shows nothing.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { LRUCache } from 'lru-cache';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { problemResponse, refuse } from '../http/problem.ts';
import { mayEmbed } from '../keys/key-identity.service.ts';
import { registeredOrigin } from './registered-origin.service.ts';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const READ_METHODS = 'GET, HEAD';
const REQUEST_HEADERS =
  'Authorization, Content-Type, Content-Disposition, If-Match, If-None-Match, Idempotency-Key, Accept-Language, Last-Event-ID';
const READ_HEADERS = 'Authorization, If-None-Match, Accept-Language, Range, Last-Event-ID';
const EXPOSED_HEADERS =
  'ETag, Location, Link, Retry-After, Content-Crs, Content-Disposition, X-Request-Id';
/** A portal taken off the register stops being allowed within this time. */
const MAX_AGE_SECONDS = '600';
/** What a registered origin is told stands for so long; a preflight, and every credential, asks the database. */
const TOLD = { max: 1_000, ttl: 5_000 };
const TOO_MANY = 429;
const PREFLIGHT_VARY = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';

/** `portal` signs people in and writes, `reader` shows what its embed key allows. */
type Standing = 'portal' | 'reader' | null;

/**
 * Echoes the origin, never `*`, and names it in `Vary`. Nothing here allows cookies:
 * `Access-Control-Allow-Credentials` is never sent.
 */
export function cors({ db }: Deps): MiddlewareHandler<Env> {
  const told = new LRUCache<string, NonNullable<Standing>>(TOLD);

  /** A map asks for hundreds of tiles a minute; who has asked too often is not worth another question. */
  async function toldLately(c: Context<Env>, origin: string): Promise<Standing> {
    const known = told.get(origin);
    if (known !== undefined) return known;
    if (c.res.status === TOO_MANY) return null;
    const standing = await standingOf(db, origin);
    if (standing !== null) told.set(origin, standing);
    return standing;
  }

  return async function allowOrigins(c, next) {
    const origin = c.req.header('Origin');
    const asked = c.req.header('Access-Control-Request-Method');
    if (c.req.method === 'OPTIONS' && origin !== undefined && asked !== undefined)
      return preflight(c, asked, origin, await standingOf(db, origin));

    await next();
    c.header('Vary', 'Origin', { append: true });
    if (origin === undefined) return undefined;
    const standing = await toldLately(c, origin);
    if (standing === 'portal' || (standing === 'reader' && isRead(c.req.method))) {
      c.header('Access-Control-Allow-Origin', origin);
      c.header('Access-Control-Expose-Headers', EXPOSED_HEADERS);
    }
    return undefined;
  };
}

async function standingOf(db: Deps['db'], origin: string): Promise<Standing> {
  if (await registeredOrigin(db.kysely, origin)) return 'portal';
  return (await mayEmbed(db.kysely, origin)) ? 'reader' : null;
}

function preflight(c: Context<Env>, method: string, origin: string, standing: Standing): Response {
  if (standing === 'portal' || (standing === 'reader' && isRead(method)))
    return c.body(null, 204, {
      Vary: PREFLIGHT_VARY,
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Methods': standing === 'portal' ? METHODS : READ_METHODS,
      'Access-Control-Allow-Headers': standing === 'portal' ? REQUEST_HEADERS : READ_HEADERS,
      'Access-Control-Max-Age': MAX_AGE_SECONDS,
    });
  c.set('refusedOrigin', origin);
  const refusal = refuse(
    'origin-not-registered',
    standing === 'reader'
      ? `La pagina ${origin} ha una chiave per mostrare i dati: non può scrivere.`
      : `Il portale ${origin} non è registrato presso l’unione.`,
    { headers: { Vary: PREFLIGHT_VARY } },
  );
  return problemResponse(c, refusal);
}

export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
