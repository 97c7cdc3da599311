/** A proposal from draft to published by two people in two browsers, and a feature's return to what it was. */
import type { Feature } from '@sit/core/feature';
import { bboxOf, type Position } from '@sit/core/geometry';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Watched } from '../support/browser.ts';
import { openContext, openMap } from '../support/browser.ts';
import type { LngLat } from '../support/editor-page.ts';
import {
  clickAt,
  drawsName,
  look,
  openFeature,
  openPanel,
  showLayer,
  signInByForm,
} from '../support/editor-page.ts';
import { Person } from '../support/person.ts';
import type { Workplace } from '../support/workplace.ts';
import { openWorkplace, PLANNER, UNION_EDITOR } from '../support/workplace.ts';

/** A layer that takes edits by proposal only. */
const LAYER = 'constraints';
const TITLE = 'Variante della prova';
const NAME = 'Vincolo della prova';

describe('a proposal', () => {
  let at: Workplace;
  let planner: Watched;
  let reviewer: Watched;
  let plannerPage: Page;
  let reviewerPage: Page;
  let stored: Feature;
  let middle: LngLat;

  beforeAll(async () => {
    at = await openWorkplace();
    const constraints = await Person.nobody(at.sit.url).items(LAYER);
    stored = constraints.find(({ properties }) => properties.municipality === 'C096')!;
    const [west, south, east, north] = bboxOf(stored.geometry)!;
    middle = [(west + east) / 2, (south + north) / 2];
    planner = await openContext(at.browser);
    reviewer = await openContext(at.browser);
    plannerPage = await openMap(planner.context, `${at.sit.url}/`);
    reviewerPage = await openMap(reviewer.context, `${at.sit.url}/`);
    await signInByForm(plannerPage, PLANNER, at.password);
    await signInByForm(reviewerPage, UNION_EDITOR, at.password);
  });
  afterAll(() => at?.close());

  it('takes an edit of a layer that is not written at once', async () => {
    const editor = plannerPage.locator('sit-editor');
    await openFeature(plannerPage, LAYER, stored.id);
    await editor.getByLabel('Denominazione').fill(NAME);
    await editor.getByLabel('Titolo della nuova proposta').fill(TITLE);
    await editor.getByRole('button', { name: 'Aggiungi alla proposta' }).click();
    await editor.getByText(`Aggiunto alla proposta «${TITLE}».`).first().waitFor();
    const { properties } = await Person.nobody(at.sit.url).item(LAYER, stored.id);
    expect(properties).toEqual(stored.properties);
  });

  it('is submitted by its author, who may not publish it', async () => {
    await plannerPage
      .locator('sit-editor')
      .getByRole('button', { name: 'Apri la proposta' })
      .click();
    const panel = plannerPage.locator('sit-proposals');
    await panel.getByText(NAME).first().waitFor();
    await step(panel, 'Invia in revisione');
    await panel.locator('.heading .badge', { hasText: 'In revisione' }).waitFor();
    await panel.getByText('nessuno pubblica le proprie proposte').waitFor();
    expect(await panel.getByRole('button', { name: 'Pubblica' }).count()).toBe(0);
    const person = await Person.signIn(at.sit.url, PLANNER, at.password);
    const response = await person.fetch('/api/proposals?author=me');
    const [proposal] = ((await response.json()) as { proposals: Known[] }).proposals;
    const refused = await person.fetch(`/api/proposals/${proposal!.id}/publish`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'If-Match': `"proposal.${proposal!.id}.${proposal!.revision}"`,
      },
      body: JSON.stringify({ changeSet: crypto.randomUUID() }),
    });
    expect(refused.status).toBe(403);
  });

  it('is seen on the map by its reviewer, in the place of the present', async () => {
    const panel = reviewerPage.locator('sit-proposals');
    await openPanel(reviewerPage, 'sit-proposals');
    await panel.getByRole('tab', { name: 'Da rivedere' }).click();
    await panel.getByRole('button', { name: TITLE }).click();
    await panel.getByLabel('Mostra lo stato proposto').check();
    await reviewerPage.getByText(`Stato proposto: «${TITLE}»`).waitFor();
    await look(reviewerPage, middle, 13);
    expect(await drawsName(reviewerPage, LAYER, NAME)).toBe(true);
    await reviewerPage.getByRole('button', { name: 'Mostra l’attuale' }).click();
    await reviewerPage.getByText(`Stato proposto: «${TITLE}»`).waitFor({ state: 'detached' });
  });

  it('tells what it changes, and is commented on', async () => {
    const panel = reviewerPage.locator('sit-proposals');
    await panel.locator('summary', { hasText: NAME }).click();
    const row = panel.getByRole('row', { name: 'Denominazione' });
    await row.waitFor();
    expect(await row.getByRole('cell').allInnerTexts()).toEqual([
      stored.properties['name'] ?? '—',
      NAME,
    ]);
    await panel.getByLabel('Nuovo commento').fill('Va bene così.');
    await panel.getByRole('button', { name: 'Commenta' }).click();
    await panel.locator('.comments', { hasText: 'Va bene così.' }).waitFor();
  });

  it('is published whole, and the author’s map draws it', async () => {
    const panel = reviewerPage.locator('sit-proposals');
    await step(panel, 'Pubblica');
    await panel.locator('.heading .badge', { hasText: 'Pubblicata' }).waitFor();
    const { properties } = await Person.nobody(at.sit.url).item(LAYER, stored.id);
    expect(properties).toMatchObject({ name: NAME, version: stored.properties.version + 1 });
    await plannerPage.reload();
    await look(plannerPage, middle, 13);
    await showLayer(plannerPage, LAYER);
    expect(await drawsName(plannerPage, LAYER, NAME)).toBe(true);
  });

  it('has met no error, and asked nothing of another machine', () => {
    expect([...planner.errors, ...reviewer.errors]).toEqual([]);
    expect([...planner.outside, ...reviewer.outside]).toEqual([]);
  });

  it('is no way to history: a version is restored from the feature itself', async () => {
    const person = await Person.signIn(at.sit.url, PLANNER, at.password);
    const town = (await person.items('places')).find(
      ({ properties }) => properties.municipality === 'C096' && properties['kind'] === 'town',
    )!;
    const { version } = town.properties;
    await person.commit([
      {
        operation: 'update',
        layer: 'places',
        fid: town.id,
        baseVersion: version,
        properties: { name: 'Nome sbagliato' },
      },
    ]);
    const place = town.geometry.coordinates as Position;
    await look(plannerPage, [place[0], place[1]], 15);
    expect(await drawsName(plannerPage, 'places', 'Nome sbagliato')).toBe(true);
    await clickAt(plannerPage, [place[0], place[1]]);
    const info = plannerPage.locator('sit-feature-info');
    await info.locator('summary', { hasText: 'Nome sbagliato' }).waitFor();
    const unfolded = info.locator('details[open]');
    if ((await unfolded.getByText('Nome sbagliato').count()) === 0)
      await info.locator('summary', { hasText: 'Nome sbagliato' }).click();
    await info.getByRole('button', { name: 'Storia' }).first().click();
    await info.getByRole('button', { name: `Versione ${version}` }).click();
    await info.getByRole('button', { name: 'Ripristina questa versione' }).click();
    await info.getByRole('button', { name: 'Ripristina', exact: true }).click();
    await info.getByText(`Versione ${version} ripristinata`).waitFor();
    const { properties } = await person.item('places', town.id);
    expect(properties).toMatchObject({ name: town.properties['name'], version: version + 2 });
    expect(planner.errors).toEqual([]);
  });
});

interface Known {
  id: string;
  revision: number;
}

/** Takes a step and answers its one question. */
async function step(panel: Locator, name: string): Promise<void> {
  await panel.getByRole('button', { name }).first().click();
  await panel.locator('dialog[open]').getByRole('button', { name }).click();
}
