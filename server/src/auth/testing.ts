/** What tests of identity share: people with passwords, and a browser's way of asking. */
import { createHash, randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import type { TokenResponse } from '@sit/core/api-auth';
import type { Actor } from '../audit/audit.service.ts';
import type { Grant } from '@sit/core/permission';
import type { Database } from '../db/database.ts';
import type { Env } from '../http/env.ts';
import { seedUnion } from '../testing/harness.ts';
import { addPerson, personOf } from './person.service.ts';
import { seedOrigin } from './registered-origin.service.ts';

export const PASSWORD = 'cavallo graffetta batteria';
export const PORTAL = 'https://www.comune.example.it';
export const OTHER_PORTAL = 'https://www.altrocomune.example.it';
/** Where createApp's pages are, with the harness's configuration. */
export const OWN_ORIGIN = 'http://localhost:8080';

export const PLANNER: Grant[] = [{ role: 'planner', municipality: 'C096' }];
export const UNION_ADMIN: Grant[] = [{ role: 'union-admin', municipality: null }];

export async function seedPeople(db: Database): Promise<void> {
  await seedUnion(db);
  const add = (email: string, name: string, grants: Grant[]): Promise<string> =>
    addPerson(db.kysely, { email, name, password: PASSWORD, grants });
  await add('admin@example.org', 'Anna Amministratrice', UNION_ADMIN);
  await add('tecnico@example.org', 'Tito Tecnico', PLANNER);
  await seedOrigin(db.kysely, { origin: PORTAL, municipality: 'C096' });
  await seedOrigin(db.kysely, { origin: OTHER_PORTAL, municipality: 'H434' });
}

export interface Browser {
  fetch(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  cookie: string | undefined;
}

/** Pages of our own origin in one browser at one network address: keeps the cookie, says where it is. */
export function browser(app: Hono<Env>, address = '192.0.2.1'): Browser {
  const self: Browser = {
    cookie: undefined,
    async fetch(path, init = {}) {
      const headers = new Headers(init.headers);
      if (self.cookie !== undefined) headers.set('Cookie', `sit_session=${self.cookie}`);
      const response = await app.request(
        `${OWN_ORIGIN}${path}`,
        { ...init, headers },
        connection(address),
      );
      const [, cookie] =
        /^sit_session=([^;]*)/.exec(response.headers.get('Set-Cookie') ?? '') ?? [];
      if (cookie !== undefined) self.cookie = cookie || undefined;
      return response;
    },
    post: (path, body, headers = {}) =>
      self.fetch(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: OWN_ORIGIN, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
  return self;
}

/** The part of the Node server's bindings that tells who is connected. */
function connection(address: string): object {
  return {
    incoming: { socket: { remoteAddress: address, remotePort: 50_000, remoteFamily: 'IPv4' } },
  };
}

export async function signedIn(app: Hono<Env>, email = 'tecnico@example.org'): Promise<Browser> {
  const page = browser(app);
  const response = await page.post('/api/auth/sign-in', { email, password: PASSWORD });
  if (response.status !== 200)
    throw new Error(`sign-in: ${response.status} ${await response.text()}`);
  return page;
}

/** What a page of `origin` gets for itself, with nobody's cookie. */
export function fromPortal(
  app: Hono<Env>,
  path: string,
  origin: string | null,
  init: RequestInit & { token?: string } = {},
): Promise<Response> {
  const { token, ...rest } = init;
  const headers = new Headers(rest.headers);
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
  if (origin !== null) headers.set('Origin', origin);
  if (rest.body !== undefined && rest.body !== null)
    headers.set('Content-Type', 'application/json');
  return Promise.resolve(app.request(path, { ...rest, headers }));
}

export function newChallenge(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** The whole way of a portal's page: code by the signed-in window, tokens by code and verifier. */
export async function portalTokens(
  app: Hono<Env>,
  page: Browser,
  origin: string = PORTAL,
): Promise<TokenResponse> {
  const { verifier, challenge } = newChallenge();
  const coded = await page.post('/api/auth/portal-code', { origin, challenge });
  const { code } = (await coded.json()) as { code: string };
  const body = JSON.stringify({ grant: 'code', code, verifier });
  const response = await fromPortal(app, '/api/auth/token', origin, { method: 'POST', body });
  if (response.status !== 200)
    throw new Error(`token: ${response.status} ${await response.text()}`);
  return (await response.json()) as TokenResponse;
}

/** Somebody at `address`, for services called without a request. */
export function actorAt(address = 'test', origin: string | null = null): Actor {
  return { person: null, personName: null, credential: null, origin, address, request: null };
}

export async function principalOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { principal: unknown }).principal;
}

/** Of somebody that a test knows by address. */
export async function personId(db: Database, email: string): Promise<string> {
  return (await personOf(db.kysely, email)).userId;
}
