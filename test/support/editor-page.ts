/** What a person does on a page with the map and the editor, by the names they read on it. */
import type { Page } from 'playwright-core';
import { mapReady } from './browser.ts';

export type LngLat = readonly [number, number];

/** Opens a panel of the map by its button, unless it is open. */
export async function openPanel(page: Page, element: string): Promise<void> {
  const button = page.locator(`sit-map [data-panel=${element}]`);
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
}

/** On the SIT's own portal: by the form behind the bar's button. */
export async function signInByForm(page: Page, email: string, password: string): Promise<void> {
  const login = page.locator('sit-login');
  await login.getByRole('button', { name: 'Accedi' }).first().click();
  await login.getByLabel('Indirizzo e-mail').fill(email);
  await login.getByLabel('Password', { exact: true }).fill(password);
  await login.locator('form').getByRole('button', { name: 'Accedi' }).click();
  // What a planner may edit is read after they are known.
  await page.waitForFunction(() => {
    const { principal, catalogue } = document.querySelector('sit-map') as unknown as {
      principal: unknown;
      catalogue: { permissions: { edit: boolean } }[];
    };
    return principal && catalogue.some(({ permissions }) => permissions.edit);
  });
}

/** On a portal of another origin: through the SIT's own window, with address and password. */
export async function signInByPopup(page: Page, email: string, password: string): Promise<void> {
  await byPopup(page, async (window) => {
    await window.getByLabel('Indirizzo e-mail').fill(email);
    await window.getByLabel('Password', { exact: true }).fill(password);
    await window.getByRole('button', { name: 'Accedi' }).click();
  });
}

/** The same, for somebody whom the SIT's own pages still know. */
export async function continueByPopup(page: Page): Promise<void> {
  await byPopup(page, (window) => window.getByRole('button', { name: /^Continua come/ }).click());
}

async function byPopup(page: Page, answer: (window: Page) => Promise<void>): Promise<void> {
  await openPanel(page, 'sit-login');
  const popup = page.waitForEvent('popup');
  await page.locator('sit-login').getByRole('button', { name: 'Accedi' }).click();
  const window = await popup;
  const closed = window.waitForEvent('close');
  await answer(window);
  await closed;
  await page.waitForFunction(
    () => (document.querySelector('sit-map') as unknown as { principal: unknown }).principal,
  );
}

export async function startNew(page: Page, layerTitle: string): Promise<void> {
  const editor = page.locator('sit-editor');
  await openPanel(page, 'sit-editor');
  await editor.getByLabel('Livello').selectOption({ label: layerTitle });
  await editor.getByRole('button', { name: 'Nuovo elemento' }).click();
  await editor.getByText('Geometria', { exact: true }).waitFor();
}

/** Saves and waits for what the editor says when it has been saved. */
export async function save(page: Page): Promise<void> {
  await page.locator('sit-editor').getByRole('button', { name: 'Salva modifiche' }).click();
  await saved(page);
}

export async function saved(page: Page): Promise<void> {
  await page.locator('sit-editor .state.saved').waitFor();
}

/** Opens a stored feature as the information panel's «Modifica» does. */
export async function openFeature(page: Page, layer: string, fid: number): Promise<void> {
  await openPanel(page, 'sit-editor');
  await page
    .locator('sit-editor')
    .evaluate(
      (element, target) =>
        (
          element as unknown as { openFeature(layer: string, fid: number): Promise<void> }
        ).openFeature(target.layer, target.fid),
      { layer, fid },
    );
}

/** Moves the view at once and waits until it is drawn. */
export async function look(page: Page, center: LngLat, zoom: number): Promise<void> {
  await mapReady(page);
  await page.evaluate(
    async ({ lngLat, at }) => {
      const { map } = document.querySelector('sit-map') as unknown as { map: TestedMap };
      map.jumpTo({ center: [...lngLat], zoom: at });
      if (!map.loaded()) await map.once('idle');
    },
    { lngLat: center, at: zoom },
  );
}

/** Switches a layer on as its check box would. */
export async function showLayer(page: Page, layer: string): Promise<void> {
  await page.evaluate((id) => {
    const sitMap = document.querySelector('sit-map') as unknown as {
      setLayerVisibility(layer: string, visible: boolean): void;
    };
    sitMap.setLayerVisibility(id, true);
  }, layer);
}

/** Clicks the map at a place, in degrees. */
export async function clickAt(page: Page, place: LngLat): Promise<void> {
  const { x, y } = await page.evaluate((lngLat) => {
    const { map } = document.querySelector('sit-map') as unknown as { map: TestedMap };
    const { left, top } = map.getContainer().getBoundingClientRect();
    const point = map.project([...lngLat]);
    return { x: left + point.x, y: top + point.y };
  }, place);
  await page.mouse.move(x, y);
  await page.mouse.click(x, y);
}

/** True once the map draws a feature of the layer with this `name`; rejects when it never does. */
export async function drawsName(page: Page, layer: string, name: string): Promise<boolean> {
  const drawn = await page.waitForFunction(
    (wanted) => {
      const { map } = document.querySelector('sit-map') as unknown as { map: TestedMap };
      return map
        .queryRenderedFeatures()
        .some(
          ({ sourceLayer, properties }) =>
            sourceLayer === wanted.layer && properties.name === wanted.name,
        );
    },
    { layer, name },
    { polling: 500 },
  );
  return drawn.jsonValue();
}

/** The part of MapLibre's map that is asked here. */
interface TestedMap {
  jumpTo(view: { center: number[]; zoom: number }): void;
  loaded(): boolean;
  once(event: 'idle'): Promise<unknown>;
  project(lngLat: number[]): { x: number; y: number };
  getContainer(): HTMLElement;
  queryRenderedFeatures(): { sourceLayer: string; properties: { name?: string } }[];
}
