/** The paths of signing in through an outside provider, for api-paths.ts. */
import { z } from '@hono/zod-openapi';
import { SignInMethodsResponse } from '@sit/core/api-auth';
import type { Operation } from './api-paths.ts';

export const OIDC_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/auth/methods',
    tag: 'auth',
    summary: 'How people may sign in here',
    access: 'public',
    status: 200,
    answer: SignInMethodsResponse,
  },
  {
    method: 'get',
    path: '/api/auth/oidc/start',
    tag: 'auth',
    summary:
      'To the outside provider’s sign-in, for a browser; 404 where none is configured, 400 for a return that is no page of ours',
    query: { return: 'Path of the page of ours to come back to; / when absent' },
    access: 'public',
    status: 302,
  },
  {
    method: 'get',
    path: '/api/auth/oidc/callback',
    tag: 'auth',
    summary:
      'From the outside provider: opens the session and goes on to the page asked for, or to /sign-in?problem=CODE',
    query: {
      code: 'Of the provider',
      state: 'As it was sent there',
      iss: 'Who answers (RFC 9207)',
      error: 'Why there is no code',
      error_description: 'The same in words',
      session_state: 'Of the provider; not used',
    },
    access: 'public',
    status: 302,
  },
  {
    method: 'post',
    path: '/api/auth/oidc/backchannel-logout',
    tag: 'auth',
    summary: 'From the outside provider’s server: ends the sessions its signed token names',
    body: { form: z.object({ logout_token: z.string() }) },
    access: 'public',
    status: 200,
  },
];
