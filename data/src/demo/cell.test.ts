import { describe, expect, it } from 'vitest';
import type { Cell, Way } from './cell.ts';
import { cut } from './cell.ts';
import { Junctions } from './junctions.ts';
import { blockOf } from './inset.ts';
import type { XY } from './planar.ts';
import { centroid, keyOf, ringArea } from './planar.ts';
import { random } from './random.ts';

const street: Way = { kind: 'street', halfWidth: 5, line: [], municipality: null, name: null };

function cell(points: [number, number][], ways: (Way | null)[] = points.map(() => null)): Cell {
  const ring = points.map(([x, y]): XY => [420_000 + x, 4_630_000 + y]);
  return { ring, ways, municipality: 'C096', region: 'town' };
}

const square = (ways?: (Way | null)[]): Cell =>
  cell(
    [
      [0, 0],
      [100, 0],
      [100, 100],
      [0, 100],
    ],
    ways,
  );

describe('cut', () => {
  it('parts a square in two that share the whole of the new line', () => {
    const parts = cut(
      square(),
      { through: centroid(square().ring), angle: 0.3, way: () => street, bend: 0.1 },
      random('a'),
    )!;
    const [left, right] = parts.map(({ ring }) => new Set(ring.map(keyOf)));
    const alongNewLine = parts.map(({ ring, ways }) =>
      ways.flatMap((way, i) =>
        way === street ? [keyOf(ring[i]!), keyOf(ring[(i + 1) % ring.length]!)] : [],
      ),
    );
    for (const key of alongNewLine.flat()) expect(left!.has(key) && right!.has(key)).toBe(true);
    expect(alongNewLine[0]!.length).toBeGreaterThan(3);
    expect(ringArea(parts[0].ring) + ringArea(parts[1].ring)).toBeCloseTo(10_000, 1);
  });

  it('keeps the ways along the old edges', () => {
    const parts = cut(
      square([street, null, null, null]),
      { through: centroid(square().ring), angle: Math.PI / 2, way: () => null, bend: 0 },
      random('a'),
    )!;
    const fronts = parts.map(({ ring, ways }) =>
      ways.reduce(
        (sum, way, i) => sum + (way ? Math.abs(ring[(i + 1) % ring.length]![0] - ring[i]![0]) : 0),
        0,
      ),
    );
    expect(fronts[0]! + fronts[1]!).toBeCloseTo(100, 3);
    expect(Math.min(...fronts)).toBeGreaterThan(10);
  });

  it('stays inside a crescent', () => {
    const crescent = cell([
      [0, 0],
      [100, 0],
      [100, 100],
      [90, 100],
      [90, 10],
      [0, 10],
    ]);
    const parts = cut(
      crescent,
      { through: [420_050, 4_630_005], angle: Math.PI / 2, way: () => null, bend: 0.1 },
      random('b'),
    )!;
    expect(parts.every(({ ring }) => ringArea(ring) > 0)).toBe(true);
    expect(ringArea(parts[0].ring) + ringArea(parts[1].ring)).toBeCloseTo(
      ringArea(crescent.ring),
      1,
    );
  });
});

describe('a cut near a junction', () => {
  it('goes on from the street that ends on the other side', () => {
    const main: Way = { ...street, kind: 'municipal' };
    const junctions = new Junctions();
    junctions.add(main, [420_055, 4_630_000]);
    const parts = cut(
      square([main, null, null, null]),
      { through: [420_050, 4_630_050], angle: Math.PI / 2, way: () => null, bend: 0, junctions },
      random('a'),
    )!;
    for (const { ring } of parts) expect(ring).toContainEqual([420_055, 4_630_000]);
  });
});

describe('blockOf', () => {
  it('draws a street’s edge in by half the street', () => {
    expect(ringArea(blockOf(square([street, null, null, null])).ring)).toBeCloseTo(9500, 6);
  });

  it('draws in all four edges of a block between streets', () => {
    expect(ringArea(blockOf(square([street, street, street, street])).ring)).toBeCloseTo(8100, 6);
  });

  it('leaves a wedge thinner than its streets whole, fronting none', () => {
    const wedge = cell(
      [
        [0, 0],
        [100, 0],
        [100, 6],
      ],
      [street, null, street],
    );
    const block = blockOf(wedge);
    expect(block.ring).toEqual(wedge.ring);
    expect(block.ways).toEqual([null, null, null]);
  });
});
