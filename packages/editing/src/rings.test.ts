import { describe, expect, it } from 'vitest';
import { addHole, addPart } from './add-ring.ts';
import { line, multiPolygon, polygon, square } from './fixtures.ts';
import { removePart, removeRing } from './remove-ring.ts';

const newHole = square(14.06, 41.96, 0.02);

describe('addHole', () => {
  it('adds the ring to the part named, wound clockwise', () => {
    const outcome = addHole(multiPolygon, 1, newHole);
    expect(outcome).toMatchObject({
      ok: true,
      selected: [1, 1, 0],
      geometry: {
        coordinates: [
          multiPolygon.coordinates[0],
          [multiPolygon.coordinates[1]![0], newHole.toReversed()],
        ],
      },
    });
  });
  it('refuses a line, and a part that is not there', () => {
    expect(addHole(line, 0, newHole)).toEqual({ ok: false, reason: 'not-a-polygon' });
    expect(addHole(polygon, 1, newHole)).toEqual({ ok: false, reason: 'no-such-ring' });
  });
});

describe('addPart', () => {
  it('adds to a multi-geometry only', () => {
    expect(addPart(multiPolygon, [newHole])).toMatchObject({ ok: true, selected: [2, 0, 0] });
    expect(addPart(polygon, [newHole])).toEqual({ ok: false, reason: 'not-multi' });
  });
});

describe('removeRing', () => {
  it('takes away the hole named and keeps the rest the same arrays', () => {
    const outcome = removeRing(multiPolygon, 0, 1);
    if (!outcome.ok || outcome.geometry.type !== 'MultiPolygon') throw new Error('refused');
    expect(outcome.geometry.coordinates[0]).toHaveLength(1);
    expect(outcome.geometry.coordinates[0]![0]).toBe(multiPolygon.coordinates[0]![0]);
    expect(outcome.geometry.coordinates[1]).toBe(multiPolygon.coordinates[1]);
  });
  it('takes the part away with its shell', () => {
    expect(removeRing(multiPolygon, 0, 0)).toMatchObject({
      geometry: { coordinates: [multiPolygon.coordinates[1]] },
    });
  });
  it('refuses the last part and rings that are not there', () => {
    expect(removeRing(polygon, 0, 0)).toEqual({ ok: false, reason: 'last-part' });
    expect(removeRing(polygon, 0, 2)).toEqual({ ok: false, reason: 'no-such-ring' });
    expect(removePart(multiPolygon, 2)).toEqual({ ok: false, reason: 'no-such-ring' });
  });
});
