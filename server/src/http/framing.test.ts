/** Where a message ends and what asks to be echoed: on real sockets, past what `fetch` would let through. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { ServerType } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { openTestServer } from '../testing/harness.ts';

describe('a request on the wire', () => {
  let server: Awaited<ReturnType<typeof openTestServer>>;
  let listening: ServerType;
  let port: number;

  beforeAll(async () => {
    server = await openTestServer('postgres');
    listening = serve({ fetch: createApp(server.deps).fetch, hostname: '127.0.0.1', port: 0 });
    await once(listening, 'listening');
    port = (listening.address() as AddressInfo).port;
  });
  afterAll(async () => {
    listening?.close();
    await server?.dispose();
  });

  /** All that comes back until the server closes. */
  async function raw(text: string): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    socket.write(text);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  }

  const SMUGGLED = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n';
  it.each([
    ['of two kinds', `Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`],
    ['of two sizes', `Content-Length: 0\r\nContent-Length: 5\r\n\r\n`],
    ['of a size that is none', `Content-Length: +0\r\n\r\n`],
    ['of a coding hidden from others', `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`],
    ['of chunks cut by a bare line feed', `Transfer-Encoding: chunked\r\n\r\n0\n\n`],
  ])('with an end %s is refused, and no second request read out of it', async (_what, rest) => {
    const head = 'POST /api/auth/sign-in HTTP/1.1\r\nHost: localhost\r\n';
    const answers = await raw(`${head}${rest}${SMUGGLED}`);
    expect(answers).toMatch(/^HTTP\/1\.1 400 /);
    expect(answers.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  });

  it.each(['TRACE', 'TRACK'])('by %s gets none of itself back', async (method) => {
    const head = `${method} /api/layers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n`;
    const answer = await raw(`${head}Cookie: sit_session=mine\r\nX-Mine: 4711\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).not.toMatch(/mine|4711/i);
  });
});
