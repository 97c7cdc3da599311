/** The portal without a pointer, and as a screen reader meets it. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Watched } from '../support/browser.ts';
import { openContext, openMap } from '../support/browser.ts';
import { saved } from '../support/editor-page.ts';
import { Person } from '../support/person.ts';
import type { Workplace } from '../support/workplace.ts';
import { openWorkplace, PLANNER } from '../support/workplace.ts';

const NAME = 'Punto da tastiera';
/** More than the portal has things to stop at. */
const MOST_STOPS = 80;

describe('the portal', () => {
  let at: Workplace;
  let watched: Watched;
  let page: Page;

  beforeAll(async () => {
    at = await openWorkplace();
    watched = await openContext(at.browser);
    page = await openMap(watched.context, `${at.sit.url}/`);
  });
  afterAll(() => at?.close());

  it('has no fault that axe finds', async () => {
    const axe = await readFile(
      createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
      'utf8',
    );
    await page.evaluate(`${axe}; undefined`);
    const violations = await page.evaluate(async () => {
      const { axe: checker } = globalThis as unknown as { axe: Axe };
      const { violations: found } = await checker.run();
      return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
    expect(violations).toEqual([]);
  });

  it('lets a planner sign in, place a point and save it with the keyboard alone', async () => {
    await tabTo(page, 'Accedi');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Indirizzo e-mail');
    await page.keyboard.type(PLANNER);
    await tabTo(page, 'Password');
    await page.keyboard.type(at.password);
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () => (document.querySelector('sit-map') as unknown as { principal: unknown }).principal,
    );

    // The point must lie in the planner's own municipality: the map goes there.
    await tabTo(page, 'Comune');
    await page.keyboard.type('Castel di S');
    await page.waitForFunction(() => {
      const { map } = document.querySelector('sit-map') as unknown as {
        map: { getZoom(): number; isMoving(): boolean };
      };
      return map.getZoom() > 11 && !map.isMoving();
    });
    await tabTo(page, 'Modifica');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Livello');
    await page.keyboard.type('Localit');
    await tabTo(page, 'Nuovo elemento');
    await page.keyboard.press('Enter');
    // What an edit needs is fetched with the first one.
    await page.locator('sit-editor').getByText('Geometria', { exact: true }).waitFor();
    await tabTo(page, 'Da tastiera');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Vai alla mappa');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Nome');
    await page.keyboard.type(NAME);
    await tabTo(page, 'Tipo');
    await page.keyboard.type('Localit');
    await page.keyboard.press('Control+s');
    await saved(page);

    const stored = await Person.nobody(at.sit.url).items('places');
    expect(stored.filter(({ properties }) => properties['name'] === NAME)).toHaveLength(1);
    expect(watched.errors).toEqual([]);
    expect(watched.outside).toEqual([]);
  });
});

/** Presses Tab until the focus is on what is called so; says where it stopped when it never is. */
async function tabTo(page: Page, name: string): Promise<void> {
  const stops: string[] = [];
  while (stops.length < MOST_STOPS) {
    const stop = await page.evaluate(focusedName);
    if (stop === name || stop.startsWith(`${name} `)) return;
    stops.push(stop);
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches «${name}», only: ${stops.join(' · ')}`);
}

/** Name of the focused element, in whatever shadow it is: label, aria-label or text. Runs in the page. */
function focusedName(): string {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (!focused) return '';
  const label = (focused as HTMLInputElement).labels?.[0]?.textContent;
  const text = focused.getAttribute('aria-label') ?? label ?? focused.textContent ?? '';
  return text.replaceAll(/\s+/g, ' ').trim();
}

interface Axe {
  run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}
