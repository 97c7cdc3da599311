import { describe, expect, it } from 'vitest';
import { arrange } from './arrangement.ts';
import type { Face } from './arrangement.ts';
import type { XY } from './planar.ts';
import { ringArea } from './planar.ts';

const X = 420_000;
const Y = 4_630_000;

function square(x: number, y: number, side: number): XY[] {
  const corners = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
    [0, 0],
  ];
  return corners.map(([i, j]): XY => [X + x + i! * side, Y + y + j! * side]);
}

function area(face: Face<string>): number {
  const rings = [face.ring, ...face.holes].map((ring) => ringArea(ring.map(({ from }) => from)));
  return rings.reduce((sum, part) => sum + part, 0);
}

function areas(...lines: XY[][]): number[] {
  return arrange(
    lines.map((line) => ({ line, way: '' })),
    () => 0,
  )
    .faces.map(area)
    .toSorted((a, b) => a - b);
}

describe('arrange', () => {
  it('finds the three faces of two squares that overlap', () => {
    expect(areas(square(0, 0, 10), square(5, 5, 10))).toEqual([25, 75, 75]);
  });

  it('gives a face its hole when one square lies free inside another', () => {
    expect(areas(square(0, 0, 10), square(4, 4, 2))).toEqual([4, 96]);
  });

  it('drops loose ends and reports them', () => {
    const { faces, dangles } = arrange(
      [
        { line: square(0, 0, 10), way: 'wall' },
        {
          line: [
            [X + 5, Y + 5],
            [X + 20, Y + 5],
          ],
          way: 'path',
        },
      ],
      () => 0,
    );
    expect(faces.map(area)).toEqual([100]);
    expect(dangles).toHaveLength(2);
    expect(dangles.every(({ way }) => way === 'path')).toBe(true);
  });

  it('drops a bridge between two squares', () => {
    expect(
      areas(square(0, 0, 10), square(20, 0, 5), [
        [X + 10, Y + 3],
        [X + 20, Y + 3],
      ]),
    ).toEqual([25, 100]);
  });

  it('keeps the way of higher rank where two lines run together', () => {
    const { edges } = arrange(
      [
        { line: square(0, 0, 10), way: 1 },
        { line: square(10, 0, 10), way: 2 },
      ],
      (way) => way,
    );
    const common = edges.filter(({ from, to }) => from[0] === X + 10 && to[0] === X + 10);
    expect(common.map(({ way }) => way)).toEqual([2, 2]);
  });

  it('gives neighbours the same vertices, however the lines cross', () => {
    const { edges } = arrange(
      [
        { line: square(0, 0, 1000), way: '' },
        {
          line: [
            [X - 17, Y + 133.333],
            [X + 1111, Y + 977.777],
          ],
          way: '',
        },
        {
          line: [
            [X + 777.7, Y - 3],
            [X + 123.456, Y + 1003],
          ],
          way: '',
        },
      ],
      () => 0,
    );
    for (const edge of edges) {
      expect(edge.twin.from).toBe(edge.to);
      expect(edge.twin.to).toBe(edge.from);
    }
  });
});
