/** Middleware: puts every refused write on the record, and every credential that is no good. */
import type { Context, MiddlewareHandler } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { describeError } from '../http/describe-error.ts';
import { record } from './audit.service.ts';
import type { NewEntry } from './audit.service.ts';
import { requestActor } from './request-actor.ts';

const READS = ['GET', 'HEAD', 'OPTIONS'];
const MOST_SUBJECT_LENGTH = 300;
const OWN_EVENT_PATH = '/api/auth/sign-in';
const UNAUTHENTICATED = 401;
/** The first of a minute has an event of its own (limits/limit-requests.ts). */
const TOO_MANY = 429;

/**
 * Stands before everything that may refuse. The record is a statement of its own, after the refused transaction
 * is undone; where it cannot be made that is logged, and the refusal is answered all the same. What the
 * request carried is not kept: only who, where to, and why not.
 */
export function recordRefusals({ db, log }: Deps): MiddlewareHandler<Env> {
  return async function watchRefusals(c, next) {
    await next();
    const event = eventOf(c);
    if (event === null) return;
    await record(db.kysely, entryOf(c, event)).catch((error: unknown) =>
      log({
        level: 'error',
        what: 'audit',
        request: c.var.requestId,
        event,
        error: describeError(error),
      }),
    );
  };
}

function eventOf(c: Context<Env>): 'write-refused' | 'credential-refused' | null {
  const { status, headers } = c.res;
  if (status < 400 || status > 499 || status === TOO_MANY) return null;
  if (!/^\/(api|ogc)(\/|$)/.test(c.req.path)) return null;
  if (!READS.includes(c.req.method))
    return status === UNAUTHENTICATED && c.req.path === OWN_EVENT_PATH ? null : 'write-refused';
  // RFC 6750 §3.1: said of a token that was shown and is no good, not of one that is missing.
  return headers.get('WWW-Authenticate')?.includes('error="invalid_token"')
    ? 'credential-refused'
    : null;
}

function entryOf(c: Context<Env>, event: NewEntry['event']): NewEntry {
  const { status } = c.res;
  // As it was sent: decoded it might hold what is no text.
  const { pathname } = new URL(c.req.url);
  const municipalities = new Set(c.var.caller?.grants.map(({ municipality }) => municipality));
  return {
    event,
    actor: requestActor(c),
    subject: `${c.req.method} ${pathname}`.slice(0, MOST_SUBJECT_LENGTH),
    // Of whoever asked, where they have one only: what they asked for may not even exist.
    municipality: municipalities.size === 1 ? [...municipalities][0]! : null,
    detail: { status, code: c.var.refusal?.code ?? null },
  };
}
