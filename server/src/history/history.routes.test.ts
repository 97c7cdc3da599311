/** Versions, differences, restore and revert through the API, on rows and rights as they are. */
import { randomUUID } from 'node:crypto';
import type { ChangeSetList, FeatureVersions, VersionDifference } from '@sit/core/api-history';
import type { ChangeOperation, ChangeSetResult } from '@sit/core/feature';
import type { Geometry, Position } from '@sit/core/geometry';
import type { Caller, Principal } from '@sit/core/permission';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { changeSetRoutes } from '../changesets/change-set.routes.ts';
import { beginServerChangeSet } from '../changesets/change-set.service.ts';
import { asOwner } from '../db/scope.ts';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { testApi } from '../testing/test-api.ts';
import type { Answer, Ask } from '../testing/test-api.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { historyRoutes } from './history.routes.ts';

/** About ten metres a side, begun `shift` thousandths of a degree east of the origin. */
const squareRing = (shift: number): Position[] => [
  [14.1 + shift, 41.78],
  [14.1 + shift + 0.0001, 41.78],
  [14.1 + shift + 0.0001, 41.7801],
  [14.1 + shift, 41.7801],
  [14.1 + shift, 41.78],
];
const square = (shift = 0): Geometry => ({
  type: 'MultiPolygon',
  coordinates: [[squareRing(shift)]],
});

describeOnBothEngines('history', (server) => {
  let ask: Ask;
  let planner: Principal;
  let neighbour: Principal;
  let admin: Principal;

  beforeAll(async () => {
    const { db, deps } = server();
    await seedUnion(db);
    planner = await seedPrincipal(db, 'Ada Piani', [{ role: 'planner', municipality: 'C096' }]);
    neighbour = await seedPrincipal(db, 'Ivo Rocca', [{ role: 'planner', municipality: 'H434' }]);
    admin = await seedPrincipal(db, 'Eva Unione', [{ role: 'union-admin', municipality: null }]);
    await asOwner(db, async (trx) => {
      await createLayer(trx, zoningLayer());
      await createLayer(trx, zoningLayer({ id: 'drafts', readableBy: 'offices' }));
      await createLayer(
        trx,
        zoningLayer({ id: 'secrets', readableBy: ['union-admin'], editableBy: 'union-admin' }),
      );
    });
    ask = testApi(deps, [changeSetRoutes, historyRoutes]);
  });

  const commit = async (
    caller: Caller,
    operations: ChangeOperation[],
    message?: string,
  ): Promise<ChangeSetResult> => {
    const body = { id: randomUUID(), operations, ...(message ? { message } : {}) };
    const answer = await ask<ChangeSetResult>(caller, 'POST', '/changesets', body);
    expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
    return answer.body;
  };
  const creating = (more: object = {}): ChangeOperation => ({
    operation: 'create',
    layer: 'zoning',
    municipality: 'C096',
    geometry: square(),
    properties: { zone: 'A', name: 'uno' },
    ...more,
  });
  const created = async (more: object = {}, caller: Caller = planner): Promise<number> =>
    (await commit(caller, [creating(more)])).results[0]!.fid;
  const update = (fid: number, baseVersion: number, more: object): ChangeOperation => ({
    operation: 'update',
    layer: 'zoning',
    fid,
    baseVersion,
    ...more,
  });
  const remove = (fid: number, baseVersion: number): ChangeOperation => ({
    operation: 'delete',
    layer: 'zoning',
    fid,
    baseVersion,
  });
  const versionsOf = (caller: Caller, fid: number, query = '') =>
    ask<FeatureVersions>(caller, 'GET', `/layers/zoning/features/${fid}/versions${query}`);
  const restore = (caller: Caller, fid: number, version: number, baseVersion: number | null) =>
    ask<ChangeSetResult>(caller, 'POST', `/layers/zoning/features/${fid}/restore`, {
      id: randomUUID(),
      version,
      baseVersion,
    });
  const revert = (caller: Caller, changeSet: string) =>
    ask<ChangeSetResult>(caller, 'POST', `/changesets/${changeSet}/revert`, { id: randomUUID() });
  /** The bytes of a version's geometry, present or past. */
  const stored = async (fid: number, version: number): Promise<string> => {
    const { rows } = await sql<{ shape: string }>`
      select encode(ST_AsEWKB(geometry), 'hex') as shape from (
        select fid, version, geometry from territory.zoning
        union all select fid, version, geometry from history.zoning) as v
      where fid = ${fid} and version = ${version}`.execute(server().owner);
    return rows[0]!.shape;
  };
  const codeOf = (answer: Answer<unknown>): unknown => (answer.body as { code?: string }).code;

  it('lists versions newest first, by pages, with who and why for members only', async () => {
    const fid = await created();
    await commit(planner, [update(fid, 1, { properties: { name: 'due' } })], 'Rettifica');
    await commit(admin, [remove(fid, 2)], 'Soppressa');
    const { body } = await versionsOf(planner, fid);
    expect(
      body.versions.map(({ version, began, ended, author, message }) => [
        version,
        began,
        ended,
        author,
        message,
      ]),
    ).toEqual([
      [2, 'update', 'delete', 'Ada Piani', 'Rettifica'],
      [1, 'create', 'update', 'Ada Piani', null],
    ]);
    expect(body.versions[1]!.endLifespanVersion).toBe(body.versions[0]!.beginLifespanVersion);
    const asPublic = (await versionsOf(null, fid)).body;
    expect(asPublic.versions.map((each) => Object.keys(each).toSorted())).toEqual(
      Array.from({ length: 2 }, () => [
        'began',
        'beginLifespanVersion',
        'endLifespanVersion',
        'ended',
        'version',
      ]),
    );
    const first = (await versionsOf(planner, fid, '?limit=1')).body;
    expect([first.versions.length, first.nextBefore]).toEqual([1, 2]);
    const second = (await versionsOf(planner, fid, '?limit=1&before=2')).body;
    expect([second.versions[0]!.version, second.nextBefore]).toEqual([1, null]);
  });

  it('shows one version as it was, and answers alike for what is not there and what may not be seen', async () => {
    const fid = await created();
    await commit(planner, [update(fid, 1, { properties: { name: 'due' } })]);
    const one = await ask<{ feature: { properties: object } }>(
      null,
      'GET',
      `/layers/zoning/features/${fid}/versions/1`,
    );
    expect(one.body.feature.properties).toMatchObject({ name: 'uno', version: 1 });
    const hidden = (await commit(admin, [creating({ layer: 'secrets' })])).results[0]!.fid;
    const answers = await Promise.all(
      ['versions', 'versions/1', 'versions/1/difference?from=1', 'lineage'].flatMap((what) => [
        ask(planner, 'GET', `/layers/secrets/features/${hidden}/${what}`),
        ask(planner, 'GET', `/layers/secretz/features/${hidden}/${what}`),
      ]),
    );
    expect(new Set(answers.map((each) => each.status))).toEqual(new Set([404]));
    const words = answers.map(({ body }) => JSON.stringify(body).replaceAll(/secret[sz]/g, 'x'));
    for (let i = 0; i < words.length; i += 2) expect(words[i]).toBe(words[i + 1]);
  });

  it('tells what differs: fields with both values, vertices, area and length', async () => {
    const fid = await created();
    const ring = squareRing(0);
    const wider = [ring[0]!, [14.1002, 41.78], [14.1002, 41.7801], [14.1001, 41.7802], ring[3]!];
    await commit(planner, [
      update(fid, 1, {
        geometry: { type: 'MultiPolygon', coordinates: [[[...wider, ring[0]!]]] },
        properties: { name: 'due' },
      }),
    ]);
    const { body } = await ask<VersionDifference>(
      null,
      'GET',
      `/layers/zoning/features/${fid}/versions/2/difference`,
    );
    expect(body.fields).toEqual([{ field: 'name', from: 'uno', to: 'due' }]);
    expect(body.geometry).toMatchObject({
      differs: true,
      verticesAdded: 1,
      verticesRemoved: 0,
      verticesMoved: 2,
    });
    const { rows } = await sql<{ area: number; length: number }>`
      select ST_Area(t.geometry) - ST_Area(h.geometry) as area,
        ST_Perimeter(t.geometry) - ST_Perimeter(h.geometry) as length
      from territory.zoning t join history.zoning h using (fid) where fid = ${fid}`.execute(
      server().owner,
    );
    expect(body.geometry.areaSquareMeters).toBeCloseTo(rows[0]!.area, 6);
    expect(body.geometry.lengthMeters).toBeCloseTo(rows[0]!.length, 6);
    expect(rows[0]!.area).toBeGreaterThan(50);
  });

  it('restores a version bit for bit, as a change set that says so', async () => {
    const fid = await created();
    await commit(planner, [
      update(fid, 1, { geometry: square(0.01), properties: { name: 'due' } }),
    ]);
    const { status, body } = await restore(planner, fid, 1, 2);
    expect([status, body.results]).toEqual([
      201,
      [{ operation: 'update', layer: 'zoning', fid, version: 3 }],
    ]);
    expect(await stored(fid, 3)).toBe(await stored(fid, 1));
    const { versions } = (await versionsOf(planner, fid)).body;
    expect(versions[0]).toMatchObject({ version: 3, message: 'Ripristino della versione 1' });
  });

  it('brings a deleted feature back under its fid, its versions going on, and never two lives at once', async () => {
    const fid = await created();
    await commit(planner, [remove(fid, 1)]);
    expect((await restore(planner, fid, 1, null)).body.results).toEqual([
      { operation: 'create', layer: 'zoning', fid, version: 2 },
    ]);
    expect(await stored(fid, 2)).toBe(await stored(fid, 1));
    const { versions } = (await versionsOf(null, fid)).body;
    expect(versions.map(({ version, began, ended }) => [version, began, ended])).toEqual([
      [2, 'restore', null],
      [1, 'create', 'delete'],
    ]);
    expect(versions[0]!.beginLifespanVersion >= versions[1]!.endLifespanVersion!).toBe(true);
    const again = await restore(planner, fid, 1, null);
    expect([again.status, codeOf(again)]).toEqual([412, 'stale-version']);
  });

  it('brings it back once, however many ask at the same time', async () => {
    const fid = await created();
    await commit(planner, [remove(fid, 1)]);
    const { deps } = server();
    const answers = await Promise.all(
      [planner, planner, admin, admin].map((who) =>
        testApi(deps, [historyRoutes])(who, 'POST', `/layers/zoning/features/${fid}/restore`, {
          id: randomUUID(),
          version: 1,
          baseVersion: null,
        }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 412, 412, 412]);
  });

  it('refuses a stale base, a version that never was, the present one, and a neighbour', async () => {
    const fid = await created();
    await commit(planner, [update(fid, 1, { properties: { name: 'due' } })]);
    const stale = await restore(planner, fid, 1, 1);
    expect([stale.status, codeOf(stale)]).toEqual([412, 'stale-version']);
    expect((stale.body as unknown as { faults: { place: string }[] }).faults[0]!.place).toBe(
      'baseVersion',
    );
    expect(codeOf(await restore(planner, fid, 9, 2))).toBe('not-found');
    expect(codeOf(await restore(planner, fid, 2, 2))).toBe('invalid-feature');
    expect(codeOf(await restore(neighbour, fid, 1, 2))).toBe('forbidden');
    expect(codeOf(await restore(null, fid, 1, 2))).toBe('unauthenticated');
    await commit(admin, [update(fid, 2, { municipality: 'H434' })]);
    // It was C096's then: not H434's to take back to what it was.
    expect(codeOf(await restore(neighbour, fid, 2, 3))).toBe('forbidden');
  });

  it('refuses a version that breaks a rule of today', async () => {
    const fid = await created();
    await commit(planner, [update(fid, 1, { properties: { zone: 'B' } })]);
    await sql`alter table territory.zoning add constraint ok_zone_now check (zone <> 'A') not valid`.execute(
      server().owner,
    );
    const { status, body } = await restore(planner, fid, 1, 2);
    await sql`alter table territory.zoning drop constraint ok_zone_now`.execute(server().owner);
    expect([status, codeOf({ body } as Answer<unknown>)]).toEqual([422, 'invalid-feature']);
    expect((await versionsOf(null, fid)).body.versions).toHaveLength(2);
  });

  it('undoes as many features as a change set may hold, and none of more', async () => {
    const many = (count: number) => Array.from({ length: count }, () => creating());
    const { id } = await commit(planner, many(1000));
    const undone = await revert(planner, id);
    expect([undone.status, undone.body.results.length]).toEqual([201, 1000]);
    // What an import does may be more.
    const large = randomUUID();
    await asOwner(server().db, async (trx) => {
      await beginServerChangeSet(trx, {
        id: large,
        personId: null,
        author: 'Importazione',
        message: 'Molti',
      });
      await sql`
        insert into territory.zoning (municipality, geometry, zone)
        select 'C096', geometry, zone from history.zoning where operation = 'delete' limit 1`.execute(
        trx,
      );
      await sql`
        insert into territory.zoning (municipality, geometry, zone)
        select 'C096', geometry, zone from history.zoning, generate_series(1, 1000) where version = 1
        limit 1000`.execute(trx);
    });
    expect(codeOf(await revert(planner, large))).toBe('too-large');
  });

  it('does once what is asked twice, and refuses the key for another restore', async () => {
    const fid = await created();
    await commit(planner, [update(fid, 1, { properties: { name: 'due' } })]);
    const path = `/layers/zoning/features/${fid}/restore`;
    const body = { id: randomUUID(), version: 1, baseVersion: 2 };
    const first = await ask(planner, 'POST', path, body);
    const second = await ask(planner, 'POST', path, body);
    expect([first.status, second.status, second.body]).toEqual([201, 200, first.body]);
    expect(codeOf(await ask(planner, 'POST', path, { ...body, baseVersion: 3 }))).toBe(
      'idempotency-conflict',
    );
  });

  it('undoes a whole change set: creates, updates and deletes, and the undoing too', async () => {
    const [changed, gone] = [await created(), await created()];
    const { id, results } = await commit(planner, [
      creating(),
      update(changed, 1, { geometry: square(0.02), properties: { name: 'due' } }),
      remove(gone, 1),
    ]);
    const made = results[0]!.fid;
    const undone = await revert(planner, id);
    expect(undone.body.results).toEqual([
      { operation: 'create', layer: 'zoning', fid: gone, version: 2 },
      { operation: 'update', layer: 'zoning', fid: changed, version: 3 },
      { operation: 'delete', layer: 'zoning', fid: made, version: 1 },
    ]);
    expect(await stored(changed, 3)).toBe(await stored(changed, 1));
    expect(await stored(gone, 2)).toBe(await stored(gone, 1));
    const redone = await revert(planner, undone.body.id);
    expect(redone.body.results).toEqual([
      { operation: 'create', layer: 'zoning', fid: made, version: 2 },
      { operation: 'update', layer: 'zoning', fid: changed, version: 4 },
      { operation: 'delete', layer: 'zoning', fid: gone, version: 2 },
    ]);
    expect(await stored(changed, 4)).toBe(await stored(changed, 2));
  });

  it('refuses to undo what has been changed since, naming each feature, and does nothing of it', async () => {
    const { id, results } = await commit(planner, [creating(), creating(), creating()]);
    const [first, second, third] = results.map(({ fid }) => fid);
    await commit(planner, [
      update(first!, 1, { properties: { name: 'altro' } }),
      remove(third!, 1),
    ]);
    const refused = await revert(planner, id);
    expect(refused.status).toBe(412);
    const { faults } = refused.body as unknown as { faults: { place: string }[] };
    expect(faults.map(({ place }) => place).toSorted()).toEqual(
      [first, third].map((fid) => `features/zoning/${fid}/baseVersion`).toSorted(),
    );
    expect((await versionsOf(null, second!)).body.versions).toMatchObject([{ ended: null }]);
  });

  it('undoes nothing that is not the caller’s, and tells nothing of what may not be seen', async () => {
    const own = (await commit(planner, [creating()])).id;
    expect(codeOf(await revert(neighbour, own))).toBe('forbidden');
    const mixed = (await commit(admin, [creating(), creating({ layer: 'secrets' })])).id;
    expect(codeOf(await revert(planner, mixed))).toBe('forbidden');
    const secret = (await commit(admin, [creating({ layer: 'secrets' })])).id;
    const [hidden, absent] = [await revert(planner, secret), await revert(planner, randomUUID())];
    expect([hidden.status, absent.status]).toEqual([404, 404]);
    expect(hidden.body).toEqual(
      JSON.parse(JSON.stringify(absent.body).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, secret)),
    );
    expect(codeOf(await revert(admin, mixed))).toBeUndefined();
  });

  it('lists change sets that touched what the caller reads, the own with results', async () => {
    const message = randomUUID();
    const mine = await commit(planner, [creating({ layer: 'drafts' })], message);
    const mixed = await commit(
      admin,
      [creating({ layer: 'drafts' }), creating({ layer: 'secrets' })],
      message,
    );
    const secret = await commit(admin, [creating({ layer: 'secrets' })], message);
    const list = async (caller: Caller, query: string) =>
      (await ask<ChangeSetList>(caller, 'GET', `/changesets${query}`)).body.changeSets.filter(
        (each) => each.message === message,
      );
    expect(await list(planner, '?limit=10')).toEqual([
      expect.objectContaining({
        id: mixed.id,
        author: 'Eva Unione',
        layers: [{ layer: 'drafts', created: 1, updated: 0, deleted: 0 }],
      }),
      expect.objectContaining({ id: mine.id, results: mine.results }),
    ]);
    expect((await list(planner, ''))[0]).not.toHaveProperty('results');
    expect((await list(admin, '')).map(({ id }) => id)).toEqual([secret.id, mixed.id, mine.id]);
    expect((await list(planner, '?author=Ada%20Piani')).map(({ id }) => id)).toEqual([mine.id]);
    expect(await list(planner, '?municipality=H434')).toEqual([]);
    const { body } = await ask<ChangeSetList>(planner, 'GET', '/changesets?limit=1');
    const next = await ask<ChangeSetList>(
      planner,
      'GET',
      `/changesets?limit=1&token=${body.nextToken}`,
    );
    expect([body.changeSets[0]!.id, next.body.changeSets[0]!.id]).toEqual([mixed.id, mine.id]);
    expect(codeOf(await ask(null, 'GET', '/changesets'))).toBe('unauthenticated');
    expect(codeOf(await ask(planner, 'GET', '/changesets?layer=secrets'))).toBe('not-found');
  });
});
