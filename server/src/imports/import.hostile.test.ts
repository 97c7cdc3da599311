/** Files and requests meant, or bound, to break an importer: told clearly, nothing left, the server still up. */
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { ServerType } from '@hono/node-server';
import type { Principal } from '@sit/core/permission';
import type { ProblemDetails } from '@sit/core/problem';
import {
  WGS84_PRJ,
  cadastreGml,
  geojsonPoints,
  geojsonPolygons,
  shapefileParts,
  zipOf,
} from '@sit/formats/testing/fixtures';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { importApi } from './testing/import-api.ts';
import type { ImportApi } from './testing/import-api.ts';
import { NOTHING, remains } from './testing/import-harness.ts';

const point = (text: string, encoding: BufferEncoding = 'utf8') => ({
  x: 14.1,
  y: 41.8,
  text: Buffer.from(text, encoding),
});
const shapefile = (
  stem: string,
  parts: ReturnType<typeof shapefileParts>,
): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(parts).map(([part, bytes]) => [`${stem}.${part}`, bytes]));
const wholeZip = zipOf(shapefile('punti', shapefileParts([point('uno')], { prj: WGS84_PRJ })));

const CREATE = 'layer=hostile&create=true&municipality=C096';
const MIB = 1024 ** 2;

describeOnBothEngines('hostile imports', (server) => {
  let admin: Principal;
  let api: ImportApi;
  beforeAll(async () => {
    await seedUnion(server().db);
    admin = await seedPrincipal(server().db, 'Eva Unione', [
      { role: 'union-admin', municipality: null },
    ]);
    api = importApi(server(), admin);
  });

  const problem = async (response: Response | Promise<Response>): Promise<ProblemDetails> =>
    (await (await response).json()) as ProblemDetails;

  it.each([
    [
      'a truncated zip',
      wholeZip.slice(0, wholeZip.length - 50),
      'p.zip',
      'invalid-file',
      /troncato/,
    ],
    [
      'a Shapefile without .prj',
      zipOf(shapefile('punti', shapefileParts([point('uno')]))),
      'p.zip',
      'crs-required',
      /non dichiara il suo sistema di riferimento/,
    ],
    [
      'a Shapefile with a wrong .cpg',
      zipOf(
        shapefile(
          'punti',
          shapefileParts([point('Forlì', 'latin1')], { prj: WGS84_PRJ, cpg: 'UTF-8' }),
        ),
      ),
      'p.zip',
      'invalid-file',
      /riga 1 il campo «NOME».*--encoding CP1252/,
    ],
    [
      'a path that leaves the zip',
      zipOf({
        ...shapefile('p', shapefileParts([point('uno')])),
        '../../fuori.shp': Buffer.from('x'),
      }),
      'p.zip',
      'invalid-file',
      /esce dall’archivio/,
    ],
    [
      'a zip that expands without end',
      zipOf({ 'bomba.gpkg': new Uint8Array(64 * MIB) }),
      'p.zip',
      'too-large',
      /si espande/,
    ],
    [
      'GeoJSON that is not GeoJSON',
      '{"type": "Gatto"}',
      'p.geojson',
      'invalid-file',
      /«type» è "Gatto"/,
    ],
    ['a page of error', '<!doctype html><p>404', 'p.geojson', 'invalid-file', /DOCTYPE/],
    [
      'noise',
      Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]),
      'p.gpkg',
      'unsupported-format',
      /non riconosciuto/,
    ],
    [
      'entities',
      cadastreGml([], { prologue: '<!DOCTYPE a [<!ENTITY b "c">]>' }),
      'p.gml',
      'invalid-file',
      /DOCTYPE/,
    ],
    [
      'latitude beyond the pole',
      geojsonPoints([
        [14, 41.8],
        [14, 141.8],
      ]),
      'p.geojson',
      'invalid-file',
      /riga 2, geometria.*fuori dai gradi/,
    ],
    [
      'metres said to be degrees',
      geojsonPoints([[2414413, 4614956]]),
      'p.geojson',
      'invalid-file',
      /sembra in metri/,
    ],
    [
      'latitude first',
      geojsonPoints([[41.8, 14.1]]),
      'p.geojson',
      'invalid-file',
      /assi scambiati/,
    ],
    [
      'a coordinate without end',
      geojsonPoints([[14, 41.8]]).replace('41.8', '1e999'),
      'p.geojson',
      'invalid-file',
      /finito/,
    ],
    [
      'a text of a million characters',
      geojsonPoints([[14.1, 41.8]], [{ note: 'x'.repeat(MIB) }]),
      'p.geojson',
      'invalid-file',
      /riga 1, campo «note»/,
    ],
    ['no features', geojsonPoints([]), 'p.geojson', 'invalid-file', /./],
  ])('%s is refused with its place and leaves nothing', async (_, body, name, code, words) => {
    const report = await api.upload(`${CREATE}&filename=${name}`, body);
    expect(report).toMatchObject({ state: 'refused', problem: { code }, counts: { imported: 0 } });
    expect(report.problem!.detail).toMatch(words);
    expect(report.file.name).toBe(name);
    expect(await remains(server(), 'hostile')).toEqual(NOTHING);
    expect((await api.request('/imports')).status).toBe(200);
  });

  it.each([
    ['quotes and semicolons', 'layer=x"; drop schema sit cascade; --', /identificativo/],
    ['another schema', 'layer=sit.person', /identificativo/],
    ['capital letters', 'layer=Parcels', /identificativo/],
    ['no layer', 'create=true', /layer/],
    ['an unknown parameter', `${CREATE}&exec=1`, /«exec»/],
    ['an unknown policy', `${CREATE}&invalid=ignore`, /invalid=ignore/],
    ['a CRS that is none', `${CREATE}&crs=3004;drop`, /crs=3004;drop/],
  ])('a request with %s is refused before anything is kept', async (_, query, words) => {
    const search = new URLSearchParams(
      query.split('&').map((part) => part.split(/=(.*)/s).slice(0, 2) as [string, string]),
    );
    const response = await api.request(`/imports?${search}`, {
      method: 'POST',
      body: wholeZip,
    });
    expect(response.status).toBe(400);
    expect((await problem(response)).detail).toMatch(words);
    expect(await remains(server(), 'hostile')).toEqual(NOTHING);
  });

  it('HTML and quotes in values and names are text, kept as they are', async () => {
    const attack = `<img src=x onerror="alert(1)">'); drop table sit.layer; --`;
    const report = await api.upload(
      'layer=verbatim&create=true&municipality=C096&filename=a.geojson',
      geojsonPoints([[14.1, 41.8]], [{ 'no"te\'; --': attack, '<b>x</b>': 1, Città: 'sì' }]),
    );
    expect(report.problem).toBeNull();
    const { rows } = await sql`
      select no_te, b_x_b, citta, (select fields -> 0 -> 'label' ->> 'it' from sit.layer where id = 'verbatim') as label
      from territory.verbatim`.execute(server().owner);
    expect(rows).toEqual([{ no_te: attack, b_x_b: 1, citta: 'sì', label: 'no"te\'; --' }]);
  });

  it('a file’s name is never a path', async () => {
    const report = await api.upload(
      `${CREATE}&filename=${encodeURIComponent('../../../tmp/è "lui".geojson')}`,
      '{}',
    );
    expect(report.file.name).toBe('è "lui".geojson');
    expect(await remains(server(), 'hostile')).toEqual(NOTHING);
  });

  it('is for administrators only', async () => {
    const planner = await seedPrincipal(server().db, 'Ada Piani', [
      { role: 'planner', municipality: 'C096' },
    ]);
    const post = { method: 'POST', body: wholeZip };
    expect((await importApi(server(), null).request(`/imports?${CREATE}`, post)).status).toBe(401);
    expect((await importApi(server(), planner).request(`/imports?${CREATE}`, post)).status).toBe(
      403,
    );
    expect((await importApi(server(), planner).request('/imports')).status).toBe(403);
  });

  it('an import that is not there is not found, whatever its name', async () => {
    for (const id of ['00000000-0000-4000-8000-000000000000', "x' or 1=1"])
      expect((await api.request(`/imports/${encodeURIComponent(id)}`)).status).toBe(404);
  });

  it('2 GB of nothing are refused by their declared size before a byte is read', async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          pulled++;
          controller.enqueue(new Uint8Array(MIB));
        },
      },
      { highWaterMark: 0 },
    );
    const init = {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'Content-Length': String(2048 * MIB) },
    };
    const response = await api.request(`/imports?${CREATE}`, init as RequestInit);
    expect(response.status).toBe(413);
    expect(await problem(response)).toMatchObject({
      code: 'too-large',
      detail: expect.stringMatching(/512 MiB/),
    });
    expect(pulled).toBe(0);
    expect(await remains(server(), 'hostile')).toEqual(NOTHING);
  });

  it('2 GB of nothing of no declared size are cut off at the limit, and the server goes on', async () => {
    const limited = importApi(server(), admin, { maxUploadBytes: 8 * MIB });
    const listening = serve({ fetch: limited.app.fetch, port: 0, hostname: '127.0.0.1' });
    await once(listening, 'listening');
    try {
      const { status, sent } = await pourZeros(listening, 2048 * MIB);
      expect(status).toBe(413);
      // What sockets had already taken is on its way; the rest never is.
      expect(sent).toBeLessThan(64 * MIB);
      expect(await remains(server(), 'hostile')).toEqual(NOTHING);
      const { port } = listening.address() as AddressInfo;
      expect((await fetch(`http://127.0.0.1:${port}/api/imports`)).status).toBe(200);
    } finally {
      listening.close();
    }
  });

  it('an upload that breaks off leaves nothing', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new Uint8Array(1000));
        controller.close();
      },
    });
    const init = { method: 'POST', body, duplex: 'half', headers: { 'Content-Length': '5000' } };
    const response = await api.request(`/imports?${CREATE}`, init as RequestInit);
    expect(await problem(response)).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/1000 byte su 5000/),
    });
    expect(await remains(server(), 'hostile')).toEqual(NOTHING);
  });

  const zigzag = (points: number): string => {
    const ring = Array.from({ length: points }, (_, i) => [
      14.1 + ((i * 7919) % 1000) / 1e5,
      41.8 + ((i * 104_729) % 1000) / 1e5,
    ]);
    return geojsonPolygons([[...ring, ring[0]!]], [{ n: 1 }]);
  };

  it('a ring that crosses itself a thousand times is mended', async () => {
    const query = 'layer=zigzag&create=true&municipality=C096&filename=z.geojson';
    expect(await api.upload(query, zigzag(60))).toMatchObject({
      state: 'done',
      counts: { read: 1, imported: 1, repaired: 1 },
    });
  });
});

/** Sends up to `bytes` zeros in chunks of unknown total until the server answers. */
async function pourZeros(
  listening: ServerType,
  bytes: number,
): Promise<{ status: number; sent: number }> {
  const { port } = listening.address() as AddressInfo;
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    method: 'POST',
    path: `/api/imports?${CREATE}`,
  });
  const zeros = Buffer.alloc(MIB);
  let sent = 0;
  let status = 0;
  request.on('error', () => {});
  request.on('response', (response) => {
    status = response.statusCode!;
    response.resume();
  });
  const ended = Promise.race([once(request, 'close'), once(request, 'response')]).then(
    () => 'ended' as const,
  );
  while (sent < bytes && status === 0 && !request.destroyed) {
    sent += zeros.length;
    const drained = request.write(zeros)
      ? 'drained'
      : await Promise.race([once(request, 'drain').then(() => 'drained' as const), ended]);
    if (drained === 'ended') break;
    await new Promise(setImmediate);
  }
  if (status === 0) await ended;
  request.destroy();
  return { status, sent };
}
