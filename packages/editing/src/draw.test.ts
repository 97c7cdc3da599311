import { describe, expect, it } from 'vitest';
import type { Position } from '@sit/core/geometry';
import type { Draft, DrawTarget } from './draw.ts';
import { extendDraft, finishDraft, mayFinish, shortenDraft, startDraft } from './draw.ts';
import { polygon } from './fixtures.ts';

const [a, b, c]: Position[] = [
  [14, 41.9],
  [14.1, 41.9],
  [14.1, 42],
];
const draw = (draft: Draft, ...positions: Position[]): Draft =>
  positions.reduce(extendDraft, draft);

describe('drawing', () => {
  it('a ring is closed with its own first position', () => {
    expect(finishDraft(draw(startDraft('Polygon'), a!, b!, c!), 'Polygon', null)).toMatchObject({
      ok: true,
      geometry: { type: 'Polygon', coordinates: [[a, b, c, a]] },
    });
  });
  it('a ring drawn clockwise is turned round', () => {
    const outcome = finishDraft(draw(startDraft('MultiPolygon'), c!, b!, a!), 'MultiPolygon', null);
    expect(outcome).toMatchObject({
      geometry: { type: 'MultiPolygon', coordinates: [[[c, a, b, c]]] },
    });
  });
  it('setting the last vertex on the first does not double it', () => {
    const draft = draw(startDraft('Polygon'), a!, b!, c!, a!);
    expect(finishDraft(draft, 'Polygon', null)).toMatchObject({
      geometry: { coordinates: [[a, b, c, a]] },
    });
  });
  it('the same place twice in a row is one vertex', () => {
    expect(draw(startDraft('LineString'), a!, b!, [...b!] as Position).positions).toEqual([a, b]);
  });
  it('a point keeps only the last place', () => {
    expect(draw(startDraft('Point'), a!, b!).positions).toEqual([b]);
  });
  it('the last vertex can be taken back', () => {
    expect(shortenDraft(draw(startDraft('LineString'), a!, b!)).positions).toEqual([a]);
  });
  it.each([
    ['Polygon', [a!, b!], false],
    ['Polygon', [a!, b!, a!], false],
    ['Polygon', [a!, b!, c!], true],
    ['LineString', [a!], false],
    ['MultiLineString', [a!, b!], true],
    ['Point', [], false],
    ['MultiPoint', [a!], true],
  ] as const)('%s with %j may finish: %s', (type, positions, expected) => {
    const draft = draw(startDraft(type), ...positions);
    expect(mayFinish(draft)).toBe(expected);
    expect(finishDraft(draft, type, null).ok).toBe(expected);
  });
  it('a hole goes into the part it was drawn for', () => {
    const target: DrawTarget = { into: 'hole', part: 0 };
    const outcome = finishDraft(
      draw(startDraft('Polygon', target), a!, b!, c!),
      'Polygon',
      polygon,
    );
    expect(outcome).toMatchObject({
      geometry: { coordinates: [...polygon.coordinates, [a, c, b, a]] },
    });
  });
});
