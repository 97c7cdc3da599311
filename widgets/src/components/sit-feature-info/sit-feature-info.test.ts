import { expect } from 'chai';
import type { ChangeEvent } from '@sit/core/change-event';
import { html } from 'lit';
import { SitInspectEvent } from '../../events/sit-inspect.ts';
import { accessibilityFaults } from '../../testing/accessibility.ts';
import {
  drawn,
  once,
  openMap,
  query,
  shadowText,
  tell,
  TERRITORY,
  until,
} from '../../testing/fixture.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import './sit-feature-info.ts';
import type { SitFeatureInfo } from './sit-feature-info.ts';

const HISTORIC_CENTRE = { lng: 14.048, lat: 41.762 };
const DELETED_ZONE = { lng: 14.065, lat: 41.765 };
const NOWHERE = { lng: 13.99, lat: 41.765 };

async function openInfo(): Promise<{ sitMap: SitMap; info: SitFeatureInfo }> {
  const sitMap = await openMap(html`<sit-feature-info></sit-feature-info>`);
  sitMap.map!.jumpTo({ center: [14.05, 41.765], zoom: 12.5 });
  await drawn(sitMap);
  return { sitMap, info: sitMap.querySelector('sit-feature-info')! };
}

async function inspect(
  sitMap: SitMap,
  info: SitFeatureInfo,
  place: { lng: number; lat: number },
): Promise<void> {
  sitMap.dispatchEvent(new SitInspectEvent(place));
  await info.updateComplete;
  await until(() => !shadowText(info).includes('Cerco'));
}

/** Label and value of every row shown. */
function rows(info: SitFeatureInfo): Record<string, string> {
  const terms = [...query(info, 'details[open]').querySelectorAll('dt')];
  return Object.fromEntries(
    terms.map((term) => [
      term.textContent,
      term.nextElementSibling!.textContent!.replace(/\s+/g, ' ').trim(),
    ]),
  );
}

describe('sit-feature-info', () => {
  it('is accessible before and after a question', async () => {
    const { sitMap, info } = await openInfo();
    info.show();
    expect(await accessibilityFaults(info)).to.deep.equal([]);
    await inspect(sitMap, info, HISTORIC_CENTRE);
    expect(await accessibilityFaults(info)).to.deep.equal([]);
  });

  it('opens with the features of every shown layer, topmost first, in the words of their fields', async () => {
    const { sitMap, info } = await openInfo();
    await inspect(sitMap, info, HISTORIC_CENTRE);
    const names = [...info.shadowRoot!.querySelectorAll('summary')].map((each) =>
      each.textContent!.replace(/\s+/g, ' ').trim(),
    );
    expect(names).to.deep.equal(['A · centro storicoZone del piano', 'Castel di SangroComuni']);
    expect(rows(info)).to.include({
      Zona: 'A · centro storico',
      'Altezza massima': '1.234,5 m',
      'Adottata il': '5 febbraio 2024',
      Tutelata: 'sì',
      Articolo: '1203',
      Comune: 'Castel di Sangro (C096)',
    });
    expect(rows(info)).to.not.have.property('Non compilato');
  });

  it('states an area in square metres', async () => {
    const { sitMap, info } = await openInfo();
    await inspect(sitMap, info, HISTORIC_CENTRE);
    // 0.01° of longitude by 0.01° of latitude at 41.765° N on WGS 84: the arcs' lengths, 831.79 m and 1110.66 m.
    const stated = Number(
      /^([\d.,]+) m²/.exec(rows(info)['Superficie']!)![1]!.replaceAll('.', '').replace(',', '.'),
    );
    expect(stated).to.be.closeTo(831.79 * 1110.66, 500);
  });

  it('shows markup in a value as text', async () => {
    const { sitMap, info } = await openInfo();
    await inspect(sitMap, info, HISTORIC_CENTRE);
    expect(rows(info)['Norme']).to.equal('<b>Vietato</b> <script>window.broken = true</script>');
    expect(query(info, 'details').querySelector('b, script')).to.equal(null);
    expect(window).to.not.have.property('broken');
  });

  it('tells which feature was chosen, exact, and draws it as chosen', async () => {
    const { sitMap, info } = await openInfo();
    const selected = once(sitMap, 'sit-feature-select');
    await inspect(sitMap, info, HISTORIC_CENTRE);
    const { layer, fid, feature } = await selected;
    expect({ layer, fid }).to.deep.equal({ layer: 'zoning', fid: 1 });
    expect(feature.geometry.coordinates).to.deep.include.members([
      [
        [14.04, 41.76],
        [14.05, 41.76],
        [14.05, 41.77],
        [14.04, 41.77],
        [14.04, 41.76],
      ],
    ]);
    await until(
      () => sitMap.map!.queryRenderedFeatures({ layers: ['sit-selection/line'] }).length > 0,
    );
    info.hide();
    await until(
      () => sitMap.map!.queryRenderedFeatures({ layers: ['sit-selection/line'] }).length === 0,
    );
  });

  it('says that a feature is gone which an older tile still draws', async () => {
    const { sitMap, info } = await openInfo();
    await inspect(sitMap, info, DELETED_ZONE);
    expect(shadowText(info)).to.include('non c’è più');
  });

  it('reads again a feature that changed while it is shown, and says so', async () => {
    const { sitMap, info } = await openInfo();
    await inspect(sitMap, info, HISTORIC_CENTRE);
    expect(shadowText(info)).to.not.include('aggiornato ora');
    const change = { layer: 'zoning', operation: 'update' as const, municipality: 'C096' };
    const where = { bbox: [14.04, 41.76, 14.05, 41.77], recordedAt: '2026-11-22T10:00:00Z' };
    await tell(TERRITORY, { ...change, ...where, fid: 99, version: 2 } as ChangeEvent);
    await tell(TERRITORY, { ...change, ...where, fid: 1, version: 2 } as ChangeEvent);
    await until(() => shadowText(info).includes('aggiornato ora'));
    expect(rows(info)).to.include({ Tutelata: 'sì' });
    expect(info.shadowRoot!.querySelectorAll('.updated')).to.have.length(1);
  });

  it('says what to try where there is nothing', async () => {
    const { sitMap, info } = await openInfo();
    await inspect(sitMap, info, NOWHERE);
    expect(shadowText(info)).to.include('Qui non c’è nulla').and.include('accendi altri livelli');
  });

  it('keeps quiet while a tool has the pointer', async () => {
    const { sitMap, info } = await openInfo();
    const release = sitMap.claimPointer(info);
    sitMap.dispatchEvent(new SitInspectEvent(HISTORIC_CENTRE));
    await info.updateComplete;
    expect(info.open).to.equal(false);
    release();
    await inspect(sitMap, info, HISTORIC_CENTRE);
    expect(info.open).to.equal(true);
  });

  it('offers to edit only what the person signed in may edit', async () => {
    const { sitMap, info } = await openInfo();
    await inspect(sitMap, info, HISTORIC_CENTRE);
    expect(info.shadowRoot!.querySelector('button.primary')).to.equal(null);
    await sitMap.session.signInWithPassword('anna@comune.example.it', 'monte-greco');
    const edit = await until(() => info.shadowRoot!.querySelector<HTMLElement>('button.primary'));
    const wanted = once(sitMap, 'sit-edit-request');
    edit.click();
    expect(await wanted).to.include({ layer: 'zoning', fid: 1 });
    await sitMap.signOut();
    await until(() => !info.shadowRoot!.querySelector('button.primary'));
  });
});
