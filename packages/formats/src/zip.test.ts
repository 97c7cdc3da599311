/** Zips as offices, and others, make them. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SourceProblem } from './format.ts';
import type { OpenOptions } from './format.ts';
import { openSource } from './open-source.ts';
import { WGS84_PRJ, shapefileParts } from './testing/fixtures.ts';

const parts = shapefileParts([{ x: 14, y: 42, text: Buffer.from('uno') }], { prj: WGS84_PRJ });
const shapefile = (stem: string): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(parts).map(([part, bytes]) => [`${stem}.${part}`, bytes]));

describe('a zip', () => {
  let directory: string;
  let work: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sit-zip-'));
    work = await mkdtemp(join(tmpdir(), 'sit-zip-work-'));
  });
  afterEach(async () => {
    for (const each of [directory, work]) await rm(each, { recursive: true, force: true });
  });
  const open = async (bytes: Uint8Array, options: OpenOptions = {}) => {
    const path = join(directory, 'prova.zip');
    await writeFile(path, bytes);
    return openSource({ path }, { temporaryDirectory: work, ...options });
  };
  const layersOf = async (bytes: Uint8Array): Promise<string[]> => {
    const source = await open(bytes);
    await source.close();
    return source.description.layers.map(({ name }) => name);
  };

  it('may hold its Shapefile in a folder, extensions in any case, among what systems leave there', async () => {
    const files = {
      'dati/Strade.SHP': parts.shp,
      'dati/strade.Shx': parts.shx,
      'dati/STRADE.dbf': parts.dbf,
      '__MACOSX/dati/._Strade.SHP': Buffer.from('spazzatura'),
      'Thumbs.db': Buffer.from('spazzatura'),
      'leggimi.txt': Buffer.from('ciao'),
    };
    expect(await layersOf(zipSync(files))).toEqual(['Strade']);
  });

  it('may hold several Shapefiles, each a layer, also of one name in two folders', async () => {
    expect(
      await layersOf(
        zipSync({ ...shapefile('a/zone'), ...shapefile('b/zone'), ...shapefile('strade') }),
      ),
    ).toEqual(['zone', 'b/zone.shp', 'strade']);
  });

  const whole = zipSync(shapefile('punti'));
  const withPath = (name: string): Uint8Array =>
    zipSync({ ...shapefile('punti'), [name]: Buffer.from('fuori') });
  const damaged = (): Uint8Array => {
    const bytes = zipSync(shapefile('punti'), { level: 0 });
    bytes[bytes.indexOf(0x27) + 40]! ^= 0xff;
    return bytes;
  };
  it.each([
    ['cut short', () => whole.slice(0, whole.length - 60), 'invalid-file', /troncato/],
    ['with a byte changed', damaged, 'invalid-file', /rovinato/],
    [
      'with a path that leaves it',
      () => withPath('../fuori.shp'),
      'invalid-file',
      /esce dall’archivio/,
    ],
    [
      'with an absolute path',
      () => withPath('/etc/fuori.shp'),
      'invalid-file',
      /esce dall’archivio/,
    ],
    [
      'without geodata',
      () => zipSync({ 'leggimi.txt': Buffer.from('ciao') }),
      'invalid-file',
      /non contiene né/,
    ],
    [
      'without the .shp',
      () => zipSync({ 'punti.dbf': parts.dbf }),
      'invalid-file',
      /manca il file \.shp/,
    ],
    ['in a zip', () => zipSync({ 'dati.gpkg': whole }), 'invalid-file', /zip dentro lo zip/],
    [
      'of a million zeros a byte',
      () => zipSync({ ...shapefile('punti'), 'b.gpkg': new Uint8Array(64 * 1024 ** 2) }),
      'too-large',
      /si espande/,
    ],
  ])('%s is refused, saying so, and leaves nothing behind', async (_, bytes, code, words) => {
    const opening = open(bytes());
    await expect(opening).rejects.toBeInstanceOf(SourceProblem);
    await expect(opening).rejects.toMatchObject({ code });
    await expect(opening).rejects.toThrow(words);
    expect(await readdir(work)).toEqual([]);
  });

  it.each([
    ['too many entries', { zipEntries: 3 }, /4 voci/],
    ['too much when unpacked', { unpackedBytes: 200 }, /supera/],
  ])('with %s is refused before it is unpacked', async (_, limits, words) => {
    const opening = open(whole, { limits });
    await expect(opening).rejects.toMatchObject({ code: 'too-large' });
    await expect(opening).rejects.toThrow(words);
    expect(await readdir(work)).toEqual([]);
  });
});
