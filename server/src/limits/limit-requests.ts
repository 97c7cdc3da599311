/** Middleware: requests a minute of an address, then of a person or a key. */
import { isEmbedKey } from '@sit/core/permission';
import type { Context, MiddlewareHandler } from 'hono';
import { requestActor } from '../audit/request-actor.ts';
import { recordOrLog } from '../audit/record-or-log.ts';
import { clientAddress, countedAddress } from '../auth/client-address.ts';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { spendIfReachable } from './request-limiter.service.ts';
import type { SpendRequest } from './request-limiter.service.ts';
import { tooManyRequests } from './too-many-requests.ts';
import type { LimitPolicy } from './too-many-requests.ts';

/** Asked by who watches over the service, often and from one place. */
const NOT_COUNTED = new Set(['/health', '/ready']);

type LimitDeps = Pick<Deps, 'db' | 'config' | 'log'>;

interface Counted {
  /** For the header and the record. */
  policy: LimitPolicy;
  key: string;
  limit: number;
}

/** Before who asks is known: asking that costs, too. */
export function limitAddress(deps: LimitDeps, spend: SpendRequest): MiddlewareHandler<Env> {
  const limit = deps.config.requestsPerMinute;
  return async function countAddress(c, next) {
    const key = `address:${countedAddress(clientAddress(c))}`;
    if (!NOT_COUNTED.has(c.req.path))
      await allow(c, deps, spend, { policy: 'address', key, limit });
    await next();
  };
}

/** Wherever they ask from: a person over all their sessions, a key over all who hold it. */
export function limitCaller(deps: LimitDeps, spend: SpendRequest): MiddlewareHandler<Env> {
  const standard = deps.config.requestsPerMinute;
  return async function countCaller(c, next) {
    const { caller, credential, credentialId, requestsPerMinute } = c.var;
    // All who look at its page show an embed key: without a limit of its own their addresses are enough.
    if (isEmbedKey(caller) && requestsPerMinute === null) return next();
    const counted: Counted | null =
      credential === 'key'
        ? {
            policy: 'key',
            key: `key:${credentialId}`,
            limit: requestsPerMinute ?? standard,
          }
        : caller && {
            policy: 'person',
            key: `person:${caller.userId}`,
            limit: standard,
          };
    if (counted) await allow(c, deps, spend, counted);
    return next();
  };
}

/** Throws `too-many-requests`. The first of a window is recorded; the others are counted only. */
async function allow(
  c: Context<Env>,
  deps: LimitDeps,
  spend: SpendRequest,
  { policy, key, limit }: Counted,
): Promise<void> {
  const verdict = await spendIfReachable(spend, key, limit);
  if (!verdict || verdict.allowed) return;
  if (verdict.first)
    await recordOrLog(deps, {
      event: 'rate-limit-reached',
      actor: requestActor(c),
      detail: { policy, requestsPerMinute: limit },
    });
  throw tooManyRequests({ policy, limit, milliseconds: verdict.milliseconds });
}
