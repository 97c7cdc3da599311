/** The headers of everything we answer: pages by one table, data by another. */
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { PORTAL, seedPeople } from '../auth/testing.ts';
import { readConfig } from '../config.ts';
import { asOwner } from '../db/scope.ts';
import type { Env } from '../http/env.ts';
import { createLayer } from '../layers/layer.service.ts';
import { openTestServer } from '../testing/harness.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';

const STATE = 'a-state-long-enough';
const CHALLENGE = 'c'.repeat(43);
const PAGES = [
  '/',
  `/sign-in?origin=${PORTAL}&state=${STATE}&challenge=${CHALLENGE}`,
  '/sign-in?origin=https://nobody.example&state=x',
  '/nowhere',
  '/ogc',
  '/ogc/conformance',
  '/ogc/collections',
  '/ogc/collections/zoning',
  '/ogc/collections/zoning/items',
];
const DATA: [method: string, path: string][] = [
  ['GET', '/health'],
  ['GET', '/openapi.json'],
  ['GET', '/api/layers'],
  ['GET', '/api/layers/nowhere'],
  ['GET', '/api/auth/session'],
  ['GET', '/ogc/collections/zoning/items'],
  ['GET', '/ogc/collections/zoning/tiles/WebMercatorQuad/0/0/0'],
  ['GET', '/nowhere'],
  ['HEAD', '/api/layers'],
  ['POST', '/api/layers'],
  ['POST', '/api/imports?layer=x'],
  ['POST', '/nowhere'],
  ['DELETE', '/ogc/conformance'],
  ['OPTIONS', '/ogc/conformance'],
];

describe('every answer', () => {
  let server: Awaited<ReturnType<typeof openTestServer>>;
  let app: Hono<Env>;
  beforeAll(async () => {
    server = await openTestServer('postgres');
    await seedPeople(server.db);
    await asOwner(server.db, (trx) => createLayer(trx, zoningLayer()));
    const environment = { SIT_HOME: server.config.home, SIT_PUBLIC_URL: 'https://sit.example.org' };
    app = createApp({ ...server.deps, config: readConfig(environment, '.') });
  });
  afterAll(() => server?.dispose());

  const directives = (policy: string | null): Map<string, string> =>
    new Map(
      (policy ?? '').split('; ').map((directive) => {
        const [name = '', ...values] = directive.split(' ');
        return [name, values.join(' ')];
      }),
    );

  it.each(PAGES)(
    'that is a page runs only what is ours and is framed by nobody: %s',
    async (path) => {
      const { headers } = await app.request(path, { headers: { Accept: 'text/html' } });
      expect(headers.get('Content-Type')).toMatch(/^text\/html/);
      const policy = directives(headers.get('Content-Security-Policy'));
      expect(Object.fromEntries(policy)).toMatchObject({
        'default-src': "'none'",
        'base-uri': "'none'",
        'frame-ancestors': "'none'",
      });
      expect(policy.get('script-src') ?? "'none'").toMatch(/^'(self|none)'$/);
      for (const [name, value] of policy)
        expect(name === 'style-src-attr' ? '' : value, name).not.toMatch(
          /unsafe|\*|https?:(?!\/\/sit\.example\.org)/,
        );
      const permissions = headers.get('Permissions-Policy')!.split(', ');
      expect(permissions).toContain('geolocation=(self)');
      expect(permissions.filter((each) => !each.endsWith('=()'))).toEqual(['geolocation=(self)']);
      expect(Object.fromEntries(headers)).toMatchObject({
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': path.includes(STATE)
          ? 'unsafe-none'
          : 'same-origin-allow-popups',
        'referrer-policy': path.includes(STATE) ? 'no-referrer' : 'strict-origin-when-cross-origin',
      });
    },
  );

  it.each(DATA)(
    'that is data runs nothing when it is opened as a page: %s %s',
    async (method, path) => {
      const { headers } = await app.request(path, {
        method,
        headers: { Accept: 'application/json' },
      });
      expect(headers.get('Content-Type') ?? '').not.toMatch(/html/);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
    },
  );

  it.each(['/', '/ogc/collections?f=html', '/api/layers'])(
    'takes nothing from a page that is kept, when it has not changed: %s',
    async (path) => {
      const first = await app.request(path);
      const etag = { 'If-None-Match': first.headers.get('ETag')! };
      const again = await app.request(path, { headers: etag });
      expect(again.status).toBe(304);
      for (const name of ['Content-Security-Policy', 'X-Frame-Options', 'Permissions-Policy'])
        expect(again.headers.get(name), name).toBeNull();
    },
  );

  it('leaves scripts to the policy of the page that loads them, since workers run under their own', async () => {
    const { headers, status } = await app.request('/embed.js');
    expect([status, headers.get('Content-Security-Policy')]).toEqual([200, null]);
  });

  it('is not promised to be encrypted where it is not', async () => {
    const plain = await createApp(server.deps).request('/');
    expect(plain.headers.get('Strict-Transport-Security')).toBeNull();
  });
});
