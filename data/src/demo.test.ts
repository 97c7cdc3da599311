import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseCadastralReference } from '@sit/core/cadastre';
import { bboxOf, forEachPosition } from '@sit/core/geometry';
import type { Position } from '@sit/core/geometry';
import { OVERLAP_TOLERANCE_SQUARE_METERS } from '@sit/core/rules';
import { validateProperties } from '@sit/core/validate';
import { describe, expect, it } from 'vitest';
import type { DemoFeature } from './demo.ts';
import { demoFeatures, demoLayers, demoMunicipalities, demoUnion } from './demo.ts';
import { ALTO_SANGRO } from './codelists/municipalities.ts';
import { areaOf, invalidity, overlapArea, toJts, unionOf, vertexCount } from './testing/jts.ts';

const features = new Map(demoLayers.map(({ id }) => [id, [...demoFeatures(id)]]));
const layer = (id: string): DemoFeature[] => features.get(id)!;
const of = (id: string, municipality: string): DemoFeature[] =>
  layer(id).filter((feature) => feature.municipality === municipality);
const totalArea = (list: readonly DemoFeature[]): number =>
  list.reduce((sum, { geometry }) => sum + areaOf(geometry), 0);
const codes = ALTO_SANGRO.map(({ code, name }) => [code, name] as const);

/** Every edge of the polygons, as text that does not depend on its direction, with how often it occurs. */
function edgesOf(list: readonly DemoFeature[]): Map<string, number> {
  const edges = new Map<string, number>();
  for (const { geometry } of list)
    for (const ring of (geometry.coordinates as Position[][][]).flat())
      for (let i = 0; i + 1 < ring.length; i++) {
        const key = [ring[i]!.join(), ring[i + 1]!.join()].toSorted().join(' ');
        edges.set(key, (edges.get(key) ?? 0) + 1);
      }
  return edges;
}

/** A hash of every feature of every layer, made in a process of its own. */
const HASH_PROGRAM = `
  import { createHash } from 'node:crypto';
  const { demoFeatures, demoLayers } = await import(process.argv[1]);
  const hash = createHash('sha256');
  for (const { id } of demoLayers) for (const feature of demoFeatures(id)) hash.update(JSON.stringify(feature));
  console.log(hash.digest('hex'));`;

describe('the demonstration territory', () => {
  it('is the same in another process', () => {
    const hash = createHash('sha256');
    for (const { id } of demoLayers)
      for (const feature of layer(id)) hash.update(JSON.stringify(feature));
    const module = fileURLToPath(new URL('./demo.ts', import.meta.url));
    const other = execFileSync(
      process.execPath,
      ['--input-type=module', '-e', HASH_PROGRAM, module],
      { encoding: 'utf8' },
    );
    expect(other.trim()).toBe(hash.digest('hex'));
  }, 180_000);

  it('says that it is fictitious', () => {
    expect(demoUnion.fictitious).toBe(true);
    expect(demoLayers.every(({ fictitious }) => fictitious)).toBe(true);
  });

  it('has features in every layer, and about as many as a union has', () => {
    expect(demoLayers.filter(({ id }) => layer(id).length === 0)).toEqual([]);
    expect(layer('municipalities')).toHaveLength(13);
    expect(layer('parcels').length).toBeGreaterThan(18_000);
    expect(layer('parcels').length).toBeLessThan(24_000);
    expect(layer('buildings').length).toBeGreaterThan(5000);
    expect(layer('addresses').length).toBeGreaterThan(5000);
    expect(layer('sheets').length).toBeGreaterThan(13 * 6);
  });

  it.each(demoLayers.map((each) => [each.id, each] as const))(
    'gives %s the type, fields and domains its layer declares',
    (id, each) => {
      const municipalities = new Set(demoMunicipalities.map(({ code }) => code));
      const wrong = layer(id).flatMap(({ geometry, properties, municipality }) => [
        ...validateProperties(each, properties, { partial: false }),
        ...(geometry.type === each.geometryType ? [] : [geometry.type]),
        ...(municipalities.has(municipality) ? [] : [municipality]),
        ...each.fields.filter(({ name }) => !(name in properties)),
      ]);
      expect(wrong).toEqual([]);
    },
  );

  it.each(demoLayers.map(({ id }) => id))(
    'draws %s with valid geometry to the millimetre, in the Alto Sangro',
    (id) => {
      let rough = 0;
      const faults: (string | null)[] = [];
      for (const { geometry } of layer(id)) {
        forEachPosition(geometry, ([x, y]) => {
          if (Math.round(x * 1000) / 1000 !== x || Math.round(y * 1000) / 1000 !== y) rough++;
        });
        const [minX, minY, maxX, maxY] = bboxOf(geometry)!;
        if (minX < 390_000 || minY < 4_610_000 || maxX > 440_000 || maxY > 4_650_000)
          faults.push('elsewhere');
        const fault = invalidity(geometry);
        if (fault) faults.push(fault);
      }
      expect(faults).toEqual([]);
      expect(rough).toBe(0);
    },
  );
});

describe('the municipalities', () => {
  const list = layer('municipalities');

  it('tile the union: their areas add up to the area of what they cover together', () => {
    const whole = list.map(({ geometry }) => toJts(geometry)).reduce(unionOf);
    const area = whole.getArea();
    expect(Math.abs(totalArea(list) - area) / area).toBeLessThan(1e-6);
    expect(area / 1e6).toBeGreaterThan(600);
    expect(area / 1e6).toBeLessThan(700);
  });

  it('do not overlap', () => {
    const shapes = list.map(({ geometry }) => toJts(geometry));
    const overlaps = shapes.flatMap((a, i) => shapes.slice(i + 1).map((b) => overlapArea(a, b)));
    expect(Math.max(...overlaps)).toBeLessThan(OVERLAP_TOLERANCE_SQUARE_METERS);
  });

  it('share every edge of their common limits, vertex by vertex', () => {
    const edges = edgesOf(list);
    expect(Math.max(...edges.values())).toBe(2);
    const shared = [...edges.values()].filter((count) => count === 2).length;
    expect(shared).toBeGreaterThan(1000);
    // Were a common limit drawn twice with different vertices, the outline would not close on single edges.
    const ends = new Map<string, number>();
    for (const [key, count] of edges)
      if (count === 1) for (const end of key.split(' ')) ends.set(end, (ends.get(end) ?? 0) + 1);
    const outline = list.map(({ geometry }) => toJts(geometry)).reduce(unionOf);
    expect([...ends.values()].every((count) => count === 2)).toBe(true);
    expect(ends.size).toBe(vertexCount(outline));
  });

  it.each(ALTO_SANGRO)(
    '$name has about its real area and holds its real centre',
    ({ code, areaSquareKilometers }) => {
      const [municipality] = of('municipalities', code);
      const area = areaOf(municipality!.geometry) / 1e6;
      expect(area / areaSquareKilometers).toBeGreaterThan(0.6);
      expect(area / areaSquareKilometers).toBeLessThan(1.6);
      expect(
        of('places', code).filter(({ properties }) => properties.kind === 'town'),
      ).toHaveLength(1);
    },
  );
});

describe.each(codes)('in %s %s', (code) => {
  const municipality = toJts(of('municipalities', code)[0]!.geometry);

  it.each(['sheets', 'zoning', 'landcover'])('%s cover the ground once', (id) => {
    const list = of(id, code);
    expect(Math.abs(totalArea(list) / municipality.getArea() - 1)).toBeLessThan(1e-8);
    const shapes = list.map(({ geometry }) => toJts(geometry));
    const overlaps = shapes.flatMap((a, i) => shapes.slice(i + 1).map((b) => overlapArea(a, b)));
    expect(Math.max(0, ...overlaps)).toBeLessThan(OVERLAP_TOLERANCE_SQUARE_METERS);
  });

  it('zones run from the historic core to the mountain', () => {
    const zones = new Set(of('zoning', code).map(({ properties }) => properties.zone));
    expect([...zones]).toEqual(expect.arrayContaining(['A', 'B', 'E']));
  });

  it('parcels have a reference each, which reads back as their sheet and number', () => {
    const list = of('parcels', code);
    const references = list.map(({ properties }) => properties.reference as string);
    expect(new Set(references).size).toBe(references.length);
    for (const { properties } of list)
      expect(parseCadastralReference(properties.reference as string)).toMatchObject({
        municipality: code,
        sheet: properties.sheet,
        parcel: properties.number,
      });
  });

  it('sheets are numbered from 1 without a gap', () => {
    const numbers = of('sheets', code).map(({ properties }) => Number(properties.sheet));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, i) => i + 1));
  });

  it('parcels keep to their sheet and fill it but for roads and waters', () => {
    for (const sheet of of('sheets', code)) {
      const parcels = of('parcels', code).filter(
        ({ properties }) => properties.sheet === sheet.properties.sheet,
      );
      const area = areaOf(sheet.geometry);
      const filled = totalArea(parcels) / area;
      expect(filled).toBeLessThanOrEqual(1 + 1e-9);
      expect(filled).toBeGreaterThan(0.55);
      const shape = toJts(sheet.geometry);
      for (const { geometry } of parcels.slice(0, 12)) {
        const parcel = toJts(geometry);
        expect(parcel.getArea() - overlapArea(parcel, shape)).toBeLessThan(0.01);
      }
    }
  });

  it('civic numbers are unique along each street, odd on one side and even on the other', () => {
    const list = of('addresses', code).map(({ properties }) => properties);
    const seen = list.map(({ street, number, exponent }) => `${street} ${number}${exponent ?? ''}`);
    expect(seen.filter((each, i) => seen.indexOf(each) !== i)).toEqual([]);
  });
});

describe('parcels and buildings', () => {
  it.each(['parcels', 'buildings'])('%s do not overlap in a whole municipality', (id) => {
    const shapes = of(id, 'C778').map(({ geometry }) => toJts(geometry));
    let worst = 0;
    shapes.forEach((a, i) => {
      for (const b of shapes.slice(i + 1)) worst = Math.max(worst, overlapArea(a, b));
    });
    expect(worst).toBeLessThan(0.05);
  });
});
