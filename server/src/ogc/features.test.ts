/**
 * OGC API Features Part 1 core, GeoJSON and HTML (17-069r4): one case a requirement, named in brackets.
 */
import type { Principal } from '@sit/core/permission';
import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { describeOnBothEngines, seedPrincipal } from '../testing/harness.ts';
import { jsonOf } from '../testing/json-of.ts';
import { seedTerritory, testOgc } from './ogc.fixture.ts';
import type { TestOgc } from './ogc.fixture.ts';

const CORE = 'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core';
const ITEMS = '/ogc/collections/zoning/items';

interface AnyLink {
  rel: string;
  href: string;
  type?: string;
}

const rel = (links: AnyLink[], name: string) => links.filter((link) => link.rel === name);
const pathOf = (href: string) => {
  const url = new URL(href);
  return url.pathname + url.search;
};

describeOnBothEngines('OGC API Features', (server) => {
  let ogc: TestOgc;
  let planner: Principal;
  /** WGS 84 box of the first square, from the database itself. */
  let firstBox: number[];

  beforeAll(async () => {
    await seedTerritory(server());
    planner = await seedPrincipal(server().db, 'Ada Piani', [
      { role: 'planner', municipality: 'C096' },
    ]);
    ogc = testOgc(server());
    const { rows } = await sql<{ box: number[] }>`
      select sit.bbox_of(ST_Transform(geometry, 4326)) as box from territory.zoning where fid = 1`.execute(
      server().owner,
    );
    firstBox = rows[0]!.box;
  });
  beforeEach(() => ogc.as(null));

  const problem = async (path: string, headers?: Record<string, string>) => {
    const answer = await ogc.get(path, headers);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    const body = await jsonOf(answer);
    expect(body.status).toBe(answer.status);
    return body;
  };

  it('has a landing page that links to everything [root-op, root-success]', async () => {
    const answer = await ogc.get('/ogc');
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'application/json']);
    const { title, links } = await jsonOf(answer);
    expect(title).toBe('Unione di prova');
    for (const name of ['self', 'alternate', 'service-desc', 'service-doc', 'conformance', 'data'])
      expect([name, rel(links, name).length]).toEqual([name, 1]);
    for (const link of links) expect(link.href).toMatch(/^http:\/\/localhost:8080\//);
    for (const name of ['conformance', 'data'])
      expect((await ogc.get(pathOf(rel(links, name)[0]!.href))).status).toBe(200);
  });

  it('leads an address with a slash too many to the one without', async () => {
    const answer = await ogc.get('/ogc/?f=json');
    expect([answer.status, answer.headers.get('Location')]).toEqual([
      308,
      'http://localhost:8080/ogc?f=json',
    ]);
  });

  it('declares its conformance classes [conformance-op, conformance-success]', async () => {
    const { conformsTo } = await ogc.json('/ogc/conformance');
    expect(conformsTo).toContain(CORE);
    expect(conformsTo.some((uri: string) => uri.endsWith('oas30'))).toBe(false);
  });

  it('lists the collections with links and extent [fc-md-op, fc-md-success, fc-md-links, fc-md-items, fc-md-items-links, fc-md-extent]', async () => {
    const { links, collections } = await ogc.json('/ogc/collections');
    expect(rel(links, 'self')).toHaveLength(1);
    expect(rel(links, 'alternate')).toHaveLength(1);
    expect(collections.map(({ id }: { id: string }) => id)).toEqual(['paths', 'zoning']);
    for (const collection of collections) {
      const items = rel(collection.links, 'items');
      expect(items.map(({ type }) => type)).toEqual(['application/geo+json', 'text/html']);
      expect(collection.extent.spatial.bbox[0]).toHaveLength(4);
      expect(collection.extent.temporal.interval[0][1]).toBeNull();
    }
  });

  it('holds every feature within the extent it declares', async () => {
    const { extent } = await ogc.json('/ogc/collections/zoning');
    const [west, south, east, north] = extent.spatial.bbox[0];
    expect(west).toBeLessThanOrEqual(firstBox[0]!);
    expect(south).toBeLessThanOrEqual(firstBox[1]!);
    expect(east).toBeGreaterThanOrEqual(firstBox[2]!);
    expect(north).toBeGreaterThanOrEqual(firstBox[3]!);
    const { features } = await ogc.json(ITEMS);
    const begun = features.map((f: any) => f.properties.beginLifespanVersion).toSorted();
    expect(extent.temporal.interval[0][0]).toBe(begun[0]);
  });

  it('describes one collection as it does in the list [sfc-md-op, sfc-md-success]', async () => {
    const one = await ogc.json('/ogc/collections/zoning');
    const { collections } = await ogc.json('/ogc/collections');
    const listed = collections.find(({ id }: { id: string }) => id === 'zoning');
    const { links: _, ...oneRest } = one;
    const { links: __, ...listedRest } = listed;
    expect(oneRest).toEqual(listedRest);
    expect(one).toMatchObject({
      itemType: 'feature',
      storageCrs: 'http://www.opengis.net/def/crs/EPSG/0/7792',
    });
    expect(one.description).toContain('Dati dimostrativi');
  });

  it('answers 404 for a collection that is not there, or not for the caller', async () => {
    for (const id of ['nothing', 'drafts', 'sit.person', "zoning'; drop table sit.layer; --"]) {
      const path = `/ogc/collections/${encodeURIComponent(id)}`;
      for (const suffix of ['', '/items', '/items/1', '/schema', '/queryables', '/tiles'])
        expect((await problem(path + suffix)).code).toBe('not-found');
    }
    ogc.as(planner);
    expect((await ogc.get('/ogc/collections/drafts/items')).status).toBe(200);
  });

  it('answers items as a GeoJSON FeatureCollection [fc-op, fc-response, fc-numberMatched, fc-numberReturned, fc-timeStamp]', async () => {
    const answer = await ogc.get(ITEMS);
    expect(answer.headers.get('Content-Type')).toBe('application/geo+json');
    const body = await jsonOf(answer);
    expect(body).toMatchObject({ type: 'FeatureCollection', numberMatched: 5, numberReturned: 5 });
    expect(Math.abs(Date.parse(body.timeStamp) - Date.now())).toBeLessThan(60_000);
    expect(body.features[0]).toMatchObject({
      type: 'Feature',
      id: 1,
      geometry: { type: 'MultiPolygon' },
      properties: {
        zone: 'A',
        name: 'Centro',
        floors: 1,
        ratio: 1234.5,
        built: true,
        adopted_on: '2024-03-15',
        surveyed_at: '2024-03-15T10:30:00.000Z',
        municipality: 'C096',
        version: 1,
      },
    });
    // RFC 7946: longitude first, some 42 degrees north.
    const [longitude, latitude] = body.features[0].geometry.coordinates[0][0][0];
    expect(longitude).toBeCloseTo(firstBox[0]!, 2);
    expect(latitude).toBeCloseTo(firstBox[1]!, 2);
  });

  it('links items to themselves, to the other format and to their collection [fc-links, fc-rel-type]', async () => {
    const { links } = await ogc.json(`${ITEMS}?zone=A`);
    expect(pathOf(rel(links, 'self')[0]!.href)).toBe(`${ITEMS}?zone=A`);
    expect(rel(links, 'alternate').map(({ type }) => type)).toEqual(['text/html']);
    for (const link of links) expect(link.type).toBeTypeOf('string');
  });

  it('pages by following next to every feature once [fc-limit-definition, fc-limit-response]', async () => {
    const seen: number[] = [];
    let path: string | undefined = `${ITEMS}?limit=2`;
    let pages = 0;
    while (path) {
      const { features, links, numberReturned, numberMatched } = await ogc.json(path);
      expect(numberReturned).toBe(features.length);
      expect(numberMatched).toBe(5);
      expect(features.length).toBeLessThanOrEqual(2);
      seen.push(...features.map(({ id }: { id: number }) => id));
      const [next] = rel(links, 'next');
      path = next && pathOf(next.href);
      pages++;
    }
    expect([seen, pages]).toEqual([[1, 2, 3, 4, 5], 3]);
  });

  it('takes a limit above the maximum as the maximum', async () =>
    expect((await ogc.get(`${ITEMS}?limit=99999999`)).status).toBe(200));

  it.each([
    ['limit=0', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=many', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['bbox=1,2,3', 'bbox'],
    ['bbox=a,b,c,d', 'bbox'],
    ['bbox=1,2,3,4,5', 'bbox'],
    ['bbox=10,50,11,40', 'bbox'],
    ['bbox=1,2,3,NaN', 'bbox'],
    ['datetime=yesterday', 'datetime'],
    ['datetime=2024-13-01', 'datetime'],
    ['datetime=2024-02-01/2024-01-01', 'datetime'],
    ['datetime=../..', 'datetime'],
    ['token=nonsense', 'token'],
    ['crs=EPSG:4326', 'crs'],
    ['crs=http://www.opengis.net/def/crs/EPSG/0/3003', 'crs'],
    [`bbox=1,2,3,4&bbox-crs=x`, 'bbox-crs'],
    ['bbox-crs=http://www.opengis.net/def/crs/OGC/1.3/CRS84', 'bbox-crs'],
    ['floors=two', 'floors'],
    ['floors=1.5', 'floors'],
    ['built=maybe', 'built'],
    ['adopted_on=2024-02-30', 'adopted_on'],
    ['adopted_on=0000-01-01', 'adopted_on'],
    ['municipality=Roma', 'municipality'],
    ['f=shapefile', 'f'],
  ])('refuses %s with 400 naming the parameter [query-param-invalid]', async (query, place) => {
    const body = await problem(`${ITEMS}?${query}`);
    expect([body.status, body.code, body.faults[0].place]).toEqual([
      400,
      'invalid-parameter',
      place,
    ]);
  });

  it.each([
    ['/ogc', 'x'],
    ['/ogc/conformance', 'x'],
    ['/ogc/collections', 'limit'],
    ['/ogc/collections/zoning', 'bbox'],
    ['/ogc/collections/zoning/schema', 'x'],
    [ITEMS, 'unknown'],
    [ITEMS, 'author'],
    [ITEMS, 'geometry'],
    [ITEMS, '__proto__'],
    [`${ITEMS}/1`, 'limit'],
  ])(
    'refuses at %s the unknown parameter %s with 400 [query-param-unknown]',
    async (path, name) => {
      const body = await problem(`${path}?${name}=1`);
      expect([body.status, body.code]).toEqual([400, 'unknown-parameter']);
      expect(body.faults[0].place).toBe(name);
    },
  );

  it('selects by box, longitude first, meeting sides included [fc-bbox-definition, fc-bbox-response]', async () => {
    const ids = async (box: number[]) =>
      (await ogc.json(`${ITEMS}?bbox=${box.join(',')}`)).features.map(
        ({ id }: { id: number }) => id,
      );
    expect(await ids(firstBox)).toEqual([1]);
    expect(await ids([-180, -90, 180, 90])).toHaveLength(5);
    expect(await ids([-180, -90, -1e4, 180, 90, 1e4])).toHaveLength(5);
    expect(await ids([0, 0, 1, 1])).toEqual([]);
    // Swapped axes are another place.
    expect(await ids([firstBox[1]!, firstBox[0]!, firstBox[3]!, firstBox[2]!])).toEqual([]);
    // West beyond east crosses the antimeridian, away from Italy here and around the world to it here.
    expect(await ids([170, 30, -170, 50])).toEqual([]);
    expect(await ids([13, 30, -170, 50])).toHaveLength(5);
    for (const absurd of ['-1e308,-1e308,1e308,1e308', '-1e9,-1e9,1e9,1e9'])
      expect((await ogc.get(`${ITEMS}?bbox=${absurd}`)).status).toBe(200);
  });

  it('meets geometry, not only boxes around it', async () => {
    // Beside the slanted path, yet inside its box.
    const { rows } = await sql<{ box: number[] }>`select sit.bbox_of(ST_Transform(
      ST_SetSRID(ST_MakeEnvelope(430010, 4625400, 430100, 4625490), 7792), 4326)) as box`.execute(
      server().owner,
    );
    const { numberMatched } = await ogc.json(
      `/ogc/collections/paths/items?bbox=${rows[0]!.box.join(',')}`,
    );
    expect(numberMatched).toBe(0);
  });

  it('selects by the values of queryables [fc-filters; Features 3 queryables-query-parameters]', async () => {
    const ids = async (query: string) =>
      (await ogc.json(`${ITEMS}?${query}`)).features.map(({ id }: { id: number }) => id);
    expect(await ids('zone=A')).toEqual([1, 3]);
    expect(await ids('zone=A&floors=3')).toEqual([3]);
    expect(await ids('municipality=H434')).toEqual([5]);
    expect(await ids('built=false')).toEqual([2, 4]);
    expect(await ids('ratio=1235.5')).toEqual([2]);
    expect(await ids('adopted_on=2024-03-15')).toHaveLength(5);
    expect(await ids('surveyed_at=2024-03-15T11:30:00%2B01:00')).toHaveLength(5);
    expect(await ids('zone=Z')).toEqual([]);
    expect(await ids(`name=${encodeURIComponent("' or 1=1 --")}`)).toEqual([]);
  });

  it('answers one feature with its links [f-op, f-success, f-links]', async () => {
    const answer = await ogc.get(`${ITEMS}/2`);
    const feature = await jsonOf(answer);
    expect(feature).toMatchObject({ type: 'Feature', id: 2, properties: { name: 'Borgo' } });
    expect(answer.headers.get('ETag')).toBe('"zoning.2.1"');
    expect(rel(feature.links, 'collection')[0]!.href).toBe(
      'http://localhost:8080/ogc/collections/zoning',
    );
    expect(rel(feature.links, 'self')).toHaveLength(1);
    expect(rel(feature.links, 'alternate')).toHaveLength(1);
  });

  it.each(['0', '99', '-1', '1e3', 'x', '9'.repeat(30), '1;drop table sit.layer'])(
    'answers 404 for the feature %s, which is not there',
    async (id) => expect((await problem(`${ITEMS}/${encodeURIComponent(id)}`)).status).toBe(404),
  );

  it('negotiates by Accept, and by f before it', async () => {
    const type = async (path: string, accept?: string) =>
      (await ogc.get(path, accept === undefined ? {} : { Accept: accept })).headers.get(
        'Content-Type',
      );
    const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    expect(await type(ITEMS, browser)).toBe('text/html; charset=utf-8');
    expect(await type(ITEMS, 'application/json')).toBe('application/geo+json');
    expect(await type(ITEMS, 'application/geo+json;q=0.5, text/html;q=0.9')).toBe(
      'text/html; charset=utf-8',
    );
    expect(await type(ITEMS, '*/*')).toBe('application/geo+json');
    expect(await type(`${ITEMS}?f=json`, browser)).toBe('application/geo+json');
    expect((await problem(ITEMS, { Accept: 'application/gml+xml' })).status).toBe(406);
  });

  it('answers 405 with Allow to other methods, and OPTIONS with Allow', async () => {
    for (const path of ['/ogc', '/ogc/collections', '/ogc/collections/zoning']) {
      const refused = await ogc.app.request(path, { method: 'DELETE' });
      expect([refused.status, refused.headers.get('Allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
      expect((await jsonOf(refused)).code).toBe('method-not-allowed');
      const options = await ogc.app.request(path, { method: 'OPTIONS' });
      expect([options.status, options.headers.get('Allow')]).toEqual([200, 'GET, HEAD, OPTIONS']);
    }
  });
});
