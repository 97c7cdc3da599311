/** Identity over a real connection: what app.request() cannot show. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { ServerType } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { openTestServer } from '../testing/harness.ts';
import { PASSWORD, PORTAL, principalOf, seedPeople } from './testing.ts';

describe('identity on the wire', () => {
  let server: Awaited<ReturnType<typeof openTestServer>>;
  let listening: ServerType;
  let url: string;

  beforeAll(async () => {
    server = await openTestServer('postgres');
    await seedPeople(server.db);
    listening = serve({ fetch: createApp(server.deps).fetch, hostname: '127.0.0.1', port: 0 });
    await once(listening, 'listening');
    url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    if (listening) await new Promise((resolve) => listening.close(resolve));
    await server?.dispose();
  });

  const post = (
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: url, ...headers },
      body: JSON.stringify(body),
    });

  it('signs in on whatever address the server was reached at, and out again', async () => {
    const response = await post('/api/auth/sign-in', {
      email: 'tecnico@example.org',
      password: PASSWORD,
    });
    const [setCookie] = response.headers.getSetCookie();
    const Cookie = setCookie!.split(';')[0]!;
    const session = (): Promise<Response> =>
      fetch(`${url}/api/auth/session`, { headers: { Cookie } });
    expect(await principalOf(await session())).toMatchObject({ email: 'tecnico@example.org' });
    expect((await post('/api/auth/sign-out', {}, { Cookie, Origin: PORTAL })).status).toBe(403);
    expect((await post('/api/auth/sign-out', {}, { Cookie })).status).toBe(200);
    expect(await principalOf(await session())).toBeNull();
  });

  it('counts failures by the address connected, whatever headers say', async () => {
    await server.db.kysely.deleteFrom('sit.attempt').execute();
    await post(
      '/api/auth/sign-in',
      { email: 'nobody@example.org', password: 'wrong' },
      { 'X-Forwarded-For': '203.0.113.9' },
    );
    const rows = await server.db.kysely.selectFrom('sit.attempt').select('key').execute();
    expect(rows.map(({ key }) => key)).toContain('sign-in:127.0.0.1');
    expect(rows.map(({ key }) => key)).not.toContain('sign-in:203.0.113.9');
  });

  it('answers a preflight before asking who it is', async () => {
    const response = await fetch(`${url}/api/changesets`, {
      method: 'OPTIONS',
      headers: {
        Origin: PORTAL,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type',
      },
    });
    expect([response.status, response.headers.get('Access-Control-Allow-Origin')]).toEqual([
      204,
      PORTAL,
    ]);
  });

  it.each([
    [
      'a header with a line break in it',
      'GET /sign-in?origin=https://a.example%0d%0aSet-Cookie:%20x=1 HTTP/1.1',
    ],
    [
      'a cookie of nothing but separators',
      'GET /api/auth/session HTTP/1.1\r\nCookie: sit_session=;;==;%%%',
    ],
    [
      'a token of control characters',
      'GET /api/auth/session HTTP/1.1\r\nAuthorization: Bearer \x01\x02',
    ],
  ])('survives %s', async (_what, head) => {
    const answer = await raw(url, `${head}\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 (200|400|401|403) /);
    expect(answer.split('\r\n\r\n')[0]).not.toMatch(/^set-cookie/im);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(server.logged).toEqual([]);
  });

  it('stops reading a body that says it is small and is not', async () => {
    const body = `{"email":"${'a'.repeat(100_000)}"}`;
    const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    const head =
      'POST /api/auth/sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n' +
      'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(await raw(url, head + chunked)).toMatch(/^HTTP\/1\.1 413 /);
  });
});

/** Sends bytes as they are and returns all that comes back. */
async function raw(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(request);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
