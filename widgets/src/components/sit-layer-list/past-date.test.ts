import { expect } from 'chai';
import { html } from 'lit';
import { SitInspectEvent } from '../../events/sit-inspect.ts';
import { accessibilityFaults } from '../../testing/accessibility.ts';
import { drawn, openMap, press, query, shadowText, until } from '../../testing/fixture.ts';
import '../sit-editor/sit-editor.ts';
import '../sit-feature-info/sit-feature-info.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import { pastInstant } from './past-date.ts';
import './sit-layer-list.ts';
import type { SitLayerList } from './sit-layer-list.ts';

function choose(list: SitLayerList, moment: string): void {
  query<HTMLDetailsElement>(list, 'details.past').open = true;
  query<HTMLInputElement>(list, '#moment').value = moment;
  press(list, 'Mostra');
}

function zones({ map }: SitMap): unknown[] {
  const drawnZones = map!.queryRenderedFeatures({ layers: ['zoning/fill'] });
  return [...new Set(drawnZones.map(({ properties }) => properties['zone']))];
}

describe('«Com’era il…»', () => {
  it('draws the territory as it was, says so as long as it lasts, and comes back', async () => {
    const sitMap = await openMap(html`
      <sit-layer-list open></sit-layer-list>
      <sit-feature-info></sit-feature-info>
    `);
    const list: SitLayerList = sitMap.querySelector('sit-layer-list')!;
    await until(() => zones(sitMap).includes('A'));
    choose(list, '2025-03-12T10:00');
    await until(() => zones(sitMap).join() === 'E');
    expect(shadowText(sitMap)).to.include('La mappa com’era il 12 marzo 2025');
    expect(await accessibilityFaults(sitMap)).to.deep.equal([]);
    const info = sitMap.querySelector('sit-feature-info')!;
    sitMap.dispatchEvent(new SitInspectEvent({ lng: 14.045, lat: 41.765 }));
    await until(() => shadowText(info).includes('E · agricola'));
    press(sitMap, 'Torna a oggi');
    await drawn(sitMap);
    await until(() => zones(sitMap).includes('A'));
    expect(shadowText(sitMap)).to.not.include('La mappa com’era');
  });

  it('has no moment to come', async () => {
    const sitMap = await openMap(html`<sit-layer-list open></sit-layer-list>`);
    const list: SitLayerList = sitMap.querySelector('sit-layer-list')!;
    choose(list, '2999-01-01T10:00');
    await until(() => shadowText(list).includes('Scegli una data non futura'));
    expect(sitMap.showing.kind).to.equal('present');
    const now = new Date('2026-11-22T12:00:00Z');
    expect(pastInstant('', now)).to.equal(null);
    expect(pastInstant('2026-11-23T12:00', now)).to.equal(null);
  });

  it('is not edited', async () => {
    const sitMap = await openMap(html`
      <sit-layer-list open></sit-layer-list>
      <sit-editor></sit-editor>
    `);
    await sitMap.session.signInWithPassword('anna@comune.example.it', 'monte-greco');
    const editor = sitMap.querySelector('sit-editor')!;
    await until(() => sitMap.catalogue.some(({ permissions }) => permissions.edit));
    editor.show();
    choose(sitMap.querySelector('sit-layer-list')!, '2025-03-12T10:00');
    await until(() => shadowText(editor).includes('La mappa mostra il passato'));
    await editor.openFeature('zoning', 1);
    expect(editor.edit).to.equal(null);
    press(editor, 'Torna a oggi');
    await until(() => shadowText(editor).includes('Nuovo elemento'));
    await fetch('/territory/api/auth/sign-out', { method: 'POST' });
  });
});
