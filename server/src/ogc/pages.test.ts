/** The HTML people read under `/ogc` (`/req/html/definition`, `/req/html/content`). */
import { beforeAll, expect, it } from 'vitest';
import { describeOnBothEngines } from '../testing/harness.ts';
import { HOSTILE_NAME, seedTerritory, testOgc } from './ogc.fixture.ts';
import type { TestOgc } from './ogc.fixture.ts';
import { viewOf } from './pages/collection-page.ts';
import { displayValue } from './pages/value.ts';

const HTML = { Accept: 'text/html' };

describeOnBothEngines('pages', (server) => {
  let ogc: TestOgc;
  beforeAll(async () => {
    await seedTerritory(server());
    ogc = testOgc(server());
  });
  const page = async (path: string) => {
    const answer = await ogc.get(path, HTML);
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    return answer.text();
  };

  it.each([
    '/ogc',
    '/ogc/conformance',
    '/ogc/collections',
    '/ogc/collections/zoning',
    '/ogc/collections/zoning/schema',
    '/ogc/collections/zoning/queryables',
    '/ogc/collections/zoning/items',
    '/ogc/collections/zoning/items/1',
  ])('%s is a whole document in Italian, without inline script or style', async (path) => {
    const text = await page(path);
    expect(text).toMatch(/^<!doctype html>\s*<html lang="it">/);
    expect(text).toContain('Unione di prova');
    expect(text.match(/<h1>/g)).toHaveLength(1);
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(text).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
    expect(text).toContain('Dati dimostrativi');
    // No template left a value of the wrong kind behind.
    expect(text).not.toMatch(/\[object |undefined|>null</);
  });

  it.each(['/ogc/collections/zoning/items', '/ogc/collections/zoning/items/5'])(
    '%s shows markup in a value as text',
    async (path) => {
      const text = await page(path);
      expect(text).not.toContain(HOSTILE_NAME);
      expect(text).not.toContain('<script>alert');
      expect(text).toContain(
        '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;quoted&#39;',
      );
    },
  );

  it('shows an item by labels, domain labels, units and Italian numbers and dates', async () => {
    const text = await page('/ogc/collections/zoning/items/1');
    for (const part of [
      'Zona A',
      'Centro',
      '1.234,5 m3/m2',
      '15 marzo 2024',
      'Castel di Sangro',
      '>sì<',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/<sit-map layers="zoning" lng="14\.\d+" lat="41\.\d+" zoom="[\d.]+">/);
  });

  it('pages through a table, saying how many there are', async () => {
    const first = await page('/ogc/collections/zoning/items?limit=2&zone=A');
    expect(first).toContain('2 di 2');
    const paged = await page('/ogc/collections/zoning/items?limit=2');
    expect(paged).toContain('2 di 5');
    const next = /rel="next" href="([^"]+)"/.exec(paged)![1]!.replaceAll('&amp;', '&');
    const url = new URL(next);
    const second = await page(url.pathname + url.search);
    expect(second).toContain('Rocca');
    expect(second).not.toContain('Borgo');
  });

  it('says what to try when nothing is found', async () =>
    expect(await page('/ogc/collections/zoning/items?bbox=0,0,1,1')).toContain(
      'Nessun elemento corrisponde',
    ));

  it('links every page to the same document for machines', async () => {
    const text = await page('/ogc/collections/zoning/items?zone=A');
    expect(text).toMatch(
      /<link rel="alternate" type="application\/geo\+json" href="[^"]*zone=A&amp;f=json"/,
    );
  });

  it('has the style sheet it names', async () => {
    const [, href] = /<link rel="stylesheet" href="([^"]+)"/.exec(await page('/ogc'))!;
    const sheet = await ogc.get(href!);
    expect([sheet.status, sheet.headers.get('Content-Type')]).toEqual([
      200,
      'text/css; charset=utf-8',
    ]);
  });
});

it.each([
  [{ type: 'number', unit: 'm2' }, 12345.67, '12.345,67 m²'],
  [{ type: 'integer' }, 0, '0'],
  [{ type: 'text' }, null, '—'],
  [{ type: 'boolean' }, false, 'no'],
  [{ type: 'date' }, '2026-11-22', '22 novembre 2026'],
  [{ type: 'datetime' }, '2026-11-22T10:00:00.000Z', '22 novembre 2026 alle ore 11:00'],
  [
    { type: 'text', domain: [{ value: 'A', label: { it: 'Centro storico' } }] },
    'A',
    'Centro storico',
  ],
] as const)('displays %j of %j as %s', (field, value, expected) =>
  expect(displayValue(field as Parameters<typeof displayValue>[0], value)).toBe(expected),
);

it('chooses a view that holds the box', () => {
  const box: [number, number, number, number] = [13.729, 41.682, 14.23, 41.967];
  const { lng, lat, zoom } = viewOf(box);
  expect(lng).toBeCloseTo(13.9795, 6);
  expect(lat).toBeCloseTo(41.8245, 6);
  // 500 pixels of a world 512 · 2^zoom pixels wide.
  const degreesShown = (360 * 500) / (512 * 2 ** zoom);
  expect(degreesShown).toBeGreaterThan(box[2] - box[0]);
});
