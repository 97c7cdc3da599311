import { expect } from 'chai';
import { html } from 'lit';
import { SitClient } from '@sit/client/client';
import type { SitErrorEvent } from '../../events/sit-error.ts';
import type { SitInspectEvent } from '../../events/sit-inspect.ts';
import { accessibilityFaults } from '../../testing/accessibility.ts';
import {
  fixture,
  once,
  openMap,
  query,
  ready,
  shadowText,
  tell,
  TERRITORY,
  until,
} from '../../testing/fixture.ts';
import '../sit-layer-list/sit-layer-list.ts';
import type { SitMap } from './sit-map.ts';

describe('sit-map', () => {
  it('is accessible, with and without an open panel', async () => {
    const sitMap = await openMap(html`<sit-layer-list></sit-layer-list>`);
    expect(await accessibilityFaults(sitMap)).to.deep.equal([]);
    sitMap.querySelector('sit-layer-list')!.show();
    await until(() => !query<HTMLElement>(sitMap, '.panel.left').hidden);
    expect(await accessibilityFaults(sitMap)).to.deep.equal([]);
  });

  it('draws the catalogue’s layers by position, all labels above all else', async () => {
    const sitMap = await openMap();
    const ids = sitMap.map!.getStyle().layers.map(({ id }) => id);
    expect(ids.filter((id) => !id.startsWith('sit-'))).to.deep.equal([
      'municipalities/fill',
      'zoning/fill',
      'zoning/hatch',
      'roads/line',
      'places/circle',
      'zoning/label',
    ]);
    expect(sitMap.map!.queryRenderedFeatures({ layers: ['zoning/fill'] })).to.not.have.length(0);
  });

  it('makes the hatching that a style names', async () => {
    const sitMap = await openMap();
    await until(() => sitMap.map!.hasImage('hatch:#aa4444'));
    expect(sitMap.map!.getImage('hatch:#aa4444')).to.have.property('pixelRatio', 2);
  });

  it('shows only the layers it is told to', async () => {
    const frame = fixture<SitMap>(
      html`<sit-map server=${TERRITORY} layers="zoning, places"></sit-map>`,
    );
    await ready(frame);
    expect(frame.catalogue.map(({ id }) => id)).to.deep.equal(['zoning', 'places']);
  });

  it('follows a change of the layers it is told to show', async () => {
    const sitMap = await openMap();
    const changed = once(sitMap, 'sit-catalogue-change');
    sitMap.layers = 'places';
    expect((await changed).catalogue.map(({ id }) => id)).to.deep.equal(['places']);
    await until(() => !sitMap.map!.getLayer('zoning/fill'));
  });

  it('hides and shows a layer, tells it, and keeps opacity in proportion to the style’s', async () => {
    const sitMap = await openMap();
    expect(sitMap.isVisible('roads')).to.equal(false);
    const told = once(sitMap, 'sit-layer-change');
    sitMap.setLayerVisibility('roads', true);
    expect((await told).layer).to.equal('roads');
    expect(sitMap.map!.getLayoutProperty('roads/line', 'visibility')).to.equal('visible');
    sitMap.setLayerOpacity('zoning', 0.5);
    expect(sitMap.map!.getPaintProperty('zoning/fill', 'fill-opacity')).to.equal(0.25);
    sitMap.setLayerOpacity('zoning', 7);
    expect(sitMap.opacityOf('zoning')).to.equal(1);
  });

  it('veils the other municipalities, and none when it has none', async () => {
    const sitMap = await openMap(html``, { municipality: 'C096' });
    sitMap.map!.jumpTo({ center: [14.1, 41.77], zoom: 11 });
    const veiled = (): unknown[] =>
      sitMap
        .map!.queryRenderedFeatures({ layers: ['sit-veil'] })
        .map((each) => each.properties['municipality']);
    await until(() => veiled().length > 0);
    expect(new Set(veiled())).to.deep.equal(new Set(['A187']));
    sitMap.municipality = null;
    await until(() => veiled().length === 0);
  });

  it('frames the municipality at first when no place is given', async () => {
    const sitMap = fixture<SitMap>(
      html`<sit-map server=${TERRITORY} municipality="A187"></sit-map>`,
    );
    await ready(sitMap);
    const { lng, lat } = sitMap.map!.getCenter();
    expect(lng).to.be.closeTo(14.15, 0.001);
    expect(lat).to.be.closeTo(41.775, 0.005);
  });

  it('states a scale true at the map’s centre', async () => {
    const sitMap = await openMap();
    // 1:n by the parallel's length on the ellipsoid: 40 075 017 m × cos φ ÷ √(1 − e² sin² φ) in 512 × 2¹⁵ pixels of 1/96 inch.
    const phi = (41.765 * Math.PI) / 180;
    const circle =
      (40_075_016.686 * Math.cos(phi)) / Math.sqrt(1 - 0.00669438 * Math.sin(phi) ** 2);
    const denominator = circle / (512 * 2 ** 15) / (0.0254 / 96);
    const stated = Number(/1:([\d.]+)/.exec(shadowText(sitMap))![1]!.replaceAll('.', ''));
    expect(stated).to.be.closeTo(denominator, denominator / 50);
  });

  it('says that the data are for demonstration, and whose they are', async () => {
    const sitMap = await openMap();
    expect(query(sitMap, '.fictitious').textContent).to.equal('Dati dimostrativi');
    expect(query(sitMap, '.sources').textContent).to.equal('Ufficio di piano');
  });

  it('speaks the page’s language, and changes with it', async () => {
    const sitMap = await openMap();
    expect(query(sitMap, '.tools button').ariaLabel).to.equal('Ingrandisci');
    document.documentElement.lang = 'en';
    await until(() => query(sitMap, '.tools button').ariaLabel === 'Zoom in');
    expect(query(sitMap, '.fictitious').textContent).to.equal('Demonstration data');
  });

  it('asks about the centre on Enter and about the place of a click', async () => {
    const sitMap = await openMap();
    const asked: SitInspectEvent[] = [];
    sitMap.addEventListener('sit-inspect', (event) => asked.push(event));
    const canvas = sitMap.map!.getCanvas();
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    expect(asked[0]!.lng).to.be.closeTo(14.045, 1e-9);
    expect(asked[0]!.lat).to.be.closeTo(41.765, 1e-9);
    const { left, top } = canvas.getBoundingClientRect();
    const place = { bubbles: true, clientX: left + 600, clientY: top + 200, button: 0 };
    for (const type of ['mousedown', 'mouseup', 'click'])
      canvas.dispatchEvent(new MouseEvent(type, place));
    const { lng, lat } = sitMap.map!.unproject([600, 200]);
    expect(asked).to.have.length(2);
    expect(asked[1]!.lng).to.be.closeTo(lng, 1e-9);
    expect(asked[1]!.lat).to.be.closeTo(lat, 1e-9);
  });

  it('reads again just the tiles a change has touched, past the browser’s cache, in view or not', async () => {
    const server = `${TERRITORY}@refresh`;
    const sitMap = fixture<SitMap>(
      html`<sit-map server=${server} lng="14.045" lat="41.765"></sit-map>`,
    );
    await ready(sitMap);
    const map = sitMap.map!;
    const idle = (): Promise<void> =>
      new Promise<void>((settled) => map.once('idle', () => settled()));
    const tilesSince = async (count: number) =>
      (await askedOf(server)).slice(count).filter(({ path }) => path.includes('/tiles/'));
    // Well inside one tile of zoom 15.
    const [x, y] = [17662, 12208];
    const lng = ((x + 0.5) / 2 ** 15) * 360 - 180;
    const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * (y + 0.5)) / 2 ** 15))) * 180) / Math.PI;
    const change = {
      layer: 'zoning',
      fid: 1,
      operation: 'update' as const,
      bbox: [lng - 1e-4, lat - 1e-4, lng + 1e-4, lat + 1e-4] as [number, number, number, number],
    };
    map.jumpTo({ center: [lng, lat], zoom: 15 });
    await idle();
    const tile = `/ogc/collections/zoning/tiles/WebMercatorQuad/15/${y}/${x}`;

    let before = (await askedOf(server)).length;
    const told = once(sitMap, 'sit-feature-change');
    await tell(server, { ...change, version: 2 });
    expect((await told).changes).to.deep.equal([{ ...change, version: 2 }]);
    await idle();
    expect(await tilesSince(before)).to.deep.equal([
      { path: tile, cacheControl: 'max-age=0', lastEventId: '' },
    ]);

    map.jumpTo({ zoom: 12 });
    await idle();
    const toldAgain = once(sitMap, 'sit-feature-change');
    await tell(server, { ...change, version: 3 });
    await toldAgain;
    before = (await askedOf(server)).length;
    map.jumpTo({ zoom: 15 });
    const readAgain = async (): Promise<boolean> =>
      (await tilesSince(before)).some(({ path }) => path === tile);
    while (!(await readAgain())) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('follows while the page is shown, and goes on where it stopped', async () => {
    const server = `${TERRITORY}@shown`;
    const sitMap = fixture<SitMap>(
      html`<sit-map server=${server} lng="14.045" lat="41.765"></sit-map>`,
    );
    await ready(sitMap);
    let hidden = false;
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    const turn = (to: boolean): void => {
      hidden = to;
      document.dispatchEvent(new Event('visibilitychange'));
    };
    try {
      const told = once(sitMap, 'sit-feature-change');
      await tell(server, { layer: 'zoning', fid: 1, version: 2, bbox: [14, 41, 14, 41] });
      await told;
      turn(true);
      const listening = async () =>
        (await fetch(`${server}/tell`, { method: 'POST', body: '{}' })).text();
      while ((await listening()) !== '0');
      turn(false);
      const again = once(sitMap, 'sit-feature-change');
      await tell(server, { layer: 'zoning', fid: 1, version: 3, bbox: [14, 41, 14, 41] });
      expect((await again).changes[0]!.version).to.equal(3);
      const following = (await askedOf(server)).filter(({ path }) => path === '/api/changes');
      expect(following.map(({ lastEventId }) => lastEventId)).to.deep.equal(['', '1']);
    } finally {
      Reflect.deleteProperty(document, 'hidden');
    }
  });

  it('keeps what peers have added when the catalogue is drawn anew', async () => {
    const sitMap = await openMap();
    sitMap.map!.addSource('mine', {
      type: 'geojson',
      data: { type: 'FeatureCollection', features: [] },
    });
    sitMap.map!.addLayer({ id: 'mine/line', type: 'line', source: 'mine' });
    sitMap.highlight((await sitMap.client.item('zoning', 1)).feature);
    const drawn = once(sitMap, 'sit-catalogue-change');
    await sitMap.load();
    await drawn;
    await until(() => sitMap.map!.isStyleLoaded());
    expect(sitMap.map!.getLayer('mine/line')).to.have.property('source', 'mine');
    expect(sitMap.map!.getStyle().layers.at(-1)!.id).to.equal('mine/line');
    const chosen = sitMap.map!.getStyle().sources['sit-selection'] as {
      data: { features: unknown[] };
    };
    expect(chosen.data.features).to.have.length(1);
  });

  it('says so when the server cannot be reached, and goes on when asked to', async () => {
    const sitMap = fixture<SitMap>(html`<sit-map server="http://localhost:1"></sit-map>`);
    const { problem, error }: SitErrorEvent = await once(sitMap, 'sit-error');
    expect(problem).to.equal(null);
    expect(error).to.have.property('name', 'NetworkProblem');
    await until(() => shadowText(sitMap).includes('Il servizio non risponde'));
    expect(await accessibilityFaults(sitMap)).to.deep.equal([]);
    sitMap.server = TERRITORY;
    await ready(sitMap);
    expect(sitMap.client).to.be.instanceOf(SitClient);
    expect(shadowText(sitMap)).to.not.include('Il servizio non risponde');
  });

  it('says what the server refused', async () => {
    const sitMap = fixture<SitMap>(html`<sit-map server=${`${TERRITORY}/nowhere`}></sit-map>`);
    await until(() => shadowText(sitMap).includes('non c’è'));
    expect(query(sitMap, '[role=alert] button').textContent!.trim()).to.equal('Riprova');
  });

  it('gives the focus back to the button that opened a panel', async () => {
    const sitMap = await openMap(html`<sit-layer-list></sit-layer-list>`);
    const button = query(sitMap, '[data-panel=sit-layer-list]');
    button.click();
    await until(() => button.ariaExpanded === 'true');
    query(sitMap, '.panel.left header button').click();
    await until(() => button.ariaExpanded === 'false');
    expect(sitMap.shadowRoot!.activeElement).to.equal(button);
    expect(query<HTMLElement>(sitMap, '.panel.left').hidden).to.equal(true);
  });

  it('lays panels over the map’s foot where it is narrow, at three heights', async () => {
    const sitMap = await openMap(html`<sit-layer-list open></sit-layer-list>`, { width: 390 });
    const panel = await until(() => {
      const found = query<HTMLElement>(sitMap, '.panel.left');
      return found.hidden ? null : found;
    });
    const handle = query(sitMap, '.panel.left .handle');
    const heights = [];
    for (let press = 0; press < 3; press++) {
      await Promise.all(panel.getAnimations().map((animation) => animation.finished));
      heights.push(Math.round((panel.clientHeight / sitMap.clientHeight) * 100));
      handle.click();
      await sitMap.updateComplete;
    }
    expect(heights).to.deep.equal([55, 92, 28]);
    expect(panel.getBoundingClientRect().bottom).to.equal(sitMap.getBoundingClientRect().bottom);
  });
});

interface Asked {
  path: string;
  cacheControl: string;
  lastEventId: string;
}

/** What has been asked of a test's own server so far. */
async function askedOf(server: string): Promise<Asked[]> {
  return (await fetch(`${server}/asked`)).json();
}
