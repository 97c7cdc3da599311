import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChangeSet } from '@sit/core/feature';
import { afterEach, describe, expect, it } from 'vitest';
import { SitClient } from './client.ts';
import { ClientProblem, NetworkProblem } from './problem.ts';

interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

let server: Server | undefined;

afterEach(() => new Promise((closed) => (server ? server.close(closed) : closed(undefined))));

/** A real server on a port of its own that answers as told, and says what it was asked. */
async function serve(
  answer: (request: Received, response: ServerResponse) => void,
): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
    const asked = {
      method: request.method!,
      url: request.url!,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    received.push(asked);
    answer(asked, response);
  });
  await new Promise<void>((listening) => server!.listen(0, 'localhost', listening));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, received };
}

function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

const feature = {
  type: 'Feature',
  id: 7,
  geometry: { type: 'Point', coordinates: [14.1, 41.8] },
  properties: { municipality: 'C096', version: 3, beginLifespanVersion: '2026-11-22T10:00:00Z' },
};

const changeSet: ChangeSet = {
  id: '6f9d2c1e-6a3b-4c55-9a57-1f3c2b7d8e90',
  operations: [{ operation: 'delete', layer: 'zoning', fid: 7, baseVersion: 3 }],
};

describe('SitClient', () => {
  it('asks for history where the server has it', async () => {
    const { url, received } = await serve((_, response) => json(response, 200, {}));
    const client = new SitClient({ server: url });
    await client.versions('zoning', 7, { before: 4, limit: 2 });
    await client.version('zoning', 7, 3);
    await client.difference('zoning', 7, { to: 3 });
    await client.difference('zoning', 7, { from: 1, to: 3 });
    await client.lineage('zoning', 7, { depth: 2 });
    await client.changeSets({ layer: 'zoning', from: '2026-11-22T10:00:00Z' });
    await client.items('zoning', { datetime: '2026-01-01', legalDate: '2025-03-01' });
    const request = { id: changeSet.id, version: 1, baseVersion: null };
    await client.restore('zoning', 7, request);
    await client.revert('a/b', { id: changeSet.id });
    const feature7 = '/api/layers/zoning/features/7';
    expect(received.map((asked) => `${asked.method} ${asked.url}`)).toEqual([
      `GET ${feature7}/versions?before=4&limit=2`,
      `GET ${feature7}/versions/3`,
      `GET ${feature7}/versions/3/difference`,
      `GET ${feature7}/versions/3/difference?from=1`,
      `GET ${feature7}/lineage?depth=2`,
      'GET /api/changesets?layer=zoning&from=2026-11-22T10%3A00%3A00Z',
      'GET /ogc/collections/zoning/items?datetime=2026-01-01&legal-date=2025-03-01',
      `POST ${feature7}/restore`,
      'POST /api/changesets/a%2Fb/revert',
    ]);
    expect(JSON.parse(received[7]!.body)).toEqual(request);
  });

  it('gives a feature with the ETag that a write of it must name', async () => {
    const { url, received } = await serve((_, response) =>
      json(response, 200, feature, { etag: '"zoning.7.3"' }),
    );
    const { feature: read, etag } = await new SitClient({ server: `${url}/` }).item('zoning', 7);
    expect(read).toEqual(feature);
    expect(etag).toBe('"zoning.7.3"');
    expect(received[0]!.url).toBe('/ogc/collections/zoning/items/7');
    expect(received[0]!.headers.accept).toMatch(/^application\/geo\+json/);
  });

  it('asks for items in a box, so many at most', async () => {
    const { url, received } = await serve((_, response) =>
      json(response, 200, {
        type: 'FeatureCollection',
        features: [],
        numberReturned: 0,
        links: [],
      }),
    );
    await new SitClient({ server: url }).items('parcels', {
      bbox: [14, 41.5, 14.25, 42],
      limit: 50,
    });
    const { pathname, searchParams } = new URL(received[0]!.url, url);
    expect(pathname).toBe('/ogc/collections/parcels/items');
    expect(Object.fromEntries(searchParams)).toEqual({ bbox: '14,41.5,14.25,42', limit: '50' });
  });

  it('throws a refusal with its code, faults and what is needed to merge', async () => {
    const problem = {
      type: 'about:blank',
      title: 'L’elemento è cambiato nel frattempo',
      status: 412,
      code: 'stale-version',
      detail: 'zoning 7 è alla versione 4, non 3.',
      conflict: { layer: 'zoning', fid: 7, baseVersion: 3, current: feature, base: null },
    };
    const { url } = await serve((_, response) =>
      json(response, 412, problem, { 'content-type': 'application/problem+json' }),
    );
    const refused = await new SitClient({ server: url })
      .commit(changeSet)
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ClientProblem);
    expect((refused as ClientProblem).code).toBe('stale-version');
    expect((refused as ClientProblem).problem).toEqual(problem);
    expect((refused as ClientProblem).message).toBe(problem.detail);
  });

  it.each([
    ['a proxy’s page', 'text/html', '<h1>Bad gateway</h1>'],
    ['a broken problem', 'application/problem+json', '{"type":'],
    ['a problem without a code', 'application/problem+json', '{"title":"?"}'],
  ])('makes an unexpected problem of %s', async (_, contentType, body) => {
    const { url } = await serve((_request, response) => {
      response.writeHead(502, { 'content-type': contentType });
      response.end(body);
    });
    const refused = await new SitClient({ server: url }).layers().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ClientProblem);
    expect((refused as ClientProblem).problem).toMatchObject({ status: 502, code: 'unexpected' });
  });

  it('tells a server that cannot be reached from one that refuses', async () => {
    const { url } = await serve(() => {});
    await new Promise((closed) => server!.close(closed));
    await expect(new SitClient({ server: url }).layers()).rejects.toBeInstanceOf(NetworkProblem);
  });

  it('reports an answer cut off as a network problem, and may send the same change set again', async () => {
    const { url, received } = await serve(({ url: path }, response) => {
      if (received.length === 1) response.destroy();
      else
        json(response, 200, {
          id: changeSet.id,
          committedAt: '2026-11-22T10:00:00Z',
          results: [],
          path,
        });
    });
    const client = new SitClient({ server: url });
    await expect(client.commit(changeSet)).rejects.toBeInstanceOf(NetworkProblem);
    const result = await client.commit(changeSet);
    expect(result.id).toBe(changeSet.id);
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([changeSet, changeSet]);
  });

  it('passes an abort on as such', async () => {
    const { url } = await serve(() => {});
    const abort = new AbortController();
    const reading = new SitClient({ server: url }).layers(abort.signal);
    abort.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    server!.closeAllConnections();
  });

  it('shows the embed key with calls for data, and not with those for signing in', async () => {
    const { url, received } = await serve((_, response) =>
      json(response, 200, { municipalities: [], principal: null }),
    );
    const client = new SitClient({ server: url, key: 'sit_embed_abc' });
    await client.municipalities();
    await client.auth.session();
    expect(received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer sit_embed_abc',
      undefined,
    ]);
  });

  it('says that a session has ended when a call needs one, but not when a password is wrong', async () => {
    let ended = 0;
    const { url } = await serve(({ url: path }, response) => {
      const code = path === '/api/auth/sign-in' ? 'wrong-credentials' : 'unauthenticated';
      const problem = { type: 'about:blank', title: code, status: 401, code, detail: code };
      json(response, 401, problem, { 'content-type': 'application/problem+json' });
    });
    const client = new SitClient({ server: url, onUnauthenticated: () => ended++ });
    await expect(client.auth.signIn('anna@example.it', 'x')).rejects.toMatchObject({
      code: 'wrong-credentials',
    });
    expect(ended).toBe(0);
    await expect(client.commit(changeSet)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(ended).toBe(1);
  });

  it('names a feature’s page by layer and number', () => {
    expect(new SitClient({ server: 'https://sit.example.it/' }).itemUrl('zoning', 7)).toBe(
      'https://sit.example.it/ogc/collections/zoning/items/7',
    );
  });
});
