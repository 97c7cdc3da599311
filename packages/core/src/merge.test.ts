import { describe, expect, it } from 'vitest';
import type { LineString, Point } from './geometry.ts';
import type { Content } from './merge.ts';
import { differences, mergeContent } from './merge.ts';

const point: Point = { type: 'Point', coordinates: [14.1, 41.8] };
const line: LineString = {
  type: 'LineString',
  coordinates: [
    [14.1, 41.8],
    [14.2, 41.9],
  ],
};
const base: Content = {
  geometry: point,
  properties: { zone: 'B', code: 'B1', name: 'Piazza', note: null },
};
const mine: Content = { geometry: line, properties: { ...base.properties, zone: 'C', code: 'B2' } };
const theirs: Content = {
  geometry: { type: 'Point', coordinates: [...point.coordinates] },
  properties: { ...base.properties, zone: 'D', name: 'Piazza Umberto', code: 'B2' },
};
const names = ['zone', 'code', 'name', 'note'];

describe('differences', () => {
  it('tells whose hand each one is, and leaves out what both agree on', () => {
    expect(differences(base, mine, theirs, names)).toEqual({
      geometry: { mine: line, theirs: point, changedBy: 'mine' },
      fields: {
        zone: { mine: 'C', theirs: 'D', changedBy: 'both' },
        name: { mine: 'Piazza', theirs: 'Piazza Umberto', changedBy: 'theirs' },
      },
    });
  });
  it('without a base every difference is a conflict', () => {
    const found = differences(null, mine, theirs, names);
    expect(Object.values(found.fields).map((field) => field.changedBy)).toEqual(['both', 'both']);
    expect(found.geometry?.changedBy).toBe('both');
  });
  it('an absent value and null are the same', () => {
    const without: Content = { ...base, properties: { zone: 'B', code: 'B1', name: 'Piazza' } };
    expect(differences(base, without, base, names).fields).toEqual({});
  });
});

describe('mergeContent', () => {
  it('takes each part from the side chosen', () => {
    expect(
      mergeContent(mine, theirs, { geometry: 'theirs', fields: { zone: 'mine', name: 'theirs' } }),
    ).toEqual({
      geometry: point,
      properties: { zone: 'C', code: 'B2', name: 'Piazza Umberto', note: null },
    });
  });
});
