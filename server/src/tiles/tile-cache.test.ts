import type { BBox } from '@sit/core/geometry';
import { describe, expect, it } from 'vitest';
import { TileCache } from './tile-cache.ts';
import type { CachedTile, TileKey } from './tile-cache.ts';
import { tileBounds } from './tile-matrix.ts';

const tileOf = (bytes: number): CachedTile => ({
  gzipped: new Uint8Array(bytes),
  tag: String(bytes),
});
const at = (tileMatrix: number, tileRow: number, tileCol: number, layer = 'parcels'): TileKey => ({
  layer,
  edition: 'e',
  view: 'present',
  address: { tileMatrix, tileRow, tileCol },
});
const boxInside = (key: TileKey): BBox => {
  const [minX, minY, maxX, maxY] = tileBounds(key.address);
  const [x, y] = [(minX + maxX) / 2, (minY + maxY) / 2];
  return [x, y, x + 1, y + 1];
};

describe('TileCache', () => {
  it('makes a tile once for callers that ask together, and keeps it for later ones', async () => {
    const cache = new TileCache();
    let made = 0;
    const make = async (): Promise<CachedTile> => {
      made++;
      await Promise.resolve();
      return tileOf(10);
    };
    const key = at(14, 6090, 8834);
    const [first, second] = await Promise.all([cache.get(key, make), cache.get(key, make)]);
    expect(first).toBe(second);
    await cache.get(key, make);
    expect(made).toBe(1);
  });

  it('does not keep a failure', async () => {
    const cache = new TileCache();
    const key = at(14, 1, 1);
    await expect(cache.get(key, () => Promise.reject(new Error('no database')))).rejects.toThrow(
      'no database',
    );
    await expect(cache.get(key, async () => tileOf(1))).resolves.toEqual(tileOf(1));
  });

  it('forgets the changed place at every tile matrix, and nothing else', async () => {
    const cache = new TileCache();
    const changed = at(14, 6090, 8834);
    const parents = [at(0, 0, 0), at(13, 3045, 4417), changed, at(15, 12181, 17669)];
    const others = [at(14, 6090, 8836), at(14, 6088, 8834), at(14, 6090, 8834, 'zoning')];
    for (const key of [...parents, ...others]) await cache.get(key, async () => tileOf(1));
    cache.expire('parcels', [boxInside(changed)]);
    expect(parents.map((key) => cache.has(key))).toEqual([false, false, false, false]);
    expect(others.map((key) => cache.has(key))).toEqual([true, true, true]);
  });

  it('forgets the neighbour in whose buffer the change lies', async () => {
    const cache = new TileCache();
    const neighbour = at(14, 6090, 8833);
    await cache.get(neighbour, async () => tileOf(1));
    const [minX, minY] = tileBounds(at(14, 6090, 8834).address);
    cache.expire('parcels', [[minX + 1, minY + 500, minX + 2, minY + 501]]);
    expect(cache.has(neighbour)).toBe(false);
  });

  it('forgets by the common box when very many places changed', async () => {
    const cache = new TileCache();
    const key = at(14, 6090, 8834);
    await cache.get(key, async () => tileOf(1));
    cache.expire(
      'parcels',
      Array.from({ length: 5000 }, () => boxInside(key)),
    );
    expect(cache.has(key)).toBe(false);
  });

  it('does not keep a tile whose place expired while it was made, nor give it to later callers', async () => {
    const cache = new TileCache();
    const key = at(14, 6090, 8834);
    let finish: (tile: CachedTile) => void = () => {};
    const early = cache.get(key, () => new Promise((resolve) => (finish = resolve)));
    cache.expire('parcels', [boxInside(key)]);
    const late = cache.get(key, async () => tileOf(2));
    finish(tileOf(1));
    expect((await early).tag).toBe('1');
    expect((await late).tag).toBe('2');
    expect((await cache.get(key, async () => tileOf(3))).tag).toBe('2');
  });

  it('never finds the tile of another edition of the layer', async () => {
    const cache = new TileCache();
    const key = at(14, 6090, 8834);
    await cache.get(key, async () => tileOf(1));
    expect((await cache.get({ ...key, edition: 'f' }, async () => tileOf(2))).tag).toBe('2');
    expect((await cache.get({ ...key, view: 'at' }, async () => tileOf(3))).tag).toBe('3');
  });

  it('keeps within its bytes, the least used going first', async () => {
    const cache = new TileCache(10_000);
    for (let col = 0; col < 4; col++) await cache.get(at(14, 1, col), async () => tileOf(3000));
    // 3,400 bytes each with its record: two fit.
    expect([0, 1, 2, 3].map((col) => cache.has(at(14, 1, col)))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});
