/** The server on a socket, against those who write it byte by byte: slowly, doubly, too much. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { ServerType } from '@hono/node-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { OWN_ORIGIN, seedPeople, signedIn } from '../auth/testing.ts';
import { openTestServer } from '../testing/harness.ts';
import { jsonOf } from '../testing/json-of.ts';
import { WIRE_TIMING, listenHttp } from './listen.ts';
import type { BodyTiming } from './patient-body.ts';

const SLOW = 60_000;

describe('the server on the wire', () => {
  let server: Awaited<ReturnType<typeof openTestServer>>;
  let own: string[];
  /** By how patient they are with bodies. */
  const listening: Record<string, ServerType> = {};

  const listen = async (name: string, timing: BodyTiming, headersMilliseconds = SLOW) => {
    const { fetch } = createApp(server.deps, timing);
    const wire = { ...WIRE_TIMING, headersMilliseconds, checkMilliseconds: 20 };
    listening[name] = listenHttp(fetch, '127.0.0.1', 0, wire);
    await once(listening[name], 'listening');
  };
  const port = (name: string): number => (listening[name]!.address() as AddressInfo).port;

  beforeAll(async () => {
    server = await openTestServer('postgres');
    await seedPeople(server.db);
    const { cookie } = await signedIn(createApp(server.deps), 'admin@example.org');
    own = [`Cookie: sit_session=${cookie}`, `Origin: ${OWN_ORIGIN}`];
    await listen('patient', { idleMilliseconds: SLOW, wholeMilliseconds: SLOW });
    await listen('idle', { idleMilliseconds: 100, wholeMilliseconds: SLOW });
    await listen('whole', { idleMilliseconds: SLOW, wholeMilliseconds: 100 });
    await listen('headers', { idleMilliseconds: SLOW, wholeMilliseconds: SLOW }, 100);
  });
  afterAll(async () => {
    for (const each of Object.values(listening))
      await new Promise((resolve) => each.close(resolve));
    await server?.dispose();
  });
  afterEach(async () => {
    for (const name of Object.keys(listening))
      expect((await fetch(`http://127.0.0.1:${port(name)}/health`)).status).toBe(200);
    expect(server.logged).toEqual([]);
  });

  /** Sends `pieces`, with pauses between, and returns all that comes back until the server closes. */
  async function send(name: string, pieces: string[], pause = 0): Promise<string> {
    const socket = connect(port(name), '127.0.0.1');
    const answer = everything(socket);
    for (const piece of pieces) {
      if (!socket.writable) break;
      socket.write(piece);
      await setTimeout(pause);
    }
    return answer;
  }
  const head = (lines: string[], method = 'POST', path = '/api/auth/sign-in'): string =>
    [`${method} ${path} HTTP/1.1`, 'Connection: close', ...lines, '', ''].join('\r\n');
  const HOST = 'Host: localhost';
  const JSON_TYPE = 'Content-Type: application/json';
  const statuses = (answer: string): string[] =>
    [...answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status!);

  it('gives up on headers that do not end', async () => {
    const answer = await send('headers', ['GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ']);
    expect(statuses(answer)).toEqual(['408']);
  });

  it.each([
    ['/api/auth/sign-in', 'read by the schema’s router'],
    ['/api/auth/token', 'read by the schema’s router'],
    ['/api/layers', 'read by ourselves'],
    ['/api/changesets', 'read by ourselves'],
  ])('gives up on a body that stops coming: %s, %s', async (path) => {
    const admin = path.startsWith('/api/auth/') ? [] : own;
    for (const framing of ['Content-Length: 100', 'Transfer-Encoding: chunked']) {
      const start = framing.startsWith('T') ? '5\r\n{"a":\r\n' : '{"a":';
      const answer = await send('idle', [
        head([HOST, JSON_TYPE, framing, ...admin], 'POST', path) + start,
      ]);
      expect(statuses(answer)).toEqual(['408']);
      expect(answer).toContain('"code":"too-slow"');
      expect(answer).toMatch(/^connection: close/im);
    }
  });

  it('does not wait for the body of nobody’s request for what is not public', async () => {
    const start = head([HOST, JSON_TYPE, 'Content-Length: 100'], 'POST', '/api/layers');
    // With all the patience there is: an answer at all says that nothing was waited for.
    const answer = await send('patient', [`${start}{"a":`]);
    expect(statuses(answer)).toEqual(['401']);
  });

  it('gives up on a body that comes by drops', async () => {
    const drops = Array.from({ length: 40 }, () => ' ');
    const answer = await send(
      'whole',
      [head([HOST, JSON_TYPE, 'Content-Length: 1000']), ...drops],
      20,
    );
    expect(statuses(answer)).toEqual(['408']);
  });

  it('waits for an upload as long as it comes, and no longer', async () => {
    const upload = (bytes: number) =>
      head(
        [HOST, `Content-Length: ${bytes}`, ...own],
        'POST',
        '/api/imports?layer=slow&create=true&filename=a.geojson',
      );
    const drops = Array.from({ length: 8 }, () => ' ');
    expect(statuses(await send('whole', [upload(8), ...drops], 30))).toEqual(['202']);
    expect(statuses(await send('idle', [upload(8), ' ']))).toEqual(['408']);
  });

  it('reads no body that says it is larger than any may be, on any path there is', async () => {
    const document = await createApp(server.deps).request('/openapi.json');
    const { paths } = await jsonOf(document);
    const writes = Object.entries<object>(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .map((method) => method.toUpperCase())
        .filter((method) => method !== 'GET')
        .map((method) => ({ method, path: path.replace(/\{\w+\}/g, '1') })),
    );
    expect(writes.length).toBeGreaterThan(30);
    const length = 'Content-Length: 1000000000';
    const answers = await Promise.all(
      writes.map(({ method, path }) =>
        send('patient', [head([HOST, JSON_TYPE, length, ...own, 'If-Match: "1"'], method, path)]),
      ),
    );
    expect(
      answers.map((answer) => statuses(answer)).filter(([status]) => !status!.startsWith('4')),
    ).toEqual([]);
    expect(answers.filter((answer) => statuses(answer)[0] === '413').length).toBeGreaterThan(10);
  });

  const chunked = '0\r\n\r\n';
  it.each([
    [
      'both lengths',
      head([HOST, JSON_TYPE, 'Content-Length: 5', 'Transfer-Encoding: chunked']) + chunked,
    ],
    [
      'both lengths, the other way round',
      head([HOST, JSON_TYPE, 'Transfer-Encoding: chunked', 'Content-Length: 5']) + chunked,
    ],
    ['two lengths', head([HOST, JSON_TYPE, 'Content-Length: 5', 'Content-Length: 6']) + '{"a":1}'],
    ['two lengths alike', head([HOST, JSON_TYPE, 'Content-Length: 2', 'Content-Length: 2']) + '{}'],
    ['a list of lengths', head([HOST, JSON_TYPE, 'Content-Length: 2, 2']) + '{}'],
    ['a signed length', head([HOST, JSON_TYPE, 'Content-Length: +2']) + '{}'],
    ['a length in sixteens', head([HOST, JSON_TYPE, 'Content-Length: 0x2']) + '{}'],
    [
      'a coding beside chunked',
      head([HOST, JSON_TYPE, 'Transfer-Encoding: chunked, identity']) + chunked,
    ],
    ['a coding that is not ours', head([HOST, JSON_TYPE, 'Transfer-Encoding: xchunked']) + chunked],
    ['a blank before the colon', head([HOST, JSON_TYPE, 'Content-Length : 2']) + '{}'],
    ['a folded header', head([HOST, JSON_TYPE, 'X-A: b', ' Content-Length: 2']) + '{}'],
    ['a NUL in a header', head([HOST, 'X-A: b\0c'], 'GET', '/')],
    ['a bare line feed in a header', head([HOST, 'X-A: b\nX-B: c\r'], 'GET', '/')],
    ['a bare carriage return in a header', head([HOST, 'X-A: b\rX-B: c'], 'GET', '/')],
    [
      'a chunk of no length',
      `${head([HOST, JSON_TYPE, 'Transfer-Encoding: chunked'])}zz\r\n{}\r\n0\r\n\r\n`,
    ],
    ['no host', head([], 'GET', '/')],
    ['two hosts', head([HOST, 'Host: other'], 'GET', '/')],
    ['a host with a blank', head(['Host: a b'], 'GET', '/')],
    ['a host with a user', head(['Host: a@b'], 'GET', '/')],
    ['a host with a path', head(['Host: a/b'], 'GET', '/')],
    ['a method that is none', head([HOST], 'G@T', '/')],
    ['a version that is none', 'GET / HTTP/9.9\r\nHost: localhost\r\n\r\n'],
    ['a path that is none', head([HOST], 'GET', 'nowhere')],
  ])('answers 400 once, and nothing that follows: %s', async (_case, request) => {
    const smuggled = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const answer = await send('patient', [request + smuggled]);
    expect(statuses(answer)).toEqual(['400']);
    expect(answer).not.toContain('"status":"ok"');
  });

  it('answers 431 to headers beyond 16 KiB', async () => {
    const answer = await send('patient', [head([HOST, `X-A: ${'a'.repeat(20_000)}`], 'GET', '/')]);
    expect(statuses(answer)).toEqual(['431']);
  });

  const INJECTION = '%0d%0aSet-Cookie:%20stolen=1%0d%0a%0d%0a<script>';
  it.each([
    [
      'a parameter of the sign-in page',
      `/sign-in?origin=https://a.example${INJECTION}&state=${INJECTION}`,
      [],
    ],
    ['a path', `/${INJECTION}`, ['Accept: text/html']],
    ['a path of the API', `/api/layers/${INJECTION}`, []],
    ['a layer of the collections', `/ogc/collections/${INJECTION}/items?f=html`, []],
    ['a parameter of items', `/ogc/collections?f=${INJECTION}`, []],
    [
      'its own number of the request',
      '/health',
      ['X-Request-Id: \tstolen', `X-Forwarded-Host: ${INJECTION}`],
    ],
    ['the origin', '/api/auth/session', [`Origin: https://a.example${INJECTION}`]],
    [
      'the origin of a preflight',
      '/api/layers',
      [`Origin: https://a.example${INJECTION}`, 'Access-Control-Request-Method: POST'],
    ],
    ['where to return to', `/api/auth/oidc/start?return=/${INJECTION}`, []],
    ['the languages', '/api/layers/x', [`Accept-Language: en${INJECTION}`]],
  ])('echoes no line break into a header: %s', async (_case, path, lines) => {
    const answer = await send('patient', [
      head([HOST, ...lines], lines.length > 1 ? 'OPTIONS' : 'GET', path),
    ]);
    const [headers] = answer.split('\r\n\r\n');
    expect(headers).toMatch(/^HTTP\/1\.1 [24]\d\d/);
    expect(headers).not.toMatch(/stolen/i);
    // In JSON it is text, whatever it says.
    expect(/^content-type: text\/html/im.test(headers!) && answer.includes('<script>')).toBe(false);
  });

  it('names no file of an upload in a header, whatever it is called', async () => {
    const request = head(
      [
        HOST,
        'Content-Length: 2',
        ...own,
        `Content-Disposition: attachment; filename*=UTF-8''a${INJECTION}`,
      ],
      'POST',
      '/api/imports?layer=named&create=true',
    );
    const answer = await send('patient', [`${request}{}`]);
    expect(statuses(answer)).toEqual(['202']);
    expect(answer.split('\r\n\r\n')[0]).not.toContain('stolen');
  });
});

async function everything(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // The server may close while we are still writing.
  socket.on('error', () => {});
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}
