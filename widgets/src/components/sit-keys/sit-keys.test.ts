import { expect } from 'chai';
import { accessibilityFaults } from '../../testing/accessibility.ts';
import { press, query, shadowText, until } from '../../testing/fixture.ts';
import { answer, fill, openOffice, says, signInAs } from '../../testing/office.ts';
import './sit-keys.ts';
import type { SitKeys } from './sit-keys.ts';

const open = (name: string): Promise<SitKeys> => openOffice('sit-keys', name, 'Nessuna chiave.');

async function make(keys: SitKeys, kind: 'embed' | 'service'): Promise<void> {
  press(keys, 'Nuova chiave');
  const choice = await until(() =>
    keys.shadowRoot!.querySelector<HTMLInputElement>(`[value=${kind}]`),
  );
  choice.click();
  await keys.updateComplete;
  fill(keys, { 'key-name': `Prova ${kind}` });
}

describe('sit-keys', () => {
  beforeEach(() => signInAs('giulia'));

  it('makes a portal’s key and gives the code for its page', async () => {
    const keys = await open('embedkey');
    expect(await accessibilityFaults(keys)).to.deep.equal([]);
    await make(keys, 'embed');
    fill(keys, { origins: 'https://www.comune.example.it\nhttps://altro.example.it' });
    expect(await accessibilityFaults(keys)).to.deep.equal([]);
    press(keys, 'Crea la chiave');
    await says(keys, 'Chiave «Prova embed» creata.');
    expect(query(keys, '#made pre').textContent).to.match(
      /<script type="module" src="[^"]+\/embed.js"><\/script>\s+<sit-map server="[^"]+" key="sit_embed_\w+">/,
    );
    expect(shadowText(keys)).to.contain('https://www.comune.example.it, https://altro.example.it');
    expect(await accessibilityFaults(keys)).to.deep.equal([]);
  });

  it('shows a service key’s token once, also after it is replaced', async () => {
    const keys = await open('servicekey');
    await make(keys, 'service');
    press(keys, 'Crea la chiave');
    await says(keys, 'aggiungine almeno uno');
    const grants = query(keys, 'sit-grants');
    press(grants, 'Aggiungi un ruolo');
    await until(() => grants.shadowRoot!.querySelector('select'));
    press(keys, 'Crea la chiave');
    await says(keys, 'non sarà più mostrata');
    await says(keys, 'Chiave «Prova service» creata.');
    expect(query(keys, '#made code').textContent).to.match(/^sit_service_/);
    query(keys, '#made .plain').click();
    await until(() => !keys.shadowRoot!.querySelector('#made'));
    expect(shadowText(keys)).not.to.contain('sit_service_');
    query(keys, '.cards .row button').click();
    await answer(keys, 'Sostituisci');
    await says(keys, 'sit_service_rotated');
    await says(keys, 'La precedente vale fino al');
  });

  it('revokes after asking; a revoked key is listed when asked for', async () => {
    const keys = await open('revokedkey');
    await make(keys, 'embed');
    fill(keys, { origins: 'https://www.comune.example.it' });
    press(keys, 'Crea la chiave');
    await says(keys, 'Chiave «Prova embed» creata.');
    query(keys, '.cards button.danger').click();
    await answer(keys, 'Revoca');
    await says(keys, 'Nessuna chiave.');
    query(keys, 'label.choice input').click();
    await says(keys, 'revocata');
    expect(keys.shadowRoot!.querySelector('.cards button')).to.equal(null);
  });
});
