import { expect } from 'chai';
import { accessibilityFaults } from '../../testing/accessibility.ts';
import { press, query, shadowText, until } from '../../testing/fixture.ts';
import { answer, fill, openOffice, says, signInAs, territoryOf } from '../../testing/office.ts';
import './sit-account.ts';
import type { SitAccount } from './sit-account.ts';

const open = (name: string, text: string): Promise<SitAccount> =>
  openOffice('sit-account', name, text);

describe('sit-account', () => {
  it('asks who is not signed in to sign in, and to come back', async () => {
    const account = await open('stranger', 'occorre accedere');
    const link = query<HTMLAnchorElement>(account, '.state a');
    expect(link.href).to.contain('/territory@stranger/sign-in?return=');
    // Nothing is asked for that would be refused: a browser's console shows each refusal as an error.
    const asked = (await (await fetch(`${territoryOf('stranger')}/asked`)).json()) as {
      path: string;
    }[];
    expect(asked.map(({ path }) => path)).to.deep.equal(['/api/auth/session']);
    expect(await accessibilityFaults(account)).to.deep.equal([]);
  });

  it('changes the password by the present one, and says why it does not', async () => {
    await signInAs('anna');
    const account = await open('password', 'Anna Bianchi');
    expect(await accessibilityFaults(account)).to.deep.equal([]);
    fill(account, { current: 'wrong', new: 'un’altra frase lunga' });
    query<HTMLInputElement>(account, 'label.choice input').click();
    expect(query<HTMLInputElement>(account, '#new').type).to.equal('text');
    press(account, 'Cambia la password');
    await says(account, 'La password attuale non è giusta.');
    fill(account, { current: 'monte-greco' });
    press(account, 'Cambia la password');
    await says(account, 'Password cambiata.');
    const { value, type } = query<HTMLInputElement>(account, '#new');
    // Emptied, and masked again: the choice to see it is gone with what was typed.
    expect([value, type]).to.deep.equal(['', 'password']);
  });

  it('sets up the second factor by a code of the authenticator, and shows the recovery codes once', async () => {
    await signInAs('anna');
    const account = await open('factor', 'non attivo');
    press(account, 'Attiva');
    await until(() => account.shadowRoot!.querySelector('#factor-password'));
    fill(account, { 'factor-password': 'monte-greco' });
    press(account, 'Continua');
    const picture = await until(() => account.shadowRoot!.querySelector('svg.qr'));
    expect(picture.ariaLabel).to.equal('Codice QR per l’app di autenticazione');
    expect(shadowText(account)).to.contain('JBSW Y3DP EHPK 3PXP');
    expect(await accessibilityFaults(account)).to.deep.equal([]);
    fill(account, { 'factor-code': '000000' });
    press(account, 'Conferma');
    await says(account, 'Il codice non è giusto.');
    fill(account, { 'factor-code': '123 456' });
    press(account, 'Conferma');
    await says(account, '4f7k-9p2m');
    expect(await accessibilityFaults(account)).to.deep.equal([]);
    press(account, 'Li ho conservati');
    await says(account, 'Restano 4 codici di recupero.');
    expect(shadowText(account)).not.to.contain('4f7k-9p2m');
  });

  it('ends the other sessions after asking', async () => {
    await signInAs('anna');
    const account = await open('sessions', 'Firefox, Linux');
    const rows = (): number => account.shadowRoot!.querySelectorAll('.list > li').length;
    expect(rows()).to.equal(2);
    press(account, 'Chiudi tutti gli altri');
    await answer(account, 'Annulla');
    expect(rows()).to.equal(2);
    press(account, 'Chiudi tutti gli altri');
    await answer(account, 'Chiudi tutti gli altri');
    await says(account, 'Gli altri accessi sono chiusi.');
    await until(() => rows() === 1);
  });

  it('takes an invitation out of the address at once, and lets its person choose a password', async () => {
    history.replaceState(null, '', '#invitation=a-good-link');
    const account = await open('invited', 'Anna Bianchi, scegli la password');
    expect(location.hash).to.equal('');
    expect(query<HTMLInputElement>(account, '#whose').value).to.equal('anna@comune.example.it');
    expect(await accessibilityFaults(account)).to.deep.equal([]);
    fill(account, { new: 'password' });
    press(account, 'Salva la password');
    await says(account, 'È tra le password più usate.');
    fill(account, { new: 'una frase lunga mia' });
    press(account, 'Salva la password');
    await says(account, 'Ora puoi accedere.');
  });

  it('says what to do with a link that is no longer good', async () => {
    history.replaceState(null, '', '#reset=used');
    const account = await open('expired', 'non vale più');
    expect(shadowText(account)).to.contain('«Password dimenticata?» ne manda un altro.');
    expect(location.hash).to.equal('');
  });
});
