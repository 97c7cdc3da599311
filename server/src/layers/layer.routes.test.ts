import type { Principal } from '@sit/core/permission';
import type { Municipality } from '@sit/core/tenant';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { asOwner, inScope } from '../db/scope.ts';
import { tenancyRoutes } from '../tenancy/tenancy.routes.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { testApi } from '../testing/test-api.ts';
import type { Ask } from '../testing/test-api.ts';
import { squareWkt, zoningLayer } from '../testing/zoning-layer.ts';
import { layerRoutes } from './layer.routes.ts';
import { createLayer } from './layer.service.ts';
import type { Catalogue, CatalogueLayer } from './layer.service.ts';

const HOSTILE = [
  `zoning"; drop table sit.layer; --`,
  `zoning'); drop table sit.layer; --`,
  'Zoning',
  'zonizzazióne',
  '区域',
  'a b',
  '1st',
  '',
  'a'.repeat(49),
  '../parcels',
  'pg_catalog.pg_class',
];

const newLayer = (id: string, more: object = {}) => ({
  id,
  title: { it: 'Prova' },
  group: { it: 'Prove' },
  geometryType: 'Point',
  fields: [],
  ...more,
});
const field = (name: string, more: object = {}) => ({
  name,
  type: 'text',
  label: { it: name || 'vuoto' },
  ...more,
});

describeOnBothEngines('the catalogue’s API', (server) => {
  let ask: Ask;
  let planner: Principal;
  let admin: Principal;

  beforeAll(async () => {
    const { db, deps } = server();
    await seedUnion(db);
    planner = await seedPrincipal(db, 'Ada Piani', [{ role: 'planner', municipality: 'C096' }]);
    admin = await seedPrincipal(db, 'Eva Unione', [{ role: 'union-admin', municipality: null }]);
    ask = testApi(deps, [layerRoutes, tenancyRoutes]);
    await asOwner(db, async (trx) => {
      await createLayer(trx, zoningLayer());
      await createLayer(
        trx,
        zoningLayer({
          id: 'drafts',
          readableBy: 'offices',
          editableBy: 'union-admin',
          position: 5,
        }),
      );
    });
  });

  const tables = async (): Promise<unknown[]> =>
    (
      await sql`select table_schema, table_name from information_schema.tables
      where table_schema in ('territory', 'history', 'sit') order by 1, 2`.execute(server().owner)
    ).rows;

  describe('read', () => {
    it('shows each caller the layers that are for them, in drawing order, with what they may do', async () => {
      const seen = async (caller: Principal | null) =>
        (await ask<Catalogue>(caller, 'GET', '/layers')).body.layers.map(({ id, permissions }) => [
          id,
          permissions.edit,
        ]);
      expect(await seen(null)).toEqual([['zoning', false]]);
      expect(await seen({ ...planner, grants: [] })).toEqual([['zoning', false]]);
      expect(await seen(planner)).toEqual([
        ['drafts', false],
        ['zoning', true],
      ]);
      expect(await seen(admin)).toEqual([
        ['drafts', true],
        ['zoning', true],
      ]);
    });

    it('gives a layer as it was defined, and the union', async () => {
      const { body } = await ask<Catalogue>(null, 'GET', '/layers');
      expect(body.union).toEqual({
        id: 'test',
        name: 'Unione di prova',
        storageCrs: 7792,
        fictitious: true,
        separateReviewer: true,
        secondFactor: 'optional',
      });
      const expected = JSON.parse(JSON.stringify(zoningLayer())) as object;
      expect(body.layers[0]).toEqual({
        ...expected,
        permissions: { edit: false, propose: false },
        bbox: null,
      });
      expect((await ask<CatalogueLayer>(null, 'GET', '/layers/zoning')).body).toEqual(
        body.layers[0],
      );
    });

    it('hides a layer of the offices from the public as if there were none', async () => {
      const hidden = await ask(null, 'GET', '/layers/drafts');
      const missing = await ask(null, 'GET', '/layers/nothing');
      expect([hidden.status, missing.status]).toEqual([404, 404]);
      expect(hidden.body.detail).toBe(missing.body.detail.replace('nothing', 'drafts'));
      expect((await ask(planner, 'GET', '/layers/drafts')).status).toBe(200);
    });

    it('answers 304 to who has it, until it changes', async () => {
      const first = await ask(admin, 'GET', '/layers');
      const etag = first.headers.get('ETag')!;
      expect(
        (await ask(admin, 'GET', '/layers', undefined, { 'If-None-Match': etag })).status,
      ).toBe(304);
      await ask(admin, 'PATCH', '/layers/drafts', { title: { it: 'Bozze' } });
      expect(
        (await ask(admin, 'GET', '/layers', undefined, { 'If-None-Match': etag })).status,
      ).toBe(200);
    });

    it('tells how far a layer’s features reach, at least', async () => {
      await inScope(server().db, admin, (trx) =>
        sql`insert into territory.drafts (municipality, geometry, zone) select 'C096',
          ST_GeomFromText(${squareWkt(0, 0, 5_000)}, 7792), 'A'`.execute(trx),
      );
      const { bbox } = (await ask<CatalogueLayer>(planner, 'GET', '/layers/drafts')).body;
      const { rows } = await sql<{
        box: number[];
      }>`select sit.bbox_of(ST_Transform(geometry, 4326)) as box
        from territory.drafts`.execute(server().owner);
      const [west, south, east, north] = rows[0]!.box as [number, number, number, number];
      expect(bbox![0]).toBeLessThanOrEqual(west);
      expect(bbox![1]).toBeLessThanOrEqual(south);
      expect(bbox![2]).toBeGreaterThanOrEqual(east);
      expect(bbox![3]).toBeGreaterThanOrEqual(north);
      // Rounded outward by the index's single precision: half a metre in northings of this size.
      for (const [i, side] of rows[0]!.box.entries()) expect(bbox![i]).toBeCloseTo(side, 4);
    });

    it('refuses a parameter it does not know when something is to change, too', async () => {
      for (const [method, path] of [
        ['POST', '/layers?x=1'],
        ['PATCH', '/layers/drafts?x=1'],
        ['POST', '/layers/drafts/fields?x=1'],
      ] as const)
        expect((await ask(admin, method, path, {})).body.code).toBe('unknown-parameter');
    });

    it('has no layer of an id that cannot be stored', async () => {
      expect((await ask(admin, 'GET', '/layers/%00')).status).toBe(404);
      expect((await ask(admin, 'PATCH', '/layers/%00', {})).status).toBe(404);
    });

    it('refuses a parameter it does not know', async () => {
      expect(await ask(null, 'GET', '/layers?colour=red')).toMatchObject({
        status: 400,
        body: { code: 'unknown-parameter', faults: [{ place: 'colour' }] },
      });
    });

    it('lists the municipalities by name, with their boxes once there are boundaries', async () => {
      const list = async () =>
        (await ask<{ municipalities: Municipality[] }>(null, 'GET', '/municipalities')).body
          .municipalities;
      expect(await list()).toEqual([
        { code: 'C096', istatCode: '066028', name: 'Castel di Sangro', bbox: null },
        { code: 'H434', istatCode: '066084', name: 'Roccaraso', bbox: null },
      ]);
      const { db } = server();
      await asOwner(db, async (trx) => {
        await createLayer(trx, zoningLayer({ id: 'municipalities' }));
        await sql`insert into territory.municipalities (municipality, geometry, zone)
          values ('H434', ST_GeomFromText(${squareWkt(0, 0, 5_000)}, 7792), 'A')`.execute(trx);
      });
      const [first, second] = await list();
      expect(first!.bbox).toBeNull();
      expect(second!.bbox![0]).toBeCloseTo(14.1575, 3);
      expect(second!.bbox![3] - second!.bbox![1]).toBeCloseTo(5_000 / 111_000, 2);
    });
  });

  describe('made', () => {
    it('is for administrators', async () => {
      expect((await ask(null, 'POST', '/layers', newLayer('wells'))).status).toBe(401);
      expect((await ask(planner, 'POST', '/layers', newLayer('wells'))).status).toBe(403);
      expect((await ask(planner, 'PATCH', '/layers/zoning', { visible: false })).status).toBe(403);
      expect((await ask(planner, 'POST', '/layers/zoning/fields', field('x'))).status).toBe(403);
    });

    it('answers with the layer, styled and placed above the others', async () => {
      const { status, headers, body } = await ask<CatalogueLayer>(
        admin,
        'POST',
        '/layers',
        newLayer('wells', { fields: [field('owner')] }),
      );
      expect([status, headers.get('Location')]).toEqual([201, '/api/layers/wells']);
      expect(body).toMatchObject({
        id: 'wells',
        dimensions: 2,
        position: 20,
        readableBy: 'public',
        editableBy: 'planner',
      });
      expect(body.style.layers[0]).toMatchObject({ type: 'circle' });
      expect((await ask(admin, 'POST', '/layers', newLayer('wells'))).body.code).toBe(
        'already-exists',
      );
    });

    it('takes names that SQL keeps for itself', async () => {
      const reserved = [
        'user',
        'order',
        'select',
        'table',
        'group',
        'all',
        'null',
        'default',
        'new',
        'old',
      ];
      for (const name of ['user', 'select', 'order'])
        expect(
          (
            await ask(
              admin,
              'POST',
              '/layers',
              newLayer(name, { fields: reserved.map((each) => field(each)) }),
            )
          ).status,
        ).toBe(201);
      const fid = await inScope(server().db, planner, async (trx) => {
        const { rows } = await sql<{
          fid: number;
        }>`insert into territory."user" (municipality, geometry, "select", "user")
          values ('C096', ST_Point(430000, 4625000, 7792), 'a', 'b') returning fid`.execute(trx);
        await sql`update territory."user" set "order" = 'c'`.execute(trx);
        return rows[0]!.fid;
      });
      const { rows } = await sql`select fid, "select", "user", "order" from history."user"`.execute(
        server().owner,
      );
      expect(rows).toEqual([{ fid, select: 'a', user: 'b', order: null }]);
    });

    it('takes the longest names', async () => {
      const [id, name] = ['l'.repeat(48), 'f'.repeat(59)];
      expect(
        (
          await ask(
            admin,
            'POST',
            '/layers',
            newLayer(id, {
              fields: [field(name, { domain: [{ value: 'x', label: { it: 'x' } }] })],
            }),
          )
        ).status,
      ).toBe(201);
    });

    it.each(HOSTILE)('refuses the id %j and leaves nothing', async (id) => {
      const before = await tables();
      expect((await ask(admin, 'POST', '/layers', newLayer(id))).body).toMatchObject({
        code: 'invalid-layer',
        faults: [{ place: 'id', reason: 'invalid-id' }],
      });
      expect(await tables()).toEqual(before);
    });

    it.each([
      ...HOSTILE.filter((name) => name !== 'a'.repeat(49)),
      'f'.repeat(60),
      'fid',
      'geometry',
      'version',
    ])('refuses the field name %j and leaves nothing', async (name) => {
      const before = await tables();
      const answer = await ask(
        admin,
        'POST',
        '/layers',
        newLayer('springs', { fields: [field('ok'), field(name)] }),
      );
      expect(answer.body).toMatchObject({
        code: 'invalid-layer',
        faults: [{ place: 'fields/1/name' }],
      });
      expect(await tables()).toEqual(before);
    });

    it('takes any text as title, label, domain value and default, and gives it back as text', async () => {
      const text = `<script>alert("1")</script>'; drop table sit.layer; -- \\' $$ $1 %s 区域 𝄞`;
      const hostile = field('kind', {
        label: { it: text },
        domain: [
          { value: text, label: { it: text } },
          { value: '\\', label: { it: 'x' } },
        ],
        default: text,
      });
      const { status, body } = await ask<CatalogueLayer>(
        admin,
        'POST',
        '/layers',
        newLayer('texts', { title: { it: text.slice(0, 200) }, fields: [hostile] }),
      );
      expect(status).toBe(201);
      expect(body.title.it).toBe(text);
      expect(body.fields[0]).toMatchObject({ label: { it: text }, default: text });
      const { rows } = await inScope(server().db, planner, (trx) =>
        sql`insert into territory.texts (municipality, geometry) values ('C096', ST_Point(430000, 4625000, 7792)) returning kind`.execute(
          trx,
        ),
      );
      expect(rows).toEqual([{ kind: text }]);
    });

    it.each<[string, object, string]>([
      ['a number among texts', { domain: [{ value: 3, label: { it: 'x' } }] }, 'fields/0/domain/0'],
      [
        'a value twice',
        {
          domain: [
            { value: 'a', label: { it: 'x' } },
            { value: 'a', label: { it: 'y' } },
          ],
        },
        'fields/0/domain/1',
      ],
      [
        'a default outside the domain',
        { domain: [{ value: 'a', label: { it: 'x' } }], default: 'b' },
        'fields/0/default',
      ],
      [
        'a domain of truths',
        { type: 'boolean', domain: [{ value: 'a', label: { it: 'x' } }] },
        'fields/0/domain',
      ],
      ['an empty default', { default: '' }, 'fields/0/default'],
      ['half an integer', { type: 'integer', default: 1.5 }, 'fields/0/default'],
      ['a day that is none', { type: 'date', default: '2026-02-30' }, 'fields/0/default'],
    ])('refuses %s', async (_, more, place) => {
      const answer = await ask(
        admin,
        'POST',
        '/layers',
        newLayer('springs', { fields: [field('kind', more)] }),
      );
      expect(answer.body).toMatchObject({ code: 'invalid-layer', faults: [{ place }] });
    });

    it.each<[string, unknown, number]>([
      ['no JSON', '{"id":', 400],
      ['a list', [], 400],
      ['a null character in a title', newLayer('springs', { title: { it: 'a\u0000b' } }), 400],
      [
        'half a character in a style',
        newLayer('springs', {
          style: { layers: [{ id: 'x', type: 'line', paint: { a: '\ud800' } }], legend: [] },
        }),
        400,
      ],
      ['a geometry type that is none', newLayer('springs', { geometryType: 'Circle' }), 400],
      ['a member that is none', newLayer('springs', { colour: 'red' }), 400],
      ['too much', newLayer('springs', { title: { it: 'x'.repeat(1_000_001) } }), 413],
    ])('refuses %s', async (_, body, status) => {
      expect((await ask(admin, 'POST', '/layers', body)).status).toBe(status);
    });
  });

  describe('changed', () => {
    it('takes new words and keeps the rest', async () => {
      await ask(
        admin,
        'POST',
        '/layers',
        newLayer('springs', { attribution: 'Regione', description: { it: 'vecchia' } }),
      );
      const { body } = await ask<CatalogueLayer>(admin, 'PATCH', '/layers/springs', {
        title: { it: 'Sorgenti', en: 'Springs' },
        description: null,
        visible: false,
      });
      expect(body).toMatchObject({
        title: { it: 'Sorgenti', en: 'Springs' },
        visible: false,
        attribution: 'Regione',
        geometryType: 'Point',
      });
      expect(body).not.toHaveProperty('description');
    });

    it('closes a layer to the public in the database too, and opens it again', async () => {
      const read = () =>
        inScope(server().db, null, (trx) =>
          sql`select count(fid) from territory.springs`.execute(trx),
        ).then(
          () => 'read',
          (error: { code: string }) => error.code,
        );
      expect(await read()).toBe('read');
      await ask(admin, 'PATCH', '/layers/springs', { readableBy: 'offices' });
      expect(await read()).toBe('42501');
      expect((await ask(null, 'GET', '/layers/springs')).status).toBe(404);
      await ask(admin, 'PATCH', '/layers/springs', { readableBy: 'public' });
      expect(await read()).toBe('read');
    });

    it('refuses what cannot be changed', async () => {
      expect(
        (await ask(admin, 'PATCH', '/layers/springs', { geometryType: 'Polygon' })).status,
      ).toBe(400);
      expect(
        (await ask(admin, 'PATCH', '/layers/springs', { titleField: 'nothing' })).body.code,
      ).toBe('invalid-layer');
      expect((await ask(admin, 'PATCH', '/layers/nothing', { visible: true })).status).toBe(404);
    });

    it('takes a field into the layer and its history in step', async () => {
      const insert = (columns: string, values: string) =>
        inScope(server().db, admin, (trx) =>
          sql`insert into territory.springs (municipality, geometry${sql.raw(columns)})
            values ('C096', ST_Point(430000, 4625000, 7792)${sql.raw(values)})`.execute(trx),
        );
      await insert('', '');
      const added = field('flow', { type: 'number', required: true, default: 0.5 });
      expect((await ask(admin, 'POST', '/layers/springs/fields', added)).status).toBe(201);
      await insert(', flow', ', 2');
      await inScope(server().db, admin, (trx) =>
        sql`update territory.springs set flow = flow + 1`.execute(trx),
      );
      const { rows } = await inScope(server().db, null, (trx) =>
        sql`select h.flow as past, t.flow as present from history.springs h join territory.springs t using (fid) order by fid`.execute(
          trx,
        ),
      );
      expect(rows).toEqual([
        { past: 0.5, present: 1.5 },
        { past: 2, present: 3 },
      ]);
    });

    it('refuses a field that is there, and a required one without a value for what is there', async () => {
      expect(
        (await ask(admin, 'POST', '/layers/springs/fields', field('flow'))).body.faults,
      ).toMatchObject([{ reason: 'duplicate-field' }]);
      expect(
        (await ask(admin, 'POST', '/layers/springs/fields', field('depth', { required: true })))
          .body.faults,
      ).toMatchObject([{ place: 'field/default', reason: 'required' }]);
    });
  });
});
