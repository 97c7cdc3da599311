import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { initiator, isTrustworthy, parseOrigin } from './origin.ts';

describe('parseOrigin', () => {
  it.each([
    'https://www.comune.example.it',
    'https://comune.example.it:8443',
    'http://localhost:9090',
    'http://[::1]:9090',
    'https://xn--citt-0na.example',
  ])('takes %s', (origin) => {
    expect(parseOrigin(origin)).toBe(origin);
  });

  it.each([
    ['a trailing slash', 'https://comune.example.it/'],
    ['a path', 'https://comune.example.it/mappa'],
    ['a query', 'https://comune.example.it?x'],
    ['a fragment', 'https://comune.example.it#x'],
    ['a person', 'https://altri@comune.example.it'],
    ['a default port', 'https://comune.example.it:443'],
    ['capitals', 'https://Comune.example.it'],
    ['a name not in its ASCII form', 'https://città.example'],
    ['the opaque origin', 'null'],
    ['a wildcard', '*'],
    ['a script', 'javascript:alert(1)'],
    ['a file', 'file:///etc/passwd'],
    ['a host alone', 'comune.example.it'],
    ['two origins', 'https://a.example https://b.example'],
    ['a line break', 'https://a.example\r\nX: y'],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(parseOrigin(text)).toBeNull();
  });
});

describe('isTrustworthy', () => {
  it.each([
    ['https://comune.example.it', true],
    ['http://localhost:9090', true],
    ['http://comune.localhost:9090', true],
    ['http://127.0.0.1:9090', true],
    ['http://[::1]', true],
    ['http://comune.example.it', false],
    ['http://localhost.example.it', false],
    ['http://127.0.0.1.example.it', false],
  ])('%s: %s', (origin, expected) => {
    expect(isTrustworthy(origin)).toBe(expected);
  });
});

describe('initiator', () => {
  const app = new Hono();
  app.post('*', (c) => c.text(initiator(c, 'https://sit.example')));

  it.each([
    ['own', { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://sit.example' }],
    // Behind a proxy whose public name the server was not told.
    ['own', { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://another-name.example' }],
    ['foreign', { 'Sec-Fetch-Site': 'same-site', Origin: 'https://portale.sit.example' }],
    ['foreign', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://sit.example' }],
    ['foreign', { 'Sec-Fetch-Site': 'none' }],
    ['own', { Origin: 'https://sit.example' }],
    ['own', { Origin: 'https://internal.example' }],
    ['foreign', { Origin: 'http://internal.example' }],
    ['foreign', { Origin: 'https://elsewhere.example' }],
    ['foreign', { Origin: 'null' }],
    ['untold', {}],
  ])('is %s with %o', async (expected, headers: Record<string, string>) => {
    const response = await app.request('https://internal.example/', { method: 'POST', headers });
    expect(await response.text()).toBe(expected);
  });
});
