/** `/api/auth`: sign-in of our own pages, and the tokens of portals. */
import { OpenAPIHono, createRoute } from '@hono/zod-openapi';
import {
  PortalCodeRequest,
  PortalCodeResponse,
  SessionResponse,
  SignInRequest,
  SignInResponse,
  SignOutResponse,
  TokenRequest,
  TokenResponse,
} from '@sit/core/api-auth';
import { bodyLimit } from 'hono/body-limit';
import { requestActor } from '../audit/request-actor.ts';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { refuse } from '../http/problem.ts';
import { refuseUnknown } from '../http/query.ts';
import { providerSignOut } from '../oidc/oidc.service.ts';
import { foreignPage } from './authenticate.ts';
import { initiator } from './origin.ts';
import { SESSION_COOKIE, shownAtSignIn } from './session-cookie.ts';
import { issuePortalCode, redeemCode, refreshTokens } from './portal-token.service.ts';
import { signOut } from './session.service.ts';
import { signIn } from './sign-in.service.ts';

const MAX_BODY_BYTES = 8 * 1024;

const json = <T>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
const problem = (description: string) => ({ description });

const signInRoute = createRoute({
  method: 'post',
  'x-sit-access': 'public',
  path: '/sign-in',
  tags: ['auth'],
  summary: 'Open a session of our own pages: sets the cookie sit_session',
  request: {
    body: {
      ...json(SignInRequest, 'Address and password; a code where the person has a second factor'),
      required: true,
    },
  },
  responses: {
    200: json(SignInResponse, 'Signed in'),
    400: problem('Body not as described'),
    401: problem('Wrong address, password or code; or the code is missing'),
    403: problem('Sent by a page of another site'),
    429: problem('Too many failures; see Retry-After'),
  },
});

const signOutRoute = createRoute({
  method: 'post',
  'x-sit-access': 'public',
  path: '/sign-out',
  tags: ['auth'],
  summary: 'End the session, by cookie or by one of its tokens, and every token of it',
  responses: {
    200: json(SignOutResponse, 'Signed out, or nobody was signed in'),
    403: problem('Sent by a page of another site, without a token of its own'),
  },
});

const sessionRoute = createRoute({
  method: 'get',
  'x-sit-access': 'public',
  path: '/session',
  tags: ['auth'],
  summary: 'Who is signed in',
  responses: { 200: json(SessionResponse, 'The caller; null for nobody') },
});

const portalCodeRoute = createRoute({
  method: 'post',
  'x-sit-access': 'own-page',
  path: '/portal-code',
  tags: ['auth'],
  summary:
    'A code for the page of a registered portal, to be turned into a token by who holds the verifier',
  request: { body: { ...json(PortalCodeRequest, 'The portal'), required: true } },
  responses: {
    200: json(PortalCodeResponse, 'Good once, for a minute'),
    401: problem('No session of our own pages'),
    403: problem('Origin not registered, or sent by a page of another site'),
  },
});

const tokenRoute = createRoute({
  method: 'post',
  'x-sit-access': 'public',
  path: '/token',
  tags: ['auth'],
  summary:
    'Tokens for a portal’s page: by a code and its verifier, then by the refresh token of before',
  request: { body: { ...json(TokenRequest, 'Code or refresh token'), required: true } },
  responses: {
    200: json(TokenResponse, 'Tokens bound to the origin that asks'),
    401: problem('Code or token unknown, used, expired, or of another origin'),
  },
});

/** Mounted at `/api/auth`, behind {@link authenticate}. */
export function authRoutes(deps: Deps): OpenAPIHono<Env> {
  const { db, config } = deps;
  const app = new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (result.success) return;
      const faults = result.error.issues.map(({ path, code }) => ({
        place: path.join('/'),
        reason: code,
        message: `${path.join('/') || 'corpo'}: valore non valido.`,
      }));
      throw refuse(
        'invalid-request',
        'Il corpo della richiesta non è come descritto in /openapi.json.',
        { faults },
      );
    },
  });

  app.use(async (c, next) => {
    refuseUnknown(c, []);
    await next();
    c.header('Cache-Control', 'no-store');
  });
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => {
        throw refuse('too-large', `Il corpo supera ${MAX_BODY_BYTES} byte.`);
      },
    }),
  );

  app.openapi(signInRoute, async (c) => {
    if (initiator(c, config.publicUrl) === 'foreign') throw foreignPage(c, config.publicUrl);
    const { token, expiresAt, principal } = await signIn(
      deps,
      { ...c.req.valid('json'), ...shownAtSignIn(c, config.publicUrl) },
      requestActor(c, null),
    );
    SESSION_COOKIE.set(c, token, { expires: expiresAt }, config.publicUrl);
    return c.json({ principal, expiresAt: expiresAt.toISOString() }, 200);
  });

  app.openapi(signOutRoute, async (c) => {
    const { credential, credentialId } = c.var;
    // A form's POST from another site comes without the Lax cookie, and its answer would delete it all the same.
    if (credential !== 'token' && initiator(c, config.publicUrl) === 'foreign')
      throw foreignPage(c, config.publicUrl);
    let endSessionUrl: string | null = null;
    if (credentialId !== null && (credential === 'cookie' || credential === 'token')) {
      const actor = requestActor(c);
      const signOutThere = await providerSignOut(deps, credential, credentialId, actor);
      await signOut(db.kysely, credential, credentialId, actor);
      endSessionUrl = await signOutThere();
    }
    SESSION_COOKIE.clear(c, config.publicUrl);
    // Neither the browser's cache nor its way back shows the next person what this one saw (ASVS V14.3.1).
    // A portal's page has cached under its own key, and Chromium complains of the header there.
    if (credential !== 'token') c.header('Clear-Site-Data', '"cache"');
    return c.json({ endSessionUrl }, 200);
  });

  app.openapi(sessionRoute, (c) => {
    const { caller, credential, secondFactor } = c.var;
    // A key signs nobody in; what is missing is set up on our own pages only.
    const principal = credential === 'key' ? null : caller;
    return c.json({ principal, secondFactor: credential === 'cookie' ? secondFactor : null }, 200);
  });

  app.openapi(portalCodeRoute, async (c) => {
    const { credential, credentialId } = c.var;
    if (credential !== 'cookie' || credentialId === null)
      throw refuse(
        'unauthenticated',
        'Un codice per il portale si ottiene solo dopo l’accesso sulle pagine del SIT.',
      );
    const { code, expiresAt } = await issuePortalCode(db.kysely, credentialId, c.req.valid('json'));
    return c.json({ code, expiresAt: expiresAt.toISOString() }, 200);
  });

  app.openapi(tokenRoute, async (c) => {
    const request = c.req.valid('json');
    const actor = requestActor(c);
    const tokens =
      request.grant === 'code'
        ? await redeemCode(db.kysely, request, actor)
        : await refreshTokens(db.kysely, request.refreshToken, actor);
    return c.json({ ...tokens, expiresAt: tokens.expiresAt.toISOString() }, 200);
  });
  return app;
}
