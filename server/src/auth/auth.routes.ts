/** `/api/auth`: sign-in of our own pages, and the tokens of portals. */
import { OpenAPIHono, createRoute } from '@hono/zod-openapi';
import {
  EmbedTokenRequest,
  EmbedTokenResponse,
  SessionResponse,
  SignInRequest,
  SignInResponse,
} from '@sit/core/api-auth';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { refuse } from '../http/problem.ts';
import { refuseUnknown } from '../http/query.ts';
import { foreignPage } from './authenticate.ts';
import { clientAddress } from './client-address.ts';
import { initiator } from './origin.ts';
import { clearSessionCookie, readSessionCookie, setSessionCookie } from './session-cookie.ts';
import { issueEmbedToken, signIn, signOut } from './session.service.ts';

const MAX_BODY_BYTES = 8 * 1024;

const json = <T>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
const problem = (description: string) => ({ description });

const signInRoute = createRoute({
  method: 'post',
  path: '/sign-in',
  tags: ['auth'],
  summary: 'Open a session of our own pages: sets the cookie sit_session',
  request: { body: { ...json(SignInRequest, 'Address and password'), required: true } },
  responses: {
    200: json(SignInResponse, 'Signed in'),
    400: problem('Body not as described'),
    401: problem('Wrong address or password'),
    403: problem('Sent by a page of another site'),
    429: problem('Too many failures; see Retry-After'),
  },
});

const signOutRoute = createRoute({
  method: 'post',
  path: '/sign-out',
  tags: ['auth'],
  summary: 'End the session, by cookie or by one of its tokens, and every token of it',
  responses: { 204: problem('Signed out, or nobody was signed in') },
});

const sessionRoute = createRoute({
  method: 'get',
  path: '/session',
  tags: ['auth'],
  summary: 'Who is signed in',
  responses: { 200: json(SessionResponse, 'The caller; null for nobody') },
});

const embedTokenRoute = createRoute({
  method: 'post',
  path: '/embed-token',
  tags: ['auth'],
  summary: 'A short-lived token for the pages of one registered portal',
  request: { body: { ...json(EmbedTokenRequest, 'The portal'), required: true } },
  responses: {
    200: json(EmbedTokenResponse, 'Token bound to that origin'),
    401: problem('No session of our own pages'),
    403: problem('Origin not registered, or sent by a page of another site'),
  },
});

/** Mounted at `/api/auth`, behind {@link authenticate}. */
export function authRoutes({ db, config }: Deps): OpenAPIHono<Env> {
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
    const { token, expiresAt, principal } = await signIn(db.kysely, {
      ...c.req.valid('json'),
      address: clientAddress(c),
      presentedToken: readSessionCookie(c),
    });
    setSessionCookie(c, token, expiresAt, config.publicUrl);
    return c.json({ principal, expiresAt: expiresAt.toISOString() }, 200);
  });

  app.openapi(signOutRoute, async (c) => {
    const token = presentedToken(c);
    if (token !== undefined) await signOut(db.kysely, token);
    clearSessionCookie(c, config.publicUrl);
    return c.body(null, 204);
  });

  app.openapi(sessionRoute, (c) => c.json({ principal: c.var.caller }, 200));

  app.openapi(embedTokenRoute, async (c) => {
    const token = readSessionCookie(c);
    const principal = c.var.caller;
    if (c.var.credential !== 'cookie' || !principal || token === undefined)
      throw refuse(
        'unauthenticated',
        'Un gettone per il portale si ottiene solo dopo l’accesso sulle pagine del SIT.',
      );
    const opened = await issueEmbedToken(
      db.kysely,
      { token, principal },
      c.req.valid('json').origin,
    );
    return c.json({ ...opened, expiresAt: opened.expiresAt.toISOString() }, 200);
  });
  return app;
}

/** The token this request was authenticated by; none when nobody is signed in. */
function presentedToken(c: Context<Env>): string | undefined {
  if (c.var.credential === 'cookie') return readSessionCookie(c);
  if (c.var.credential === 'token') return c.req.header('Authorization')?.split(/ +/)[1];
  return undefined;
}
