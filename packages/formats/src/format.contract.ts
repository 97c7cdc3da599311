/** What every reader must do, whatever the format; run by each reader's own test. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FieldType, FieldValue } from '@sit/core/layer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenOptions, Source, SourceFeature } from './format.ts';
import { SourceProblem } from './format.ts';
import { openSource } from './open-source.ts';

export interface ReaderSample {
  format: Source['description']['format'];
  /** Writes a sample of one layer and three features; returns its path. */
  write(directory: string): Promise<string>;
  /** Positions of each feature, in the file's order, east first, to the last bit. */
  positions: number[][];
  epsg: number;
  /** Makes the sample unreadable; returns the path of what results. */
  damage(path: string): Promise<string>;
}

export function describeReader(sample: ReaderSample): void {
  describe(`reader contract: ${sample.format}`, () => {
    let directory: string;
    let work: string;
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'sit-contract-'));
      work = await mkdtemp(join(tmpdir(), 'sit-contract-work-'));
    });
    afterEach(async () => {
      for (const each of [directory, work]) await rm(each, { recursive: true, force: true });
    });
    const openSample = async (options: OpenOptions = {}): Promise<Source> =>
      openSource({ path: await sample.write(directory) }, { temporaryDirectory: work, ...options });

    it('describes the layer as its features then are', async () => {
      const source = await openSample();
      const { format, layers } = source.description;
      const features = await readAll(source);
      await source.close();
      expect(format).toBe(sample.format);
      expect(layers).toHaveLength(1);
      expect(layers[0]).toMatchObject({
        crs: { epsg: sample.epsg },
        featureCount: features.length,
        dimensions: 2,
      });
      expect(features.map(({ row }) => row)).toEqual([1, 2, 3]);
      const fields = new Map(layers[0]!.fields.map(({ name, type }) => [name, type]));
      for (const { properties } of features)
        expect(
          Object.entries(properties).filter(([name, value]) => !isOfType(value, fields.get(name))),
        ).toEqual([]);
    });

    it('gives every coordinate bit by bit as the file has it, east first', async () => {
      const source = await openSample();
      const features = await readAll(source);
      await source.close();
      expect(features.map(({ geometry }) => positionsOf(geometry!))).toEqual(sample.positions);
      const xs = sample.positions.flatMap((values) => values.filter((_, i) => i % 2 === 0));
      expect(Math.min(...features.map(({ bbox }) => bbox![0]))).toBe(Math.min(...xs));
    });

    it('gives the same features again', async () => {
      const source = await openSample();
      const first = await readAll(source);
      const second = await readAll(source);
      await source.close();
      expect(second).toEqual(first);
    });

    it('leaves no temporary file when closed', async () => {
      const source = await openSample();
      await readAll(source);
      await source.close();
      expect(await readdir(work)).toEqual([]);
    });

    it('writes nothing beside the source', async () => {
      const source = await openSample();
      const before = await readdir(directory);
      await readAll(source);
      await source.close();
      expect(await readdir(directory)).toEqual(before);
    });

    it('ends when aborted, leaving no temporary file', async () => {
      const controller = new AbortController();
      const source = await openSample({ signal: controller.signal });
      controller.abort();
      await expect(readAll(source)).rejects.toThrow(/abort/i);
      await source.close();
      expect(await readdir(work)).toEqual([]);
    });

    it('refuses a damaged file in words, leaving no temporary file', async () => {
      const path = await sample.damage(await sample.write(directory));
      const opening = openSource({ path }, { temporaryDirectory: work });
      await expect(opening).rejects.toBeInstanceOf(SourceProblem);
      await expect(opening).rejects.toMatchObject({ code: 'invalid-file' });
      expect(await readdir(work)).toEqual([]);
    });
  });
}

export async function readAll(
  source: Source,
  layer = source.description.layers[0]!.name,
): Promise<SourceFeature[]> {
  const features: SourceFeature[] = [];
  for await (const batch of source.features(layer)) features.push(...batch);
  return features;
}

/** All ordinates of a plane ISO WKB point, polygon or multi-polygon, in order. */
export function positionsOf(wkb: Uint8Array): number[] {
  const view = new DataView(wkb.buffer, wkb.byteOffset, wkb.byteLength);
  const values: number[] = [];
  let offset = 0;
  const run = (count: number): void => {
    for (let i = 0; i < count * 2; i++, offset += 8) values.push(view.getFloat64(offset, true));
  };
  const geometry = (): void => {
    const type = view.getUint32(offset + 1, true);
    offset += 5;
    if (type === 1) return run(1);
    const count = view.getUint32(offset, true);
    offset += 4;
    for (let i = 0; i < count; i++) {
      if (type === 6) geometry();
      else {
        const points = view.getUint32(offset, true);
        offset += 4;
        run(points);
      }
    }
  };
  geometry();
  return values;
}

function isOfType(value: FieldValue, type: FieldType | undefined): boolean {
  if (value === null) return type !== undefined;
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return type !== undefined && typeof value === 'string';
  }
}
