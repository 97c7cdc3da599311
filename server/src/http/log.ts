/** The server's log: JSON lines (pino), without secrets and without personal data. */
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import pino from 'pino';
import type { Log } from '../deps.ts';
import { describeError } from './describe-error.ts';
import type { Env } from './env.ts';

/** Nobody should log what stands under these; this is for the day somebody does. */
const SECRET_KEY = /authorization|cookie|password|token|secret|e-?mail|^code$|verifier/i;
/** SQLSTATE and Node's codes are no secret. */
const HOLDS_ERROR_CODE = /^(?:error|cause)$/;
const EMAIL = /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/gu;
/** User and password of a URL. */
const USER_INFO = /(\w+:\/\/)[^\s/@"]+@/g;
const SHORTEST_SECRET = 6;
const MASK = '…';

/**
 * `write` is given whole lines. In them no `secrets` appear (values of the environment, whole or within a
 * text), no e-mail address, and nothing under a key that names a credential.
 */
export function openLog(write: (line: string) => void, secrets: readonly string[] = []): Log {
  const known = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, encodeURIComponent(secret)]);
  const logger = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return ({ level, ...line }) => {
    const cleaned = clean(line, '', known);
    if (level === 'error' || level === 'warn') logger[level](cleaned);
    else logger.info(cleaned);
  };
}

function clean(value: unknown, holder: string, secrets: readonly string[]): unknown {
  if (typeof value === 'string')
    return secrets
      .reduce((text, secret) => text.replaceAll(secret, MASK), value)
      .replace(USER_INFO, `$1${MASK}@`)
      .replace(EMAIL, MASK);
  if (value instanceof Error) return clean(describeError(value), 'error', secrets);
  if (Array.isArray(value)) return value.map((each) => clean(each, holder, secrets));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const isErrorCode = key === 'code' && HOLDS_ERROR_CODE.test(holder);
      if (SECRET_KEY.test(key) && !isErrorCode) return [key, MASK];
      return [key, clean(each, key, secrets)];
    }),
  );
}

/** Middleware, first of all: a line a request, once its answer is known. */
export function logRequests(log: Log): MiddlewareHandler<Env> {
  return async function logRequest(c, next) {
    const start = performance.now();
    await next();
    const bytes = c.res.headers.get('Content-Length');
    log({
      level: 'info',
      request: c.var.requestId,
      method: c.req.method,
      path: loggedPath(c),
      status: c.res.status,
      milliseconds: Math.round((performance.now() - start) * 10) / 10,
      ...(bytes === null ? {} : { bytes: Number(bytes) }),
      credential: c.var.credential,
    });
  };
}

/** The route's pattern: a path itself may hold what somebody wrote. */
export function loggedPath(c: Context): string {
  const named = matchedRoutes(c).filter(({ path }) => !path.endsWith('*'));
  return named.at(-1)?.path ?? '/*';
}
