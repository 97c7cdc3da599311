/** A page that only shows maps: its origin is in an embed key, and nobody has registered it. */
import type { AuditPage } from '@sit/core/api-audit';
import type { NewKeyResponse } from '@sit/core/api-people';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { mapReady, openContext, openMap } from '../support/browser.ts';
import type { Watched } from '../support/browser.ts';
import { openPanel } from '../support/editor-page.ts';
import { Person } from '../support/person.ts';
import type { Workplace } from '../support/workplace.ts';
import { ADMIN, openWorkplace } from '../support/workplace.ts';

const LAYERS = ['municipalities', 'places'];

describe('a page with an embed key', () => {
  const reader = `http://proloco.localhost:${inject('portalPort')}`;
  let at: Workplace;
  let admin: Person;
  let key: NewKeyResponse;
  let watched: Watched;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    at = await openWorkplace();
    admin = await Person.signIn(at.sit.url, ADMIN, at.password);
    const made = await admin.fetch('/api/keys', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ kind: 'embed', name: 'Pro Loco', origins: [reader], layers: LAYERS }),
    });
    key = (await made.json()) as NewKeyResponse;
    watched = await openContext(at.browser);
    ({ context } = watched);
    page = await openMap(context, reader);
  });
  afterAll(async () => {
    await context?.close();
    await at?.close();
  });

  it('shows the map, of the key’s layers only', async () => {
    await page.evaluate((token) => {
      document.querySelector('sit-map')!.setAttribute('key', token);
    }, key.token);
    await mapReady(page);
    const shown = () =>
      page.evaluate(() => {
        const { catalogue } = document.querySelector('sit-map') as unknown as {
          catalogue: { id: string }[];
        };
        return catalogue.map(({ id }) => id).toSorted();
      });
    await expect.poll(shown, { timeout: 30_000 }).toEqual(LAYERS.toSorted());
    await page.waitForFunction(() => {
      const { map } = document.querySelector('sit-map') as unknown as {
        map: { loaded(): boolean; queryRenderedFeatures(): unknown[] } | null;
      };
      return map?.loaded() === true && map.queryRenderedFeatures().length > 0;
    });
    expect(watched.errors).toEqual([]);
    expect(watched.outside).toEqual([]);
  });

  it('signs nobody in', async () => {
    await openPanel(page, 'sit-login');
    const popup = page.waitForEvent('popup');
    await page.locator('sit-login').getByRole('button', { name: 'Accedi' }).click();
    const window = await popup;
    await window.getByText('Accesso non possibile da questo portale').waitFor();
    expect(await window.getByText(reader).count()).toBe(1);
    await window.close();
  });

  it('shows nothing on another origin, which is on record', async () => {
    const thief = `http://ladro.localhost:${inject('portalPort')}`;
    const { context: elsewhere } = await openContext(at.browser);
    const stolen = await elsewhere.newPage();
    await stolen.goto(thief);
    const read = await stolen.evaluate(
      ([url, token]) =>
        fetch(url!, { headers: { Authorization: `Bearer ${token}` } }).then(
          ({ status }) => `answered ${status}`,
          ({ name }: Error) => name,
        ),
      [`${at.sit.url}/api/layers`, key.token],
    );
    expect(read).toBe('TypeError');
    await elsewhere.close();
    const refused = await admin.fetch('/api/audit?event=origin-refused');
    const { entries } = (await refused.json()) as AuditPage;
    expect(entries[0]).toMatchObject({
      origin: thief,
      subject: 'OPTIONS /api/layers',
      detail: { asked: 'GET', code: 'origin-not-registered' },
    });
  });

  it('shows nothing any more once the key is revoked', async () => {
    await admin.fetch(`/api/keys/${key.id}`, { method: 'DELETE' });
    const read = () =>
      page.evaluate(
        (url) =>
          fetch(url, { cache: 'no-store' }).then(
            ({ status }) => `answered ${status}`,
            ({ name }: Error) => name,
          ),
        `${at.sit.url}/api/layers`,
      );
    // A registered origin is looked up once in a few seconds (auth/cors.ts).
    await expect.poll(read, { timeout: 30_000 }).toBe('TypeError');
  });
});
