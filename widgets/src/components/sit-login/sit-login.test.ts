import { expect } from 'chai';
import { html } from 'lit';
import { accessibilityFaults } from '../../testing/accessibility.ts';
import {
  fixture,
  once,
  press,
  query,
  ready,
  shadowText,
  TERRITORY,
  until,
} from '../../testing/fixture.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import './sit-login.ts';
import type { SitLogin } from './sit-login.ts';

const EMAIL = 'anna@comune.example.it';
const PASSWORD = 'monte-greco';

interface Page {
  sitMap: SitMap;
  login: SitLogin;
}

/** A map with its sign-in beside it, as in the portal's bar. */
async function openPage(server = TERRITORY): Promise<Page> {
  const frame = fixture<HTMLElement>(
    html`<div>
      <sit-login map="map"></sit-login>
      <sit-map id="map" server=${server}></sit-map>
    </div>`,
  );
  const sitMap = frame.querySelector('sit-map')!;
  await ready(sitMap);
  const login = frame.querySelector('sit-login')!;
  await until(() => login.shadowRoot!.querySelector('form, [popover]'));
  return { sitMap, login };
}

function fillIn(login: SitLogin, email: string, password: string): void {
  query<HTMLInputElement>(login, '#email').value = email;
  query<HTMLInputElement>(login, '#password').value = password;
  query<HTMLButtonElement>(login, 'form button[type=submit]').click();
}

async function signIn({ sitMap, login }: Page): Promise<void> {
  const changed = once(sitMap, 'sit-session-change');
  await until(() => login.shadowRoot!.querySelector('form'));
  query(login, '.account button').click();
  fillIn(login, EMAIL, PASSWORD);
  await changed;
  await until(() => login.shadowRoot!.querySelector('[popover]'));
}

afterEach(() => fetch(`${TERRITORY}/api/auth/sign-out`, { method: 'POST' }));

describe('sit-login', () => {
  it('is accessible as a button, a form and a card', async () => {
    const page = await openPage();
    expect(await accessibilityFaults(page.login)).to.deep.equal([]);
    query(page.login, '.account button').click();
    expect(await accessibilityFaults(page.login)).to.deep.equal([]);
    fillIn(page.login, EMAIL, 'wrong');
    await until(() => shadowText(page.login).includes('errati'));
    expect(await accessibilityFaults(page.login)).to.deep.equal([]);
    query<HTMLDialogElement>(page.login, 'dialog').close();
    await signIn(page);
    query(page.login, '.account button').click();
    expect(await accessibilityFaults(page.login)).to.deep.equal([]);
  });

  it('signs in by the form, says who it is and in what role, and signs out', async () => {
    const page = await openPage();
    await signIn(page);
    expect(page.sitMap.principal?.name).to.equal('Anna Bianchi');
    expect(shadowText(page.login)).to.include('Ufficio tecnico di Castel di Sangro');
    const changed = once(page.sitMap, 'sit-session-change');
    query(page.login, '[popover] button').click();
    expect(await changed).to.include({ principal: null, reason: 'signed-out' });
    await until(() => shadowText(page.login).startsWith('Accedi'));
  });

  it('keeps the address and says so when the password is wrong', async () => {
    const { sitMap, login } = await openPage();
    query(login, '.account button').click();
    fillIn(login, EMAIL, 'wrong');
    await until(() => shadowText(login).includes('Indirizzo o password errati.'));
    expect(query<HTMLInputElement>(login, '#email').value).to.equal(EMAIL);
    expect(query<HTMLDialogElement>(login, 'dialog').open).to.equal(true);
    expect(sitMap.principal).to.equal(null);
  });

  it('brings the layers that only offices read, and takes them away again', async () => {
    const page = await openPage();
    const ids = (): string[] => page.sitMap.catalogue.map(({ id }) => id);
    expect(ids()).to.not.include('drafts');
    await signIn(page);
    await until(() => ids().includes('drafts'));
    await until(() => page.sitMap.map!.getLayer('drafts/fill'));
    await page.sitMap.signOut();
    await until(() => !ids().includes('drafts'));
    await until(() => !page.sitMap.map!.getLayer('drafts/fill'));
  });

  async function openEmpty(layers: string) {
    const frame = fixture<HTMLElement>(
      html`<div>
        <sit-login map="offices"></sit-login>
        <sit-map id="offices" server=${TERRITORY} layers=${layers}></sit-map>
      </div>`,
    );
    const sitMap = frame.querySelector('sit-map')!;
    const login = frame.querySelector('sit-login')!;
    await until(() => shadowText(sitMap).includes('Nessun livello da mostrare'));
    await until(() => login.shadowRoot!.querySelector('button'));
    return { sitMap, login };
  }

  it('tells whoever has nothing to see to sign in, but not who has done so', async () => {
    const page = await openEmpty('none');
    expect(shadowText(page.sitMap)).to.include('Chi lavora in un ufficio può accedere');
    await signIn(page);
    await until(() => shadowText(page.sitMap).includes('li importa chi amministra l’Unione'));
    expect(shadowText(page.sitMap)).to.not.include('può accedere');
  });

  it('draws the map of somebody who had nothing to see before signing in', async () => {
    const page = await openEmpty('drafts');
    await signIn(page);
    await until(() => page.sitMap.map!.getLayer('drafts/fill'));
    await until(() => !shadowText(page.sitMap).includes('Nessun livello'));
    expect(page.sitMap.shadowRoot!.querySelector('.tools')).to.not.equal(null);
  });

  it('takes up the session that the page already has', async () => {
    await signIn(await openPage());
    const { sitMap } = await openPage();
    expect(sitMap.principal?.email).to.equal(EMAIL);
  });

  it('answers who needs a sign-in to go on, with null when it is given up', async () => {
    const { sitMap, login } = await openPage();
    const given = sitMap.signIn();
    await until(() => query<HTMLDialogElement>(login, 'dialog').open);
    query<HTMLDialogElement>(login, 'dialog').close();
    expect(await given).to.equal(null);
    const again = sitMap.signIn();
    fillIn(login, EMAIL, PASSWORD);
    expect(await again).to.have.property('name', 'Anna Bianchi');
  });

  it('asks for the verification code of who has a second factor, and goes on when it is right', async () => {
    const { sitMap, login } = await openPage();
    query(login, '.account button').click();
    fillIn(login, 'giulia@unione.example.it', PASSWORD);
    const code = await until(() => login.shadowRoot!.querySelector<HTMLInputElement>('#code'));
    expect([code.inputMode, code.autocomplete]).to.deep.equal(['numeric', 'one-time-code']);
    await until(() => login.shadowRoot!.activeElement === code);
    expect(await accessibilityFaults(login)).to.deep.equal([]);
    code.value = '000000';
    query(login, 'form button[type=submit]').click();
    await until(() => shadowText(login).includes('Il codice non è giusto'));
    const changed = once(sitMap, 'sit-session-change');
    code.value = '123 456';
    query(login, 'form button[type=submit]').click();
    await changed;
    await until(() => login.shadowRoot!.querySelector('[popover]'));
    expect(shadowText(login)).to.include('Amministrazione dell’Unione');
    const links = [...login.shadowRoot!.querySelectorAll('a')].map(({ pathname }) => pathname);
    expect(links).to.deep.equal(['/territory/account', '/territory/console']);
  });

  it('takes a recovery code in its place, by a keyboard that has letters', async () => {
    const { sitMap, login } = await openPage();
    query(login, '.account button').click();
    fillIn(login, 'giulia@unione.example.it', PASSWORD);
    await until(() => login.shadowRoot!.querySelector('#code'));
    const other = [...login.shadowRoot!.querySelectorAll<HTMLElement>('form button')].find(
      ({ textContent }) => textContent.includes('Usa un codice di recupero'),
    )!;
    other.click();
    await until(() => shadowText(login).includes('Uno di quelli che hai conservato'));
    const code = query<HTMLInputElement>(login, '#code');
    await until(() => login.shadowRoot!.activeElement === code);
    expect([code.inputMode, code.type]).to.deep.equal(['', 'text']);
    expect(await accessibilityFaults(login)).to.deep.equal([]);
    code.value = 'abcdef-abcdef';
    query(login, 'form button[type=submit]').click();
    await until(() => shadowText(login).includes('Il codice non è giusto, o è già stato usato.'));
    const changed = once(sitMap, 'sit-session-change');
    code.value = '123 456';
    query(login, 'form button[type=submit]').click();
    await changed;
  });

  it('tells whose roles wait for a second factor where to set it up', async () => {
    const { sitMap, login } = await openPage();
    query(login, '.account button').click();
    const changed = once(sitMap, 'sit-session-change');
    fillIn(login, 'elena@unione.example.it', PASSWORD);
    await changed;
    await until(() => shadowText(login).includes('finché non lo attivi, i ruoli non valgono'));
    query(login, '.account button').click();
    expect(await accessibilityFaults(login)).to.deep.equal([]);
    expect(query<HTMLAnchorElement>(login, '.card a').pathname).to.equal('/territory/account');
  });

  it('offers the outside provider, and a new password by mail to whoever asks, alike', async () => {
    const { login } = await openPage(new URL('/territory@ways', location.href).href);
    query(login, '.account button').click();
    const provider = await until(() =>
      login.shadowRoot!.querySelector<HTMLAnchorElement>('form a'),
    );
    expect(provider.textContent).to.equal('Accedi con SPID di prova');
    const { pathname, search } = new URL(provider.href);
    expect(pathname).to.equal('/api/auth/oidc/start');
    expect(new URLSearchParams(search).get('return')).to.match(/^\//);
    expect(await accessibilityFaults(login)).to.deep.equal([]);
    press(login, 'Password dimenticata?');
    await until(() => shadowText(login).includes('Manda il collegamento'));
    query<HTMLInputElement>(login, '#email').value = 'chiunque@example.it';
    query(login, 'form button[type=submit]').click();
    await until(() => shadowText(login).includes('Se l’indirizzo è di una persona registrata'));
    expect(await accessibilityFaults(login)).to.deep.equal([]);
  });

  it('says that a session has expired and asks for another, leaving the page as it is', async () => {
    const page = await openPage();
    await signIn(page);
    const changed = once(page.sitMap, 'sit-session-change');
    page.sitMap.session.expire();
    expect(await changed).to.include({ principal: null, reason: 'expired' });
    await until(() => shadowText(page.login).includes('La sessione è scaduta'));
  });

  it('opens the SIT’s own window where the page is of another origin', async () => {
    const frame = fixture<HTMLElement>(
      html`<div>
        <sit-login map="foreign"></sit-login>
        <sit-map id="foreign" server="http://localhost:1"></sit-map>
      </div>`,
    );
    const login = frame.querySelector('sit-login')!;
    const button = await until(() => login.shadowRoot!.querySelector<HTMLElement>('button'));
    expect(login.shadowRoot!.querySelector('form')).to.equal(null);
    // A click by script is no person's: the browser lets no window open, which must be said.
    button.click();
    await until(
      () =>
        shadowText(login).includes('bloccato') || shadowText(login).includes('finestra di accesso'),
    );
    expect(await accessibilityFaults(login)).to.deep.equal([]);
  });
});
