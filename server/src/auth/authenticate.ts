/** Middleware: who sends this request, and by which credential. */
import type { MiddlewareHandler } from 'hono';
import type { Context } from 'hono';
import type { Caller } from '@sit/core/permission';
import type { Deps } from '../deps.ts';
import { isSafe } from '../http/access.ts';
import type { Env } from '../http/env.ts';
import { refuse } from '../http/problem.ts';
import type { Problem } from '../http/problem.ts';
import { identifyKey } from '../keys/key-identity.service.ts';
import type { IdentifiedKey } from '../keys/key-identity.service.ts';
import { looksLikeKey } from '../keys/key-token.ts';
import { initiator } from './origin.ts';
import { SESSION_COOKIE } from './session-cookie.ts';
import { identifyById, identifyPortalToken, identifySession } from './session.service.ts';
import type { Identified } from './session.service.ts';

/** What a credential shows of who holds it. */
type Found = Identified | IdentifiedKey;

const BEARER = /^Bearer +(\S+)$/i;

/**
 * Sets `caller`, `credential`, `credentialId`, and `secondFactor` or `requestsPerMinute`. A bearer token or key that is no good is
 * refused (401) in the same words whatever is wrong with it: who shows one means to be someone; `refusedKey` says
 * to the record which key it was. A cookie that is no good is ignored: the public pages stay public. What changes
 * something by cookie must come from a page of ours (403), since browsers add cookies by themselves.
 */
export function authenticate({ db, config }: Deps): MiddlewareHandler<Env> {
  return async function identify(c, next) {
    const authorization = c.req.header('Authorization');
    const cookie =
      authorization === undefined ? SESSION_COOKIE.read(c, config.publicUrl) : undefined;
    if (authorization !== undefined) {
      const { credential, found } = await bearerOf(c, db, authorization);
      become(c, credential, found);
    } else if (cookie !== undefined) {
      const found = await identifySession(db.kysely, cookie);
      if (found && !isSafe(c) && initiator(c, config.publicUrl) !== 'own')
        throw foreignPage(c, config.publicUrl);
      if (found) become(c, 'cookie', found);
    }
    await next();
    c.header('Vary', 'Authorization, Cookie', { append: true });
    if (c.var.caller) keepFromSharedCaches(c);
  };
}

/**
 * Asks again who sends a request that lasts: the caller as they are now, or undefined when the session they
 * came with has ended. Who came as nobody stays nobody.
 */
export function stillIdentified(
  c: Context<Env>,
  db: Deps['db'],
): () => Promise<Caller | undefined> {
  const { credential, credentialId } = c.var;
  return async () => {
    if (credential === null || credentialId === null) return null;
    if (credential === 'key') {
      // By its token: a former one ends with its grace.
      const shown = tokenOf(c.req.header('Authorization')) ?? '';
      return (await identifyKey(db.kysely, shown, c.req.header('Origin'))).found?.principal;
    }
    return (await identifyById(db.kysely, credential, credentialId))?.principal;
  };
}

function become(c: Context<Env>, credential: 'cookie' | 'token' | 'key', found: Found): void {
  c.set('caller', found.principal);
  c.set('credential', credential);
  c.set('credentialId', found.id);
  if ('secondFactor' in found) c.set('secondFactor', found.secondFactor);
  else c.set('requestsPerMinute', found.requestsPerMinute);
}

async function bearerOf(
  c: Context<Env>,
  db: Deps['db'],
  authorization: string,
): Promise<{ credential: 'token' | 'key'; found: Found }> {
  const token = tokenOf(authorization) ?? '';
  const origin = c.req.header('Origin');
  const isKey = looksLikeKey(token);
  const { found, known } = isKey
    ? await identifyKey(db.kysely, token, origin)
    : { found: await identifyPortalToken(db.kysely, token, origin ?? ''), known: null };
  if (found) return { credential: isKey ? 'key' : 'token', found };
  c.set('refusedKey', known);
  throw refuse(
    'unauthenticated',
    'L’accesso è scaduto o non vale per questo portale: accedi di nuovo.',
    {
      headers: { 'WWW-Authenticate': 'Bearer realm="sit", error="invalid_token"' },
    },
  );
}

function tokenOf(authorization: string | undefined): string | undefined {
  return BEARER.exec(authorization ?? '')?.[1];
}

/** What somebody may see is not for the next person behind the same proxy (RFC 9111 §5.2.2.7). */
function keepFromSharedCaches(c: Context): void {
  const directives = (c.res.headers.get('Cache-Control') ?? '')
    .split(',')
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '' && !/^(public|private|s-maxage.*)$/i.test(directive));
  c.header('Cache-Control', ['private', ...directives].join(', '));
}

/** The refusal of a request that a page of another site had the browser send with our cookie. */
export function foreignPage(c: Context, publicUrl: string): Problem {
  return refuse(
    'forbidden',
    `La richiesta viene da ${c.req.header('Origin') ?? 'un’origine non dichiarata'} e non da una pagina di ${publicUrl}. ` +
      'Dietro un proxy, SIT_PUBLIC_URL dev’essere l’indirizzo che si vede nel browser.',
  );
}
