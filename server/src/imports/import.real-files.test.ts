/** Real files in: counts and extents are those that ogrinfo tells of the same file. */
import { readFile } from 'node:fs/promises';
import { openSource } from '@sit/formats/open-source';
import type { BBox } from '@sit/core/geometry';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeOnBothEngines } from '../testing/harness.ts';
import type { TestServer } from '../testing/harness.ts';
import { importFile, remains } from './testing/import-harness.ts';
import {
  missingForRealFiles,
  ogrinfoNumber,
  ogrinfoSummary,
  sharedFile,
} from './testing/ogrinfo.ts';

const missing = missingForRealFiles();

/** Half of ogrinfo's last decimal, and a hair for binary fractions. */
const OGRINFO_ROUNDING = 5.001e-7;

const within = (found: BBox | null, expected: BBox, tolerance: number): boolean =>
  found !== null && expected.every((value, i) => Math.abs(value - found[i]!) <= tolerance);

const suite = (server: () => TestServer): void => {
  beforeAll(async () => {
    const { owner } = server();
    await owner
      .insertInto('sit.territory_union')
      .values({
        id: 'test',
        name: 'Unione di prova',
        storage_crs: 7792,
        fictitious: true,
        second_factor: 'optional',
      })
      .execute();
    const municipalities = [
      ['C096', '066028', 'Castel di Sangro'],
      ['H833', '070069', 'San Felice del Molise'],
      ['G224', '028060', 'Padova'],
      ['A182', '006003', 'Alessandria'],
      ['G616', '060050', 'Picinisco'],
    ] as const;
    await owner
      .insertInto('sit.municipality')
      .values(
        municipalities.map(([code, istat_code, name]) => ({
          code,
          istat_code,
          name,
          union_id: 'test',
        })),
      )
      .execute();
  });

  const storedExtent = async (layer: string): Promise<BBox> => {
    const { rows } = await sql<{ box: BBox }>`
        select sit.bbox_of(ST_Extent(geometry)::geometry) as box from ${sql.raw(`territory.${layer}`)}`.execute(
      server().owner,
    );
    return rows[0]!.box;
  };

  const BOUNDARIES_7792 = 'a/crs/alto_sangro_comuni_7792.zip';
  it.each([7792, 6708, 3004, 32633, 25833, 6706])(
    'boundaries of the 13 municipalities in EPSG:%i lie where they are',
    async (epsg) => {
      const path = sharedFile(`a/crs/alto_sangro_comuni_${epsg}.zip`);
      const layer = `boundaries_${epsg}`;
      const report = await importFile(server(), path, {
        layer,
        create: true,
        municipality: 'C096',
      });
      const ogr = ogrinfoSummary(path, 'alto_sangro_comuni');
      expect(report).toMatchObject({
        state: 'done',
        crs: { declared: epsg, used: epsg },
        counts: { read: ogr.count, imported: ogr.count, rejected: 0 },
      });
      expect(ogr.count).toBe(13);
      expect(within(report.sourceExtent, ogr.extent, OGRINFO_ROUNDING)).toBe(true);
      const truth = ogrinfoSummary(sharedFile(BOUNDARIES_7792), 'alto_sangro_comuni').extent;
      // The files were made from one another by PROJ: they agree to the millimetre, whatever the datum's accuracy.
      expect(within(await storedExtent(layer), truth, 0.001)).toBe(true);
      expect(report.crs.accuracyMeters).toBe({ 3004: 4, 32633: 1 }[epsg] ?? 0);
    },
  );

  it('coordinates already in the storage CRS are stored bit by bit', async () => {
    const path = sharedFile(BOUNDARIES_7792);
    await importFile(server(), path, { layer: 'exact', create: true, municipality: 'C096' });
    const { rows } = await sql<{ x: number; y: number }>`
        select distinct ST_X(point.geom) as x, ST_Y(point.geom) as y
        from territory.exact, ST_DumpPoints(geometry) as point`.execute(server().owner);
    const source = await openSource({ path });
    const inFile = new Set<string>();
    for await (const batch of source.features('alto_sangro_comuni'))
      for (const { geometry } of batch)
        for (const position of verticesOf(geometry!)) inFile.add(position);
    await source.close();
    expect(new Set(rows.map(({ x, y }) => `${x} ${y}`))).toEqual(inFile);
  });

  it.each([
    ['map', 'CadastralZoning', 18],
    ['ple', 'CadastralParcel', 927],
  ])(
    'San Felice del Molise’s cadastral %s.gml comes in with its references',
    async (kind, sourceLayer, count) => {
      const path = sharedFile(`b/ade/san_felice_molise/H833_SAN FELICE DEL MOLISE_${kind}.gml`);
      const layer = `cadastre_${kind}`;
      const report = await importFile(server(), path, { layer, create: true });
      const ogr = ogrinfoSummary(path, sourceLayer);
      expect(ogr.count).toBe(count);
      expect(report).toMatchObject({
        crs: { declared: 6706 },
        counts: { read: count, imported: count },
      });
      expect(within(report.sourceExtent, ogr.extent, OGRINFO_ROUNDING)).toBe(true);
      const { rows } = await sql<{ municipality: string; reference: string; sheet: string }>`
          select municipality, reference, sheet from ${sql.raw(`territory.${layer}`)} order by fid`.execute(
        server().owner,
      );
      const written = (await readFile(path, 'utf8')).matchAll(/REFERENCE>(H833_\d{6}[^<]*)</g);
      expect(rows).toEqual(
        [...written].map(([, reference]) => ({
          municipality: 'H833',
          reference,
          sheet: String(Number(reference!.slice(5, 9))),
        })),
      );
    },
  );

  it.each(['b0101011_Vincolo', 'b0101021_VincoloPaesaggist', 'b0101031_VincDestForestale'])(
    'Padova’s constraints %s come in, the invalid ones mended and counted',
    async (sourceLayer) => {
      const path = sharedFile('c/vincoli/padova_b0101_vincoli.gpkg');
      const layer = sourceLayer.toLowerCase();
      const report = await importFile(server(), path, {
        layer,
        create: true,
        municipality: 'G224',
        sourceLayer,
      });
      const ogr = ogrinfoSummary(path, sourceLayer);
      const invalid = ogrinfoNumber(path, sourceLayer, 'sum(not ST_IsValid(geom))');
      expect(report).toMatchObject({
        crs: { declared: 3003, accuracyMeters: 4 },
        counts: { read: ogr.count, imported: ogr.count, repaired: invalid, rejected: 0 },
      });
      expect(report.repaired).toHaveLength(invalid);
      expect(within(report.sourceExtent, ogr.extent, OGRINFO_ROUNDING)).toBe(true);
      const [west, south, east, north] = report.extent!;
      // Padova, told by its map.
      expect(west > 11.7 && south > 45.3 && east < 12.1 && north < 45.5).toBe(true);
    },
  );

  it('Padova’s constraints are refused whole where invalid geometries are to be rejected', async () => {
    const path = sharedFile('c/vincoli/padova_b0101_vincoli.gpkg');
    const asked = {
      layer: 'strict',
      create: true,
      municipality: 'G224',
      sourceLayer: 'b0101011_Vincolo',
      invalid: 'reject',
    } as const;
    await expect(importFile(server(), path, asked)).rejects.toMatchObject({
      refusal: {
        code: 'invalid-file',
        faults: [
          {
            place: expect.stringMatching(/^row \d+\/geometry$/),
            reason: 'ring-self-intersection',
            position: [expect.closeTo(11.9, 0), expect.closeTo(45.4, 0)],
          },
          { place: expect.stringMatching(/^row \d+\/geometry$/), reason: 'self-intersection' },
        ],
      },
    });
    expect(await remains(server(), 'strict')).toMatchObject({ tables: 0, layers: 0, staged: 0 });
  });

  it('several layers in a file are named, for one to be chosen', async () => {
    const path = sharedFile('c/vincoli/padova_b0101_vincoli.gpkg');
    await expect(
      importFile(server(), path, { layer: 'any', create: true, municipality: 'G224' }),
    ).rejects.toThrow(
      /3 livelli \(«b0101011_Vincolo», «b0101021_VincoloPaesaggist», «b0101031_VincDestForestale»\)/,
    );
  });

  it('Alessandria’s civic numbers come in', async () => {
    const path = sharedFile('c/alessandria/numeri-civici.gpkg');
    const report = await importFile(server(), path, {
      layer: 'civic_numbers',
      create: true,
      municipality: 'A182',
    });
    const ogr = ogrinfoSummary(path, 'numeri-civici');
    expect(ogr.count).toBe(26_160);
    expect(report.counts).toEqual({
      total: ogr.count,
      read: ogr.count,
      imported: ogr.count,
      repaired: 0,
      rejected: 0,
    });
    expect(within(report.sourceExtent, ogr.extent, OGRINFO_ROUNDING)).toBe(true);
  });

  it('building aggregates come in with their heights, from a .prj without a code and a .dbf without an encoding', async () => {
    const path = sharedFile('c/edifici_dpc/Picinisco.zip');
    const report = await importFile(server(), path, {
      layer: 'buildings_3d',
      create: true,
      municipality: 'G616',
    });
    const ogr = ogrinfoSummary(path, 'Picinisco');
    expect(report).toMatchObject({
      crs: { declared: 7794, transformation: 'none', accuracyMeters: 0 },
      counts: { read: ogr.count, imported: ogr.count },
    });
    expect(within(report.sourceExtent, ogr.extent, OGRINFO_ROUNDING)).toBe(true);
    const { rows } = await sql<{ low: number; high: number; label: unknown }>`
        select min(ST_ZMin(geometry)) as low, max(ST_ZMax(geometry)) as high,
          (select fields -> 0 from sit.layer where id = 'buildings_3d') as label
        from territory.buildings_3d`.execute(server().owner);
    expect(rows[0]).toEqual({
      // ogrinfo prints fifteen digits.
      low: expect.closeTo(ogrinfoNumber(path, 'Picinisco', 'min(ST_MinZ(geometry))'), 9),
      high: expect.closeTo(ogrinfoNumber(path, 'Picinisco', 'max(ST_MaxZ(geometry))'), 9),
      label: expect.objectContaining({ name: 'idag', label: { it: 'IDAG' }, type: 'text' }),
    });
  });

  it('the cadastre’s known defects are mended or left out, each told', async () => {
    const path = sharedFile('e/derivati/ade_geometrie_invalide_ple.gml');
    const report = await importFile(server(), path, { layer: 'defects', create: true });
    // As made: row 2 crosses itself, 3 touches itself, 4 has too few points, 5 a hole outside, 7 is not closed.
    expect(report.counts).toEqual({ total: 8, read: 8, imported: 7, repaired: 4, rejected: 1 });
    const told = [...report.repaired, ...report.rejected].map(
      ({ place, reason }) => `${place} ${reason}`,
    );
    expect(told.toSorted()).toEqual([
      'row 2/geometry self-intersection',
      'row 3/geometry ring-self-intersection',
      'row 4/geometry too-few-points',
      'row 5/geometry hole-lies-outside-shell',
      'row 7/geometry ring-not-closed',
    ]);
  });

  it.each([
    [
      'umbria_3004_senza_prj.zip',
      {},
      'crs-required',
      /non dichiara il suo sistema di riferimento.*--crs/,
    ],
    ['umbria_3004_senza_prj.zip', { crs: 4326 }, 'invalid-file', /fuori dai gradi di EPSG:4326/],
    [
      'umbria_3004_senza_prj.zip',
      { crs: 32633 },
      'invalid-file',
      /92 righe su 92.*sistema di riferimento dichiarato non è quello vero/,
    ],
    ['umbria_shp_troncato.zip', {}, 'invalid-file', /troncato/],
    ['umbria_dbf_corto.zip', {}, 'invalid-file', /92 geometrie nel \.shp ma 80 righe nel \.dbf/],
    [
      'due_shapefile_e_spazzatura.zip',
      {},
      'invalid-file',
      /2 livelli \(«comuni_umbria», «secondo»\)/,
    ],
    ['zip_slip.zip', {}, 'invalid-file', /percorso che esce/],
    ['ade_xml_malformato_ple.gml', {}, 'invalid-file', /riga 7, colonna \d+/],
    ['ade_assi_invertiti_ple.gml', { municipality: undefined }, 'invalid-file', /assi scambiati/],
    ['misto_null.geojson', {}, 'invalid-file', /1 Polygon, 1 Point/],
    ['civici_utf8_bom.csv', {}, 'unsupported-format', /formato non riconosciuto/],
    ['alto_sangro.dxf', {}, 'unsupported-format', /DXF/],
  ])('%s with %o is refused, leaving nothing', async (name, asked, code, words) => {
    const path = sharedFile(`e/derivati/${name}`);
    const importing = importFile(server(), path, {
      layer: 'hard',
      create: true,
      municipality: 'C096',
      ...asked,
    });
    await expect(importing).rejects.toThrow(words);
    await expect(importing).rejects.toMatchObject({ refusal: { code } });
    expect(await remains(server(), 'hard')).toMatchObject({
      tables: 0,
      layers: 0,
      staged: 0,
      changes: 0,
      files: [],
    });
  });

  it.each(['umbria_cp1252_senza_cpg.zip', 'umbria_utf8_senza_cpg.zip'])(
    '%s has its accents found out',
    async (name) => {
      const layer = name.replace(/\..*/, '');
      await importFile(server(), sharedFile(`e/derivati/${name}`), {
        layer,
        create: true,
        municipality: 'C096',
      });
      const { rows } = await sql<{ name: string }>`
        select name from ${sql.raw(`territory.${layer}`)} where name like 'Citt%' order by name`.execute(
        server().owner,
      );
      expect(rows.map((row) => row.name)).toEqual(['Città della Pieve', 'Città di Castello']);
    },
  );
};

// On both engines, unless what the tests compare with is missing here.
if (missing)
  describe.skip(`real files: ${missing}`, () => {
    it('agree with ogrinfo', () => {
      expect(missing).toBeNull();
    });
  });
else describeOnBothEngines('real files', suite);

/** `x y` of every vertex of a plane polygon or multi-polygon in ISO WKB. */
function verticesOf(wkb: Uint8Array): string[] {
  const view = new DataView(wkb.buffer, wkb.byteOffset, wkb.byteLength);
  const vertices: string[] = [];
  let at = 0;
  const uint32 = (): number => view.getUint32((at += 4) - 4, true);
  const polygon = (): void => {
    at += 5;
    for (let rings = uint32(); rings > 0; rings--)
      for (let points = uint32(); points > 0; points--, at += 16)
        vertices.push(`${view.getFloat64(at, true)} ${view.getFloat64(at + 8, true)}`);
  };
  if (view.getUint32(1, true) === 3) polygon();
  else {
    at = 5;
    for (let polygons = uint32(); polygons > 0; polygons--) polygon();
  }
  return vertices;
}
