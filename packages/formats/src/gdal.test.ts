/** GDAL's readers on files written here; the server's import tests bring in real ones. */
import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeReader, positionsOf, readAll } from './format.contract.ts';
import { SourceProblem } from './format.ts';
import { openSource } from './open-source.ts';
import { WGS84_PRJ, shapefileParts, writeGeoPackage, writeShapefile } from './testing/fixtures.ts';

/** Numbers whose last bits a text with fewer than 17 digits would lose. */
const AWKWARD: [number, number][] = [
  [Math.PI * 4.5, Math.E * 15.4],
  [0.1 + 0.2, 41.00000000000001],
  [13.999999999999998, Math.SQRT2 * 29.8],
];
const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');
const points = AWKWARD.map(([x, y], i) => ({ x, y, text: text(`punto ${i}`) }));
const cutInHalf = async (path: string): Promise<string> => {
  await truncate(path, Math.floor((await readFile(path)).length / 2));
  return path;
};

describeReader({
  format: 'shapefile',
  write: (directory) =>
    writeShapefile(directory, 'punti', shapefileParts(points, { prj: WGS84_PRJ })),
  positions: AWKWARD,
  epsg: 4326,
  damage: cutInHalf,
});

const TRIANGLES = AWKWARD.map(([x, y]): [number, number][] => [
  [x, y],
  [x + 0.001, y],
  [x, y + 0.001],
  [x, y],
]);

describeReader({
  format: 'geopackage',
  write: async (directory) => {
    const path = join(directory, 'zone.gpkg');
    writeGeoPackage(
      path,
      TRIANGLES.map((ring, i) => ({ rings: [ring], name: `zona ${i}` })),
      4326,
      WGS84_PRJ,
    );
    return path;
  },
  positions: TRIANGLES.map((ring) => ring.flat()),
  epsg: 4326,
  damage: cutInHalf,
});

describeReader({
  format: 'geojson',
  write: async (directory) => {
    const features = AWKWARD.map((coordinates, i) => ({
      type: 'Feature',
      properties: { name: `punto ${i}`, n: i, area: i / 3, ok: i === 1 },
      geometry: { type: 'Point', coordinates },
    }));
    const path = join(directory, 'punti.geojson');
    await writeFile(path, JSON.stringify({ type: 'FeatureCollection', features }));
    return path;
  },
  positions: AWKWARD,
  epsg: 4326,
  damage: cutInHalf,
});

describe('files that are not what they should be', () => {
  let directory: string;
  let work: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sit-gdal-'));
    work = await mkdtemp(join(tmpdir(), 'sit-gdal-work-'));
  });
  afterEach(async () => {
    for (const each of [directory, work]) await rm(each, { recursive: true, force: true });
  });
  const open = async (name: string, content: string | Uint8Array) => {
    const path = join(directory, name);
    await writeFile(path, content);
    return openSource({ path }, { temporaryDirectory: work });
  };

  it.each([
    [
      'JSON that is not GeoJSON',
      'a.geojson',
      '{"hello": 1}',
      'invalid-file',
      /manca il membro «type»/,
    ],
    [
      'JSON cut short',
      'a.geojson',
      '{"type":"FeatureCollection","features":[{"type":"Fea',
      'invalid-file',
      /non è JSON ben formato/,
    ],
    [
      'an HTML page',
      'a.geojson',
      '<html><body>errore 500</body></html>',
      'unsupported-format',
      /XML o HTML/,
    ],
    ['an empty file', 'a.gpkg', '', 'invalid-file', /vuoto/],
    ['a drawing', 'a.dwg', 'AC1032 ......', 'unsupported-format', /DWG/],
    [
      'a SQLite database that is no GeoPackage',
      'a.gpkg',
      Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(2000)]),
      'invalid-file',
      /GDAL/,
    ],
    [
      'a Shapefile’s first bytes and nothing more',
      'a.shp',
      Buffer.from([0, 0, 0x27, 0x0a, 1, 2]),
      'invalid-file',
      /Shapefile/,
    ],
    [
      'a virtual dataset naming other files',
      'a.gml',
      '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>',
      'unsupported-format',
      /XML/,
    ],
    [
      'entities behind a comment longer than what is looked at',
      'a.gml',
      `<?xml version="1.0"?><!-- http://www.opengis.net/gml/3.2 ${'x'.repeat(100_000)} -->
      <!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a xmlns:gml="http://www.opengis.net/gml/3.2">&b;</a>`,
      'invalid-file',
      /solo commenti/,
    ],
  ])('refuses %s, saying so', async (_, name, content, code, words) => {
    const opening = open(name, content);
    await expect(opening).rejects.toBeInstanceOf(SourceProblem);
    await expect(opening).rejects.toMatchObject({ code });
    await expect(opening).rejects.toThrow(words);
    expect(await readdir(work)).toEqual([]);
  });

  it('names row and reason of geometries and values that cannot be used', async () => {
    const feature = (geometry: unknown, properties: unknown = {}) => ({
      type: 'Feature',
      properties,
      geometry,
    });
    const point = (x: number) => ({ type: 'Point', coordinates: [x, 42] });
    const features = [
      feature(point(14), { n: 1 }),
      feature(null),
      feature({ type: 'GeometryCollection', geometries: [point(14)] }),
      feature({
        type: 'Polygon',
        coordinates: [
          [
            [14, 42],
            [14.1, 42],
            [14, 42],
          ],
        ],
      }),
      feature(point(14), { n: 9007199254740993n }),
    ];
    const json = JSON.stringify({ type: 'FeatureCollection', features }, (_, value: unknown) =>
      typeof value === 'bigint' ? `@${value}@` : value,
    ).replaceAll(/"@|@"/g, '');
    const source = await open('misto.geojson', json);
    const read = await readAll(source);
    await source.close();
    expect(
      read.map(({ row, faults }) => [
        row,
        ...faults.map(({ place, reason }) => `${place}: ${reason}`),
      ]),
    ).toEqual([
      [1],
      [2, 'geometry: missing-geometry'],
      [3, 'geometry: geometry-type'],
      [4, 'geometry: too-few-points'],
      [5, 'properties/n: wrong-type'],
    ]);
  });

  it('closes an open ring and says so', async () => {
    const path = join(directory, 'aperto.gpkg');
    writeGeoPackage(
      path,
      [
        {
          rings: [
            [
              [0, 0],
              [1, 0],
              [1, 1],
            ],
          ],
          name: null,
        },
      ],
      4326,
      WGS84_PRJ,
    );
    const source = await openSource({ path }, { temporaryDirectory: work });
    const [feature] = await readAll(source);
    await source.close();
    expect(positionsOf(feature!.geometry!)).toEqual([0, 0, 1, 0, 1, 1, 0, 0]);
    expect(feature!.repairs).toMatchObject([{ reason: 'ring-not-closed' }]);
  });

  it('keeps apart fields that differ in case only, and refuses a name that is ours', async () => {
    const feature = (properties: unknown): string =>
      JSON.stringify({
        type: 'Feature',
        properties,
        geometry: { type: 'Point', coordinates: [14, 42] },
      });
    const properties = { Name: 'a', name: 'b', geom: 'c', geometry: 'd' };
    const source = await open('nomi.geojson', feature(properties));
    expect((await readAll(source))[0]!.properties).toEqual(properties);
    await source.close();
    const ours = await open('nomi.geojson', feature({ sit__geometry: 'x' }));
    await expect(readAll(ours)).rejects.toBeInstanceOf(SourceProblem);
    await ours.close();
  });

  it('reads a legacy crs member, and says when there is none known', async () => {
    const collection = (crs: unknown) =>
      JSON.stringify({
        type: 'FeatureCollection',
        crs,
        features: [
          {
            type: 'Feature',
            properties: {},
            geometry: { type: 'Point', coordinates: [2414413.6, 4614956.2] },
          },
        ],
      });
    const declared = await open(
      'a.geojson',
      collection({ type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::3004' } }),
    );
    await declared.close();
    expect(declared.description.layers[0]!.crs.epsg).toBe(3004);
  });

  it('ends by itself within its time and memory, as a refusal', async () => {
    const path = await writeShapefile(
      directory,
      'punti',
      shapefileParts(points, { prj: WGS84_PRJ }),
    );
    const late = openSource(
      { path },
      { temporaryDirectory: work, limits: { stepMilliseconds: 1 } },
    );
    await expect(late).rejects.toThrow(/superato/);
    await expect(late).rejects.toBeInstanceOf(SourceProblem);
  });
});
