import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChangeSet } from '@sit/core/feature';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SitClient } from './client.ts';

const VERIFIER = 'v'.repeat(43);
const PRINCIPAL = { userId: 'u', name: 'Anna Bianchi', email: 'anna@example.it', grants: [] };
const CHANGE_SET: ChangeSet = {
  id: '6f9d2c1e-6a3b-4c55-9a57-1f3c2b7d8e90',
  operations: [{ operation: 'delete', layer: 'zoning', fid: 7, baseVersion: 3 }],
};

type Outcome = 'granted' | 'refused' | 'cut-off' | 'failing';

/** A portal's server: the nth tokens are `access-n` and `refresh-n`, and the refresh tokens are good once. */
class TokenServer {
  /** What becomes of the renewals to come; then they are granted. */
  readonly renewals: Outcome[] = [];
  /** Of each call its path and bearer, in order; of a renewal the refresh token. */
  readonly asked: string[] = [];
  readonly bodies: string[] = [];
  /** How long new tokens say they live. */
  secondsToLive = 600;
  #current = 0;
  #expired = false;
  #url = '';
  readonly #server: Server = createServer(
    (request, response) => void this.#answer(request, response),
  );

  get url(): string {
    return this.#url;
  }

  async listen(): Promise<void> {
    await new Promise<void>((listening) => this.#server.listen(0, 'localhost', listening));
    this.#url = `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<unknown> {
    this.#server.closeAllConnections();
    return new Promise((closed) => this.#server.close(closed));
  }

  /** As when a laptop has slept for longer than a token lives. */
  expireToken(): void {
    this.#expired = true;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
    const text = Buffer.concat(chunks).toString();
    if (request.url === '/api/auth/token') return this.#token(JSON.parse(text), response);
    const bearer = request.headers.authorization?.replace('Bearer ', '');
    this.asked.push(`${request.url} ${bearer}`);
    if (bearer !== undefined && (bearer !== `access-${this.#current}` || this.#expired))
      return refuse(response, 401, 'unauthenticated');
    if (request.method === 'POST') this.bodies.push(text);
    answer(response, { municipalities: [], results: [], principal: PRINCIPAL });
  }

  #token(request: { grant: string; refreshToken?: string }, response: ServerResponse): void {
    if (request.grant === 'refresh') {
      this.asked.push(`renewal ${request.refreshToken}`);
      const outcome = this.renewals.shift() ?? 'granted';
      if (outcome === 'cut-off') return void response.destroy();
      if (outcome === 'failing') return refuse(response, 503, 'not-ready');
      if (outcome === 'refused' || request.refreshToken !== `refresh-${this.#current}`)
        return refuse(response, 401, 'unauthenticated');
    }
    this.#current++;
    this.#expired = false;
    answer(response, {
      token: `access-${this.#current}`,
      refreshToken: `refresh-${this.#current}`,
      expiresAt: new Date(Date.now() + this.secondsToLive * 1000).toISOString(),
      principal: PRINCIPAL,
    });
  }
}

function answer(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response
    .writeHead(status, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify({ type: 'about:blank', title: code, status, code, detail: code }));
}

describe('a portal’s tokens', () => {
  let server: TokenServer;
  let client: SitClient;
  let ended: number;

  beforeEach(async () => {
    server = new TokenServer();
    await server.listen();
    ended = 0;
    client = new SitClient({ server: server.url, onUnauthenticated: () => ended++ });
    await client.auth.redeem('code', VERIFIER);
  });
  afterEach(async () => {
    client.forget();
    await server.close();
  });

  it('go with every call, before the embed key, and are forgotten by who signs out', async () => {
    const embedded = new SitClient({ server: server.url, key: 'sit_embed_abc' });
    await embedded.auth.redeem('code', VERIFIER);
    await embedded.municipalities();
    expect(await embedded.auth.signOut()).toBe(null);
    expect(embedded.token).toBe(null);
    expect(server.asked).toEqual(['/api/municipalities access-2', '/api/auth/sign-out access-2']);
  });

  it('are renewed a minute before their end, though nobody calls', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    try {
      const { promise: renewed, resolve } = Promise.withResolvers<unknown>();
      const idle = new SitClient({ server: server.url, onRenewed: resolve });
      await idle.auth.redeem('code', VERIFIER);
      vi.advanceTimersByTime(538_000);
      expect(server.asked).toEqual([]);
      vi.advanceTimersByTime(3_000);
      await renewed;
      idle.forget();
    } finally {
      vi.useRealTimers();
    }
    expect(server.asked).toEqual(['renewal refresh-2']);
  });

  it('are renewed for a call that meets an expired one, which is then repeated as it was', async () => {
    server.expireToken();
    await client.commit(CHANGE_SET);
    expect(server.asked).toEqual([
      '/api/changesets access-1',
      'renewal refresh-1',
      '/api/changesets access-2',
    ]);
    expect(server.bodies.map((body) => JSON.parse(body) as unknown)).toEqual([CHANGE_SET]);
    expect(ended).toBe(0);
  });

  it('are renewed once for all the calls that meet an expired one together', async () => {
    server.expireToken();
    await Promise.all([
      client.municipalities(),
      client.union(),
      client.layers(),
      client.commit(CHANGE_SET),
    ]);
    expect(server.asked.filter((each) => each.startsWith('renewal'))).toEqual([
      'renewal refresh-1',
    ]);
    expect(server.asked.filter((each) => each.endsWith('access-2'))).toHaveLength(4);
  });

  it('are waited for by a call that is made while they are renewed', async () => {
    const renewal = client.auth.refresh();
    await Promise.all([renewal, client.municipalities()]);
    expect(server.asked).toEqual(['renewal refresh-1', '/api/municipalities access-2']);
  });

  it.each([
    ['cut-off', { name: 'NetworkProblem' }],
    ['failing', { code: 'not-ready' }],
  ] as const)(
    'survive a renewal that is %s: the same refresh token is tried again',
    async (outcome, failure) => {
      server.expireToken();
      server.renewals.push(outcome);
      await expect(client.municipalities()).rejects.toMatchObject(failure);
      expect(ended).toBe(0);
      await client.municipalities();
      expect(server.asked).toEqual([
        '/api/municipalities access-1',
        'renewal refresh-1',
        '/api/municipalities access-1',
        'renewal refresh-1',
        '/api/municipalities access-2',
      ]);
    },
  );

  it('are the next ones when the live stream is opened again', async () => {
    server.expireToken();
    const stream = await client.changes('e7', new AbortController().signal);
    await stream.text();
    expect(server.asked.at(-1)).toBe('/api/changes access-2');
  });

  it('end, and are told to have ended, only when a renewal is refused', async () => {
    server.expireToken();
    server.renewals.push('refused');
    await expect(client.commit(CHANGE_SET)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(ended).toBe(1);
    expect(client.token).toBe(null);
    await client.municipalities();
    expect(server.asked.at(-1)).toBe('/api/municipalities undefined');
  });

  it('do not come back when somebody signs out while they are renewed', async () => {
    const renewal = client.auth.refresh();
    client.forget();
    await renewal;
    expect(client.token).toBe(null);
    expect(ended).toBe(0);
  });

  it('tell who the person is now, whose roles may have changed', async () => {
    const told: string[] = [];
    const other = new SitClient({
      server: server.url,
      onRenewed: ({ name }) => told.push(name),
    });
    await other.auth.redeem('code', VERIFIER);
    await other.auth.refresh();
    other.forget();
    expect(told).toEqual(['Anna Bianchi']);
  });
});
