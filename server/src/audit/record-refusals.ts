/**
 * Middleware: puts on the record every refused write, every credential that is no good, what somebody may not read,
 * and who asks beforehand, or would have people come back, from an unregistered origin.
 */
import { MAX_ORIGIN_LENGTH } from '@sit/core/api-auth';
import { isEmbedKey } from '@sit/core/permission';
import type { Context, MiddlewareHandler } from 'hono';
import { clientAddress, countedAddress } from '../auth/client-address.ts';
import { isRead } from '../auth/cors.ts';
import { SESSION_COOKIE } from '../auth/session-cookie.ts';
import type { Deps } from '../deps.ts';
import { isSafe } from '../http/access.ts';
import type { Env } from '../http/env.ts';
import { problemResponse } from '../http/problem.ts';
import { spendIfReachable } from '../limits/request-limiter.service.ts';
import type { SpendRequest, Verdict } from '../limits/request-limiter.service.ts';
import { tooManyRequests } from '../limits/too-many-requests.ts';
import type { NewEntry } from './audit.service.ts';
import { recordOrLog } from './record-or-log.ts';
import { requestActor } from './request-actor.ts';

const MOST_REQUEST_LENGTH = 300;
const MOST_METHOD_LENGTH = 20;
/** Entries a minute about one origin, and what is asked from one address that may make one. */
const ENTRIES_OF_ORIGIN = 1;
const ENTRIES_OF_ORIGINS_AT_ADDRESS = 10;
/** Of an address's requests a minute, as many may be refused to nobody, all on record: one of a hundred. */
const REFUSED_SHARE = 100;
const KEY_TOKEN = /sit_(embed|service)_[^/]*/g;
/** Wrong passwords have a throttle and events of their own (auth/sign-in.service.ts). */
const SIGN_IN = 'POST /api/auth/sign-in';
const UNAUTHENTICATED = 401;
const FORBIDDEN = 403;
/** The first of a minute has an event of its own (limits/limit-requests.ts). */
const TOO_MANY = 429;
/**
 * What a provider's answer or its server's word was refused for, oidc.service.ts puts on record itself: here it is
 * counted before, and this says afterwards whether it was.
 */
const RECORDED_THERE: Readonly<Record<string, (c: Context<Env>) => boolean>> = {
  'GET /api/auth/oidc/callback': ({ res }) =>
    /[?&]problem=/.test(res.headers.get('Location') ?? ''),
  'POST /api/auth/oidc/backchannel-logout': (c) => c.var.refusal?.code === 'invalid-request',
};

type RefusalDeps = Pick<Deps, 'db' | 'config' | 'log'>;
type RefusalEvent = 'write-refused' | 'read-refused' | 'credential-refused' | 'origin-refused';

/**
 * Stands before everything that may refuse. What is refused to a person or a program is all on record. To nobody
 * (no credential, a bad one, or a page's key, which is public), up to a limit an address and minute; beyond it they
 * are answered `too-many-requests` and counted, which is on record once: so nobody fills the record (OWASP ASVS 5.0
 * V2.4.1). Of an unregistered origin the first a minute is enough, and the answer stays as it is: it may be an honest
 * page not registered yet, which asks again and again in the browser of every visitor. An entry is a statement of its
 * own, after the refused transaction is undone; where it cannot be made that is logged, and the refusal is answered all
 * the same. What the request carried is not kept: only who, where to, and why not.
 */
export function recordRefusals(deps: RefusalDeps, spend: SpendRequest): MiddlewareHandler<Env> {
  const limit = Math.max(1, Math.floor(deps.config.requestsPerMinute / REFUSED_SHARE));
  const spendRefusal = (c: Context<Env>): Promise<Verdict | null> =>
    spendIfReachable(spend, `refused:${countedAddress(clientAddress(c))}`, limit);

  return async function watchRefusals(c, next) {
    const wasRecorded = RECORDED_THERE[`${c.req.method} ${c.req.path}`];
    const reserved = wasRecorded ? await spendRefusal(c) : null;
    if (reserved && !reserved.allowed)
      return silence(c, deps, reserved, limit, { request: requestOf(c) });
    await next();
    if (wasRecorded?.(c)) return undefined;
    const event = eventOf(c, deps.config.publicUrl);
    if (event === null) return reserved?.giveBack();
    if (c.var.refusedOrigin !== undefined) {
      if (await isNews(c, spend, event)) await recordOrLog(deps, entryOf(c, event));
      return undefined;
    }
    const verdict = isSomebody(c) ? null : (reserved ?? (await spendRefusal(c)));
    if (verdict && !verdict.allowed) await silence(c, deps, verdict, limit, detailOf(c));
    else await recordOrLog(deps, entryOf(c, event));
    return undefined;
  };
}

/** Answers `too-many-requests` in the place of whatever the answer was; the first of a minute is on record. */
async function silence(
  c: Context<Env>,
  deps: RefusalDeps,
  { first, milliseconds }: Verdict,
  limit: number,
  what: Record<string, unknown>,
): Promise<void> {
  const policy = 'refused';
  if (first)
    await recordOrLog(deps, {
      event: 'rate-limit-reached',
      actor: requestActor(c),
      detail: { ...what, policy, requestsPerMinute: limit },
    });
  c.res = problemResponse(c, tooManyRequests({ policy, limit, milliseconds }));
  c.res.headers.delete('WWW-Authenticate');
}

/** The address first: origins are for whoever asks to make up, and each would be counted. */
async function isNews(c: Context<Env>, spend: SpendRequest, event: string): Promise<boolean> {
  const address = `${event}-at:${countedAddress(clientAddress(c))}`;
  const atAddress = await spendIfReachable(spend, address, ENTRIES_OF_ORIGINS_AT_ADDRESS);
  if (atAddress && !atAddress.allowed) return false;
  const { origin } = detailOf(c);
  const ofOrigin = await spendIfReachable(spend, `${event}:${origin}`, ENTRIES_OF_ORIGIN);
  return !ofOrigin || ofOrigin.allowed;
}

function isSomebody({ var: { caller } }: Context<Env>): boolean {
  return caller !== null && !isEmbedKey(caller);
}

function eventOf(c: Context<Env>, publicUrl: string): RefusalEvent | null {
  const { status, headers } = c.res;
  if (status < 400 || status > 499 || status === TOO_MANY) return null;
  if (c.var.refusedOrigin !== undefined)
    return isRead(askedBy(c)) ? 'origin-refused' : 'write-refused';
  if (!/^\/(api|ogc)(\/|$)/.test(c.req.path)) return null;
  if (!isSafe(c))
    return status === UNAUTHENTICATED && requestOf(c) === SIGN_IN ? null : 'write-refused';
  if (status === FORBIDDEN && isSomebody(c)) return 'read-refused';
  // RFC 6750 §3.1: said of a token that was shown and is no good, not of one that is missing.
  const badToken = headers.get('WWW-Authenticate')?.includes('error="invalid_token"');
  // Nobody's, where a session was needed: forged, or ended. What is public is read with it all the same.
  const badCookie =
    status === UNAUTHENTICATED && SESSION_COOKIE.read(c, publicUrl) !== undefined && !c.var.caller;
  return badToken || badCookie ? 'credential-refused' : null;
}

function entryOf(c: Context<Env>, event: RefusalEvent): NewEntry {
  const { refusedKey } = c.var;
  const municipalities = new Set(c.var.caller?.grants.map(({ municipality }) => municipality));
  return {
    event,
    actor: requestActor(c),
    subject: refusedKey === null ? requestOf(c) : `key/${refusedKey}`,
    // Of whoever asked, where they have one only: what they asked for may not even exist.
    municipality: municipalities.size === 1 ? [...municipalities][0]! : null,
    detail: detailOf(c),
  };
}

function detailOf(c: Context<Env>): Record<string, unknown> {
  const { refusal, refusedOrigin } = c.var;
  const what = { request: requestOf(c), status: c.res.status, code: refusal?.code ?? null };
  return refusedOrigin === undefined
    ? what
    : { ...what, asked: askedBy(c), origin: refusedOrigin?.slice(0, MAX_ORIGIN_LENGTH) ?? null };
}

/** The method; of a preflight that of the request it stands before, which never comes. */
function askedBy(c: Context<Env>): string {
  return (
    (c.req.method === 'OPTIONS' && c.req.header('Access-Control-Request-Method')) ||
    c.req.method
  ).slice(0, MOST_METHOD_LENGTH);
}

/**
 * The path as it was sent: decoded it might hold what is no text (PostgreSQL stores no null character). A key's token
 * sent in its id's place is no path of ours, and is not kept.
 */
function requestOf(c: Context<Env>): string {
  return `${c.req.method} ${new URL(c.req.url).pathname}`
    .replace(KEY_TOKEN, 'sit_$1_…')
    .slice(0, MOST_REQUEST_LENGTH);
}
