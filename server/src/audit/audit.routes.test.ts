/** What is put on the record by itself, and who may read it. */
import type { AuditPage } from '@sit/core/api-audit';
import type { AuditEntry } from '@sit/core/api-audit';
import { sql } from 'kysely';
import { Hono } from 'hono';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import {
  OTHER_PORTAL,
  actorAt,
  PORTAL,
  browser,
  fromPortal,
  portalTokens,
  seedPeople,
  signedIn,
} from '../auth/testing.ts';
import type { Browser } from '../auth/testing.ts';
import { asOwner } from '../db/scope.ts';
import type { Env } from '../http/env.ts';
import { problemHandler } from '../http/problem.ts';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { auditRoutes } from './audit.routes.ts';
import { auditHead, listEntries, record } from './audit.service.ts';

describeOnBothEngines('the record of what was tried', (server) => {
  let app: Hono<Env>;
  let admin: Browser;
  let planner: Browser;
  let before: number;

  beforeAll(async () => {
    await seedPeople(server().db);
    await asOwner(server().db, (trx) => createLayer(trx, zoningLayer()));
    app = createApp(server().deps);
    admin = await signedIn(app, 'admin@example.org');
    planner = await signedIn(app);
  });
  beforeEach(async () => {
    before = (await auditHead(server().db.kysely))!.seq;
  });

  /** Of this test, oldest first. */
  async function added(): Promise<AuditEntry[]> {
    const { entries } = await listEntries(server().db.kysely, {}, 500);
    return entries.filter(({ seq }) => seq > before).toReversed();
  }

  const JSON_TYPE = { 'Content-Type': 'application/json' };
  const body = '{"password":"do not keep me"}';
  const refusedWrites: [string, string, string, RequestInit, number, string | null][] = [
    ['by nobody', 'POST', '/api/layers', { headers: JSON_TYPE, body }, 401, 'unauthenticated'],
    [
      'of nobody’s',
      'PATCH',
      '/api/union',
      { headers: JSON_TYPE, body: '{"separateReviewer":true}' },
      401,
      'unauthenticated',
    ],
    ['to nowhere', 'DELETE', '/api/nothing/%00here?secret=1', {}, 404, 'not-found'],
    ['not allowed there', 'PUT', '/ogc/conformance', {}, 405, 'method-not-allowed'],
    [
      'too large',
      'POST',
      '/api/auth/sign-in',
      { headers: JSON_TYPE, body: `"${'x'.repeat(9000)}"` },
      413,
      'too-large',
    ],
    [
      'of another kind',
      'POST',
      '/api/auth/sign-in',
      { headers: { 'Content-Type': 'text/plain' }, body },
      415,
      'unsupported-format',
    ],
    [
      'no JSON',
      'POST',
      '/api/auth/token',
      { headers: JSON_TYPE, body: '{' },
      400,
      'invalid-request',
    ],
    [
      'with an unknown parameter',
      'POST',
      '/api/auth/token?a=1',
      { headers: JSON_TYPE, body: '{}' },
      400,
      'unknown-parameter',
    ],
    [
      'with a bad token',
      'POST',
      '/api/layers',
      { headers: { ...JSON_TYPE, Authorization: 'Bearer x' }, body },
      401,
      'unauthenticated',
    ],
  ];
  it.each(refusedWrites)(
    'keeps a write refused: %s',
    async (_case, method, path, init, status, code) => {
      const response = await app.request(path, {
        method,
        ...init,
        headers: { ...init.headers, Origin: OTHER_PORTAL },
      });
      expect(response.status).toBe(status);
      const entries = await added();
      expect(entries).toHaveLength(1);
      expect(entries[0]).toMatchObject({
        event: 'write-refused',
        person: null,
        subject: `${method} ${path.replace(/\?.*/, '')}`,
        origin: OTHER_PORTAL,
        request: response.headers.get('X-Request-Id'),
        detail: { request: `${method} ${path.replace(/\?.*/, '')}`, status, code },
      });
      expect(JSON.stringify(entries)).not.toMatch(/do not keep me|secret=1/);
    },
  );

  it('names who was refused, and their municipality', async () => {
    const invalid = await admin.post('/api/layers', { password: 'do not keep me' });
    expect(invalid.status).toBe(400);
    expect((await planner.post('/api/layers', zoningLayer())).status).toBe(403);
    const entries = await added();
    expect(JSON.stringify(entries)).not.toContain('do not keep me');
    expect(entries).toMatchObject([
      {
        event: 'write-refused',
        personName: 'Anna Amministratrice',
        municipality: null,
        detail: { request: 'POST /api/layers', status: 400, code: 'invalid-request' },
      },
      {
        event: 'write-refused',
        personName: 'Tito Tecnico',
        municipality: 'C096',
        credential: 'cookie',
        address: '192.0.2.1',
      },
    ]);
  });

  it('names who asked to read what they may not', async () => {
    expect((await planner.fetch('/api/people')).status).toBe(403);
    expect((await app.request('/api/people')).status).toBe(401);
    expect(await added()).toMatchObject([
      { event: 'read-refused', personName: 'Tito Tecnico', subject: 'GET /api/people' },
    ]);
  });

  it('keeps a page of another site that writes with our cookie', async () => {
    expect((await planner.post('/api/layers', {}, { Origin: OTHER_PORTAL })).status).toBe(403);
    expect(await added()).toMatchObject([
      {
        event: 'write-refused',
        subject: 'POST /api/layers',
        origin: OTHER_PORTAL,
        detail: { status: 403, code: 'forbidden' },
      },
    ]);
  });

  it('keeps a token that is no good, read or write, and a stolen one on another portal', async () => {
    const { token } = await portalTokens(app, planner, PORTAL);
    before = (await auditHead(server().db.kysely))!.seq;
    await fromPortal(app, '/api/layers', OTHER_PORTAL, { token });
    await fromPortal(app, '/ogc/collections', PORTAL, { token: 'forged' });
    expect(await added()).toMatchObject([
      {
        event: 'credential-refused',
        subject: 'GET /api/layers',
        origin: OTHER_PORTAL,
        detail: { status: 401 },
      },
      { event: 'credential-refused', subject: 'GET /ogc/collections', origin: PORTAL },
    ]);
  });

  it('does not keep what was done, what was only read, nor a wrong password twice', async () => {
    await planner.fetch('/api/layers/nothing');
    expect((await planner.fetch('/api/layers')).status).toBe(200);
    await app.request('/elsewhere', { method: 'POST' });
    await browser(app).post('/api/auth/sign-in', { email: 'admin@example.org', password: 'wrong' });
    expect((await added()).map(({ event }) => event)).toEqual(['sign-in-refused']);
  });

  it('does not turn a refusal into a fault when it cannot be written: that is logged', async () => {
    await sql`revoke execute on function sit_audit.record from sit_server`.execute(server().owner);
    try {
      const response = await app.request('/api/nothing', { method: 'POST' });
      expect(response.status).toBe(404);
      expect(server().logged.at(-1)).toMatchObject({ what: 'audit', error: { code: '42501' } });
    } finally {
      await sql`grant execute on function sit_audit.record to sit_server`.execute(server().owner);
    }
  });

  it('keeps who may read and edit a layer, before and after, where that changes', async () => {
    const send = (patch: unknown) =>
      admin.fetch('/api/layers/zoning', {
        method: 'PATCH',
        headers: { ...JSON_TYPE, Origin: 'http://localhost:8080' },
        body: JSON.stringify(patch),
      });
    expect((await send({ title: { it: 'Zone' } })).status).toBe(200);
    expect(await added()).toEqual([]);
    expect((await send({ readableBy: 'offices', editMode: 'proposal' })).status).toBe(200);
    expect(await added()).toMatchObject([
      {
        event: 'layer-access-changed',
        personName: 'Anna Amministratrice',
        subject: 'layer/zoning',
        detail: {
          before: { readableBy: 'public', editMode: 'direct' },
          after: { readableBy: 'offices', editMode: 'proposal' },
        },
      },
    ]);
    const { style: _style, position: _position, ...layer } = zoningLayer();
    expect((await admin.post('/api/layers', { ...layer, id: 'newly_made' })).status).toBe(201);
    expect((await added()).at(-1)).toMatchObject({
      subject: 'layer/newly_made',
      detail: { before: null },
    });
  });

  it('keeps a change of the union’s rules', async () => {
    const response = await admin.fetch('/api/union', {
      method: 'PATCH',
      headers: { ...JSON_TYPE, Origin: 'http://localhost:8080' },
      body: '{"separateReviewer":false}',
    });
    expect(response.status).toBe(200);
    expect(await added()).toMatchObject([
      {
        event: 'union-changed',
        credential: 'cookie',
        detail: { before: { separateReviewer: true }, after: { separateReviewer: false } },
      },
    ]);
  });

  it.each(['/api/audit', '/api/audit/1', '/api/audit/verification'])(
    'is shown to administrators only, on their own pages: %s',
    async (path) => {
      expect((await app.request(path)).status).toBe(401);
      expect((await planner.fetch(path)).status).toBe(403);
      const response = await admin.fetch(path);
      expect([response.status, response.headers.get('Cache-Control')]).toEqual([
        200,
        'private, no-store',
      ]);
    },
  );

  it('is never shown to a key, whoever it stands for', async () => {
    const caller = {
      userId: '00000000-0000-4000-8000-000000000000',
      name: 'x',
      email: 'x@example.org',
      grants: [{ role: 'union-admin' as const, municipality: null }],
    };
    for (const limits of [undefined, { layers: null, write: true }]) {
      const keyed = new Hono<Env>();
      keyed.onError(problemHandler(server().deps.log));
      keyed.use(async (c, next) => {
        c.set('caller', { ...caller, limits });
        c.set('credential', 'key');
        await next();
      });
      keyed.route('/api', auditRoutes(server().deps));
      expect((await keyed.request('/api/audit')).status).toBe(403);
    }
  });

  it('is searched by every filter, latest first, page by page, and who searched is recorded', async () => {
    const { db } = server();
    const clock = sql<{ on: boolean }>`
      select max(at) < clock_timestamp() as "on" from sit_audit.entry`;
    for (let n = 0; n < 7; n++) {
      // The embedded engine's clock has milliseconds: each entry has an instant of its own.
      while (!(await clock.execute(db.kysely)).rows[0]!.on);
      await record(db.kysely, {
        event: 'key-made',
        actor: { ...actorAt(`203.0.113.${n}`), personName: n % 2 ? 'Zoe 100%' : 'Zoe 1000' },
        municipality: n < 3 ? 'H434' : null,
        subject: `key/${n}`,
      });
    }
    const read = async (query: string): Promise<AuditPage> => {
      const response = await admin.fetch(`/api/audit?event=key-made&${query}`);
      expect(response.status).toBe(200);
      return (await response.json()) as AuditPage;
    };
    const subjects = ({ entries }: AuditPage) => entries.map(({ subject }) => subject);
    const first = await read('limit=3');
    expect(subjects(first)).toEqual(['key/6', 'key/5', 'key/4']);
    const second = await read(`limit=3&before=${first.next}`);
    expect(subjects(second)).toEqual(['key/3', 'key/2', 'key/1']);
    const last = await read(`limit=3&before=${second.next}`);
    expect([subjects(last), last.next]).toEqual([['key/0'], null]);
    expect(subjects(await read('municipality=H434'))).toEqual(['key/2', 'key/1', 'key/0']);
    expect(subjects(await read(`text=${encodeURIComponent('0%')}`))).toEqual([
      'key/5',
      'key/3',
      'key/1',
    ]);
    expect(subjects(await read('text=203.0.113.4'))).toEqual(['key/4']);
    expect(subjects(await read('person=00000000-0000-4000-8000-000000000000'))).toEqual([]);
    const { at } = first.entries[1]!;
    expect(subjects(await read(`from=${at}`))).toEqual(['key/6', 'key/5']);
    expect(subjects(await read(`to=${at}`))[0]).toBe('key/4');
    const reading = (await added()).at(-1)!;
    expect(reading).toMatchObject({
      event: 'personal-data-read',
      personName: 'Anna Amministratrice',
      subject: 'audit',
    });
    const one = await admin.fetch(`/api/audit/${first.entries[0]!.seq}`);
    expect(await one.json()).toEqual(first.entries[0]);
  });

  it.each([
    'event=x',
    'person=x',
    'municipality=x',
    'from=yesterday',
    'from=0000-01-01',
    'to=2026-01-01T00:00:00%2B23:59',
    'to=x',
    'before=0',
    'limit=0',
    'text=%00',
    'x=1',
    'before=99999999999999999999',
  ])('is not searched by %s', async (query) => {
    expect((await admin.fetch(`/api/audit?${query}`)).status).toBe(400);
  });

  it('has no entry that is not there', async () => {
    for (const seq of ['0', '-1', '1e3', '999999', 'x'])
      expect((await admin.fetch(`/api/audit/${seq}`)).status).toBe(404);
  });

  it('is verified over the API, too', async () => {
    const answer = (await (await admin.fetch('/api/audit/verification')).json()) as object;
    const head = await auditHead(server().db.kysely);
    expect(answer).toEqual({ entries: head!.seq, head, fault: null });
  });
});
