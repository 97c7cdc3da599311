import { expect } from 'chai';
import { html } from 'lit';
import { SitInspectEvent } from '../../events/sit-inspect.ts';
import { DIFFERENCE } from '../../internal/difference-overlay.ts';
import { accessibilityFaults } from '../../testing/accessibility.ts';
import {
  drawn,
  once,
  openMap,
  press,
  query,
  shadowText,
  TERRITORY,
  until,
} from '../../testing/fixture.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import './sit-feature-info.ts';
import type { SitFeatureInfo } from './sit-feature-info.ts';

const ZONE = { lng: 14.045, lat: 41.762 };

let opened = 0;

async function openHistory(signedIn: boolean): Promise<{ sitMap: SitMap; history: Element }> {
  const server = `${TERRITORY}@history${++opened}`;
  const sitMap = await openMap(html`<sit-feature-info></sit-feature-info>`, { server });
  if (signedIn) {
    const catalogue = once(sitMap, 'sit-catalogue-change');
    await sitMap.session.signInWithPassword('anna@comune.example.it', 'monte-greco');
    await catalogue;
    // It lies over the zone.
    sitMap.setLayerVisibility('drafts', false);
  }
  await drawn(sitMap);
  const info: SitFeatureInfo = sitMap.querySelector('sit-feature-info')!;
  sitMap.dispatchEvent(new SitInspectEvent(ZONE));
  await until(() => shadowText(info).includes('1234,5') || shadowText(info).includes('1.234,5'));
  press(info, 'Storia');
  const history = await until(() => info.shadowRoot!.querySelector('sit-feature-history'));
  await until(() => history.shadowRoot?.querySelector('.version'));
  return { sitMap, history };
}

function names(history: Element): string[] {
  return [...history.shadowRoot!.querySelectorAll('.version')].map((each) =>
    each.textContent!.replace(/\s+/g, ' ').trim(),
  );
}

function version(history: Element, at: number): HTMLElement {
  return history.shadowRoot!.querySelectorAll<HTMLElement>('.version')[at]!;
}

describe('a feature’s history', () => {
  afterEach(() => fetch(`${TERRITORY}/api/auth/sign-out`, { method: 'POST' }));

  it('names authors and messages to members only, and offers them alone to restore', async () => {
    const { history } = await openHistory(false);
    expect(names(history)[0]).to.match(/^Versione 2 attuale modificato il 20 novembre 2026/);
    expect(names(history)[0]).to.not.include('Anna');
    version(history, 1).click();
    await until(() => history.shadowRoot!.querySelector('.inside'));
    expect(() => press(history, 'Ripristina questa versione')).to.throw();
    const signed = await openHistory(true);
    expect(names(signed.history)[0]).to.include('Anna Bianchi').and.include('«Variante 2026»');
  });

  it('tells what of a version differs from today, and draws it', async () => {
    const { sitMap, history } = await openHistory(true);
    version(history, 1).click();
    await until(() => history.shadowRoot!.querySelector('tbody tr'));
    const cells = [...query(history, 'tbody tr').children].map((cell) => cell.textContent!.trim());
    expect(cells).to.deep.equal(['Zona', 'E · agricola', 'A · centro storico']);
    expect(shadowText(history)).to.include('La geometria era diversa');
    expect(await accessibilityFaults(sitMap)).to.deep.equal([]);
    await until(
      () => sitMap.map!.queryRenderedFeatures({ layers: [`${DIFFERENCE}/before`] }).length > 0,
    );
    version(history, 1).click();
    await until(() => !sitMap.map!.getSource(DIFFERENCE));
  });

  it('restores a version after one question', async () => {
    const { sitMap, history } = await openHistory(true);
    version(history, 1).click();
    await until(() => history.shadowRoot!.querySelector('tbody tr'));
    press(history, 'Ripristina questa versione');
    const dialog = query(history, 'sit-confirm');
    await until(() => query<HTMLDialogElement>(dialog, 'dialog').open);
    const told = once(sitMap, 'sit-feature-change');
    press(dialog, 'Ripristina');
    expect((await told).changes[0]).to.deep.include({
      layer: 'zoning',
      fid: 1,
      version: 3,
      bbox: [14.04, 41.76, 14.05, 41.77],
    });
    await until(() => shadowText(history).includes('Versione 1 ripristinata'));
    expect(names(history)[0]).to.match(/^Versione 3 attuale/);
  });
});
