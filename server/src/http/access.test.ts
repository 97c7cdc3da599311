import type { Principal } from '@sit/core/permission';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { accessGuard, accessTable, forAdministrators } from './access.ts';
import type { Env } from './env.ts';
import { problemHandler } from './problem.ts';

const OPERATIONS = [
  { method: 'get', path: '/api/proposals/{id}', access: 'signed-in' },
  { method: 'get', path: '/api/proposals/reviewers', access: 'office' },
  { method: 'delete', path: '/api/keys/{id}', access: 'administrator' },
  { method: 'get', path: '/ogc', access: 'public' },
  { method: 'get', path: '/ogc/pages.css', access: 'public' },
] as const;

describe('who may ask', () => {
  const accessOf = accessTable(OPERATIONS);

  it.each([
    ['GET', '/api/proposals/7', 'signed-in'],
    ['HEAD', '/api/proposals/7', 'signed-in'],
    ['GET', '/api/proposals/reviewers', 'office'],
    ['GET', '/api/proposals/reviewers/x', null],
    ['GET', '/api/proposals/', null],
    ['DELETE', '/api/keys/https%3A%2F%2Fa.example', 'administrator'],
    ['POST', '/api/keys/7', null],
    ['GET', '/ogc', 'public'],
    ['GET', '/ogc/pagesXcss', null],
    ['GET', '/ogc/pages.css', 'public'],
  ])('%s %s: %s', (method, path, access) => {
    expect(accessOf(method, path)).toBe(access);
  });

  it.each<[Env['Variables']['credential'], string, number]>([
    ['cookie', 'union-admin', 200],
    ['token', 'union-admin', 403],
    ['key', 'union-admin', 403],
    ['cookie', 'union-editor', 403],
  ])('administers by %s as %s: %d', async (credential, role, status) => {
    const caller = {
      userId: 'x',
      name: 'Anna',
      email: 'a@example.org',
      grants: [{ role, municipality: null }] as Principal['grants'],
      ...(credential === 'key' ? { limits: { layers: null, write: true } } : {}),
    };
    const app = new Hono<Env>();
    app.onError(problemHandler(() => {}));
    app.use(async (c, next) => {
      c.set('caller', caller);
      c.set('credential', credential);
      await next();
    });
    app.use(accessGuard(OPERATIONS));
    app.delete('/api/keys/:id', (c) => c.text('gone'));
    // Described nowhere.
    app.delete('/api/people/:id', forAdministrators(), (c) => c.text('gone'));
    for (const path of ['/api/keys/7', '/api/people/7'])
      expect((await app.request(path, { method: 'DELETE' })).status).toBe(status);
  });
});
