/** `/`, `/sign-in`, `/account`, `/console`, `/embed.js` and the files they load: the built widgets, served. Mounted last. */
import { fileURLToPath } from 'node:url';
import type { Context } from 'hono';
import { Hono } from 'hono';
import { parseOrigin } from '../auth/origin.ts';
import { registeredOrigin } from '../auth/registered-origin.service.ts';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { notModified } from '../http/etag.ts';
import { openAssets } from './asset.ts';
import type { Asset } from './asset.ts';
import { noticePage } from './notice.ts';
import type { Notice } from './notice.ts';

const BUILT_WIDGETS = fileURLToPath(new URL('../../../widgets/dist', import.meta.url));

/** Content-hashed names: what they hold never changes. */
const HASHED = /^\/assets\//;
/** Given back to the opener as it came; long enough not to be guessed, short enough to be no payload. */
const STATE = /^[\w.~-]{8,200}$/;

/** SHA-256 in base64url (RFC 7636 §4.2, S256). */
const CHALLENGE = /^[\w-]{43}$/;

export function portalRoutes(deps: Deps, directory: string = BUILT_WIDGETS): Hono<Env> {
  const { publicUrl } = deps.config;
  const assets = openAssets(directory);
  const app = new Hono<Env>();

  async function page(
    c: Context<Env>,
    path: string,
    headers: Record<string, string>,
  ): Promise<Response> {
    const asset = await assets(path, c.req.header('Accept-Encoding'));
    return asset
      ? answer(c, asset, headers)
      : noticePage(c, publicUrl, {
          status: 503,
          title: 'Le pagine non ci sono ancora',
          detail: `Manca ${path} tra le pagine costruite: il servizio risponde, ma non ha nulla da mostrare.`,
          advice: 'Chi gestisce il SIT le costruisce con: pnpm -F @sit/widgets build',
        });
  }

  app.get('/', (c) => page(c, '/portal/index.html', { 'Cache-Control': 'no-cache' }));

  for (const name of ['account', 'console'])
    app.get(`/${name}`, (c) => page(c, `/${name}/index.html`, { 'Cache-Control': 'no-cache' }));

  app.get('/sign-in', async (c) => {
    const { origin, state, challenge } = c.req.query();
    // For our own pages: nobody to answer.
    if (origin === undefined && state === undefined && challenge === undefined)
      return page(c, '/sign-in/index.html', {
        'Cache-Control': 'no-store',
        'Referrer-Policy': 'no-referrer',
      });
    const portal = await registeredOrigin(deps.db.kysely, origin);
    const complete = STATE.test(state ?? '') && CHALLENGE.test(challenge ?? '');
    if (!portal) c.set('refusedOrigin', parseOrigin(origin ?? ''));
    if (!portal || !complete)
      return noticePage(c, publicUrl, refusedPopUp(origin, portal !== null));
    return page(c, '/sign-in/index.html', {
      'Cache-Control': 'no-store',
      // The page answers its opener, a portal of another origin; nobody learns the state it carries.
      'Cross-Origin-Opener-Policy': 'unsafe-none',
      'Referrer-Policy': 'no-referrer',
    });
  });

  app.get('*', async (c, next) => {
    // Pages are named above; their files are not documents to be opened by path.
    const asset = c.req.path.endsWith('.html')
      ? null
      : await assets(c.req.path, c.req.header('Accept-Encoding'));
    if (asset)
      return answer(c, asset, {
        'Cache-Control': HASHED.test(c.req.path)
          ? 'public, max-age=31536000, immutable'
          : 'no-cache',
      });
    if (!isNavigation(c)) return next();
    return noticePage(c, publicUrl, {
      status: 404,
      title: 'Pagina non trovata',
      detail: `All’indirizzo ${c.req.path} non c’è nulla.`,
      advice: 'Forse l’indirizzo è stato scritto male o la pagina è stata spostata.',
      link: { href: '/', text: 'Vai alla mappa' },
    });
  });
  return app;
}

/** Repeats an origin, never any other text somebody put into the address. */
function refusedPopUp(origin: string | undefined, registered: boolean): Notice {
  const title = 'Accesso non possibile da questo portale';
  if (registered)
    return {
      status: 403,
      title,
      detail: `La richiesta del portale ${origin} non è completa.`,
      advice: 'Chiuda questa finestra e riprovi dalla pagina del portale.',
    };
  const named = origin !== undefined && parseOrigin(origin) !== null;
  return {
    status: 403,
    title,
    detail: named
      ? `Il portale ${origin} non è registrato presso l’unione.`
      : 'L’indirizzo del portale manca o non è valido.',
    advice:
      'Chiuda questa finestra. Chi gestisce il portale può chiedere all’unione di registrarlo.',
  };
}

function answer(c: Context<Env>, asset: Asset, headers: Record<string, string>): Response {
  const { bytes, mediaType, encoding, etag } = asset;
  const common = { ...headers, ETag: etag, Vary: 'Accept-Encoding' };
  if (notModified(c, etag)) return c.body(null, 304, common);
  return c.body(bytes, 200, {
    ...common,
    'Content-Type': mediaType,
    ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
  });
}

/** A person's browser asks for a page; programs get a problem instead. */
function isNavigation(c: Context): boolean {
  return (
    /\btext\/html\b/.test(c.req.header('Accept') ?? '') && !/^\/(api|ogc)(\/|$)/.test(c.req.path)
  );
}
