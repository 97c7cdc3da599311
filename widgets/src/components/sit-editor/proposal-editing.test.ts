import { expect } from 'chai';
import { html } from 'lit';
import { accessibilityFaults } from '../../testing/accessibility.ts';
import {
  once,
  openMap,
  press,
  query,
  shadowText,
  TERRITORY,
  until,
} from '../../testing/fixture.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import './sit-editor.ts';
import type { SitEditor } from './sit-editor.ts';

interface Office {
  sitMap: SitMap;
  editor: SitEditor;
}

let opened = 0;

/** Anna's, in a territory of its own; `drafts` takes edits by proposal only, `zoning` at once. */
async function openOffice(): Promise<Office> {
  const server = `${TERRITORY}@editing${++opened}`;
  const sitMap = await openMap(html`<sit-editor></sit-editor>`, { server });
  const editor = sitMap.querySelector('sit-editor')!;
  await until(() => editor.sitMap);
  const catalogue = once(sitMap, 'sit-catalogue-change');
  await sitMap.session.signInWithPassword('anna@comune.example.it', 'monte-greco');
  await catalogue;
  editor.show();
  return { sitMap, editor };
}

async function openFeature({ editor }: Office, layer: string, fid: number): Promise<void> {
  await editor.openFeature(layer, fid);
  await until(
    () =>
      editor.edit !== null && (editor.edit.target === null || editor.edit.target.drafts !== null),
  );
  await editor.updateComplete;
}

function type(editor: SitEditor, selector: string, text: string): void {
  const input = query<HTMLInputElement>(editor, selector);
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

describe('editing into a proposal', () => {
  afterEach(() => fetch(`${TERRITORY}/api/auth/sign-out`, { method: 'POST' }));

  it('adds to a new one where the layer is not written at once', async () => {
    const office = await openOffice();
    const { sitMap, editor } = office;
    await openFeature(office, 'drafts', 1);
    type(editor, '#field-name', 'Variante due');
    await editor.updateComplete;
    expect(() => press(editor, 'Salva modifiche')).to.throw();
    expect(await accessibilityFaults(editor)).to.deep.equal([]);
    press(editor, 'Aggiungi alla proposta');
    await until(() => shadowText(editor).includes('Scrivi il titolo'));
    type(editor, '#proposal-title', 'Proposta nuova');
    const changed = once(sitMap, 'sit-proposal-change');
    press(editor, 'Aggiungi alla proposta');
    const { proposal } = await changed;
    await until(() => shadowText(editor).includes('Aggiunto alla proposta «Proposta nuova».'));
    expect(editor.edit).to.equal(null);
    const { differences } = await sitMap.client.proposals.differences(proposal);
    expect(differences.map(({ edit, fields }) => [edit.operation, fields])).to.deep.equal([
      ['update', { name: { mine: 'Variante due', theirs: 'Variante', changedBy: 'mine' } }],
    ]);
    const opening = once(sitMap, 'sit-proposal-open');
    press(editor, 'Apri la proposta');
    expect((await opening).proposal).to.equal(proposal);
  });

  it('goes on with what the draft already holds of the feature', async () => {
    const office = await openOffice();
    const { sitMap, editor } = office;
    const id = '33333333-3333-4333-8333-333333333333';
    const made = await sitMap.client.proposals.create({ id, municipality: 'C096', title: 'Mia' });
    sitMap.setDraft(made);
    await openFeature(office, 'zoning', 1);
    expect(query<HTMLSelectElement>(editor, '#proposal').selectedOptions[0]!.text.trim()).to.equal(
      'Mia',
    );
    type(editor, '#field-rules', 'Prima versione');
    await editor.updateComplete;
    press(editor, 'Aggiungi alla proposta');
    await until(() => shadowText(editor).includes('Aggiunto alla proposta'));
    await openFeature(office, 'zoning', 1);
    expect(query<HTMLTextAreaElement>(editor, '#field-rules').value).to.equal('Prima versione');
    expect(editor.edit!.isDirty).to.equal(false);
    type(editor, '#field-article', '7');
    await editor.updateComplete;
    press(editor, 'Aggiungi alla proposta');
    await until(() => editor.edit === null);
    const { edits } = await sitMap.client.proposals.get(id);
    const { differences } = await sitMap.client.proposals.differences(id);
    expect(edits).to.have.length(1);
    expect(Object.keys(differences[0]!.fields).toSorted()).to.deep.equal(['article', 'rules']);
  });

  it('writes at once where no draft is chosen, and says which one is', async () => {
    const office = await openOffice();
    const { sitMap, editor } = office;
    await openFeature(office, 'zoning', 1);
    expect(editor.edit!.target).to.equal(null);
    await editor.close();
    sitMap.setDraft({ id: 'x', title: 'Quella in corso', municipality: 'C096' });
    await until(() =>
      shadowText(editor).includes('Le modifiche vanno nella proposta «Quella in corso».'),
    );
    press(editor, 'Lascia la bozza');
    expect(sitMap.draft).to.equal(null);
  });
});
