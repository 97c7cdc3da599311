/** The cadastre's GML on files written here, and what it must refuse. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeReader, positionsOf, readAll } from './format.contract.ts';
import { SourceProblem } from './format.ts';
import { openSource } from './open-source.ts';
import { cadastreGml } from './testing/fixtures.ts';

const SQUARE = '41.5 14.5 41.5 14.6 41.6 14.6 41.5 14.5';

const describedPositions = [
  [
    '41.91596262 14.67262619',
    '41.91581772 14.67213441',
    '41.91572306 14.67179854',
    '41.91596262 14.67262619',
  ],
  ['41.1 14.123456789012345', '41.2 14.3', '41.300000000000004 14.1', '41.1 14.123456789012345'],
  ['42 14', '42 14.1', '42.1 14.1', '42 14'],
];

describeReader({
  format: 'gml-cadastre',
  write: async (directory) => {
    const path = join(directory, 'C096_CASTEL DI SANGRO_ple.gml');
    const parcels = describedPositions.map((pairs, i) => ({
      reference: `C096_001300.${594 + i}`,
      positions: pairs.join(' '),
    }));
    await writeFile(path, cadastreGml(parcels));
    return path;
  },
  positions: describedPositions.map((pairs) =>
    pairs.flatMap((pair) => pair.split(' ').map(Number).toReversed()),
  ),
  epsg: 6706,
  damage: async (path) => {
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, -40));
    return path;
  },
});

describe('the cadastre’s GML', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sit-gml-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));
  const open = async (content: string | Uint8Array) => {
    const path = join(directory, 'prova_ple.gml');
    await writeFile(path, content);
    return openSource({ path });
  };

  it.each([
    [
      'H833_001300.594',
      {
        administrative_unit: 'H833',
        section: null,
        sheet: '13',
        annex: null,
        development: null,
        number: '594',
      },
    ],
    ['H833_0013A0.7', { section: null, sheet: '13', annex: 'A', development: null, number: '7' }],
    [
      'A000W000201.STRADA001',
      { section: 'W', sheet: '2', annex: null, development: '1', number: 'STRADA001' },
    ],
  ])('takes the reference %s apart', async (reference, parts) => {
    const source = await open(cadastreGml([{ reference, positions: SQUARE }]));
    const [feature] = await readAll(source);
    await source.close();
    expect(feature!.properties).toMatchObject({ reference, ...parts });
  });

  it('lists a reference that is none as the row’s fault', async () => {
    const source = await open(cadastreGml([{ reference: 'senza riferimento', positions: SQUARE }]));
    const [feature] = await readAll(source);
    await source.close();
    expect(feature!.faults).toMatchObject([
      { place: 'properties/NATIONALCADASTRALREFERENCE', reason: 'reference' },
    ]);
  });

  it.each([
    ['urn:ogc:def:crs:EPSG::6706', 14.5],
    ['http://www.opengis.net/def/crs/EPSG/0/6706', 14.5],
    ['EPSG:6706', 41.5],
    ['urn:ogc:def:crs:EPSG::7792', 41.5],
  ])('takes the axis order from srsName %s', async (srsName, x) => {
    const source = await open(
      cadastreGml([{ reference: 'H833_001300.1', positions: SQUARE }], { srsName }),
    );
    const [feature] = await readAll(source);
    await source.close();
    expect(positionsOf(feature!.geometry!)[0]).toBe(x);
  });

  it.each([
    ['a coordinate that is no number', '41.5 14.5 41.5 x 41.6 14.6 41.5 14.5', 'not-finite'],
    ['half a position', '41.5 14.5 41.5 14.6 41.6 14.6 41.5', 'not-finite'],
    ['no coordinates', '', 'empty-geometry'],
    ['two points', '41.5 14.5 41.5 14.6 41.5 14.5', 'too-few-points'],
  ])('keeps a parcel with %s as a row at fault', async (_, positions, reason) => {
    const source = await open(cadastreGml([{ reference: 'H833_001300.1', positions }]));
    const [feature] = await readAll(source);
    await source.close();
    expect(feature).toMatchObject({ geometry: null, properties: { number: '1' } });
    expect(feature!.faults.map((fault) => fault.reason)).toContain(reason);
  });

  const GOOD = cadastreGml([{ reference: 'H833_001300.1', positions: SQUARE }]);
  it.each([
    [
      'an unprotected ampersand',
      GOOD.replace('<CP:LABEL>1<', '<CP:LABEL>1 & 2<'),
      /riga 7, colonna \d+: il file XML non è ben formato/,
    ],
    [
      'a control character',
      GOOD.replace('<CP:LABEL>1<', '<CP:LABEL>\u000b1<'),
      /riga 7, colonna \d+/,
    ],
    [
      'an entity that would expand a billion times',
      cadastreGml([{ reference: 'H833_001300.1', positions: SQUARE }], {
        prologue: '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
      }),
      /DOCTYPE/,
    ],
    [
      'the same, hidden behind a long comment',
      cadastreGml([{ reference: 'H833_001300.1', positions: SQUARE }], {
        prologue: `<!-- CadastralParcel <CP:CadastralParcel > ${'x'.repeat(100_000)} --><!DOCTYPE l [<!ENTITY a "ha">]>`,
      }),
      /DOCTYPE/,
    ],
    [
      'bytes that are not UTF-8',
      Buffer.from(GOOD.replace('<CP:LABEL>1<', '<CP:LABEL>é<'), 'latin1'),
      /UTF-8/,
    ],
  ])('refuses %s with its place', async (_, content, words) => {
    const opening = open(content);
    await expect(opening).rejects.toBeInstanceOf(SourceProblem);
    await expect(opening).rejects.toThrow(words);
  });
});
