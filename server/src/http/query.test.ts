import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { Problem, problemHandler } from './problem.ts';
import { parseBbox, parseDatetime, parseLimit, refuseUnknown } from './query.ts';

function placeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error.refusal.faults?.[0]?.place;
    throw error;
  }
  return undefined;
}

describe('bbox', () => {
  it.each([
    ['14.1,41.7,14.2,41.8', [14.1, 41.7, 14.2, 41.8]],
    ['1,2,0,3,4,9', [1, 2, 3, 4]],
    ['170,-10,-170,10', [170, -10, -170, 10]],
  ])('%s is read', (text, box) => expect(parseBbox(text)).toEqual(box));

  it.each([
    '',
    '1,2,3',
    '1,2,3,x',
    '1,2,,4',
    '1,5,2,4',
    '1,2,3,4,5',
    'NaN,1,2,3',
    '1,2,3,Infinity',
  ])('%j is refused, naming it', (text) => expect(placeOf(() => parseBbox(text))).toBe('bbox'));
});

describe('limit', () => {
  it('has a standard and is cut at its maximum', () => {
    expect([undefined, '5', '99999'].map((text) => parseLimit(text, 10, 1000))).toEqual([
      10, 5, 1000,
    ]);
  });
  it.each(['0', '-1', '1.5', 'x', ''])('%j is refused', (text) =>
    expect(placeOf(() => parseLimit(text, 10, 1000))).toBe('limit'),
  );
});

describe('datetime', () => {
  const noon = new Date('2026-11-22T12:00:00Z');
  it.each([
    ['2026-11-22T12:00:00Z', noon, noon],
    ['2026-11-22T13:00:00+01:00', noon, noon],
    ['../2026-11-22T12:00:00Z', null, noon],
    ['2026-11-22T12:00:00Z/', noon, null],
  ])('%s is read', (text, from, to) => expect(parseDatetime(text)).toEqual({ from, to }));

  it.each([
    'yesterday',
    '2026-13-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '../..',
    'a/b/c',
    '2026-11-23T00:00:00Z/2026-11-22T00:00:00Z',
    '2026',
  ])('%s is refused', (text) => expect(placeOf(() => parseDatetime(text))).toBe('datetime'));
});

it('an unknown parameter is a 400 problem that names it (OGC API Features /req/core/query-param-unknown)', async () => {
  const app = new Hono();
  app.onError(problemHandler(() => {}) as never);
  app.get('/items', (c) => {
    refuseUnknown(c, ['limit']);
    return c.text('reached');
  });
  const response = await app.request('/items?limit=1&colour=red');
  expect(response.status).toBe(400);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({
    code: 'unknown-parameter',
    faults: [{ place: 'colour' }],
  });
});

it('a parameter given twice is refused, not one of its values chosen', async () => {
  const app = new Hono();
  app.onError(problemHandler(() => {}) as never);
  app.get('/items', (c) => {
    refuseUnknown(c, ['limit']);
    return c.text('reached');
  });
  const response = await app.request('/items?limit=1&limit=1000');
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    code: 'invalid-parameter',
    faults: [{ place: 'limit' }],
  });
});
