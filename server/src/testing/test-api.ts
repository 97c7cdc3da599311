/** Routes as the application mounts them, for a caller the test names: signing in is tested with auth/. */
import type { Caller } from '@sit/core/permission';
import type { ProblemDetails } from '@sit/core/problem';
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { problemHandler } from '../http/problem.ts';
import { actingAs } from './acting-as.ts';

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

export type Ask = <T = ProblemDetails>(
  caller: Caller,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer<T>>;

/** `routes` under `/api`. A string as body is sent as it is, anything else as JSON. */
export function testApi(deps: Deps, routes: ((deps: Deps) => Hono<Env>)[]): Ask {
  const app = new Hono<Env>();
  app.onError(problemHandler(deps.log));
  let caller: Caller = null;
  app.use(actingAs(() => caller));
  for (const route of routes) app.route('/api', route(deps));
  return async <T>(
    who: Caller,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    caller = who;
    const content =
      body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const response = await app.request(`/api${path}`, {
      method,
      headers: { ...(content === null ? {} : { 'Content-Type': 'application/json' }), ...headers },
      body: content,
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text ? JSON.parse(text) : null) as T,
    };
  };
}
