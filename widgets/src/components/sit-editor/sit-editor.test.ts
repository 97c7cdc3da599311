import { expect } from 'chai';
import { html } from 'lit';
import { SitEditRequestEvent } from '../../events/sit-edit-request.ts';
import { accessibilityFaults } from '../../testing/accessibility.ts';
import { drawn, once, openMap, query, shadowText, until } from '../../testing/fixture.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import './sit-editor.ts';
import type { SitEditor } from './sit-editor.ts';

/** Of the little territory: zone 1 is Castel di Sangro's, zone 2 Alfedena's. Anna plans the former. */
const PLANNER = ['anna@comune.example.it', 'monte-greco'] as const;
const IN_ZONE_1 = { lng: 14.048, lat: 41.762 };
const NOWHERE = { lng: 13.99, lat: 41.765 };

interface Office {
  sitMap: SitMap;
  editor: SitEditor;
}

async function openOffice({ signedIn = true } = {}): Promise<Office> {
  const sitMap = await openMap(html`<sit-editor></sit-editor>`);
  const editor = sitMap.querySelector('sit-editor')!;
  await until(() => editor.sitMap);
  if (signedIn) {
    const catalogue = once(sitMap, 'sit-catalogue-change');
    await sitMap.session.signInWithPassword(...PLANNER);
    await catalogue;
  }
  editor.show();
  await editor.updateComplete;
  return { sitMap, editor };
}

async function openZone(office: Office, fid = 1): Promise<Office> {
  await office.editor.openFeature('zoning', fid);
  await office.editor.updateComplete;
  return office;
}

function button(editor: SitEditor, name: string): HTMLButtonElement {
  const buttons = [...editor.shadowRoot!.querySelectorAll('button')];
  const found = buttons.find(
    (each) => (each.ariaLabel ?? each.textContent!).replace(/\s+/g, ' ').trim() === name,
  );
  if (!found) throw new Error(`no button «${name}»`);
  return found;
}

function chooseLayer(editor: SitEditor, id: string): void {
  const select = query<HTMLSelectElement>(editor, '#layer');
  select.value = id;
  select.dispatchEvent(new Event('change', { bubbles: true }));
}

function type(editor: SitEditor, selector: string, text: string): void {
  const input = query<HTMLInputElement>(editor, selector);
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

function said(editor: SitEditor): string {
  return query(editor, '[aria-live]').textContent!.trim();
}

function clickMap({ map }: SitMap, place: { lng: number; lat: number }): void {
  const canvas = map!.getCanvas();
  const { left, top } = canvas.getBoundingClientRect();
  const { x, y } = map!.project(place);
  for (const name of ['mousedown', 'mouseup', 'click'])
    canvas.dispatchEvent(
      new MouseEvent(name, { bubbles: true, clientX: left + x, clientY: top + y, detail: 1 }),
    );
}

describe('sit-editor', () => {
  afterEach(() => fetch('/territory/api/auth/sign-out', { method: 'POST' }));

  it('is accessible signed out, choosing, drawing, reshaping, and with faults', async () => {
    const out = await openOffice({ signedIn: false });
    expect(await accessibilityFaults(out.editor), 'signed out').to.deep.equal([]);
    const { editor } = await openOffice();
    expect(await accessibilityFaults(editor), 'choosing').to.deep.equal([]);
    chooseLayer(editor, 'zoning');
    await editor.create();
    await editor.updateComplete;
    expect(await accessibilityFaults(editor), 'drawing').to.deep.equal([]);
    await openZone({ editor, sitMap: editor.sitMap! });
    editor.edit!.map.step(1);
    for (const details of editor.shadowRoot!.querySelectorAll('details')) details.open = true;
    await editor.updateComplete;
    expect(await accessibilityFaults(editor), 'reshaping').to.deep.equal([]);
    editor.edit!.fieldFaults.set('rules', { reason: 'too-long', message: 'Troppo lungo.' });
    editor.requestUpdate();
    await editor.updateComplete;
    expect(await accessibilityFaults(editor), 'with faults').to.deep.equal([]);
  });

  it('signed out says what to do', async () => {
    const { editor } = await openOffice({ signedIn: false });
    expect(shadowText(editor)).to.contain('occorre accedere');
    expect(button(editor, 'Accedi').className).to.equal('primary');
  });

  it('offers the layers that may be edited, by their titles', async () => {
    const { editor } = await openOffice();
    const options = [...query<HTMLSelectElement>(editor, '#layer').options];
    expect(options.map(({ text }) => text.trim())).to.deep.equal([
      'Scegli un livello',
      'Zone del piano',
      'Strade',
      'Località',
      'Bozze',
    ]);
    expect(button(editor, 'Nuovo elemento').disabled).to.equal(true);
  });

  it('opens a feature with its exact geometry and values, and tells when it begins and ends', async () => {
    const { sitMap, editor } = await openOffice();
    const started = once(sitMap, 'sit-edit-start');
    sitMap.dispatchEvent(new SitEditRequestEvent('zoning', 1));
    expect(await started).to.include({ layer: 'zoning', fid: 1 });
    await editor.updateComplete;
    expect(editor.open).to.equal(true);
    expect(query(editor, 'h2').textContent!.trim()).to.equal('Zone del piano: A');
    expect(query<HTMLSelectElement>(editor, '#field-zone').selectedOptions[0]!.text).to.contain(
      'A · centro storico',
    );
    expect(query<HTMLInputElement>(editor, '#field-adopted_on').value).to.equal('2024-02-05');
    expect(editor.edit!.session.geometry!.coordinates).to.deep.equal([
      [
        [14.04, 41.76],
        [14.05, 41.76],
        [14.05, 41.77],
        [14.04, 41.77],
        [14.04, 41.76],
      ],
    ]);
    expect(sitMap.pointerClaimed).to.equal(true);
    const ended = once(sitMap, 'sit-edit-end');
    button(editor, 'Chiudi').click();
    expect((await ended).layer).to.equal('zoning');
    expect(sitMap.pointerClaimed).to.equal(false);
    expect(sitMap.map!.getLayer('sit-edit-line')).to.equal(undefined);
  });

  it('does not open another municipality’s feature, and says why', async () => {
    const { editor } = await openZone(await openOffice(), 2);
    expect(editor.edit).to.equal(null);
    expect(shadowText(editor)).to.contain('Questo elemento è di un altro comune');
    expect(said(editor)).to.contain('Questo elemento è di un altro comune');
  });

  it('says of a feature deleted since that it cannot be opened', async () => {
    const { editor } = await openZone(await openOffice(), 3);
    expect(shadowText(editor)).to.contain('zoning 3 non c’è.');
  });

  it('opens what is clicked on the map, and says where there is nothing', async () => {
    const { sitMap, editor } = await openOffice();
    sitMap.map!.jumpTo({ center: [14.05, 41.765], zoom: 12.5 });
    await drawn(sitMap);
    chooseLayer(editor, 'zoning');
    await editor.updateComplete;
    button(editor, 'Scegli sulla mappa').click();
    clickMap(sitMap, NOWHERE);
    await editor.updateComplete;
    expect(shadowText(editor)).to.contain('Qui non c’è nessun elemento di «Zone del piano».');
    clickMap(sitMap, IN_ZONE_1);
    await until(() => editor.edit);
    expect(editor.edit!.session.base!.fid).to.equal(1);
  });

  it('opens what is under the cross-hair by Enter', async () => {
    const { sitMap, editor } = await openOffice();
    sitMap.map!.jumpTo({ center: IN_ZONE_1, zoom: 12.5 });
    await drawn(sitMap);
    chooseLayer(editor, 'zoning');
    await editor.updateComplete;
    button(editor, 'Scegli sulla mappa').click();
    const surface = sitMap.renderRoot.querySelector('sit-edit-surface')!;
    expect(sitMap.shadowRoot!.activeElement).to.equal(surface);
    surface.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    await until(() => editor.edit);
    expect(editor.edit!.session.base!.fid).to.equal(1);
  });

  it('a new feature is of the planner’s only municipality', async () => {
    const { editor } = await openOffice();
    chooseLayer(editor, 'places');
    await editor.create();
    await editor.updateComplete;
    expect(editor.edit!.session.municipality).to.equal('C096');
    expect(editor.shadowRoot!.querySelector('#municipality')).to.equal(null);
  });

  it('typed coordinates place a point, latitude first, comma or not', async () => {
    const { editor } = await openOffice();
    chooseLayer(editor, 'places');
    await editor.create();
    await editor.updateComplete;
    type(editor, '#coordinates', '41,8105');
    button(editor, 'Aggiungi vertice').click();
    await editor.updateComplete;
    expect(query(editor, '#coordinates-fault').textContent).to.contain('due numeri');
    type(editor, '#coordinates', '41,8105 14,0431');
    button(editor, 'Aggiungi vertice').click();
    expect(editor.edit!.session.geometry).to.deep.equal({
      type: 'Point',
      coordinates: [14.0431, 41.8105],
    });
  });

  it('undo and redo go over attributes and geometry, by button and by keys', async () => {
    const { editor } = await openZone(await openOffice());
    type(editor, '#field-article', '7');
    await editor.updateComplete;
    button(editor, 'Annulla passo').click();
    await editor.updateComplete;
    expect(query<HTMLInputElement>(editor, '#field-article').value).to.equal('1203');
    const redo = { key: 'y', ctrlKey: true, bubbles: true, composed: true };
    query(editor, 'h2').dispatchEvent(new KeyboardEvent('keydown', redo));
    await editor.updateComplete;
    expect(query<HTMLInputElement>(editor, '#field-article').value).to.equal('7');
  });

  it('asks before unsaved changes are lost, by closing, by another feature, by leaving the page', async () => {
    const { editor } = await openZone(await openOffice());
    const leave = () => {
      const event = new Event('beforeunload', { cancelable: true });
      dispatchEvent(event);
      return event.defaultPrevented;
    };
    const dialog = query(editor, 'sit-confirm').shadowRoot!.querySelector('dialog')!;
    const answer = async (name: string) => {
      await until(() => dialog.open);
      [...dialog.querySelectorAll('button')]
        .find((each) => each.textContent!.trim() === name)!
        .click();
    };
    expect(leave(), 'nothing changed').to.equal(false);
    type(editor, '#field-article', '7');
    expect(leave()).to.equal(true);
    void editor.openFeature('places', 1);
    await answer('Continua a modificare');
    expect(editor.edit!.layer.id).to.equal('zoning');
    const closing = editor.close();
    await answer('Scarta');
    expect(await closing).to.equal(true);
    expect(editor.edit).to.equal(null);
    expect(leave(), 'nothing open').to.equal(false);
  });

  it('a geometry at fault is not sent: it says what and where', async () => {
    const { editor } = await openZone(await openOffice());
    const { map } = editor.edit!;
    map.select([0, 0, 0]);
    map.putAt([14.06, 41.768]);
    await editor.updateComplete;
    expect(query(editor, '.faults').textContent).to.contain(
      'Il contorno incrocia o tocca sé stesso.',
    );
    button(editor, 'Salva modifiche').click();
    await until(() => said(editor).includes('La geometria ha un errore'));
    expect(editor.edit!.status).to.include({ kind: 'refused', reason: 'geometry-faults' });
  });

  it('speaks the page’s language', async () => {
    document.documentElement.lang = 'en';
    const { editor } = await openZone(await openOffice());
    expect(query(editor, 'h2').textContent!.trim()).to.equal('Zone del piano (en): A');
    expect(button(editor, 'Close').disabled).to.equal(false);
    expect(shadowText(editor)).not.to.match(/Chiudi|Salva|Geometria|Attributi|Elimina/);
  });
});
