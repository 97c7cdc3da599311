import { describe, expect, it } from 'vitest';
import type { Way } from './cell.ts';
import type { XY } from './planar.ts';
import { streetOf } from './street-lines.ts';

function street(...points: [number, number][]): Way {
  const line = points.map(([x, y]): XY => [420_000 + x, 4_630_000 + y]);
  return { kind: 'street', halfWidth: 4, line, municipality: 'C096', name: null };
}

describe('streetOf', () => {
  it('joins streets that run on across a junction, and leaves the side street apart', () => {
    const west = street([0, 0], [50, 3]);
    const east = street([100, 0], [50, 3]);
    const side = street([50, 3], [55, 80]);
    const streets = streetOf([west, east, side]);
    expect(streets.get(west)).toBe(streets.get(east));
    expect(streets.get(side)).not.toBe(streets.get(west));
    expect(streets.get(west)!.line).toEqual([west.line[0], west.line[1], east.line[0]]);
  });

  it('keeps a corner between two streets', () => {
    const south = street([0, 0], [50, 0]);
    const north = street([50, 0], [50, 50]);
    expect(new Set(streetOf([south, north]).values()).size).toBe(2);
  });

  it('follows a ring of streets once round', () => {
    const points = Array.from({ length: 24 }, (_, k): [number, number] => [
      100 * Math.cos((k * Math.PI) / 12),
      100 * Math.sin((k * Math.PI) / 12),
    ]);
    const ring = points.map((p, k) => street(p, points[(k + 1) % 24]!));
    const streets = streetOf(ring);
    expect(new Set(streets.values()).size).toBe(1);
    expect(streets.get(ring[0]!)!.line).toHaveLength(25);
  });
});
