/** Who may ask at all, declared for every operation of /openapi.json and refused here before a handler runs. */
import { isEmbedKey, mayManageUnion } from '@sit/core/permission';
import type { MiddlewareHandler } from 'hono';
import type { Context } from 'hono';
import type { Env } from './env.ts';
import { refuse } from './problem.ts';
import type { Problem } from './problem.ts';

/**
 * Whose things they may then see or change is the service's and the database's to say. `signed-in`: a person or
 * a service key; `office`: who holds any role; `own-page`: somebody signed in on our own pages; `administrator`:
 * of the union, in person, on our own pages: by no key, and by no token that a portal's page holds (ASVS V10.3.2).
 */
export const ACCESS = ['public', 'signed-in', 'office', 'own-page', 'administrator'] as const;
export type Access = (typeof ACCESS)[number];

/** The extension of the OpenAPI document that declares it. */
export const ACCESS_EXTENSION = 'x-sit-access';

export interface GuardedOperation {
  method: string;
  /** As OpenAPI has it: `/api/layers/{id}`. */
  path: string;
  access: Access;
}

/**
 * Refuses `unauthenticated` (401) to nobody and `forbidden` (403) to the wrong kind, before the body is read
 * (OWASP ASVS 5.0 8.3.1: in one trusted place); services ask again. What no operation describes is left to the
 * router, which has no such route.
 */
export function accessGuard(operations: readonly GuardedOperation[]): MiddlewareHandler<Env> {
  const accessOf = accessTable(operations);
  return async function guard(c, next) {
    const access = accessOf(c.req.method, c.req.path);
    const refusal = access && refusalOf(c, access);
    if (refusal) throw refusal;
    await next();
  };
}

/**
 * Middleware of routes that are the administrators': asks the same again behind {@link accessGuard}, so that none is
 * open for want of a declaration, and keeps what it answers out of every cache.
 */
export function forAdministrators(): MiddlewareHandler<Env> {
  return async function administer(c, next) {
    const refusal = refusalOf(c, 'administrator');
    if (refusal) throw refusal;
    await next();
    c.header('Cache-Control', 'no-store');
  };
}

/** Null where nothing answers to this method and path. */
export function accessTable(
  operations: readonly GuardedOperation[],
): (method: string, path: string) => Access | null {
  // The router prefers a name to a parameter only by the order of its routes; here the name goes first.
  const patterns = operations
    .map(({ method, path, access }) => ({
      method: method.toUpperCase(),
      names: path.split('{').length,
      pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
      access,
    }))
    .toSorted((a, b) => a.names - b.names);
  return (method, path) => {
    const asked = method === 'HEAD' ? 'GET' : method;
    const found = patterns.find((each) => each.method === asked && each.pattern.test(path));
    return found?.access ?? null;
  };
}

function refusalOf(c: Context<Env>, access: Access): Problem | null {
  const { caller, credential } = c.var;
  if (access === 'public') return null;
  if (!caller) return refuse('unauthenticated', `Per ${c.req.path} occorre accedere.`);
  if (caller.limits && !caller.limits.write && !isSafe(c))
    return refuse('forbidden', `La chiave «${caller.name}» è di sola lettura.`);
  switch (access) {
    case 'signed-in':
      return isEmbedKey(caller)
        ? refuse('forbidden', 'Una chiave d’incorporamento legge solo ciò che è pubblico.')
        : null;
    case 'office':
      return caller.grants.length > 0
        ? null
        : refuse('forbidden', `${caller.name} non ha un ruolo negli uffici.`);
    case 'own-page':
      return credential === 'cookie'
        ? null
        : refuse('forbidden', 'Si fa solo sulle pagine del SIT, dopo l’accesso.');
    case 'administrator':
      return mayManageUnion(caller) && credential === 'cookie'
        ? null
        : refuse(
            'forbidden',
            'Lo fanno solo gli amministratori dell’unione, di persona, sulle pagine del SIT.',
          );
  }
}

/** What is safe changes nothing (RFC 9110 §9.2.1). */
export function isSafe(c: Context): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(c.req.method);
}
