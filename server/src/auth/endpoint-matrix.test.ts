/**
 * Every operation of /openapi.json × every credential, generated from the document: none is answered that
 * should not be, nothing changes, and whoever may gets through. A new operation is covered by being listed;
 * what it needs to be asked goes into testing/endpoint-examples.ts.
 */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, describe } from 'vitest';
import type { Access } from '../http/access.ts';
import { ACCESS_EXTENSION } from '../http/access.ts';
import { CREDENTIALS } from '../testing/endpoint-credentials.ts';
import type { Outcome } from '../testing/endpoint-credentials.ts';
import type { Example } from '../testing/endpoint-example.ts';
import { EXAMPLES } from '../testing/endpoint-examples.ts';
import { OURS, RESERVED, endpointWorld } from '../testing/endpoint-world.ts';
import type { World } from '../testing/endpoint-world.ts';
import { openTestServer } from '../testing/harness.ts';
import { jsonOf } from '../testing/json-of.ts';
import { OWN_ORIGIN, signedIn } from './testing.ts';

const LEAST_OPERATIONS = 100;
const REFUSALS = [401, 403, 404];
/** Pages, their files, and what says that the server lives: nobody's secrets, and no part of the API. */
const OUTSIDE = [
  'GET /',
  'GET /*',
  'GET /account',
  'GET /console',
  'GET /health',
  'GET /openapi.json',
  'GET /ready',
  'GET /sign-in',
];
/** Ended by others, or by whoever signs in: no data of the union's. */
const PASSING = ['session', 'portal_code', 'portal_token', 'oidc_flow', 'attempt', 'request_count'];
/** Whose answers no cache may keep (OWASP ASVS 5.0 V14.3.2). */
const SENSITIVE = /^\/api\/(auth|people|keys|origins|audit)(\/|$)/;
const NO_TEXT = ['%00', '%ED%A0%80', '%'];

interface Endpoint {
  /** `GET /api/layers/{id}` */
  name: string;
  method: string;
  path: string;
  access: Access;
  writes: boolean;
  needsExample: boolean;
}

interface Answer {
  status: number;
  text: string;
}

describe('every endpoint', () => {
  let world: World;
  let dispose: (() => Promise<void>) | undefined;
  let endpoints: Endpoint[];
  const examples = new Map<string, Example>();
  const nobodys = new Map<string, Answer>();
  const cacheable = new Set<string>();
  let asked = 0;
  let sensitive = 0;

  beforeAll(async () => {
    const server = await openTestServer('postgres');
    dispose = server.dispose;
    world = await endpointWorld(server);
    endpoints = endpointsOf(await jsonOf(await world.app.request('/openapi.json')));
    for (const endpoint of endpoints) examples.set(endpoint.name, await exampleOf(endpoint));
    for (const endpoint of endpoints)
      if (endpoint.access === 'public') nobodys.set(endpoint.name, await ask(endpoint, {}));
  }, 120_000);
  afterAll(async () => {
    await world?.dispose();
    await dispose?.();
  });

  const exampleOf = async ({ name }: Endpoint): Promise<Example> =>
    (await EXAMPLES[name]?.(world)) ?? {};

  async function ask(
    endpoint: Endpoint,
    headers: Record<string, string>,
    example = examples.get(endpoint.name)!,
  ): Promise<Answer> {
    asked++;
    const { params = {}, query, body } = example;
    const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]));
    const content =
      body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const response = await world.app.request(`${path}${query === undefined ? '' : `?${query}`}`, {
      method: endpoint.method,
      headers: {
        ...headers,
        ...(content === null ? {} : { 'Content-Type': 'application/json' }),
        ...(headers['Authorization'] ? withoutOrigin(example.headers) : example.headers),
      },
      body: content,
    });
    const { status } = response;
    if (SENSITIVE.test(endpoint.path)) {
      sensitive++;
      if (!/(^|, )no-store(,|$)/.test(response.headers.get('Cache-Control') ?? ''))
        cacheable.add(`${endpoint.name} ${status}`);
    }
    if (!response.headers.get('Content-Type')?.startsWith('text/event-stream'))
      return { status, text: withoutInstants(await response.text()) };
    await response.body?.cancel();
    return { status, text: '' };
  }

  function isAsDeclared(outcome: Outcome, { name, writes }: Endpoint, answer: Answer): boolean {
    const nobody = nobodys.get(name);
    switch (outcome) {
      case 'nobody':
        return answer.status === nobody?.status && (writes || answer.text === nobody.text);
      case 'unreserved':
        return answer.status === nobody?.status && !answer.text.includes(RESERVED);
      default:
        return answer.status === Number(outcome);
    }
  }

  /** What public writes need is often good once only. */
  const fresh = async (endpoint: Endpoint): Promise<Example> =>
    endpoint.access === 'public' && endpoint.writes
      ? exampleOf(endpoint)
      : examples.get(endpoint.name)!;

  it('is listed with who may ask, what it needs, and no other is there', async () => {
    expect(endpoints.length).toBeGreaterThanOrEqual(LEAST_OPERATIONS);
    const lacking = endpoints.filter(({ needsExample, name }) => needsExample && !EXAMPLES[name]);
    expect(lacking.map(({ name }) => `${name}: needs a line in endpoint-examples.ts`)).toEqual([]);
    const names = endpoints.map(({ name }) => name);
    expect(Object.keys(EXAMPLES).filter((name) => !names.includes(name))).toEqual([]);
    const listed = names.map((name) => name.replace(/\{\w+\}/g, '{}'));
    const unlisted = world.app.routes
      .filter(({ method }) => ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method))
      .map(({ method, path }) => `${method} ${path.replace(/:\w+/g, '{}')}`)
      .filter((route) => !listed.includes(route));
    expect([...new Set(unlisted)].toSorted()).toEqual(OUTSIDE);
  });

  it('that is public answers nobody, and shows nothing reserved', async () => {
    const surprises = [];
    for (const endpoint of endpoints) {
      const answer = nobodys.get(endpoint.name);
      if (!answer) continue;
      const { status: expected } = examples.get(endpoint.name)!;
      if (
        expected === undefined
          ? !endpoint.writes && answer.status >= 300
          : answer.status !== expected
      )
        surprises.push([endpoint.name, answer.status]);
      if (answer.text.includes(RESERVED)) surprises.push([endpoint.name, RESERVED]);
      const { params = {}, ...rest } = examples.get(endpoint.name)!;
      const hidden = Object.fromEntries(
        Object.entries(params).map(([name, value]) => [
          name,
          value === 'zoning' ? RESERVED : value,
        ]),
      );
      if (!Object.values(hidden).includes(RESERVED)) continue;
      const { status } = await ask(endpoint, {}, { ...rest, params: hidden });
      if (status !== 404) surprises.push([endpoint.name, RESERVED, status]);
    }
    expect(surprises).toEqual([]);
  });

  it.each(CREDENTIALS.map((credential) => [credential.title, credential] as const))(
    'with %s is answered no more than declared, and changes nothing',
    async (_title, credential) => {
      const headers = await credential.headers(world);
      const before = await fingerprints(world);
      const surprises = [];
      let tried = 0;
      for (const endpoint of endpoints) {
        const outcome = credential.outcome(endpoint.access, endpoint.writes);
        if (outcome === 'untried') continue;
        tried++;
        const answer = await ask(endpoint, headers, await fresh(endpoint));
        const isFine = isAsDeclared(outcome, endpoint, answer);
        if (!isFine) surprises.push([endpoint.name, outcome, answer]);
      }
      expect(surprises).toEqual([]);
      expect(await fingerprints(world)).toEqual(before);
      expect(tried).toBeGreaterThan(5);
    },
  );

  it('of C096’s refuses a planner of H434, who changes nothing and learns nothing', async () => {
    const { cookie } = await signedIn(world.app, 'vicino@example.org');
    const headers = { Cookie: `sit_session=${cookie}`, Origin: OWN_ORIGIN };
    const before = await fingerprints(world);
    const surprises = [];
    for (const endpoint of endpoints) {
      if (endpoint.access === 'public' && endpoint.writes) continue;
      const { status, neighbour = endpoint.access === 'public' ? 'common' : 'refused' } =
        examples.get(endpoint.name)!;
      if (neighbour === 'untried') continue;
      const answer = await ask(endpoint, headers);
      const isFine =
        neighbour === 'refused'
          ? REFUSALS.includes(answer.status)
          : (status === undefined ? answer.status < 300 : answer.status === status) &&
            (neighbour === 'common' || !/Tito Tecnico/.test(answer.text)) &&
            !answer.text.includes(OURS);
      if (!isFine) surprises.push([endpoint.name, neighbour, answer]);
    }
    expect(surprises).toEqual([]);
    expect(await fingerprints(world)).toEqual(before);
  });

  it('answers whoever may', async () => {
    const order = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
    const sorted = endpoints.toSorted(
      (a, b) =>
        Number(a.path.endsWith('/sign-out')) - Number(b.path.endsWith('/sign-out')) ||
        order.indexOf(a.method) - order.indexOf(b.method),
    );
    const surprises = [];
    for (const endpoint of sorted) {
      const example = await exampleOf(endpoint);
      const { right = 'admin', status } = example;
      const cookie = example.cookie ?? (right === 'nobody' ? null : world[right].cookie);
      const headers =
        cookie === null ? {} : { Cookie: `sit_session=${cookie}`, Origin: OWN_ORIGIN };
      const answer = await ask(endpoint, headers, example);
      const isFine = status === undefined ? answer.status < 300 : answer.status === status;
      if (!isFine) surprises.push([endpoint.name, answer]);
    }
    expect(surprises).toEqual([]);
    expect(world.server.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it.each(NO_TEXT)('is no fault where its parameters are no text: %s', async (text) => {
    const headers = { Cookie: `sit_session=${world.admin.cookie}`, Origin: OWN_ORIGIN };
    const faults = [];
    for (const endpoint of endpoints.filter(({ path }) => path.includes('{'))) {
      const { params, ...example } = examples.get(endpoint.name)!;
      for (const name of Object.keys(params ?? {})) {
        if (!endpoint.path.includes(`{${name}}`)) continue;
        const answer = await ask(endpoint, headers, {
          ...example,
          params: { ...params, [name]: text },
        });
        if (answer.status < 400 || answer.status >= 500) faults.push([endpoint.name, name, answer]);
      }
    }
    expect(faults).toEqual([]);
    expect(world.server.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('about people, access, keys, portals and the record is kept in no cache, whatever it answers', () => {
    expect(sensitive).toBeGreaterThan(500);
    expect([...cacheable].toSorted()).toEqual([]);
  });

  it('was tried with every credential', () => {
    const least = endpoints.length * (CREDENTIALS.length - 6);
    console.log(
      `${asked} requests: ${endpoints.length} endpoints, ${CREDENTIALS.length} credentials`,
    );
    expect(asked).toBeGreaterThan(least);
  });
});

function endpointsOf(document: {
  paths: Record<string, Record<string, Record<string, unknown>>>;
}): Endpoint[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      access: operation[ACCESS_EXTENSION] as Access,
      writes: method !== 'get',
      needsExample: path.includes('{') || method !== 'get',
    })),
  );
}

/** A token is shown from where its holder says. */
function withoutOrigin(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'Origin'));
}

function withoutInstants(text: string): string {
  return text.replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '…');
}

/** What every table holds, but for what passes and what says that somebody was here. */
async function fingerprints({ server: { owner } }: World): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select schemaname as schema, tablename as name from pg_tables
    where schemaname in ('sit', 'territory', 'history')`.execute(owner);
  const each = tables
    .filter(({ schema, name }) => schema !== 'sit' || !PASSING.includes(name))
    .map(
      ({ schema, name }) => sql`
        select ${sql.lit(`${schema}.${name}`)} as name, (
          select md5(coalesce(string_agg(line, ',' order by line), '')) from (
            select (to_jsonb(t) - array['last_used_at', 'last_sign_in_at', 'touched_at'])::text as line
            from ${sql.table(`${schema}.${name}`)} t) lines) as content`,
    );
  const { rows } = await sql<{
    name: string;
    content: string;
  }>`${sql.join(each, sql` union all `)}`.execute(owner);
  return Object.fromEntries(rows.map(({ name, content }) => [name, content]));
}
