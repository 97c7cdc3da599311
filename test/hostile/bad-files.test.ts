/** Files nobody should send: each is refused in words, with its place, and leaves nothing behind. */
import { request } from 'node:http';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { shapefileParts, WGS84_PRJ, zipOf } from '@sit/formats/testing/fixtures';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { Person } from '../support/person.ts';
import type { SitServer } from '../support/sit-server.ts';
import { demoPassword, removeHome, startSit, temporaryHome } from '../support/sit-server.ts';
import { importUpload } from '../support/upload.ts';
import { ADMIN } from '../support/workplace.ts';

const GIBIBYTE = 1024 ** 3;

const plain = shapefileParts([{ x: 14.1, y: 41.8, text: Buffer.from('Rocca') }], {
  prj: WGS84_PRJ,
});
const { prj: _prj, ...withoutPrj } = plain;
const utf8CalledGreek = shapefileParts([{ x: 14.1, y: 41.8, text: Buffer.from('Città', 'utf8') }], {
  prj: WGS84_PRJ,
  cpg: 'ISO-8859-7',
});
const latin1CalledUtf8 = shapefileParts(
  [{ x: 14.1, y: 41.8, text: Buffer.from('Città', 'latin1') }],
  { prj: WGS84_PRJ, cpg: 'UTF-8' },
);
const zip = zipped(plain);

function zipped(parts: Record<string, Uint8Array>): Uint8Array {
  return zipOf(
    Object.fromEntries(Object.entries(parts).map(([part, bytes]) => [`a.${part}`, bytes])),
  );
}

function geojson(...coordinates: number[][]): Buffer {
  const features = coordinates.map((position) => ({
    type: 'Feature',
    properties: { nome: 'x' },
    geometry: { type: 'Point', coordinates: position },
  }));
  return Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }));
}

describe('the import of a bad file', () => {
  let sit: SitServer;
  let admin: Person;
  let before: string[];

  beforeAll(async () => {
    sit = await startSit(await temporaryHome(inject('demoHome')));
    admin = await Person.signIn(sit.url, ADMIN, await demoPassword(sit.home));
    before = await layerIds();
  });
  afterAll(async () => {
    await sit?.stop();
    await removeHome(sit.home);
  });

  afterEach(async () => {
    expect(await layerIds(), 'no layer is left half made').toEqual(before);
    // Its end is told as soon as it is known; the files go right after.
    await expect.poll(() => uploads(), { message: 'no file is left' }).toEqual([]);
    expect((await fetch(`${sit.url}/ready`)).status, 'the server is still up').toBe(200);
  });

  it.each([
    ['a zip cut in half', 'a.zip', zip.subarray(0, zip.length / 2), 'invalid-file', /a\.zip/],
    ['a zip of nothing', 'a.zip', zipOf({}), 'invalid-file', /a\.zip/],
    [
      'a Shapefile without .prj',
      'a.zip',
      zipped(withoutPrj),
      'crs-required',
      /sistema di riferimento/,
    ],
    ['UTF-8 whose .cpg says Greek', 'a.zip', zipped(utf8CalledGreek), 'invalid-file', /ISO-8859-7/],
    ['Latin 1 whose .cpg says UTF-8', 'a.zip', zipped(latin1CalledUtf8), 'invalid-file', /UTF-8/],
    [
      'words called GeoJSON',
      'a.geojson',
      Buffer.from('non sono JSON'),
      /invalid-file|unsupported/,
      /a\.geojson/,
    ],
    [
      'JSON that is not GeoJSON',
      'a.geojson',
      Buffer.from('{"a": [1, 2]}'),
      /invalid-file|unsupported/,
      /a\.geojson/,
    ],
    [
      'GeoJSON cut in half',
      'a.geojson',
      geojson([14, 41]).subarray(0, 60),
      'invalid-file',
      /a\.geojson/,
    ],
    [
      'coordinates out of range',
      'a.geojson',
      geojson([14.1, 41.8], [999, 99]),
      'invalid-file',
      /a\.geojson/,
    ],
    ['a program', 'a.exe', Buffer.from('MZ\u0090\u0000\u0003'), 'unsupported-format', /a\.exe/],
  ])('is refused in words: %s', async (_title, filename, bytes, code, detail) => {
    const query = { layer: 'hostile', create: 'true', municipality: 'C096', invalid: 'reject' };
    const ended = await importUpload(admin, { ...query, filename }, bytes);
    expect(ended).toMatchObject({ state: 'refused', counts: { imported: 0 } });
    expect(ended.problem!.code).toMatch(code);
    expect(ended.problem!.detail).toMatch(detail);
  });

  it('says in which row the coordinates are out of range', async () => {
    const query = { layer: 'hostile', create: 'true', municipality: 'C096', invalid: 'reject' };
    const ended = await importUpload(
      admin,
      { ...query, filename: 'a.geojson' },
      geojson([14.1, 41.8], [999, 99]),
    );
    expect(ended.problem!.faults!.map(({ place }) => place)).toEqual([
      expect.stringMatching(/^row 2\b/),
    ]);
  });

  it.each([
    'x"; drop table territory.places; --',
    "x' or '1'='1",
    '../../x',
    'Città',
    'x'.repeat(200),
  ])('is refused for a layer called %s', async (layer) => {
    const query = new URLSearchParams({
      layer,
      create: 'true',
      municipality: 'C096',
      filename: 'a.geojson',
    });
    const response = await admin.fetch(`/api/imports?${query}`, {
      method: 'POST',
      body: new Uint8Array(geojson([14.1, 41.8])),
    });
    expect([400, 422]).toContain(response.status);
    expect(await response.json()).toMatchObject({
      detail: expect.stringContaining(layer.slice(0, 40)),
    });
  });

  it('is refused before 2 GiB of nothing are sent', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const sending = request(
        `${sit.url}/api/imports?layer=hostile&create=true&municipality=C096`,
        {
          method: 'POST',
          headers: { ...admin.headers, 'Content-Length': 2 * GIBIBYTE },
        },
      );
      sending.once('response', (response) => {
        resolve(response.statusCode!);
        sending.destroy();
      });
      sending.once('error', reject);
      sending.flushHeaders();
    });
    expect(status).toBe(413);
  });

  it('is refused amid 2 GiB of nothing whose length nobody said', async () => {
    const chunk = Buffer.alloc(1024 ** 2);
    let sent = 0;
    const status = await new Promise<number>((resolve) => {
      const sending = request(
        `${sit.url}/api/imports?layer=hostile&create=true&municipality=C096`,
        {
          method: 'POST',
          headers: { ...admin.headers, 'Transfer-Encoding': 'chunked' },
        },
      );
      const send = (): void => {
        while (sent < 2 * GIBIBYTE && !sending.destroyed) {
          sent += chunk.length;
          if (!sending.write(chunk)) return void sending.once('drain', send);
        }
      };
      sending.once('response', (response) => {
        resolve(response.statusCode!);
        sending.destroy();
      });
      // The server hangs up on what it will not read.
      sending.on('error', () => {});
      send();
    });
    expect(status).toBe(413);
    expect(sent).toBeLessThan(GIBIBYTE);
  });

  function uploads(): Promise<string[]> {
    return readdir(join(sit.home, 'uploads')).catch(() => []);
  }

  async function layerIds(): Promise<string[]> {
    const { layers } = (await (await admin.fetch('/api/layers')).json()) as {
      layers: { id: string }[];
    };
    return layers.map(({ id }) => id);
  }
});
