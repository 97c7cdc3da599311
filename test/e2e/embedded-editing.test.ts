/** The main job: a technical office changes a feature on a map in its own page, on another origin. */
import type { Position } from '@sit/core/geometry';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Watched } from '../support/browser.ts';
import { openContext, openMap } from '../support/browser.ts';
import type { LngLat } from '../support/editor-page.ts';
import {
  clickAt,
  continueByPopup,
  drawsName,
  look,
  openFeature,
  save,
  saved,
  signInByPopup,
  startNew,
} from '../support/editor-page.ts';
import { Person } from '../support/person.ts';
import type { Workplace } from '../support/workplace.ts';
import { nearTown, openWorkplace, OTHER_PLANNER, PLANNER } from '../support/workplace.ts';

const NAME = 'Fonte della prova';

describe('a planner on the municipality’s own page', () => {
  let at: Workplace;
  let watched: Watched;
  let page: Page;
  /** A place inside Castel di Sangro. */
  let place: LngLat;

  beforeAll(async () => {
    at = await openWorkplace();
    place = await nearTown(at, 0.002, 0.002);
    watched = await openContext(at.browser);
    page = await openMap(watched.context, at.portal.url);
  });
  afterAll(() => at?.close());

  it('signs in through the SIT’s window', async () => {
    await signInByPopup(page, PLANNER, at.password);
    const principal = await page.evaluate(
      () =>
        (document.querySelector('sit-map') as unknown as { principal: { email: string } })
          .principal,
    );
    expect(principal.email).toBe(PLANNER);
  });

  it('draws a point, fills its form and saves it', async () => {
    await look(page, place, 16);
    await startNew(page, 'Località');
    await clickAt(page, place);
    const editor = page.locator('sit-editor');
    await editor.getByLabel('Nome').fill(NAME);
    await editor.getByLabel('Tipo').selectOption({ label: 'Località' });
    await save(page);
    const stored = (await Person.nobody(at.sit.url).items('places')).filter(
      ({ properties }) => properties['name'] === NAME,
    );
    expect(stored).toHaveLength(1);
    expect(stored[0]!.properties).toMatchObject({
      municipality: 'C096',
      version: 1,
      kind: 'locality',
    });
    const [longitude, latitude] = stored[0]!.geometry.coordinates as Position;
    // One pixel at zoom 16 is 1.8 m here.
    expect(longitude).toBeCloseTo(place[0], 4);
    expect(latitude).toBeCloseTo(place[1], 4);
  });

  it('finds it drawn after reloading the page', async () => {
    await page.reload();
    await look(page, place, 16);
    expect(await drawsName(page, 'places', NAME)).toBe(true);
  });

  it('is seen by a citizen in another browser', async () => {
    const citizen = await openContext(at.browser);
    const theirs = await openMap(citizen.context, `${at.sit.url}/`);
    await look(theirs, place, 16);
    expect(await drawsName(theirs, 'places', NAME)).toBe(true);
    expect(citizen.errors).toEqual([]);
    expect(citizen.outside).toEqual([]);
    await citizen.context.close();
  });

  it('has met no error, and asked nothing of another machine', () => {
    expect(watched.errors).toEqual([]);
    expect(watched.outside).toEqual([]);
  });

  it('may choose, field by field, when somebody else has saved meanwhile', async () => {
    const fid = await fidOf(NAME);
    // The reload has forgotten the token, which is kept in memory alone.
    await continueByPopup(page);
    await openFeature(page, 'places', fid);
    const editor = page.locator('sit-editor');
    await editor.getByLabel('Nome').fill('Nome mio');
    const colleague = await Person.signIn(at.sit.url, PLANNER, at.password);
    await colleague.commit([
      {
        operation: 'update',
        layer: 'places',
        fid,
        baseVersion: 1,
        properties: { name: 'Nome del collega', population: 7 },
      },
    ]);
    await editor.getByRole('button', { name: 'Salva modifiche' }).click();
    const choice = page.getByRole('dialog', { name: 'Nel frattempo l’elemento è cambiato' });
    await choice.getByRole('radio', { name: 'Nome mio' }).check();
    await choice.getByRole('button', { name: 'Salva le scelte' }).click();
    await saved(page);
    const { properties } = await colleague.item('places', fid);
    expect(properties).toMatchObject({ name: 'Nome mio', population: 7, version: 3 });
    expect(watched.errors.filter((text) => !text.includes('412'))).toEqual([]);
  });

  it('may not touch another municipality’s feature, on the screen or past it', async () => {
    const anyone = Person.nobody(at.sit.url);
    const other = (await anyone.items('places')).find(
      ({ properties }) => properties.municipality === 'H434',
    )!;
    await openFeature(page, 'places', other.id);
    await page.locator('sit-editor .notice', { hasText: 'di un altro comune' }).waitFor();
    const planner = await Person.signIn(at.sit.url, PLANNER, at.password);
    const response = await planner.send([
      {
        operation: 'delete',
        layer: 'places',
        fid: other.id,
        baseVersion: other.properties.version,
      },
    ]);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'forbidden' });
    const { geometry, properties } = await anyone.item('places', other.id);
    expect({ geometry, properties }).toEqual({
      geometry: other.geometry,
      properties: other.properties,
    });
    const itsOwn = await Person.signIn(at.sit.url, OTHER_PLANNER, at.password);
    const allowed = await itsOwn.send([
      {
        operation: 'delete',
        layer: 'places',
        fid: other.id,
        baseVersion: other.properties.version,
      },
    ]);
    expect(allowed.status).toBe(201);
  });

  async function fidOf(name: string): Promise<number> {
    const features = await Person.nobody(at.sit.url).items('places');
    return features.find(({ properties }) => properties['name'] === name)!.id;
  }
});
