/** Keys in the union's hands: made, listed, rotated, revoked, and each step on record. */
import type { KeyBody, NewKeyResponse } from '@sit/core/api-people';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { selectListedPeople } from '../auth/people.repository.ts';
import { PORTAL, UNION_ADMIN, seedPeople, signedIn } from '../auth/testing.ts';
import type { Browser } from '../auth/testing.ts';
import { keyCommand } from '../cli/key.ts';
import { originCommand } from '../cli/origin.ts';
import { asOwner } from '../db/scope.ts';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { jsonOf } from '../testing/json-of.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { EMBEDDER, byKey, embedKey, serviceKey } from './testing.ts';

const GRANTS = [{ role: 'planner', municipality: 'C096' }];
const EMBED = { kind: 'embed', name: 'Pro loco', origins: [EMBEDDER] };
const SERVICE = { kind: 'service', name: 'Catasto', grants: GRANTS, write: false };

describeOnBothEngines('keys', (server) => {
  let app: ReturnType<typeof createApp>;
  let admin: Browser;

  beforeAll(async () => {
    const { db } = server();
    await seedPeople(db);
    await asOwner(db, async (trx) => {
      await createLayer(trx, zoningLayer());
      await createLayer(trx, zoningLayer({ id: 'reserved', readableBy: 'offices' }));
    });
    app = createApp(server().deps);
    admin = await signedIn(app, 'admin@example.org');
  });

  const del = (path: string) =>
    admin.fetch(path, { method: 'DELETE', headers: { Origin: 'http://localhost:8080' } });
  const make = async (request: unknown): Promise<NewKeyResponse> => {
    const response = await admin.post('/api/keys', request);
    expect(response.status).toBe(201);
    return (await response.json()) as NewKeyResponse;
  };
  const entries = async (subject: string) => {
    const rows = await server()
      .db.kysely.selectFrom('sit_audit.entry')
      .select(['event', 'person_name', 'detail'])
      .where('subject', '=', subject)
      .orderBy('seq')
      .execute();
    return rows.map(({ event, person_name }) => [event, person_name]);
  };

  it('are made by an administrator; an embed key stays readable, a service key is shown once', async () => {
    const embed = await make({ ...EMBED, layers: ['zoning'], requestsPerMinute: 60 });
    expect(embed).toMatchObject({ ...EMBED, layers: ['zoning'], requestsPerMinute: 60 });
    expect(embed.token).toMatch(/^sit_embed_[\w-]{43}$/);
    const service = await make(SERVICE);
    expect(service.token).toMatch(/^sit_service_[\w-]{43}$/);

    const { keys } = (await (await admin.fetch('/api/keys')).json()) as { keys: KeyBody[] };
    const listed = (id: string) => keys.find((key) => key.id === id);
    expect(listed(embed.id)).toMatchObject({
      token: embed.token,
      createdBy: 'Anna Amministratrice',
    });
    expect(listed(service.id)).toMatchObject({ token: null, hint: service.token.slice(-4) });
    expect(await jsonOf(await admin.fetch(`/api/keys/${service.id}`))).toEqual(listed(service.id));
    expect(await entries(`key/${service.id}`)).toEqual([['key-made', 'Anna Amministratrice']]);
  });

  it('are nowhere in the database in clear where they are secret', async () => {
    const { token } = await make(SERVICE);
    const { rows } = await sql<{ text: string }>`
      select key::text as text from sit.api_key key union all
      select entry::text from sit_audit.entry entry union all
      select person::text from sit.person person`.execute(server().owner);
    expect(rows.some(({ text }) => text.includes(token))).toBe(false);
    expect(rows.some(({ text }) => text.includes(token.slice(12, 40)))).toBe(false);
  });

  it('stand for nobody of the people', async () => {
    await make({ ...SERVICE, name: 'Non una persona' });
    const people = await selectListedPeople(
      server().db.kysely,
      { text: null, municipality: null },
      { after: null, limit: 100 },
    );
    expect(people.map(({ name }) => name).toSorted()).toEqual([
      'Anna Amministratrice',
      'Tito Tecnico',
    ]);
    const answer = await admin.fetch('/api/proposals/reviewers?municipality=C096');
    const { reviewers } = await jsonOf(answer);
    expect(reviewers.map(({ name }: { name: string }) => name)).toEqual([
      'Anna Amministratrice',
      'Tito Tecnico',
    ]);
  });

  it.each([
    ['a layer that is not public', { ...EMBED, layers: ['zoning', 'reserved'] }, 400, '«reserved»'],
    ['an unknown layer', { ...SERVICE, layers: ['zoning', 'nowhere'] }, 400, '«nowhere»'],
    ['an origin in clear', { ...EMBED, origins: ['http://proloco.example.it'] }, 400, 'cifrata'],
    ['what is no origin', { ...EMBED, origins: ['https://a.example/x'] }, 400, 'a.example/x'],
    ['an embed key without origin', { ...EMBED, origins: [] }, 400, 'origins'],
    [
      'a planner of nowhere',
      { ...SERVICE, grants: [{ role: 'planner', municipality: null }] },
      400,
      '',
    ],
    [
      'a municipality elsewhere',
      { ...SERVICE, grants: [{ role: 'planner', municipality: 'X999' }] },
      404,
      'X999',
    ],
    ['an end already past', { ...SERVICE, expiresAt: '2020-01-01T00:00:00Z' }, 400, '2020'],
    ['a name of two lines', { ...SERVICE, name: 'a\nb' }, 400, 'nome'],
    ['roles for an embed key', { ...EMBED, grants: GRANTS }, 400, ''],
  ])('are refused for %s, and none is made', async (_what, request, status, words) => {
    const count = async () => (await jsonOf(await admin.fetch('/api/keys'))).keys.length;
    const before = await count();
    const response = await admin.post('/api/keys', request);
    expect(response.status).toBe(status);
    expect((await jsonOf(response)).detail).toContain(words);
    expect(await count()).toBe(before);
  });

  describe('rotated', () => {
    it('work with the new token and, within its grace, the former', async () => {
      const { id, token } = await serviceKey(server().db);
      const rotate = async (graceHours: number): Promise<NewKeyResponse> =>
        jsonOf(await admin.post(`/api/keys/${id}/rotation`, { graceHours }));
      const works = async (shown: string) =>
        (await byKey(app, shown, '/api/changesets')).status === 200;

      const second = await rotate(24);
      expect(second.token).not.toBe(token);
      expect([await works(token), await works(second.token)]).toEqual([true, true]);
      await server()
        .db.kysely.updateTable('sit.api_key')
        .set({ former_until: sql<Date>`now() - interval '1 second'` })
        .where('id', '=', id)
        .execute();
      expect([await works(token), await works(second.token)]).toEqual([false, true]);
      const third = await rotate(0);
      expect(third.formerUntil).toBeNull();
      expect([await works(second.token), await works(third.token)]).toEqual([false, true]);
      expect(await entries(`key/${id}`)).toEqual([
        ['key-made', null],
        ['key-rotated', 'Anna Amministratrice'],
        ['credential-refused', null],
        ['key-rotated', 'Anna Amministratrice'],
      ]);
    });

    it('show an embed key’s new token to whoever reads the list', async () => {
      const { id } = await embedKey(server().db);
      const { token } = await jsonOf(await admin.post(`/api/keys/${id}/rotation`, {}));
      expect(await jsonOf(await admin.fetch(`/api/keys/${id}`))).toMatchObject({ token });
    });
  });

  it('revoked, end for good and stay listed', async () => {
    const { id, token } = await serviceKey(server().db);
    expect((await del(`/api/keys/${id}`)).status).toBe(204);
    expect((await del(`/api/keys/${id}`)).status).toBe(204);
    expect((await byKey(app, token, '/api/layers')).status).toBe(401);
    expect((await admin.post(`/api/keys/${id}/rotation`, {})).status).toBe(400);
    const { revokedAt } = await jsonOf(await admin.fetch(`/api/keys/${id}`));
    expect(revokedAt).toMatch(/^20\d\d-/);
    const events = (await entries(`key/${id}`)).map(([event]) => event);
    expect(events.filter((event) => event === 'key-revoked')).toHaveLength(1);
    expect((await del('/api/keys/00000000-0000-4000-8000-000000000000')).status).toBe(404);
    expect((await del('/api/keys/x')).status).toBe(404);
  });

  it('are made by no key, whatever its roles, and by no planner', async () => {
    const { token } = await serviceKey(server().db, { grants: UNION_ADMIN });
    expect((await byKey(app, token, '/api/keys')).status).toBe(403);
    const posted = await byKey(app, token, '/api/keys', { method: 'POST', body: SERVICE });
    expect(posted.status).toBe(403);
    const planner = await signedIn(app);
    expect((await planner.post('/api/keys', SERVICE)).status).toBe(403);
    expect((await planner.fetch('/api/origins')).status).toBe(403);
  });

  it('are kept by sit key as well, on record by the login that did', async () => {
    const run = async (...args: string[]) => {
      const lines: string[] = [];
      return {
        code: await keyCommand(args, server().db.kysely, (text) => void lines.push(text)),
        text: lines.join('\n'),
      };
    };
    const added = await run('add', 'Da riga', '--role', 'viewer', '--municipality', 'C096');
    const [, id, token] = /^Chiave (\S+): (\S+)$/.exec(added.text)!;
    expect((await byKey(app, token!, '/api/changesets')).status).toBe(200);
    expect((await run('list')).text).toMatch(`${id}  …${token!.slice(-4)}  Da riga  viewer C096`);
    const rotated = /: (sit_service_\S+)/.exec(
      (await run('rotate', id!, '--grace-hours', '0')).text,
    );
    expect((await byKey(app, token!, '/api/layers')).status).toBe(401);
    expect((await byKey(app, rotated![1]!, '/api/layers')).status).toBe(200);
    expect((await run('revoke', id!)).code).toBe(0);
    const rows = await server()
      .db.kysely.selectFrom('sit_audit.entry')
      .select(['event', 'credential'])
      .where('subject', '=', `key/${id}`)
      .orderBy('seq')
      .execute();
    expect(rows.filter(({ credential }) => credential === 'command-line')).toMatchObject([
      { event: 'key-made' },
      { event: 'key-rotated' },
      { event: 'key-revoked' },
    ]);
    expect((await run('add', 'Pagina', '--origin', EMBEDDER)).text).toContain('sit_embed_');
    for (const args of [['add', 'x'], ['add', 'x', '--role', 'root'], ['rotate'], ['explode']])
      expect((await run(...args)).code).toBe(2);
    await expect(run('rotate', id!)).rejects.toMatchObject({
      refusal: { code: 'invalid-request' },
    });
  });

  describe('portals', () => {
    const NEW = 'https://nuovo.example.it';
    const path = `/api/origins/${encodeURIComponent(NEW)}`;
    const send = (method: string, at: string, body?: unknown) =>
      admin.fetch(at, {
        method,
        headers: { 'Content-Type': 'application/json', Origin: 'http://localhost:8080' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });

    it('are registered and removed by an administrator, on record', async () => {
      const registered = await send('PUT', path, { municipality: 'H434' });
      expect(registered.status).toBe(200);
      expect(await jsonOf(registered)).toEqual({ origin: NEW, municipality: 'H434' });
      const { origins } = await jsonOf(await admin.fetch('/api/origins'));
      expect(origins).toEqual(
        expect.arrayContaining([
          { origin: NEW, municipality: 'H434' },
          { origin: PORTAL, municipality: 'C096' },
        ]),
      );
      expect((await send('DELETE', path)).status).toBe(204);
      expect((await send('DELETE', path)).status).toBe(404);
      expect((await send('DELETE', '/api/origins/%00')).status).toBe(404);
      expect(await entries(`origin/${NEW}`)).toEqual([
        ['origin-registered', 'Anna Amministratrice'],
        ['origin-removed', 'Anna Amministratrice'],
      ]);
    });

    it.each([
      ['in clear', 'http://nuovo.example.it', 'C096', 400],
      ['with a path', 'https://nuovo.example.it/x', 'C096', 400],
      ['of a municipality elsewhere', NEW, 'X999', 404],
      ['longer than any', `https://${'nome.'.repeat(60)}it`, 'C096', 400],
    ])('%s are refused', async (_what, origin, municipality, status) => {
      const at = `/api/origins/${encodeURIComponent(origin)}`;
      expect((await send('PUT', at, { municipality })).status).toBe(status);
    });

    it('registered by sit origin are on record too', async () => {
      const origin = 'https://riga.example.it';
      await originCommand(['add', origin], server().db.kysely, () => {});
      await originCommand(['remove', origin], server().db.kysely, () => {});
      expect((await entries(`origin/${origin}`)).map(([event]) => event)).toEqual([
        'origin-registered',
        'origin-removed',
      ]);
    });
  });
});
