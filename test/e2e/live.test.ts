/** Two people at two browsers: what one saves, the other sees come, without reloading anything. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Watched } from '../support/browser.ts';
import { openContext, openMap } from '../support/browser.ts';
import type { LngLat } from '../support/editor-page.ts';
import {
  clickAt,
  drawsName,
  look,
  openFeature,
  save,
  signInByPopup,
  startNew,
} from '../support/editor-page.ts';
import { Person } from '../support/person.ts';
import type { Workplace } from '../support/workplace.ts';
import { nearTown, openWorkplace, PLANNER } from '../support/workplace.ts';

const NAME = 'Fonte dal vivo';

describe('two browsers on one map', () => {
  let at: Workplace;
  let planner: Watched;
  let citizen: Watched;
  let page: Page;
  let theirs: Page;
  let place: LngLat;
  let fid: number;

  beforeAll(async () => {
    at = await openWorkplace();
    place = await nearTown(at, 0.003, 0.002);
    planner = await openContext(at.browser);
    page = await openMap(planner.context, at.portal.url);
    await signInByPopup(page, PLANNER, at.password);
    citizen = await openContext(at.browser);
    theirs = await openMap(citizen.context, `${at.sit.url}/`);
  });
  afterAll(() => at?.close());

  it('draws in one what is created in the other', async () => {
    await look(theirs, place, 16);
    await look(page, place, 16);
    await startNew(page, 'Località');
    await clickAt(page, place);
    const editor = page.locator('sit-editor');
    await editor.getByLabel('Nome').fill(NAME);
    await editor.getByLabel('Tipo').selectOption({ label: 'Località' });
    await save(page);
    expect(await drawsName(theirs, 'places', NAME)).toBe(true);
    const features = await Person.nobody(at.sit.url).items('places');
    fid = features.find(({ properties }) => properties['name'] === NAME)!.id;
  });

  it('reads again what the other person is looking at', async () => {
    await clickAt(theirs, place);
    const info = theirs.locator('sit-feature-info');
    await info.getByText(NAME).first().waitFor();
    const colleague = await Person.signIn(at.sit.url, PLANNER, at.password);
    await colleague.commit([
      {
        operation: 'update',
        layer: 'places',
        fid,
        baseVersion: 1,
        properties: { name: 'Fonte rinominata' },
      },
    ]);
    await info.getByText('Fonte rinominata').first().waitFor();
    await info.getByText('aggiornato ora').first().waitFor();
    expect(await drawsName(theirs, 'places', 'Fonte rinominata')).toBe(true);
  });

  it('tells who is editing, before they save', async () => {
    await openFeature(page, 'places', fid);
    const editor = page.locator('sit-editor');
    await editor.getByLabel('Nome').fill('Nome mio');
    const colleague = await Person.signIn(at.sit.url, PLANNER, at.password);
    const { properties } = await colleague.item('places', fid);
    await colleague.commit([
      {
        operation: 'update',
        layer: 'places',
        fid,
        baseVersion: properties.version,
        properties: { population: 11 },
      },
    ]);
    const notice = editor.getByText('Qualcun altro ha appena modificato questo elemento');
    await notice.waitFor();
    expect(await editor.getByLabel('Nome').inputValue()).toBe('Nome mio');
  });

  it('catches up when the server has been away', async () => {
    await at.restart();
    const colleague = await Person.signIn(at.sit.url, PLANNER, at.password);
    const { properties } = await colleague.item('places', fid);
    await colleague.commit([
      {
        operation: 'update',
        layer: 'places',
        fid,
        baseVersion: properties.version,
        properties: { name: 'Fonte dopo la pausa' },
      },
    ]);
    expect(await drawsName(theirs, 'places', 'Fonte dopo la pausa')).toBe(true);
  });

  it('has met no error, and asked nothing of another machine', () => {
    expect(planner.outside).toEqual([]);
    expect(citizen.outside).toEqual([]);
    // What a browser itself says of a server that is away.
    const own = (text: string): boolean => !/ERR_|Failed to load resource/.test(text);
    expect([...planner.errors, ...citizen.errors].filter(own)).toEqual([]);
  });
});
