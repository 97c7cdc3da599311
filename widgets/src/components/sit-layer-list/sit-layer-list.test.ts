import { expect } from 'chai';
import { html } from 'lit';
import { accessibilityFaults } from '../../testing/accessibility.ts';
import { fixture, openMap, query, shadowText, until } from '../../testing/fixture.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import './sit-layer-list.ts';
import type { SitLayerList } from './sit-layer-list.ts';

async function openList(): Promise<{ sitMap: SitMap; list: SitLayerList }> {
  const sitMap = await openMap(html`<sit-layer-list open></sit-layer-list>`);
  const list = sitMap.querySelector('sit-layer-list')!;
  await until(() => list.shadowRoot!.querySelector('.layer'));
  return { sitMap, list };
}

function titles(list: SitLayerList): string[] {
  return [...list.shadowRoot!.querySelectorAll('.title')].map((title) =>
    title.firstChild!.nextSibling!.textContent!.trim(),
  );
}

function checkbox(list: SitLayerList, at: number): HTMLInputElement {
  return list.shadowRoot!.querySelectorAll<HTMLInputElement>('input[type=checkbox]')[at]!;
}

describe('sit-layer-list', () => {
  it('is accessible, layers and legend', async () => {
    const { list } = await openList();
    expect(await accessibilityFaults(list)).to.deep.equal([]);
    query(list, '#tab-legend').click();
    await until(() => list.shadowRoot!.querySelector('.legend'));
    expect(await accessibilityFaults(list)).to.deep.equal([]);
  });

  it('lists what is on top of the map first, by group, and not what the reader may not see', async () => {
    const { list } = await openList();
    expect(titles(list)).to.deep.equal(['Località', 'Strade', 'Comuni', 'Zone del piano']);
    const groups = [...list.shadowRoot!.querySelectorAll('.group h3')].map(
      (each) => each.textContent,
    );
    expect(groups).to.deep.equal(['Base', 'Urbanistica']);
  });

  it('shows a layer when its box is ticked, and follows the map when others do', async () => {
    const { sitMap, list } = await openList();
    expect(checkbox(list, 1).checked).to.equal(false);
    checkbox(list, 1).click();
    expect(sitMap.isVisible('roads')).to.equal(true);
    sitMap.setLayerVisibility('roads', false);
    await list.updateComplete;
    expect(checkbox(list, 1).checked).to.equal(false);
  });

  it('sets a layer’s opacity with a slider that says its value', async () => {
    const { sitMap, list } = await openList();
    query(list, '[aria-label="Opacità di Zone del piano"]').click();
    await list.updateComplete;
    const slider = query<HTMLInputElement>(list, 'input[type=range]');
    slider.value = '40';
    slider.dispatchEvent(new Event('input'));
    await list.updateComplete;
    expect(sitMap.opacityOf('zoning')).to.equal(0.4);
    expect(query(list, 'output').textContent).to.equal('40%');
  });

  it('shows the legend of the layers that are on', async () => {
    const { list } = await openList();
    query(list, '#tab-legend').click();
    await list.updateComplete;
    expect(shadowText(list)).to.include('A · centro storico').and.include('E · agricola');
    expect(shadowText(list)).to.not.include('Strada');
  });

  it('moves between its tabs with the arrows', async () => {
    const { list } = await openList();
    const tab = query(list, '#tab-layers');
    tab.focus();
    tab.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    await list.updateComplete;
    expect(query(list, '#tab-legend').ariaSelected).to.equal('true');
    expect(list.shadowRoot!.activeElement!.id).to.equal('tab-legend');
  });

  it('says which layers want a closer look', async () => {
    const { sitMap, list } = await openList();
    expect(shadowText(list)).to.not.include('Visibile avvicinandosi');
    sitMap.map!.setZoom(12);
    await until(() => shadowText(list).includes('Visibile avvicinandosi'));
  });

  it('speaks English where the page does', async () => {
    const { list } = await openList();
    document.documentElement.lang = 'en';
    await until(() => titles(list)[0] === 'Località (en)');
    expect(query(list, '#tab-legend').textContent!.trim()).to.equal('Legend');
  });

  it('finds its map by id from elsewhere on the page', async () => {
    const frame = fixture<HTMLElement>(
      html`<div>
        <sit-layer-list map="there"></sit-layer-list>
        <sit-map id="there" server=${new URL('/territory', location.href).href}></sit-map>
      </div>`,
    );
    const list = frame.querySelector('sit-layer-list')!;
    await until(() => list.shadowRoot!.querySelector('.layer'));
    expect(list.sitMap).to.equal(frame.querySelector('sit-map'));
  });
});
