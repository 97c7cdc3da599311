import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SitClient } from './client.ts';
import { LiveChanges } from './live.ts';

const TIMING = { silenceMilliseconds: 45_000, firstRetryMilliseconds: 1, mostRetryMilliseconds: 5 };

let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((closed) => (server ? server.close(closed) : closed(undefined)));
});

const block = (event: string, id: string, data: unknown): string =>
  `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;

/** Each connection is answered by the next of `answers`; what was asked is told. */
async function serve(answers: ((response: ServerResponse) => void)[]) {
  const asked: IncomingMessage['headers'][] = [];
  server = createServer((request, response) => {
    asked.push(request.headers);
    answers[asked.length - 1]?.(response);
  });
  await new Promise<void>((listening) => server!.listen(0, 'localhost', listening));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, asked };
}

const stream =
  (text: string, end: 'cut' | 'end' | 'stay' = 'stay') =>
  (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(text, () => {
      if (end === 'cut') response.destroy();
      if (end === 'end') response.end();
    });
  };

/** Follows until `enough` of what has been heard. */
async function hear(
  url: string,
  enough: (heard: unknown[]) => boolean,
  { key = null as string | null, timing = TIMING } = {},
) {
  const heard: unknown[] = [];
  const abort = new AbortController();
  const listen = (what: unknown): void => {
    heard.push(what);
    if (enough(heard)) abort.abort();
  };
  const live = new LiveChanges(
    new SitClient({ server: url, key }),
    {
      changed: (changes) => changes.forEach(({ fid }) => listen(fid)),
      lost: () => listen('lost'),
    },
    timing,
  );
  await live.follow(abort.signal);
  return { heard, live };
}

describe('LiveChanges', () => {
  it('goes on after a cut, and after the server’s end, from the last event it had', async () => {
    const { url, asked } = await serve([
      stream(block('ready', 'a', {}) + block('change', 'b', { fid: 1 }), 'cut'),
      stream(
        block('ready', 'b', {}) +
          block('position', 'c', {}) +
          block('end', 'c', { reason: 'server-closing' }),
        'end',
      ),
      stream(block('ready', 'c', {}) + block('change', 'd', { fid: 2 })),
    ]);
    const { heard } = await hear(url, (all) => all.includes(2), { key: 'abc' });
    expect(heard).toEqual([1, 2]);
    expect(asked.map((headers) => headers['last-event-id'])).toEqual([undefined, 'b', 'c']);
    expect(asked[0]).toMatchObject({ accept: 'text/event-stream', authorization: 'Bearer abc' });
  });

  it('says that changes are lost when the server no longer knows its place, and follows from then on', async () => {
    const { url, asked } = await serve([
      stream(block('ready', 'old', {}), 'end'),
      (response) => {
        response.writeHead(400, { 'content-type': 'application/problem+json' });
        response.end(JSON.stringify({ status: 400, code: 'invalid-parameter', detail: 'x' }));
      },
      stream(block('ready', 'new', {}) + block('change', 'b', { fid: 3 })),
    ]);
    const { heard } = await hear(url, (all) => all.includes(3));
    expect(heard).toEqual(['lost', 3]);
    expect(asked.map((headers) => headers['last-event-id'])).toEqual([undefined, 'old', undefined]);
  });

  it('leaves a connection that has fallen silent', async () => {
    const { url } = await serve([
      stream(block('ready', 'a', {})),
      stream(block('ready', 'a', {}) + block('change', 'b', { fid: 4 })),
    ]);
    const timing = { ...TIMING, silenceMilliseconds: 60 };
    expect((await hear(url, (all) => all.includes(4), { timing })).heard).toEqual([4]);
  });

  it('reads events however the network has cut them', async () => {
    const text = block('ready', 'a', {}) + block('change', 'b', { fid: 5, municipality: 'È' });
    const bytes = Buffer.from(text);
    const { url } = await serve([
      async (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const byte of bytes)
          await new Promise((written) => response.write(Buffer.from([byte]), written));
      },
    ]);
    expect((await hear(url, (all) => all.includes(5))).heard).toEqual([5]);
  });

  it('does not come back to a server that has no such stream', async () => {
    const { url, asked } = await serve([
      (response) => {
        response.writeHead(404, { 'content-type': 'application/problem+json' });
        response.end(JSON.stringify({ status: 404, code: 'not-found', detail: 'x' }));
      },
    ]);
    expect((await hear(url, () => false)).heard).toEqual([]);
    expect(asked).toHaveLength(1);
  });
});
