/** Stands in for signing in, in tests of routes alone: the caller is whom the test names. */
import type { Caller } from '@sit/core/permission';
import type { MiddlewareHandler } from 'hono';
import type { Env } from '../http/env.ts';

export function actingAs(who: () => Caller): MiddlewareHandler<Env> {
  return async function act(c, next) {
    const caller = who();
    c.set('caller', caller);
    c.set('credential', caller ? 'cookie' : null);
    c.set('credentialId', null);
    c.set('secondFactor', null);
    c.set('refusedKey', null);
    c.set('requestsPerMinute', null);
    c.set('requestId', 'test');
    await next();
  };
}
