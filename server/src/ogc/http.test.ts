/** Tiles over HTTP; entity tags, coding and caching of everything under `/ogc`. */
import { gunzipSync } from 'node:zlib';
import type { Principal } from '@sit/core/permission';
import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { describeOnBothEngines, seedPrincipal } from '../testing/harness.ts';
import { squareWkt } from '../testing/zoning-layer.ts';
import { decodeTile } from '../testing/mvt-text.ts';
import { tilesTouching } from '../tiles/tile-matrix.ts';
import { seedTerritory, testOgc } from './ogc.fixture.ts';
import type { TestOgc } from './ogc.fixture.ts';

const GZIP = { 'Accept-Encoding': 'gzip' };

describeOnBothEngines('what /ogc sends', (server) => {
  let ogc: TestOgc;
  let planner: Principal;
  /** Path of the tile of `layer` over the first square, at tile matrix 14. */
  let tilePath: (layer: string) => string;

  beforeAll(async () => {
    await seedTerritory(server());
    planner = await seedPrincipal(server().db, 'Ada Piani', [
      { role: 'planner', municipality: 'C096' },
    ]);
    ogc = testOgc(server());
    const { rows } = await sql<{ box: [number, number, number, number] }>`
      select sit.bbox_of(geometry_3857) as box from territory.zoning where fid = 1`.execute(
      server().owner,
    );
    const { minRow, minCol } = tilesTouching(rows[0]!.box, 14);
    tilePath = (layer) => `/ogc/collections/${layer}/tiles/WebMercatorQuad/14/${minRow}/${minCol}`;
  });
  beforeEach(() => ogc.as(null));

  const idsOfTile = async (path: string): Promise<(number | undefined)[]> => {
    const answer = await ogc.get(path);
    if (answer.status === 204) return [];
    const [features] = Object.values(decodeTile(new Uint8Array(await answer.arrayBuffer())));
    return features!.map(({ id }) => id);
  };

  it.each([
    '/ogc',
    '/ogc/conformance',
    '/ogc/collections',
    '/ogc/collections/zoning',
    '/ogc/collections/zoning/schema',
    '/ogc/collections/zoning/queryables',
    '/ogc/collections/zoning/items',
    '/ogc/collections/zoning/items?f=html',
    '/ogc/collections/zoning/items/1',
    '/ogc/collections/zoning/items/1?f=html',
    '/ogc/collections/zoning/tiles',
    '/ogc/collections/zoning/tiles/WebMercatorQuad',
    '/ogc/collections/zoning/tiles/WebMercatorQuad?f=tilejson',
    '/ogc/tileMatrixSets',
    '/ogc/tileMatrixSets/WebMercatorQuad',
    '/ogc/styles',
    '/ogc/styles/zoning',
    '/ogc/pages.css',
  ])('%s has an ETag that a second request gets 304 for', async (path) => {
    for (const headers of [{}, GZIP]) {
      const first = await ogc.get(path, headers);
      expect(first.status).toBe(200);
      const etag = first.headers.get('ETag')!;
      const again = await ogc.get(path, { ...headers, 'If-None-Match': etag });
      expect([again.status, again.headers.get('ETag'), await again.text()]).toEqual([
        304,
        etag,
        '',
      ]);
      expect(again.headers.get('Vary')).toContain('Accept-Encoding');
      expect(again.headers.get('Cache-Control')).toBe('public, no-cache');
      expect((await ogc.get(path, { ...headers, 'If-None-Match': '"other"' })).status).toBe(200);
    }
  });

  it('has another ETag for each format and each coding', async () => {
    const path = '/ogc/collections/zoning/items/1';
    const tags = await Promise.all(
      [
        [path, {}],
        [`${path}?f=html`, {}],
        [`${path}?f=html`, GZIP],
      ].map(async ([at, headers]) =>
        (await ogc.get(at as string, headers as Record<string, string>)).headers.get('ETag'),
      ),
    );
    expect(new Set(tags).size).toBe(3);
  });

  it('codes long answers, and the content is the same', async () => {
    const path = '/ogc/collections/zoning/schema';
    const plain = await ogc.get(path);
    const coded = await ogc.get(path, GZIP);
    expect(coded.headers.get('Content-Encoding')).toBe('gzip');
    expect(gunzipSync(Buffer.from(await coded.arrayBuffer())).toString()).toBe(await plain.text());
  });

  it('keeps what is for offices out of shared caches', async () => {
    ogc.as(planner);
    for (const path of [
      '/ogc/collections/drafts',
      '/ogc/collections/drafts/items',
      tilePath('drafts'),
    ])
      expect((await ogc.get(path)).headers.get('Cache-Control')).toBe('private, no-cache');
  });

  it('sends a tile coded and plain, each with its strong ETag', async () => {
    const plain = await ogc.get(tilePath('zoning'));
    const coded = await ogc.get(tilePath('zoning'), GZIP);
    expect(plain.headers.get('Content-Type')).toBe('application/vnd.mapbox-vector-tile');
    expect(coded.headers.get('Content-Encoding')).toBe('gzip');
    expect(coded.headers.get('ETag')).toBe(plain.headers.get('ETag')!.replace(/"$/, '-gzip"'));
    const bytes = Buffer.from(await plain.arrayBuffer());
    expect(gunzipSync(Buffer.from(await coded.arrayBuffer())).equals(bytes)).toBe(true);
    expect(Object.keys(decodeTile(bytes))).toEqual(['zoning']);
    const etag = coded.headers.get('ETag')!;
    expect((await ogc.get(tilePath('zoning'), { ...GZIP, 'If-None-Match': etag })).status).toBe(
      304,
    );
  });

  it('answers 204 where nothing is, without an ETag', async () => {
    const empty = await ogc.get('/ogc/collections/zoning/tiles/WebMercatorQuad/14/0/0');
    expect([empty.status, empty.headers.get('ETag')]).toEqual([204, null]);
    const had = await ogc.get('/ogc/collections/zoning/tiles/WebMercatorQuad/14/0/0', {
      'If-None-Match': '"x"',
    });
    expect(had.status).toBe(204);
  });

  it.each(['23/0/0', '3/8/0', '3/0/8', '3/-1/0', '3/0/1.5', 'x/0/0', '3/0/9999999999', '-1/0/0'])(
    'answers 404 for the tile %s, which the set has not [tc-error]',
    async (place) => {
      const answer = await ogc.get(`/ogc/collections/zoning/tiles/WebMercatorQuad/${place}`);
      expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
        404,
        'application/problem+json',
      ]);
    },
  );

  it('answers 404 for other tile matrix sets', async () => {
    for (const path of [
      '/ogc/tileMatrixSets/WorldCRS84Quad',
      '/ogc/collections/zoning/tiles/WorldCRS84Quad',
      '/ogc/collections/zoning/tiles/WorldCRS84Quad/0/0/0',
    ])
      expect((await ogc.get(path)).status).toBe(404);
  });

  it('never gives the public a tile of the offices, kept or not', async () => {
    expect((await ogc.get(tilePath('drafts'))).status).toBe(404);
    ogc.as(planner);
    expect(await idsOfTile(tilePath('drafts'))).toEqual([1]);
    ogc.as(null);
    expect((await ogc.get(tilePath('drafts'))).status).toBe(404);
  });

  it('describes its tileset and its TileJSON, whose template leads to the tile [tileset description, geodata-tilesets]', async () => {
    const { links } = await ogc.json('/ogc/collections/zoning');
    const listLink = links.find(({ rel }: { rel: string }) => rel.endsWith('/tilesets-vector'));
    const { tilesets } = await ogc.json(new URL(listLink.href).pathname);
    const self = tilesets[0].links.find(({ rel }: { rel: string }) => rel === 'self');
    const tileset = await ogc.json(new URL(self.href).pathname);
    expect(tileset).toMatchObject({
      dataType: 'vector',
      crs: 'http://www.opengis.net/def/crs/EPSG/0/3857',
    });
    const item = tileset.links.find(({ rel }: { rel: string }) => rel === 'item');
    expect(item).toMatchObject({ templated: true, type: 'application/vnd.mapbox-vector-tile' });
    const scheme = tileset.links.find(({ rel }: { rel: string }) => rel.endsWith('/tiling-scheme'));
    const { tileMatrices } = await ogc.json(new URL(scheme.href).pathname);
    // Scale denominators listed by OGC 17-083r4, table D.1.
    expect(tileMatrices[0].scaleDenominator).toBeCloseTo(559082264.028717, 3);
    expect(tileMatrices[18].scaleDenominator).toBeCloseTo(2132.7295838497, 6);

    const tileJson = await ogc.json('/ogc/collections/zoning/tiles/WebMercatorQuad?f=tilejson');
    expect(tileJson).toMatchObject({ tilejson: '3.0.0', scheme: 'xyz', minzoom: 0 });
    expect(tileJson.vector_layers).toMatchObject([
      {
        id: 'zoning',
        fields: { zone: 'String', floors: 'Number', built: 'Boolean', municipality: 'String' },
      },
    ]);
    const [, z, row, col] = /(\d+)\/(\d+)\/(\d+)$/.exec(tilePath('zoning'))!;
    const viaTileJson = tileJson.tiles[0].replace('{z}', z).replace('{y}', row).replace('{x}', col);
    expect(await idsOfTile(new URL(viaTileJson).pathname)).toEqual(
      await idsOfTile(tilePath('zoning')),
    );
    const limits = tileset.tileMatrixSetLimits.find((each: any) => each.tileMatrix === z);
    expect(Number(row)).toBeGreaterThanOrEqual(limits.minTileRow);
    expect(Number(row)).toBeLessThanOrEqual(limits.maxTileRow);
  });

  it('shows a write in the next tile, here and where else the geometry was', async () => {
    const path = tilePath('zoning');
    const before = await ogc.get(path, GZIP);
    const { owner } = server();
    const inserted = await sql<{
      fid: number;
    }>`insert into territory.zoning (municipality, geometry, zone)
      values ('C096', ST_GeomFromText(${squareWkt(50, 50)}, 7792), 'B') returning fid`.execute(
      owner,
    );
    const { fid } = inserted.rows[0]!;
    expect(await idsOfTile(path)).toContain(fid);
    const after = await ogc.get(path, { ...GZIP, 'If-None-Match': before.headers.get('ETag')! });
    expect(after.status).toBe(200);
    // Away by 20 km: gone from here.
    await sql`update territory.zoning set geometry = ST_Translate(geometry, 20000, 0) where fid = ${fid}`.execute(
      owner,
    );
    expect(await idsOfTile(path)).not.toContain(fid);
    await sql`delete from territory.zoning where fid = ${fid}`.execute(owner);
    expect(
      await (
        await ogc.get(path, { 'If-None-Match': before.headers.get('ETag')!, ...GZIP })
      ).status,
    ).toBe(304);
  });

  it('shows a write committed while another transaction stays open', async () => {
    if (server().db.engine === 'embedded') return; // one connection: nothing runs beside
    const path = tilePath('zoning');
    await idsOfTile(path);
    const { owner } = server();
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const long = owner.transaction().execute(async (trx) => {
      await sql`select pg_current_xact_id()`.execute(trx);
      await held;
    });
    const inserted = await sql<{
      fid: number;
    }>`insert into territory.zoning (municipality, geometry, zone)
      values ('C096', ST_GeomFromText(${squareWkt(60, 60)}, 7792), 'B') returning fid`.execute(
      owner,
    );
    expect(await idsOfTile(path)).toContain(inserted.rows[0]!.fid);
    release();
    await long;
    await sql`delete from territory.zoning where fid = ${inserted.rows[0]!.fid}`.execute(owner);
    expect(await idsOfTile(path)).not.toContain(inserted.rows[0]!.fid);
  });

  it('makes nothing below a layer’s least zoom', async () => {
    await sql`update sit.layer set min_zoom = 15 where id = 'zoning'`.execute(server().owner);
    expect((await ogc.get(tilePath('zoning'))).status).toBe(204);
    await sql`update sit.layer set min_zoom = 0 where id = 'zoning'`.execute(server().owner);
    expect((await ogc.get(tilePath('zoning'))).status).toBe(200);
  });
});
