/** What the real `ogrinfo` (gdal-bin) says of a file: the oracle imports are compared with. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BBox } from '@sit/core/geometry';

const DATA = new URL('../../../../../shared/data/', import.meta.url);

/** A file of the shared corpus, beside the repository. */
export function sharedFile(path: string): string {
  return fileURLToPath(new URL(encodeURI(path), DATA));
}

/** Why tests on real files are skipped; null when they can run. */
export function missingForRealFiles(): string | null {
  if (!existsSync(DATA)) return 'no ../shared/data beside the repository';
  try {
    execFileSync('ogrinfo', ['--version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'no ogrinfo (gdal-bin)';
  }
}

export interface OgrSummary {
  count: number;
  /** Six decimals. */
  extent: BBox;
}

export function ogrinfoSummary(path: string, layer: string): OgrSummary {
  const text = ogrinfo(path, (source) => ['-so', source, layer]);
  const [, count] = /Feature Count: (\d+)/.exec(text)!;
  const numbers = /Extent: \((\S+), (\S+)\) - \((\S+), (\S+)\)/.exec(text)!.slice(1).map(Number);
  return { count: Number(count), extent: numbers as unknown as BBox };
}

/** One number that `expression` gives over the layer, in SpatiaLite's SQL. */
export function ogrinfoNumber(path: string, layer: string, expression: string): number {
  const sql = `select ${expression} as answer from "${layer}"`;
  const text = ogrinfo(path, (source) => [source, '-dialect', 'sqlite', '-sql', sql]);
  return Number(/answer \(\w+\) = (\S+)/.exec(text)![1]);
}

/** On a copy: beside a GML, ogrinfo leaves a .gfs in which extents are rounded, and reads it the next time. */
function ogrinfo(path: string, args: (source: string) => string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'sit-ogrinfo-'));
  try {
    const copy = join(directory, basename(path));
    copyFileSync(path, copy);
    const source = path.endsWith('.zip') ? `/vsizip/${copy}` : copy;
    return execFileSync('ogrinfo', ['-ro', ...args(source)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
