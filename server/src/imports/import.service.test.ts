/** How rows become features: policies, mapping, municipalities, record, atomicity. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { geojsonPoints, geojsonPolygons } from '@sit/formats/testing/fixtures';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importCommand, parseImportArguments } from '../cli/import.ts';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines, seedUnion } from '../testing/harness.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import type { ImportReport } from './import.ts';
import { NOTHING, importFile, register, remains } from './testing/import-harness.ts';
import type { Asked } from './testing/import-harness.ts';
import { asOwner } from '../db/scope.ts';

const square = (x: number, y = 41.8): number[][] => [
  [x, y],
  [x + 0.001, y],
  [x + 0.001, y + 0.001],
  [x, y + 0.001],
  [x, y],
];
const bowTie = (x: number, y = 41.8): number[][] => [
  [x, y],
  [x + 0.001, y + 0.001],
  [x + 0.001, y],
  [x, y + 0.001],
  [x, y],
];
const sliver = (x: number): number[][] => [
  [x, 41.8],
  [x + 0.001, 41.8],
  [x, 41.8],
  [x, 41.8],
];

describeOnBothEngines('imports', (server) => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sit-imports-'));
    await seedUnion(server().db);
    await asOwner(server().db, async (trx) => {
      await createLayer(trx, zoningLayer());
      await createLayer(trx, zoningLayer({ id: 'kept', editableBy: 'nobody' }));
      await createLayer(trx, zoningLayer({ id: 'covering', coverage: true }));
    });
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const write = async (content: string): Promise<string> => {
    const path = join(directory, 'prova.geojson');
    await writeFile(path, content);
    return path;
  };
  const run = async (content: string, asked: Asked): Promise<ImportReport> =>
    importFile(server(), await write(content), { municipality: 'C096', ...asked });
  const rowsOf = async (table: string, columns: string) =>
    (
      await sql<
        Record<string, unknown>
      >`select ${sql.raw(columns)} from ${sql.raw(table)} order by fid`.execute(server().owner)
    ).rows;

  const MIXED = geojsonPolygons(
    [square(14.1), bowTie(14.2), sliver(14.3)],
    [{ n: 1 }, { n: 2 }, { n: 3 }],
  );

  it('repair mends what it can, and leaves out and lists what nothing is left of', async () => {
    const report = await run(MIXED, { layer: 'repair', create: true });
    expect(report.counts).toEqual({ total: 3, read: 3, imported: 2, repaired: 1, rejected: 1 });
    expect(report.repaired).toMatchObject([
      {
        place: 'row 2/geometry',
        reason: 'self-intersection',
        position: [expect.closeTo(14.2005, 3), expect.closeTo(41.8005, 3)],
      },
    ]);
    expect(report.rejected).toMatchObject([{ place: 'row 3/geometry' }]);
    expect(
      await rowsOf(
        'territory.repair',
        'n, ST_IsValid(geometry) as valid, ST_NumGeometries(geometry) as parts',
      ),
    ).toEqual([
      { n: 1, valid: true, parts: 1 },
      { n: 2, valid: true, parts: 2 },
    ]);
  });

  it('skip leaves out every row at fault', async () => {
    const report = await run(MIXED, { layer: 'skip', create: true, invalid: 'skip' });
    expect(report.counts).toMatchObject({ imported: 1, repaired: 0, rejected: 2 });
    expect(await rowsOf('territory.skip', 'n')).toEqual([{ n: 1 }]);
  });

  it('reject refuses the file, listing the rows', async () => {
    const importing = run(MIXED, { layer: 'strict', create: true, invalid: 'reject' });
    await expect(importing).rejects.toMatchObject({
      refusal: {
        code: 'invalid-file',
        faults: [{ place: 'row 2/geometry' }, { place: 'row 3/geometry' }],
      },
    });
    expect(await remains(server(), 'strict')).toEqual(NOTHING);
  });

  it('a coverage takes what shares borders, and refuses the file of which features overlap', async () => {
    const zones = { zone: 'A' };
    const beside = geojsonPolygons([square(14.1), square(14.102)], [zones, zones]);
    expect((await run(beside, { layer: 'covering' })).counts.imported).toBe(2);
    const over = geojsonPolygons([square(14.2), square(14.1)], [zones, zones]);
    await expect(run(over, { layer: 'covering' })).rejects.toMatchObject({
      refusal: {
        code: 'invalid-file',
        detail: expect.stringContaining('si sovrappone una coppia di elementi'),
        faults: [
          {
            reason: 'overlap',
            other: expect.any(Number),
            position: [expect.closeTo(14.1, 2), expect.closeTo(41.8, 2)],
          },
        ],
      },
    });
    expect(await rowsOf('territory.covering', 'fid')).toHaveLength(2);
  });

  it('a layer that exists takes fields by name or label, whatever their case, and says which stay out', async () => {
    const properties = [
      {
        ZONA: 'A',
        nome: 'centro',
        Piani: '3',
        indice: 1.5,
        BUILT: 1,
        adozione: '2026-11-22',
        altro: 'x',
      },
    ];
    const report = await run(geojsonPolygons([square(14.1)], properties), { layer: 'zoning' });
    expect(report.notes).toContain('Campi del file che il livello non ha, lasciati fuori: altro.');
    expect(
      await rowsOf(
        'territory.zoning',
        'zone, name, floors, ratio, built, adopted_on, surveyed_at, municipality',
      ),
    ).toEqual([
      {
        zone: 'A',
        name: 'centro',
        floors: 3,
        ratio: 1.5,
        built: true,
        adopted_on: '2026-11-22',
        surveyed_at: null,
        municipality: 'C096',
      },
    ]);
  });

  it.each([
    ['outside the domain', { zone: 'Q' }, 'row 2/properties/zone', 'not-in-domain'],
    ['missing though required', { zone: null }, 'row 2/properties/zone', 'required'],
    ['of the wrong type', { zone: 'A', floors: 'tre' }, 'row 2/properties/floors', 'wrong-type'],
    ['not whole', { zone: 'A', floors: 2.5 }, 'row 2/properties/floors', 'wrong-type'],
    [
      'no day of the calendar',
      { zone: 'A', adopted_on: '2026-02-30' },
      'row 2/properties/adopted_on',
      'wrong-type',
    ],
  ])('a value %s refuses the file with row and field', async (_, properties, place, reason) => {
    const before = await rowsOf('territory.zoning', 'fid');
    const importing = run(
      geojsonPolygons([square(14.1), square(14.2)], [{ zone: 'A' }, properties]),
      { layer: 'zoning' },
    );
    await expect(importing).rejects.toMatchObject({
      refusal: { code: 'invalid-file', faults: [{ place, reason }] },
    });
    expect(await rowsOf('territory.zoning', 'fid')).toEqual(before);
  });

  it('a point has no place in a layer of polygons, nor a layer where there is none', async () => {
    const points = geojsonPoints([[14.1, 41.8]], [{ zone: 'A' }]);
    const report = await run(points, { layer: 'zoning', invalid: 'skip' });
    expect(report).toMatchObject({
      counts: { imported: 0, rejected: 1 },
      rejected: [{ reason: 'geometry-type' }],
    });
    await expect(run(points, { layer: 'nowhere' })).rejects.toMatchObject({
      refusal: { code: 'not-found' },
    });
  });

  it('a layer that exists is not made again', async () => {
    await expect(
      run(geojsonPolygons([square(14.1)]), { layer: 'zoning', create: true }),
    ).rejects.toMatchObject({
      refusal: { code: 'already-exists' },
    });
  });

  it('each row’s municipality may come from a field, by cadastral or ISTAT code', async () => {
    const codes = ['C096', 'h434', '066028', '66084', 66084];
    const content = geojsonPoints(
      codes.map((_, i) => [14 + i / 100, 41.8]),
      codes.map((code) => ({ code: String(code), n: 1 })),
    );
    await run(content, {
      layer: 'by_field',
      create: true,
      municipality: undefined,
      municipalityField: 'code',
    });
    expect(
      (await rowsOf('territory.by_field', 'municipality')).map(({ municipality }) => municipality),
    ).toEqual(['C096', 'H434', 'C096', 'H434', 'H434']);
  });

  it.each([
    ['none', { municipality: undefined }, /Indichi il comune/],
    ['one of another union', { municipality: 'F205' }, /«F205»/],
    ['two ways at once', { municipalityField: 'n' }, /non entrambi/],
    [
      'a field that is not there',
      { municipality: undefined, municipalityField: 'comune' },
      /il campo «comune» non c’è; ci sono n/,
    ],
    [
      'a field that names none',
      { municipality: undefined, municipalityField: 'n' },
      /riga 1, campo «n».*«1» non è il codice/,
    ],
  ])('a municipality given as %s is refused', async (_, asked, words) => {
    await expect(
      run(geojsonPoints([[14.1, 41.8]], [{ n: 1 }]), { layer: 'mun', create: true, ...asked }),
    ).rejects.toThrow(words);
    expect(await remains(server(), 'mun')).toEqual(NOTHING);
  });

  it('heights come in where the file has them', async () => {
    await run(geojsonPoints([[14.1, 41.8, 812.25]], [{ n: 1 }]), {
      layer: 'heights',
      create: true,
    });
    expect(
      await rowsOf('territory.heights', 'ST_Z(geometry) as z, GeometryType(geometry) as type'),
    ).toEqual([{ z: 812.25, type: 'POINT' }]);
  });

  it('a layer kept by import only is filled, and each row tells whose import made it', async () => {
    const report = await run(geojsonPolygons([square(14.1)], [{ zone: 'B' }]), { layer: 'kept' });
    expect(await rowsOf('territory.kept', 'author, change_set, version')).toEqual([
      { author: 'Eva Unione', change_set: report.id, version: 1 },
    ]);
    const { rows } = await sql`
      select operation, change_set, (select message from sit.change_set where id = change_set) as message
      from sit.change where layer = 'kept'`.execute(server().owner);
    expect(rows).toEqual([
      { operation: 'create', change_set: report.id, message: 'Importazione di prova.geojson' },
    ]);
  });

  it('records the file’s hash, CRS, transformation and accuracy', async () => {
    const report = await run(geojsonPoints([[14.1, 41.8]], [{ n: 1 }]), {
      layer: 'recorded',
      create: true,
    });
    expect(report).toMatchObject({
      state: 'done',
      file: {
        name: 'prova.geojson',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        format: 'geojson',
      },
      crs: {
        declared: 4326,
        used: 4326,
        transformation: 'EPSG:6711 RDN2008 to WGS 84 (1)',
        accuracyMeters: 1,
      },
      sourceExtent: [14.1, 41.8, 14.1, 41.8],
      author: 'Eva Unione',
      problem: null,
    });
  });

  it('says when the CRS asked for is not the file’s', async () => {
    const report = await run(geojsonPoints([[14.1, 41.8]], [{ n: 1 }]), {
      layer: 'overruled',
      create: true,
      crs: 6706,
    });
    expect(report.notes).toContain(
      'Il file dichiara EPSG:4326; è stato usato EPSG:6706, come richiesto.',
    );
  });

  it.each([
    ['ED50', 23033, 4230, [427_000, 4_626_000], 131],
    ['Roma40', 3004, 4265, [2_447_000, 4_626_000], 73],
  ] as const)(
    '%s goes through its datum shift, never a ballpark',
    async (datum, epsg, geographic, position, meters) => {
      const layer = `from_${datum.toLowerCase()}`;
      await run(geojsonPoints([position], [{ n: 1 }]), { layer, create: true, crs: epsg });
      // A ballpark takes longitude and latitude of one datum for the other's.
      const ballpark = sql`ST_Transform(ST_SetSRID(ST_Transform(
      ST_SetSRID(ST_MakePoint(${sql.join(position)}), ${epsg}::int), ${geographic}::int), 6706), 7792)`;
      const { rows } = await sql<{ meters: number }>`
      select ST_Distance(geometry, ${ballpark}) as meters from ${sql.raw(`territory.${layer}`)}`.execute(
        server().owner,
      );
      // Measured by cs2cs at Castel di Sangro.
      expect(Math.abs(rows[0]!.meters - meters)).toBeLessThan(10);
    },
  );

  it('a CRS without a trustworthy way to the storage CRS is refused', async () => {
    await expect(
      run(geojsonPoints([[14.1, 41.8]], [{ n: 1 }]), { layer: 'far', create: true, crs: 2154 }),
    ).rejects.toThrow(/da EPSG:2154 a EPSG:7792 non è nota una trasformazione/);
  });

  it('a cancelled import leaves nothing but its record', async () => {
    const many = geojsonPoints(
      Array.from({ length: 5000 }, (_, i) => [14 + i / 1e5, 41.8]),
      [],
    );
    const importer = await register(server(), await write(many), {
      layer: 'cancelled',
      create: true,
      municipality: 'C096',
    });
    const controller = new AbortController();
    let told = 0;
    const running = importer.run(controller.signal, (read) => {
      told = read;
      controller.abort();
    });
    await expect(running).rejects.toThrow(/annullata/);
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(5000);
    const { state } = await server()
      .owner.selectFrom('sit.import')
      .select('state')
      .where('id', '=', importer.id)
      .executeTakeFirstOrThrow();
    expect(state).toBe('cancelled');
    expect(await remains(server(), 'cancelled')).toEqual(NOTHING);
  });

  it('a failure while writing leaves no layer behind', async () => {
    await sql`create table territory.occupied (n int)`.execute(server().owner);
    await expect(
      run(geojsonPoints([[14.1, 41.8]], [{ n: 1 }]), { layer: 'occupied', create: true }),
    ).rejects.toMatchObject({
      refusal: { code: 'unexpected' },
    });
    expect(await remains(server(), 'occupied')).toEqual({ ...NOTHING, tables: 1 });
    expect(server().logged.at(-1)).toMatchObject({
      level: 'error',
      // duplicate_table
      error: { code: '42P07' },
    });
  });

  it('what a process that died left is closed and forgotten at the next import', async () => {
    const path = await write(geojsonPoints([[14.1, 41.8]], [{ n: 1 }]));
    const { id } = await register(server(), path, {
      layer: 'dead',
      create: true,
      municipality: 'C096',
    });
    await sql`update sit.import set state = 'reading', touched_at = now() - interval '1 hour' where id = ${id}`.execute(
      server().owner,
    );
    await sql`insert into sit.import_row values (${id}, 1, 'C096', ST_SetSRID(ST_MakePoint(0, 0), 7792), '{}')`.execute(
      server().owner,
    );
    await register(server(), path, { layer: 'alive', create: true, municipality: 'C096' });
    const dead = await server()
      .owner.selectFrom('sit.import')
      .select(['state', 'problem'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(dead).toMatchObject({
      state: 'failed',
      problem: { detail: expect.stringMatching(/nulla è stato importato/) },
    });
    expect(await remains(server(), 'dead')).toEqual(NOTHING);
  });

  it('the command line reports what it did, and why it did not', async () => {
    const path = await write(MIXED);
    const command = async (argv: string[]): Promise<{ code: number; said: string }> => {
      const lines: string[] = [];
      const request = parseImportArguments(argv);
      if (typeof request === 'string') return { code: 2, said: request };
      const code = await importCommand(request, server().db, server().config, {
        print: (line) => lines.push(line),
      });
      return { code, said: lines.join('\n') };
    };
    const done = await command([
      path,
      '--layer',
      'by_command',
      '--create',
      '--municipality',
      'C096',
    ]);
    expect(done.code).toBe(0);
    expect(done.said).toMatch(/Importati 2 elementi di 3 nel livello «by_command», creato ora/);
    expect(done.said).toMatch(/accuratezza 1 m/);
    expect(done.said).toMatch(/riga 2, geometria: Geometria non valida: si interseca da sola/);
    const refused = await command([
      path,
      '--layer',
      'refused',
      '--create',
      '--municipality',
      'C096',
      '--invalid',
      'reject',
    ]);
    expect(refused).toMatchObject({
      code: 1,
      said: expect.stringMatching(/2 righe su 3 non si possono importare/),
    });
    expect(
      await command([
        join(directory, 'assente.shp'),
        '--layer',
        'x',
        '--create',
        '--municipality',
        'C096',
      ]),
    ).toMatchObject({ code: 1 });
    expect(await command([path, '--crs', 'EPSG:pippo', '--layer', 'x'])).toMatchObject({
      code: 2,
      said: expect.stringMatching(/EPSG:pippo/),
    });
    expect(await command([path])).toEqual({ code: 2, said: 'Manca --layer.' });
    expect(await command([path, '--boh'])).toMatchObject({ code: 2 });
  });
});
