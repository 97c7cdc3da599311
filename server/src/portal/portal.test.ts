import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cors } from '../auth/cors.ts';
import { PORTAL, seedPeople } from '../auth/testing.ts';
import type { Env } from '../http/env.ts';
import { openTestServer } from '../testing/harness.ts';
import { preferredEncoding } from './asset.ts';
import { pageSecurity } from './page-security.ts';
import { portalRoutes } from './portal.routes.ts';

const SCRIPT = `export const words = ${JSON.stringify('particella '.repeat(2000))};`;

describe('the portal', () => {
  let server: Awaited<ReturnType<typeof openTestServer>>;
  let directory: string;
  let app: Hono<Env>;

  const appOver = (dist: string): Hono<Env> =>
    new Hono<Env>()
      .use(pageSecurity(server.deps))
      .use(cors(server.deps))
      .route('/', portalRoutes(server.deps, dist));

  beforeAll(async () => {
    server = await openTestServer('postgres');
    await seedPeople(server.db);
    directory = await mkdtemp(join(tmpdir(), 'sit-portal-'));
    const dist = join(directory, 'dist');
    for (const folder of ['portal', 'sign-in', 'account', 'console', 'assets'])
      await mkdir(join(dist, folder), { recursive: true });
    await writeFile(join(dist, 'portal/index.html'), '<!doctype html><title>Il territorio</title>');
    await writeFile(join(dist, 'sign-in/index.html'), '<!doctype html><title>Accesso</title>');
    for (const page of ['account', 'console'])
      await writeFile(join(dist, page, 'index.html'), `<!doctype html><title>${page}</title>`);
    await writeFile(join(dist, 'embed.js'), SCRIPT);
    await writeFile(join(dist, 'assets/portal-0a1b2c3d.js'), SCRIPT);
    await writeFile(join(dist, '.secret.json'), '{}');
    await writeFile(join(directory, 'outside.json'), '{}');
    app = appOver(dist);
  });
  afterAll(async () => {
    await server?.dispose();
    await rm(directory, { recursive: true, force: true });
  });

  it('answers its page at / under a policy that lets in nothing of others', async () => {
    const response = await app.request('/');
    expect(await response.text()).toContain('Il territorio');
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    const policy = response.headers.get('Content-Security-Policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("script-src 'self' 'unsafe");
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(response.headers.get('Referrer-Policy')).toBe('strict-origin-when-cross-origin');
    expect(response.headers.get('Cache-Control')).toBe('no-cache');
  });

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('sends scripts in %s, whole', async (encoding, decompress) => {
    const response = await app.request('/embed.js', { headers: { 'Accept-Encoding': encoding } });
    expect(response.headers.get('Content-Encoding')).toBe(encoding);
    expect(response.headers.get('Vary')).toContain('Accept-Encoding');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.length).toBeLessThan(SCRIPT.length / 10);
    expect(decompress(bytes).toString()).toBe(SCRIPT);
  });

  it('sends a script plain to who asks for no compression', async () => {
    const response = await app.request('/embed.js');
    expect(response.headers.get('Content-Encoding')).toBeNull();
    expect(await response.text()).toBe(SCRIPT);
    expect(response.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
  });

  it('answers 304 to who has the same bytes, in the same encoding', async () => {
    const ask = (encoding: string, etag?: string) =>
      app.request('/embed.js', {
        headers: { 'Accept-Encoding': encoding, ...(etag ? { 'If-None-Match': etag } : {}) },
      });
    const etag = (await ask('br')).headers.get('ETag')!;
    const again = await ask('br', etag);
    expect([again.status, await again.text(), again.headers.get('ETag')]).toEqual([304, '', etag]);
    expect((await ask('gzip', etag)).status).toBe(200);
  });

  it('takes up a file built anew', async () => {
    const file = join(directory, 'dist/embed.js');
    const before = (await app.request('/embed.js')).headers.get('ETag');
    const changed = `// ${randomBytes(8).toString('hex')}\n${SCRIPT}`;
    await writeFile(file, changed);
    const after = await app.request('/embed.js');
    expect(await after.text()).toBe(changed);
    expect(after.headers.get('ETag')).not.toBe(before);
    await writeFile(file, SCRIPT);
  });

  it('lets browsers keep what has its hash in the name for ever', async () => {
    const response = await app.request('/assets/portal-0a1b2c3d.js');
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    expect((await app.request('/embed.js')).headers.get('Cache-Control')).toBe('no-cache');
  });

  it.each([
    '/../outside.json',
    '/..%2foutside.json',
    '/%2e%2e/outside.json',
    '/assets/..%2f..%2foutside.json',
    '/assets/%5c..%5coutside.json',
    '/.secret.json',
    '/embed.js%00.json',
    '/portal/index.html',
    '/assets',
    '/assets/',
    '/nothing.js',
    '/%E0%A4%A',
  ])('has nothing at %s', async (path) => {
    expect((await app.request(`http://localhost${path}`)).status).toBe(404);
  });

  it('tells a person what is not there, on a page, without running what the address says', async () => {
    const response = await app.request('/<img%20src=x%20onerror=alert(1)>', {
      headers: { Accept: 'text/html,application/xhtml+xml' },
    });
    expect(response.status).toBe(404);
    const page = await response.text();
    expect(page).toContain('Pagina non trovata');
    expect(page).not.toContain('<img');
  });

  it('styles such a page by the one sheet its policy names', async () => {
    const response = await app.request('/nothing', { headers: { Accept: 'text/html' } });
    const [, style] = /<style>([^]*?)<\/style>/.exec(await response.text())!;
    const hash = createHash('sha256').update(style!).digest('base64');
    expect(response.headers.get('Content-Security-Policy')).toContain(`style-src 'sha256-${hash}'`);
  });

  it('says how to build the pages where they are missing', async () => {
    const response = await appOver(join(directory, 'nowhere')).request('/');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('pnpm -F @sit/widgets build');
  });

  it.each(['account', 'console'])('answers the page /%s, asked again each time', async (name) => {
    const response = await app.request(`/${name}`);
    expect(await response.text()).toContain(`<title>${name}</title>`);
    expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    expect(response.headers.get('Cache-Control')).toBe('no-cache');
  });

  it('answers the sign-in page for our own pages, cut off from who opened it', async () => {
    const response = await app.request('/sign-in?return=/account');
    expect(await response.text()).toContain('Accesso');
    expect(response.headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin-allow-popups');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
  });

  describe('the sign-in pop-up', () => {
    const open = (query: Record<string, string>) =>
      app.request(`/sign-in?${new URLSearchParams(query)}`);

    const asked = {
      state: 'k3J9-_aZ0123',
      challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    };

    it('opens for a registered portal, answerable to it and framed by nobody', async () => {
      const response = await open({ origin: PORTAL, ...asked });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('Accesso');
      expect(response.headers.get('Cross-Origin-Opener-Policy')).toBe('unsafe-none');
      expect(response.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
      expect(response.headers.get('Referrer-Policy')).toBe('no-referrer');
      expect(response.headers.get('Cache-Control')).toBe('no-store');
      expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
    });

    it.each<[string, Record<string, string>]>([
      ['an unregistered portal', { ...asked, origin: 'https://elsewhere.example' }],
      ['a portal with a path', { ...asked, origin: `${PORTAL}/x` }],
      ['the opaque origin', { ...asked, origin: 'null' }],
      ['a script', { ...asked, origin: 'javascript:alert(1)' }],
      ['markup', { ...asked, origin: '"><script>alert(1)</script>' }],
      ['nobody', asked],
      ['words of somebody’s own', { ...asked, origin: 'telefoni al 199 199' }],
      ['no state', { origin: PORTAL, challenge: asked.challenge }],
      ['a state that can be guessed', { ...asked, origin: PORTAL, state: '1' }],
      [
        'a state that is a payload',
        { ...asked, origin: PORTAL, state: '<script>alert(1)</script>' },
      ],
      ['no challenge', { origin: PORTAL, state: asked.state }],
      ['a challenge that is no SHA-256', { ...asked, origin: PORTAL, challenge: 'plain' }],
    ])('is refused, readably, for %s', async (_what, query) => {
      const response = await open(query);
      expect(response.status).toBe(403);
      const page = await response.text();
      expect(page).toContain('Accesso non possibile');
      expect(page).not.toMatch(/<script|199 199/);
      expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    });
  });
});

describe('preferredEncoding', () => {
  it.each([
    [undefined, 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0.0', 'identity'],
    ['deflate', 'identity'],
  ])('of %s is %s', (header, expected) => {
    expect(preferredEncoding(header)).toBe(expected);
  });
});
