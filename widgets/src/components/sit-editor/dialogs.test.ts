import { expect } from 'chai';
import type { Field } from '@sit/core/layer';
import type { Differences } from '@sit/core/merge';
import { SitEditorConfirm } from './confirm-dialog.ts';
import { SitEditorConflict } from './conflict-dialog.ts';

const field = (name: string, label: string): Field => ({
  name,
  type: 'text',
  label: { it: label },
  required: false,
  readOnly: false,
});

const FIELDS = [field('zone', 'Zona'), field('name', 'Nome'), field('note', 'Nota')];

const DIFFERENCES: Differences = {
  geometry: {
    mine: { type: 'Point', coordinates: [14.1, 41.9] },
    theirs: { type: 'Point', coordinates: [14.2, 41.9] },
    changedBy: 'mine',
  },
  fields: {
    zone: { mine: 'B', theirs: 'C', changedBy: 'both' },
    name: { mine: 'Piazza', theirs: 'Piazza <b>Umberto</b>', changedBy: 'theirs' },
  },
};

function add<E extends HTMLElement>(element: E): E {
  document.body.append(element);
  return element;
}

function button(element: HTMLElement, name: string): HTMLButtonElement {
  const buttons = [...element.shadowRoot!.querySelectorAll('button')];
  return buttons.find((each) => each.textContent!.trim() === name)!;
}

describe('the conflict dialog', () => {
  let dialog: SitEditorConflict;
  const radio = (name: string, side: string) =>
    dialog.shadowRoot!.querySelector<HTMLInputElement>(`[name="${name}"][value=${side}]`)!;

  beforeEach(() => (dialog = add(new SitEditorConflict())));
  afterEach(() => dialog.remove());

  it('sets side by side what differs, in the fields’ order, and nothing else', async () => {
    void dialog.ask(DIFFERENCES, FIELDS);
    await dialog.updateComplete;
    const rows = [...dialog.shadowRoot!.querySelectorAll('tbody th')];
    expect(
      rows.map((row) => row.firstChild!.nextSibling?.textContent ?? row.textContent),
    ).to.have.length(3);
    expect(rows.map((row) => row.textContent!.trim().split(/\s/)[0])).to.deep.equal([
      'Zonacambiato',
      'Nomecambiato',
      'Geometriacambiato',
    ]);
    expect(dialog.shadowRoot!.querySelector('b')).to.equal(null);
  });

  it('has chosen already where only one side changed; both changing has to be decided', async () => {
    const answer = dialog.ask(DIFFERENCES, FIELDS);
    await dialog.updateComplete;
    expect(radio('field:name', 'theirs').checked).to.equal(true);
    expect(radio('geometry', 'mine').checked).to.equal(true);
    button(dialog, 'Salva le scelte').click();
    expect(dialog.shadowRoot!.querySelector('dialog')!.open, 'not without a choice').to.equal(true);
    radio('field:zone', 'mine').click();
    button(dialog, 'Salva le scelte').click();
    expect(await answer).to.deep.equal({
      kind: 'save',
      choice: { geometry: 'mine', fields: { zone: 'mine', name: 'theirs' } },
    });
  });

  it('asked again, it remembers nothing of the last time', async () => {
    const first = dialog.ask(DIFFERENCES, FIELDS);
    await dialog.updateComplete;
    radio('field:zone', 'mine').click();
    radio('geometry', 'theirs').click();
    button(dialog, 'Torna a modificare').click();
    expect(await first).to.deep.equal({ kind: 'back' });
    void dialog.ask(DIFFERENCES, FIELDS);
    await dialog.updateComplete;
    expect(radio('field:zone', 'mine').checked).to.equal(false);
    expect(radio('geometry', 'mine').checked).to.equal(true);
  });

  it('can drop my changes', async () => {
    const answer = dialog.ask(DIFFERENCES, FIELDS);
    await dialog.updateComplete;
    button(dialog, 'Scarta le mie modifiche').click();
    expect(await answer).to.deep.equal({ kind: 'discard' });
  });

  it('Esc stays within the dialog', async () => {
    let heard = 0;
    document.body.addEventListener('keydown', () => heard++, { once: true });
    void dialog.ask(DIFFERENCES, FIELDS);
    await dialog.updateComplete;
    const escape = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true });
    radio('field:zone', 'mine').dispatchEvent(escape);
    expect(heard).to.equal(0);
  });
});

describe('the confirm dialog', () => {
  const QUESTION = { title: 'Eliminare?', text: 'Sparirà.', confirm: 'Elimina', cancel: 'Tieni' };
  let dialog: SitEditorConfirm;

  beforeEach(() => (dialog = add(new SitEditorConfirm())));
  afterEach(() => dialog.remove());

  for (const [name, expected] of [
    ['Elimina', true],
    ['Tieni', false],
  ] as const)
    it(`«${name}» answers ${expected}`, async () => {
      const answer = dialog.ask(QUESTION);
      await dialog.updateComplete;
      expect(dialog.shadowRoot!.querySelector('dialog')!.matches(':modal')).to.equal(true);
      button(dialog, name).click();
      expect(await answer).to.equal(expected);
    });

  it('closing it without an answer is no', async () => {
    const answer = dialog.ask(QUESTION);
    await dialog.updateComplete;
    dialog.shadowRoot!.querySelector('dialog')!.close();
    expect(await answer).to.equal(false);
  });
});
