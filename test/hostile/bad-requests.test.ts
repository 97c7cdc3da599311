/** Requests nobody should make: each gets a problem with a code and its place, nothing is executed. */
import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { Person } from '../support/person.ts';
import type { SitServer } from '../support/sit-server.ts';
import { demoPassword, removeHome, startSit, temporaryHome } from '../support/sit-server.ts';
import { PLANNER } from '../support/workplace.ts';

const ITEMS = '/ogc/collections/places/items';
const TILES = '/ogc/collections/places/tiles/WebMercatorQuad';

describe('a hostile request', () => {
  let sit: SitServer;
  let planner: Person;
  let count: number;

  beforeAll(async () => {
    sit = await startSit(await temporaryHome(inject('demoHome')));
    planner = await Person.signIn(sit.url, PLANNER, await demoPassword(sit.home));
    count = (await planner.items('places')).length;
  });
  afterAll(async () => {
    await sit?.stop();
    await removeHome(sit.home);
  });
  afterEach(async () => {
    expect((await fetch(`${sit.url}/ready`)).status, 'the server is still up').toBe(200);
  });

  it.each([
    ['an unknown parameter of items', `${ITEMS}?colour=red`, 400, 'unknown-parameter', 'colour'],
    [
      'an unknown parameter of the catalogue',
      '/api/layers?admin=true',
      400,
      'unknown-parameter',
      'admin',
    ],
    ['a bbox of three numbers', `${ITEMS}?bbox=1,2,3`, 400, 'invalid-parameter', 'bbox'],
    ['a bbox of words', `${ITEMS}?bbox=a,b,c,d`, 400, 'invalid-parameter', 'bbox'],
    ['a bbox of infinities', `${ITEMS}?bbox=-1e999,0,1e999,1`, 400, 'invalid-parameter', 'bbox'],
    ['a limit below one', `${ITEMS}?limit=0`, 400, 'invalid-parameter', 'limit'],
    [
      'a limit with SQL in it',
      `${ITEMS}?limit=1;drop%20table%20sit.layer`,
      400,
      'invalid-parameter',
      'limit',
    ],
    [
      'a day that does not exist',
      `${ITEMS}?datetime=2026-02-31T00:00:00Z`,
      400,
      'invalid-parameter',
      'datetime',
    ],
    [
      'a layer with quotes',
      `/ogc/collections/${encodeURIComponent('places"; --')}/items`,
      404,
      'not-found',
      '',
    ],
    ['a layer up the tree', '/ogc/collections/..%2f..%2fetc%2fpasswd/items', 404, 'not-found', ''],
    [
      'a table of the application as a layer',
      '/ogc/collections/person/items',
      404,
      'not-found',
      '',
    ],
    ['an item that is no number', `${ITEMS}/abc`, 404, 'not-found', ''],
    ['an item beyond 64 bits', `${ITEMS}/99999999999999999999`, 404, 'not-found', ''],
    ['an item below zero', `${ITEMS}/-1`, 404, 'not-found', ''],
    ['a NUL in the path', `${ITEMS}/%00`, 404, 'not-found', ''],
  ])('%s', async (_title, path, status, code, place) => {
    const response = await planner.fetch(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('Content-Type')).toContain('application/problem+json');
    const problem = (await response.json()) as { code: string; detail: string };
    expect(problem.code).toBe(code);
    expect(problem.detail).toContain(place);
  });

  it.each(['99/0/0', '5/99/0', '5/-1/0', 'a/b/c', '1e1/0/0', '5/0/99999999999999999999'])(
    'a tile that does not exist, %s',
    async (address) => {
      const response = await planner.fetch(`${TILES}/${address}`);
      expect([400, 404]).toContain(response.status);
    },
  );

  const point = { type: 'Point', coordinates: [14.1, 41.8] };
  const create = (
    over: Record<string, unknown>,
    properties: Record<string, unknown> = {},
  ): unknown => ({
    operation: 'create',
    layer: 'places',
    municipality: 'C096',
    geometry: point,
    properties: { name: 'Prova', kind: 'locality', ...properties },
    ...over,
  });
  it.each([
    [
      'a longitude of 200',
      create({ geometry: { type: 'Point', coordinates: [200, 41.8] } }),
      'geometry',
    ],
    [
      'a latitude of 95',
      create({ geometry: { type: 'Point', coordinates: [14.1, 95] } }),
      'geometry',
    ],
    [
      'a point without coordinates',
      create({ geometry: { type: 'Point', coordinates: [] } }),
      'geometry',
    ],
    ['a geometry of words', create({ geometry: 'POINT(14 41)' }), 'geometry'],
    [
      'a polygon for a point',
      create({
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [14, 41],
              [14.1, 41],
              [14, 41.1],
              [14, 41],
            ],
          ],
        },
      }),
      'geometry',
    ],
    ['a NUL in a text', create({}, { name: 'a\u0000b' }), 'name'],
    ['half a surrogate pair in a text', create({}, { name: 'a\ud800' }), 'name'],
    ['a field that does not exist', create({}, { 'name" = name; --': 1 }), 'name" = name; --'],
    ['a field of the system', create({}, { author: 'somebody' }), 'author'],
    ['an object for a text', create({}, { name: { toString: 'x' } }), 'name'],
    ['a value outside the domain', create({}, { kind: "town' or '1'='1" }), 'kind'],
    ['a number too big for its column', create({}, { population: 1e300 }), 'population'],
    [
      'a layer with quotes',
      create({ layer: 'places"; drop table territory.places; --' }),
      'places"; drop table',
    ],
    ['a municipality with quotes', create({ municipality: "C096'; --" }), 'municipality'],
    ['an operation of no kind', create({ operation: 'truncate' }), 'operation'],
  ])('a change set with %s', async (_title, operation, place) => {
    const response = await planner.fetch('/api/changesets', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id: randomUUID(), operations: [operation] }),
    });
    const problem = (await response.json()) as { detail: string; faults?: { place: string }[] };
    expect([400, 403, 404, 422], JSON.stringify(problem)).toContain(response.status);
    const places = (problem.faults ?? []).map((fault) => fault.place).join(' ');
    expect(`${problem.detail} ${places}`).toContain(place);
    expect((await planner.items('places')).length).toBe(count);
  });

  it.each([
    ['is not JSON', '{"id": ', 'application/json', 400],
    ['is a form', 'id=1', 'application/x-www-form-urlencoded', 400],
    ['is nested a hundred thousand times', '['.repeat(100_000), 'application/json', 400],
    [
      'is bigger than any change set',
      `{"message": "${'x'.repeat(64 * 1024 ** 2)}"}`,
      'application/json',
      413,
    ],
  ])('a body that %s', async (_title, body, type, status) => {
    const response = await planner.fetch('/api/changesets', {
      method: 'POST',
      headers: { 'Content-Type': type },
      body,
    });
    expect([status, 413, 415]).toContain(response.status);
    expect(response.status).toBeLessThan(500);
  });

  describe('with HTML in an attribute', () => {
    const NAME = `<img src=x onerror="document.title='hacked'"><script>document.title='hacked'</script>`;
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(() => browser?.close());

    it('is stored and shown as the text it is, and not executed', async () => {
      const made = await planner.send([create({}, { name: NAME }) as never]);
      expect(made.status).toBe(201);
      const [{ fid }] = ((await made.json()) as { results: [{ fid: number }] }).results;
      expect((await planner.item('places', fid)).properties['name']).toBe(NAME);
      const page = await browser.newPage();
      for (const path of [`${ITEMS}/${fid}`, `${ITEMS}?limit=1000`]) {
        await page.goto(`${sit.url}${path}${path.includes('?') ? '&' : '?'}f=html`);
        expect(await page.title()).not.toBe('hacked');
        expect(await page.locator('img[src=x]').count()).toBe(0);
      }
      expect(await page.getByText('onerror').count()).toBeGreaterThan(0);
      await planner.send([{ operation: 'delete', layer: 'places', fid, baseVersion: 1 }]);
    });
  });
});
