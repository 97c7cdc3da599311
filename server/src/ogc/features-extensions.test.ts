/**
 * What goes beyond Part 1: CRSs by reference (18-058r1), queryables (19-079r2) and schemas (23-058r2); one
 * case a requirement, named in brackets.
 */
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { describeOnBothEngines } from '../testing/harness.ts';
import { jsonOf } from '../testing/json-of.ts';
import { CRS84 } from './crs.ts';
import { seedTerritory, testOgc } from './ogc.fixture.ts';
import type { TestOgc } from './ogc.fixture.ts';

const ITEMS = '/ogc/collections/zoning/items';

describeOnBothEngines('OGC API Features beyond the core', (server) => {
  let ogc: TestOgc;
  /** WGS 84 box of the first square, from the database itself. */
  let firstBox: number[];

  beforeAll(async () => {
    await seedTerritory(server());
    ogc = testOgc(server());
    const { rows } = await sql<{ box: number[] }>`
      select sit.bbox_of(ST_Transform(geometry, 4326)) as box from territory.zoning where fid = 1`.execute(
      server().owner,
    );
    firstBox = rows[0]!.box;
  });

  it('answers in each CRS offered, says which, in its axis order [Features 2 fc-crs, ogc-crs-header]', async () => {
    const { crs } = await ogc.json('/ogc/collections/zoning');
    expect(crs[0]).toBe(CRS84);
    const expected: Record<string, [number, number]> = {
      [CRS84]: [firstBox[0]!, firstBox[1]!],
      'http://www.opengis.net/def/crs/EPSG/0/4326': [firstBox[1]!, firstBox[0]!],
      'http://www.opengis.net/def/crs/EPSG/0/7792': [430_000, 4_625_000],
    };
    for (const [uri, [x, y]] of Object.entries(expected))
      for (const path of [`${ITEMS}/1`, ITEMS]) {
        expect(crs).toContain(uri);
        const answer = await ogc.get(`${path}?crs=${encodeURIComponent(uri)}`);
        expect(answer.headers.get('Content-Crs')).toBe(`<${uri}>`);
        const body = await jsonOf(answer);
        const position = (body.features?.[0] ?? body).geometry.coordinates[0][0][0];
        expect(position[0]).toBeCloseTo(x, 3);
        expect(position[1]).toBeCloseTo(y, 3);
      }
  });

  it('reads bbox in the CRS named by bbox-crs [Features 2 fc-bbox-crs, bbox-crs-action]', async () => {
    const matched = async (epsg: number, box: number[]) => {
      const uri = encodeURIComponent(`http://www.opengis.net/def/crs/EPSG/0/${epsg}`);
      return (await ogc.json(`${ITEMS}?bbox=${encodeURIComponent(box.join(','))}&bbox-crs=${uri}`))
        .numberMatched;
    };
    expect(await matched(7792, [430_000, 4_625_000, 430_005, 4_625_005])).toBe(1);
    expect(await matched(7792, [430_000, 4_625_000, 430_105, 4_625_005])).toBe(2);
    expect(await matched(4326, [firstBox[1]!, firstBox[0]!, firstBox[3]!, firstBox[2]!])).toBe(1);
    expect(await matched(7792, [-1e300, -1e300, 1e300, 1e300])).toBe(5);
  });

  it('publishes a schema that its own items satisfy [Common 3 schemas, returnables]', async () => {
    const answer = await ogc.get('/ogc/collections/zoning/schema');
    expect(answer.headers.get('Content-Type')).toBe('application/schema+json');
    const schema = await jsonOf(answer);
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'http://localhost:8080/ogc/collections/zoning/schema',
      type: 'object',
    });
    expect(schema.properties.zone).toMatchObject({
      title: 'Zona',
      type: 'string',
      enum: ['A', 'B', 'C'],
      oneOf: [
        { const: 'A', title: 'Zona A' },
        { const: 'B', title: 'Zona B' },
        { const: 'C', title: 'Zona C' },
      ],
    });
    expect(schema.properties.ratio).toMatchObject({ type: 'number', 'x-ogc-unit': 'm3/m2' });
    expect(schema.properties.adopted_on).toMatchObject({ type: 'string', format: 'date' });
    expect(schema.properties.fid).toMatchObject({ 'x-ogc-role': 'id', readOnly: true });
    expect(schema.properties.geometry).toMatchObject({
      format: 'geometry-multipolygon',
      'x-ogc-role': 'primary-geometry',
    });
    expect(schema.required).toEqual(['geometry', 'zone', 'municipality']);
    const [feature] = (await ogc.json(ITEMS)).features;
    for (const name of Object.keys(feature.properties))
      expect(Object.keys(schema.properties)).toContain(name);
  });

  it('publishes queryables, each a parameter of items [Features 3 queryables]', async () => {
    const { properties, additionalProperties } = await ogc.json(
      '/ogc/collections/zoning/queryables',
    );
    expect(additionalProperties).toBe(false);
    expect(Object.keys(properties)).toEqual([
      'zone',
      'name',
      'floors',
      'ratio',
      'built',
      'adopted_on',
      'surveyed_at',
      'municipality',
    ]);
    const samples: Record<string, string> = {
      integer: '1',
      number: '1',
      boolean: 'true',
      string: 'A',
    };
    const formats: Record<string, string> = {
      date: '2024-01-01',
      'date-time': '2024-01-01T00:00:00Z',
    };
    for (const [name, schema] of Object.entries<any>(properties)) {
      const value =
        name === 'municipality' ? 'C096' : (formats[schema.format] ?? samples[schema.type]);
      const { status } = await ogc.get(`${ITEMS}?${name}=${value}`);
      expect([name, status]).toEqual([name, 200]);
    }
  });
});
