/** Which characters a Shapefile's bytes are. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseEncoding } from './encoding.ts';
import { readAll } from './format.contract.ts';
import { openSource } from './open-source.ts';
import { WGS84_PRJ, shapefileParts, writeShapefile } from './testing/fixtures.ts';
import type { ShapefileOptions } from './testing/fixtures.ts';

const NAMES = ['Roccaraso', 'Città di Castello', 'Forlì'];

describe('a Shapefile’s text', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sit-dbf-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));
  const open = async (bytesIn: string, options: ShapefileOptions, encoding?: string) => {
    const points = NAMES.map((name, i) => ({
      x: 14 + i,
      y: 42,
      text: iconv.encode(name, bytesIn),
    }));
    const path = await writeShapefile(
      directory,
      'comuni',
      shapefileParts(points, { prj: WGS84_PRJ, ...options }),
    );
    return openSource({ path }, { encoding, temporaryDirectory: directory });
  };

  it.each([
    ['UTF-8 said by .cpg', 'utf8', { cpg: 'UTF-8' }, undefined, 'UTF-8', 'cpg'],
    [
      'CP1252 said by .cpg as ISO 8859-1',
      'cp1252',
      { cpg: 'ISO 88591' },
      undefined,
      'CP1252',
      'cpg',
    ],
    [
      'CP850 said by the language byte',
      'cp850',
      { languageDriver: 0x02 },
      undefined,
      'CP850',
      'dbf',
    ],
    [
      'UTF-8 whatever the language byte says',
      'utf8',
      { languageDriver: 0x57 },
      undefined,
      'UTF-8',
      'guess',
    ],
    ['UTF-8 said by nobody', 'utf8', {}, undefined, 'UTF-8', 'guess'],
    ['CP1252 said by nobody', 'cp1252', {}, undefined, 'CP1252', 'guess'],
    [
      'CP850 said by the caller, over a wrong .cpg',
      'cp850',
      { cpg: 'UTF-8' },
      'OEM 850',
      'CP850',
      'given',
    ],
  ])('is read right: %s', async (_, bytesIn, options, given, name, from) => {
    const source = await open(bytesIn, options, given);
    const features = await readAll(source);
    await source.close();
    expect(source.description.encoding).toEqual({ name, from });
    expect(features.map(({ properties }) => properties['NOME'])).toEqual(NAMES);
  });

  it('has its field names read in the same encoding', async () => {
    const source = await open('cp1252', { fieldName: 'LOCALITÀ' });
    await source.close();
    expect(source.description.layers[0]!.fields).toEqual([{ name: 'LOCALITÀ', type: 'text' }]);
  });

  it.each([
    [
      '.cpg says UTF-8 and it is not',
      'cp1252',
      { cpg: 'UTF-8' },
      undefined,
      /\.cpg dichiara UTF-8.*riga 2.*«NOME».*--encoding CP1252/,
    ],
    [
      '.cpg says CP1252 and all of it is UTF-8',
      'utf8',
      { cpg: '1252' },
      undefined,
      /riga 2, campo «NOME».*--encoding UTF-8/,
    ],
    [
      '.cpg says an encoding nobody knows',
      'utf8',
      { cpg: 'KLINGON' },
      undefined,
      /«KLINGON».*--encoding/,
    ],
    [
      'the caller says UTF-8 and it is not',
      'cp1252',
      {},
      'utf8',
      /indicata la codifica UTF-8.*riga 2.*«NOME»/,
    ],
  ])('is refused with its place when %s', async (_, bytesIn, options, given, words) => {
    await expect(open(bytesIn, options, given)).rejects.toThrow(words);
  });

  it('is refused when the caller names an encoding nobody knows', async () => {
    await expect(open('utf8', {}, 'KLINGON')).rejects.toMatchObject({ code: 'invalid-parameter' });
  });
});

it.each([
  ['utf8', 'UTF-8'],
  ['65001', 'UTF-8'],
  ['ANSI 1252', 'CP1252'],
  ['8859-1', 'CP1252'],
  ['ISO-8859-15', 'ISO-8859-15'],
  ['OEM 850', 'CP850'],
  ['852', 'CP852'],
  ['UTF-16', null],
  ['base64', null],
  ['', null],
])('the encoding «%s» is %s', (text, name) => {
  expect(parseEncoding(text)).toBe(name);
});
