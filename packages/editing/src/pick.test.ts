import { describe, expect, it } from 'vitest';
import { line, multiPolygon, point } from './fixtures.ts';
import { partAt, pickEdge, pickMidpoint, pickVertex } from './pick.ts';

const METERS = 1 / 111_000;

describe('picking', () => {
  it('a vertex of a hole, a further part, a point', () => {
    expect(pickVertex(multiPolygon, [14.02 + METERS, 41.92], 5)).toEqual([0, 1, 0]);
    expect(pickVertex(multiPolygon, [14.6, 42 + METERS], 5)).toEqual([1, 0, 2]);
    expect(pickVertex(point, [14.1, 41.9 + METERS], 5)).toEqual([0, 0, 0]);
    expect(pickVertex(multiPolygon, [14.3, 41.92], 5)).toBeNull();
  });
  it('the nearest of two', () => {
    expect(pickVertex(line, [14.09, 41.9], 30_000)).toEqual([0, 0, 1]);
  });
  it('the handle in the middle of an edge', () => {
    expect(pickMidpoint(multiPolygon, [14.55, 41.9 + METERS], 5)).toEqual([1, 0, 0]);
    expect(pickMidpoint(multiPolygon, [14.51, 41.9], 5)).toBeNull();
  });
  it('an edge anywhere along it, with the place on it', () => {
    expect(pickEdge(multiPolygon, [14.53, 41.9 - METERS], 5)).toEqual({
      edge: [1, 0, 0],
      position: [14.53, 41.9],
    });
    expect(pickEdge(point, [14.1, 41.9], 5)).toBeNull();
  });
  it.each([
    ['in the first part', [14.01, 41.91], 0],
    ['in its hole', [14.03, 41.93], null],
    ['in the second part', [14.55, 41.95], 1],
    ['outside', [14.3, 41.95], null],
  ] as const)('the part under a place %s', (_, position, expected) => {
    expect(partAt(multiPolygon, [...position])).toBe(expected);
  });
});
