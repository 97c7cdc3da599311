/** `/api/auth/oidc`: navigations to the outside provider and back, and its server's word that a session ended. */
import type { SignInMethodsResponse } from '@sit/core/api-auth';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { requestActor } from '../audit/request-actor.ts';
import { initiator } from '../auth/origin.ts';
import { SESSION_COOKIE, shownAtSignIn } from '../auth/session-cookie.ts';
import type { OidcConfig } from '../config.ts';
import type { Deps } from '../deps.ts';
import { readText } from '../http/body.ts';
import type { Env } from '../http/env.ts';
import { refuse } from '../http/problem.ts';
import { refuseUnknown } from '../http/query.ts';
import { FLOW_COOKIE } from './flow-cookie.ts';
import { FLOW_SECONDS, beginSignIn, endByProvider, endSignIn } from './oidc.service.ts';
import { parseReturnPath, problemPage, signInPage } from './return-path.ts';

const MOST_LOGOUT_BYTES = 16 * 1024;
const FORM = /^application\/x-www-form-urlencoded(\s*;|$)/i;

/** Mounted at `/api/auth`. The routes are there without a provider too, and say so. */
export function oidcRoutes(deps: Deps): Hono<Env> {
  const { oidc, mail, publicUrl } = deps.config;
  const app = new Hono<Env>();

  app.get('/methods', (c) => {
    refuseUnknown(c, []);
    const methods: SignInMethodsResponse = {
      provider: oidc && { name: oidc.name },
      mail: mail !== null,
    };
    return c.json(methods, 200, { 'Cache-Control': 'no-store' });
  });

  app.get('/oidc/start', async (c) => {
    refuseUnknown(c, ['return']);
    const provider = configured(oidc);
    const returnTo = returnPath(c, publicUrl);
    // Whoever is signed in at the provider would come back signed in here without having wanted it (ASVS V7.6.2).
    if (initiator(c, publicUrl) === 'foreign') return goTo(c, signInPage(returnTo, publicUrl));
    const begun = await beginSignIn(deps, provider, returnTo, requestActor(c, null));
    if ('problem' in begun) return goTo(c, problemPage(begun.problem, returnTo, publicUrl));
    FLOW_COOKIE.set(c, begun.browserToken, { maxAge: FLOW_SECONDS }, publicUrl);
    return goTo(c, begun.location);
  });

  app.get('/oidc/callback', async (c) => {
    const provider = configured(oidc);
    const ended = await endSignIn(
      deps,
      provider,
      {
        search: new URL(c.req.url).search,
        state: c.req.query('state'),
        browserToken: FLOW_COOKIE.read(c, publicUrl),
        signedInAs: c.var.credential === 'cookie' ? (c.var.caller?.userId ?? null) : null,
        ...shownAtSignIn(c, publicUrl),
      },
      requestActor(c, null),
    );
    FLOW_COOKIE.clear(c, publicUrl);
    if ('problem' in ended)
      return goTo(c, problemPage(ended.problem, ended.returnTo ?? '/', publicUrl));
    SESSION_COOKIE.set(c, ended.token, { expires: ended.expiresAt }, publicUrl);
    return goTo(c, publicUrl + ended.returnTo);
  });

  // No Origin and no cookie: it comes from the provider's server, and is believed by its signature.
  app.post('/oidc/backchannel-logout', async (c) => {
    const provider = configured(oidc);
    if (!FORM.test(c.req.header('Content-Type') ?? ''))
      throw refuse('unsupported-format', 'Occorre application/x-www-form-urlencoded.');
    const form = new URLSearchParams(await readText(c, MOST_LOGOUT_BYTES));
    const token = form.get('logout_token') ?? '';
    await endByProvider(deps, provider, token, requestActor(c, null));
    return c.body(null, 200, { 'Cache-Control': 'no-store' });
  });
  return app;
}

/** A redirect that leaves neither code nor state with the next page, nor in a cache. */
function goTo(c: Context<Env>, location: string): Response {
  c.header('Cache-Control', 'no-store');
  c.header('Referrer-Policy', 'no-referrer');
  return c.redirect(location, 302);
}

/** Throws `invalid-request` for anything but a page of ours. */
function returnPath(c: Context<Env>, publicUrl: string): string {
  const asked = c.req.query('return') ?? '/';
  const path = parseReturnPath(asked, publicUrl);
  if (path !== null) return path;
  // Of a whole address only whose it is: the rest may be somebody's secret.
  c.set('refusedOrigin', URL.canParse(asked, publicUrl) ? new URL(asked, publicUrl).origin : null);
  throw refuse(
    'invalid-request',
    'return: occorre il percorso di una pagina del SIT, come /account.',
    { faults: [{ place: 'return', reason: 'invalid', message: 'Non è una pagina del SIT.' }] },
  );
}

function configured(oidc: OidcConfig | null): OidcConfig {
  if (oidc) return oidc;
  throw refuse('not-found', 'Qui non è configurato nessun fornitore di identità esterno.');
}
