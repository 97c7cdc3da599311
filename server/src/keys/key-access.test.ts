/** What a key opens and what it does not: its layers, its roles, its origins, and where it may be shown. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { PORTAL, UNION_ADMIN, actorAt, seedPeople } from '../auth/testing.ts';
import { follow, isChangeOf, startLiveServer } from '../changes/testing/live-server.ts';
import { commit } from '../changesets/change-set.service.ts';
import { layerTable } from '../db/identifier.ts';
import { asOwner } from '../db/scope.ts';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { jsonOf } from '../testing/json-of.ts';
import { insertZone, operationOf } from '../testing/role-cases.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { identifyKey } from './key-identity.service.ts';
import { revokeKey } from './key.service.ts';
import { EMBEDDER, byKey, embedKey, serviceKey } from './testing.ts';

const LAYERS = ['zoning', 'public_other', 'reserved'];

describeOnBothEngines('a key', (server) => {
  let app: ReturnType<typeof createApp>;
  const fids = new Map<string, number>();
  const ending: (() => unknown)[] = [];

  beforeAll(async () => {
    const { db } = server();
    await seedPeople(db);
    await asOwner(db, async (trx) => {
      for (const id of LAYERS) {
        const readableBy = id === 'reserved' ? 'offices' : 'public';
        await createLayer(trx, zoningLayer({ id, readableBy }));
        fids.set(id, (await insertZone(trx, id, 'C096')).fid);
      }
    });
    // So that each has a past.
    await asOwner(db, async (trx) => {
      for (const id of LAYERS)
        await sql`update ${layerTable(id)} set name = 'seconda versione'`.execute(trx);
    });
    app = createApp(server().deps);
  });
  afterEach(async () => {
    for (const end of ending.splice(0).toReversed()) await end();
  });

  const statusOf = async (token: string, path: string, origin?: string): Promise<number> => {
    const { status } = await byKey(app, token, path, origin === undefined ? {} : { origin });
    // A tile in which these small zones are too small to be seen is read all the same.
    return status === 204 ? 200 : status;
  };
  const creating = (layer: string, municipality = 'C096') =>
    operationOf(
      {
        actor: { title: '', grants: [], signedIn: true },
        layer: zoningLayer({ id: layer }),
        municipality,
        write: 'create',
      },
      0,
      0,
    );
  const send = (token: string, ...layers: string[]) =>
    byKey(app, token, '/api/changesets', {
      method: 'POST',
      body: { id: randomUUID(), operations: layers.map((layer) => creating(layer)) },
    });
  const countOf = async (layer: string): Promise<number> => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from ${layerTable(layer)}`.execute(server().owner);
    return rows[0]!.count;
  };
  const pathsOf = (layer: string): string[] => {
    const fid = fids.get(layer)!;
    const feature = `/api/layers/${layer}/features/${fid}`;
    const collection = `/ogc/collections/${layer}`;
    return [
      `/api/layers/${layer}`,
      `${feature}/versions`,
      `${feature}/versions/1`,
      `${feature}/versions/2/difference`,
      `${feature}/lineage`,
      collection,
      ...['schema', 'queryables', 'items', `items/${fid}`].map((part) => `${collection}/${part}`),
      `${collection}/tiles`,
      `${collection}/tiles/WebMercatorQuad`,
      `${collection}/tiles/WebMercatorQuad/0/0/0`,
      `/ogc/styles/${layer}`,
    ];
  };
  const LISTS = ['/api/layers', '/ogc', '/ogc?f=html', '/ogc/collections', '/ogc/styles'];

  describe('of a program', () => {
    it('reads and writes as its roles say, without Origin, and is the author', async () => {
      const { token } = await serviceKey(server().db, { name: 'Anagrafe delle strade' });
      for (const layer of LAYERS)
        for (const path of pathsOf(layer))
          expect([path, await statusOf(token, path)]).toEqual([path, 200]);
      const made = await send(token, 'zoning');
      expect(made.status).toBe(201);
      const { results } = await jsonOf(made);
      const versions = await byKey(
        app,
        token,
        `/api/layers/zoning/features/${results[0].fid}/versions`,
      );
      expect((await jsonOf(versions)).versions[0].author).toBe('Anagrafe delle strade');
      const elsewhere = await byKey(app, token, '/api/changesets', {
        method: 'POST',
        body: { id: randomUUID(), operations: [creating('zoning', 'H434')] },
      });
      expect(elsewhere.status).toBe(403);
    });

    it('for some layers finds no other by any way', async () => {
      const all = await serviceKey(server().db);
      const { token } = await serviceKey(server().db, { layers: ['zoning'] });
      const touched = await jsonOf(await send(all.token, 'zoning', 'reserved'));
      for (const path of pathsOf('zoning'))
        expect([path, await statusOf(token, path)]).toEqual([path, 200]);
      for (const layer of ['public_other', 'reserved'])
        for (const path of [...pathsOf(layer), `/api/changesets?layer=${layer}`])
          expect([path, await statusOf(token, path)]).toEqual([path, 404]);
      for (const path of [...LISTS, '/api/changesets']) {
        const text = await (await byKey(app, token, path)).text();
        expect([path, /public_other|reserved/.exec(text)?.[0]]).toEqual([path, undefined]);
      }
      const before = await countOf('reserved');
      expect((await send(token, 'zoning', 'reserved')).status).toBe(404);
      const path = `/api/changesets/${touched.id}/revert`;
      const reverted = await byKey(app, token, path, {
        method: 'POST',
        body: { id: randomUUID() },
      });
      expect(reverted.status).toBe(404);
      expect(await countOf('reserved')).toBe(before);
    });

    it('for some layers has no part in what is about all of them, whatever its roles', async () => {
      const { token } = await serviceKey(server().db, { layers: ['zoning'], grants: UNION_ADMIN });
      const proposal = { id: randomUUID(), municipality: 'C096', title: 'Variante' };
      const all = await serviceKey(server().db, { grants: UNION_ADMIN });
      const open = { method: 'POST', body: proposal };
      expect((await byKey(app, all.token, '/api/proposals', open)).status).toBe(201);
      expect((await byKey(app, token, '/api/proposals', open)).status).toBe(403);
      expect(await jsonOf(await byKey(app, token, '/api/proposals'))).toMatchObject({
        proposals: [],
      });
      for (const part of ['', '/differences', '/comments', '/checks'])
        expect(await statusOf(token, `/api/proposals/${proposal.id}${part}`)).toBe(404);
      const preview = `/ogc/collections/zoning/items?proposal=${proposal.id}`;
      expect([await statusOf(all.token, preview), await statusOf(token, preview)]).toEqual([
        200, 404,
      ]);
      for (const path of ['/api/imports', '/api/webhooks'])
        expect([await statusOf(all.token, path), await statusOf(token, path)]).toEqual([200, 403]);
      const patch = { method: 'PATCH', body: { visible: false } };
      for (const layer of ['zoning', 'reserved'])
        expect((await byKey(app, token, `/api/layers/${layer}`, patch)).status).toBe(403);
    });

    it('without leave to write writes nothing, in the route and in the database', async () => {
      const { db } = server();
      const { token } = await serviceKey(db, { write: false, grants: UNION_ADMIN });
      const before = await countOf('zoning');
      expect((await send(token, 'zoning')).status).toBe(403);
      for (const [method, path] of [
        ['POST', '/api/layers'],
        ['POST', '/api/webhooks'],
        ['POST', '/ogc/collections/zoning/items'],
        ['DELETE', `/ogc/collections/zoning/items/${fids.get('zoning')}`],
        ['POST', '/api/proposals'],
      ] as const)
        expect([path, (await byKey(app, token, path, { method, body: {} })).status]).toEqual([
          path,
          403,
        ]);
      const { found } = await identifyKey(db.kysely, token, undefined);
      const request = { id: randomUUID(), operations: [creating('zoning')] };
      // read_only_sql_transaction
      await expect(commit(db, found!.principal, request)).rejects.toMatchObject({ code: '25006' });
      expect(await countOf('zoning')).toBe(before);
    });

    it('is told changes of its layers only, until it is revoked', async () => {
      const { db, deps } = server();
      const { id, token } = await serviceKey(db, { layers: ['reserved'] });
      const writer = await serviceKey(db);
      const live = await startLiveServer(deps, { heartbeatMilliseconds: 50 });
      ending.push(live.stop);
      const reading = await follow(live.url, { Authorization: `Bearer ${token}` });
      ending.push(reading.stop);
      await reading.until(({ event }) => event === 'ready');
      await send(writer.token, 'zoning');
      const { results } = await jsonOf(await send(writer.token, 'reserved'));
      await reading.until(isChangeOf(results[0].fid));
      expect(reading.changes()).toEqual([`${results[0].fid}.1`]);
      expect(reading.events.find(({ event }) => event === 'change')!.data['layer']).toBe(
        'reserved',
      );
      await revokeKey(db.kysely, id, actorAt());
      const { data } = await reading.until(({ event }) => event === 'end');
      expect(data).toEqual({ reason: 'session-ended' });
    });
  });

  describe('of a page', () => {
    it('reads what is public within its layers, on its origin', async () => {
      const { token } = await embedKey(server().db, { layers: ['zoning'] });
      for (const path of pathsOf('zoning'))
        expect([path, await statusOf(token, path, EMBEDDER)]).toEqual([path, 200]);
      for (const layer of ['public_other', 'reserved'])
        for (const path of pathsOf(layer))
          expect([path, await statusOf(token, path, EMBEDDER)]).toEqual([path, 404]);
      const every = await embedKey(server().db);
      expect(await statusOf(every.token, '/api/layers/public_other', EMBEDDER)).toBe(200);
      for (const path of LISTS) {
        const text = await (await byKey(app, every.token, path, { origin: EMBEDDER })).text();
        expect([path, text.includes('reserved')]).toEqual([path, false]);
      }
    });

    it('signs nobody in and changes nothing', async () => {
      const { token } = await embedKey(server().db);
      const session = await byKey(app, token, '/api/auth/session', { origin: EMBEDDER });
      expect(await jsonOf(session)).toMatchObject({ principal: null });
      for (const path of ['/api/proposals', '/api/changesets', '/api/keys', '/api/imports'])
        expect([path, await statusOf(token, path, EMBEDDER)]).toEqual([path, 403]);
      const write = await byKey(app, token, '/api/changesets', {
        method: 'POST',
        origin: EMBEDDER,
        body: { id: randomUUID(), operations: [creating('zoning')] },
      });
      expect(write.status).toBe(403);
    });

    it('loses a layer that is public no more', async () => {
      const { token } = await embedKey(server().db, { layers: ['public_other'] });
      const readable = (by: string) =>
        sql`update sit.layer set readable_by = ${by} where id = 'public_other'`.execute(
          server().owner,
        );
      await readable('offices');
      expect(await statusOf(token, '/ogc/collections/public_other/items', EMBEDDER)).toBe(404);
      await readable('public');
      expect(await statusOf(token, '/ogc/collections/public_other/items', EMBEDDER)).toBe(200);
    });

    it('opens its origin for reading only, and no other', async () => {
      const { id } = await embedKey(server().db, { origins: ['https://solo.example.it'] });
      const allowed = async (origin: string, method: string, headers = 'authorization') => {
        const answer = await app.request('/api/layers', {
          method: 'OPTIONS',
          headers: {
            Origin: origin,
            'Access-Control-Request-Method': method,
            'Access-Control-Request-Headers': headers,
          },
        });
        return answer.status === 204 ? answer.headers.get('Access-Control-Allow-Origin') : null;
      };
      const solo = 'https://solo.example.it';
      expect(await allowed(solo, 'GET')).toBe(solo);
      expect(await allowed(solo, 'HEAD', 'authorization,if-none-match')).toBe(solo);
      expect(await allowed(solo, 'POST')).toBeNull();
      expect(await allowed('https://altrove.example.it', 'GET')).toBeNull();
      await revokeKey(server().db.kysely, id, actorAt());
      expect(await allowed(solo, 'GET')).toBeNull();
    });
  });

  it('keeps what it read from shared caches', async () => {
    const { token } = await embedKey(server().db);
    for (const path of ['/api/layers', '/ogc/collections/zoning/tiles/WebMercatorQuad/0/0/0']) {
      const { headers } = await byKey(app, token, path, { origin: EMBEDDER });
      expect(headers.get('Cache-Control')).toMatch(/^private/);
      expect(headers.get('Vary')).toContain('Authorization');
    }
  });

  it('notes that it was used, once a minute', async () => {
    const { db } = server();
    const { id, token } = await serviceKey(db);
    const used = async () => {
      const query = db.kysely.selectFrom('sit.api_key').select('last_used_at').where('id', '=', id);
      return (await query.executeTakeFirstOrThrow()).last_used_at?.valueOf();
    };
    expect(await used()).toBeUndefined();
    await statusOf(token, '/api/layers');
    const first = await used();
    expect(first).toBeTypeOf('number');
    await statusOf(token, '/api/layers');
    expect(await used()).toBe(first);
    await sql`update sit.api_key set last_used_at = now() - interval '61 seconds' where id = ${id}`.execute(
      server().owner,
    );
    await statusOf(token, '/api/layers');
    expect(await used()).toBeGreaterThan(first! - 60_000);
  });

  describe('that is no good', () => {
    const NOTHING = { origin: undefined, change: null };
    it.each([
      ['forged', 'service', NOTHING, `sit_service_${'A'.repeat(43)}`],
      ['cut short', 'service', NOTHING, 'sit_service_AAAA'],
      ['of another kind', 'service', NOTHING, `sit_admin_${'A'.repeat(43)}`],
      ['with something behind it', 'service', NOTHING, `sit_service_${'A'.repeat(43)}'--`],
      ['shown by a page, though of a program', 'service', { origin: PORTAL, change: null }, null],
      [
        'of a program, by the page of an embed key',
        'service',
        { origin: EMBEDDER, change: null },
        null,
      ],
      [
        'expired',
        'service',
        { origin: undefined, change: sql`expires_at = now() - interval '1 second'` },
        null,
      ],
      ['revoked', 'service', { origin: undefined, change: sql`revoked_at = now()` }, null],
      ['stolen for another origin', 'embed', { origin: PORTAL, change: null }, null],
      ['stolen for a program', 'embed', NOTHING, null],
      ['stolen for a page without origin', 'embed', { origin: 'null', change: null }, null],
      [
        'of an origin that only begins so',
        'embed',
        { origin: `${EMBEDDER}.evil.example`, change: null },
        null,
      ],
      [
        'revoked on its own origin',
        'embed',
        { origin: EMBEDDER, change: sql`revoked_at = now()` },
        null,
      ],
    ] as const)(
      '%s is refused in the same words, on record',
      async (_what, kind, { origin, change }, other) => {
        const { db, owner } = server();
        const { id, token } = await (kind === 'embed' ? embedKey(db) : serviceKey(db));
        if (change) await sql`update sit.api_key set ${change} where id = ${id}`.execute(owner);
        const shown = other ?? token;
        const answer = await byKey(
          app,
          shown,
          '/api/layers',
          origin === undefined ? {} : { origin },
        );
        const { instance: _, ...problem } = await jsonOf(answer);
        expect([answer.status, problem]).toEqual([
          401,
          {
            type: '/problems/unauthenticated',
            title: 'Occorre accedere',
            status: 401,
            code: 'unauthenticated',
            detail: 'L’accesso è scaduto o non vale per questo portale: accedi di nuovo.',
          },
        ]);
        const last = await db.kysely
          .selectFrom('sit_audit.entry')
          .select(['event', 'subject', 'origin', 'detail'])
          .orderBy('seq', 'desc')
          .limit(1)
          .executeTakeFirstOrThrow();
        expect(last).toMatchObject({
          event: 'credential-refused',
          subject: other === null ? `key/${id}` : 'GET /api/layers',
          origin: origin ?? null,
        });
        expect(JSON.stringify(last)).not.toContain(shown.slice(12));
      },
    );

    it.each(['%00', '%ED%A0%80', 'x'.repeat(5_000)])(
      'is refused at an address that is no text to keep',
      async (part) => {
        const { logged } = server();
        expect(await statusOf(`sit_service_${'C'.repeat(43)}`, `/api/layers/${part}`)).toBe(401);
        expect(logged).toEqual([]);
      },
    );
  });
});
