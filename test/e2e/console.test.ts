/** The union's desk by its pages: second factor, people, keys, portals, the record. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Watched } from '../support/browser.ts';
import { openContext } from '../support/browser.ts';
import { totp } from '../support/totp.ts';
import type { Workplace } from '../support/workplace.ts';
import { ADMIN, openWorkplace } from '../support/workplace.ts';

const INVITED = 'paola.verdi@comune.example.it';
const PASSWORD = 'sette gufi sul campanile';
const PORTAL = 'https://portale.comune.example.it';

describe('an administrator of the union', () => {
  let at: Workplace;
  let watched: Watched;
  let page: Page;
  let recoveryCodes: string[];
  let invited: Watched;
  let invitedPage: Page;

  beforeAll(async () => {
    at = await openWorkplace();
    watched = await openContext(at.browser);
    invited = await openContext(at.browser);
    page = await watched.context.newPage();
    invitedPage = await invited.context.newPage();
  });
  afterAll(() => at?.close());

  it('sets up a second factor on the account’s page', async () => {
    await signIn(page, '/account', ADMIN, at.password);
    await page.waitForURL(`${at.sit.url}/account`);
    await page.getByRole('button', { name: 'Attiva', exact: true }).click();
    await page.getByLabel('La tua password').fill(at.password);
    await page.getByRole('button', { name: 'Continua' }).click();
    const secret = await page.locator('sit-account .secret code').textContent();
    await page.getByLabel('Codice di verifica').fill(totp(secret!));
    await page.getByRole('button', { name: 'Conferma' }).click();
    const codes = page.locator('sit-account .codes li');
    await codes.first().waitFor();
    recoveryCodes = await codes.allTextContents();
    expect(new Set(recoveryCodes).size).toBeGreaterThanOrEqual(8);
    await page.getByRole('button', { name: 'Li ho conservati' }).click();
    await page.getByText(`Restano ${recoveryCodes.length} codici di recupero`).waitFor();
  });

  it('is asked for it at the next sign-in, where a recovery code does too, once', async () => {
    await page.getByRole('button', { name: 'Esci' }).click();
    await page.waitForURL(`${at.sit.url}/`);
    await signIn(page, '/console', ADMIN, at.password);
    const code = page.getByLabel('Codice di verifica');
    await code.fill('000000');
    await page.getByRole('button', { name: 'Verifica' }).click();
    await page.getByText('Il codice non è giusto').waitFor();
    await page.getByRole('button', { name: 'Usa un codice di recupero' }).click();
    await page.getByLabel('Codice di recupero').fill(recoveryCodes[0]!);
    await page.getByRole('button', { name: 'Verifica' }).click();
    await page.waitForURL(`${at.sit.url}/console`);
    await page.getByText(ADMIN).waitFor();
    const cookies = await watched.context.cookies(at.sit.url);
    expect(cookies.map(({ name, httpOnly }) => [name, httpOnly])).toEqual([['sit_session', true]]);
  });

  it('invites a person, who chooses a password by the link', async () => {
    await page.getByRole('button', { name: 'Invita una persona' }).click();
    await page.getByLabel('Nome e cognome').fill('Paola Verdi');
    await page.getByLabel('Indirizzo e-mail').fill(INVITED);
    const form = page.getByRole('form', { name: 'Invita una persona' });
    await form.getByRole('button', { name: 'Aggiungi un ruolo' }).click();
    await form.getByLabel('Comune del ruolo 1').selectOption({ label: 'Castel di Sangro' });
    await form.getByRole('button', { name: 'Invita', exact: true }).click();
    const link = await page.locator('sit-people #link .secret').textContent();
    await invitedPage.goto(link!);
    await invitedPage.getByText('Paola Verdi, scegli la password').waitFor();
    expect(invitedPage.url()).toBe(`${at.sit.url}/account`);
    await invitedPage.getByLabel('Nuova password').fill('breve');
    await invitedPage.getByRole('button', { name: 'Salva la password' }).click();
    await invitedPage.getByText('meno di 12 caratteri').waitFor();
    await invitedPage.getByLabel('Nuova password').fill(PASSWORD);
    await invitedPage.getByRole('button', { name: 'Salva la password' }).click();
    await invitedPage.getByText('Ora puoi accedere').waitFor();
    await signIn(invitedPage, '/account', INVITED, PASSWORD);
    await invitedPage.getByText('Ufficio tecnico di Castel di Sangro').waitFor();
  });

  it('suspends that person, whose session ends at once', async () => {
    await page.getByLabel('Nome o indirizzo').fill('paola');
    await page.getByRole('button', { name: 'Cerca' }).click();
    const card = page.locator('sit-people details', { hasText: INVITED });
    await card.locator('summary').click();
    await card.getByRole('button', { name: 'Sospendi' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sospendi' }).click();
    await page.getByText('Paola Verdi: profilo sospeso.').waitFor();
    await invitedPage.reload();
    await invitedPage.getByText('Per vedere questa pagina occorre accedere.').waitFor();
    await card.getByRole('button', { name: 'Riattiva' }).click();
    await page.getByText('Paola Verdi può accedere di nuovo.').waitFor();
    expect(await card.locator('summary').textContent()).not.toContain('sospesa');
  });

  it('registers a portal and takes it off again', async () => {
    await page.getByRole('link', { name: 'Portali' }).click();
    await page.getByLabel('Indirizzo del portale').fill(`${PORTAL}/uffici/`);
    await page.getByLabel('Di chi è').selectOption({ label: 'Castel di Sangro' });
    await page.getByRole('button', { name: 'Registra', exact: true }).click();
    await page.getByText(`${PORTAL} registrato.`).waitFor();
    await page.getByRole('button', { name: `Togli ${PORTAL}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Togli' }).click();
    await page.getByText(`${PORTAL} tolto.`).waitFor();
    expect(await page.locator('sit-origins ul').textContent()).not.toContain(PORTAL);
  });

  it('makes a portal’s key, good from that portal alone, and revokes it', async () => {
    await page.getByRole('link', { name: 'Chiavi' }).click();
    await page.getByRole('button', { name: 'Nuova chiave' }).click();
    await page.getByLabel('Nome', { exact: true }).fill('Chiave della prova');
    await page.getByLabel('Portali', { exact: true }).fill(PORTAL);
    await page.getByRole('button', { name: 'Crea la chiave' }).click();
    const snippet = await page.locator('sit-keys #made pre').textContent();
    const key = /key="(sit_embed_[^"]+)"/.exec(snippet!)![1]!;
    expect(await layersBy(key, PORTAL)).toBe(200);
    expect(await layersBy(key, 'https://altro.example.it')).toBe(401);
    await page.getByRole('button', { name: /^Revoca.+Chiave della prova/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoca' }).click();
    await page.getByText('Chiave «Chiave della prova» revocata.').waitFor();
    expect(await layersBy(key, PORTAL)).toBe(401);
  });

  it('finds on the record what was done, and that nothing of it was changed', async () => {
    await page.getByRole('link', { name: 'Registro' }).click();
    const rows = page.locator('sit-audit tbody tr');
    await rows.first().waitFor();
    await page.getByLabel('Fatto').selectOption({ label: 'Persona invitata' });
    await page.getByRole('button', { name: 'Cerca' }).click();
    await page.waitForFunction(
      () =>
        document.querySelector('sit-audit')!.shadowRoot!.querySelectorAll('tbody tr').length === 1,
    );
    expect(await rows.first().textContent()).toContain('Persona invitata');
    await page.getByRole('button', { name: 'Verifica il registro' }).click();
    await page.getByText('Registro integro').waitFor();
  });

  it('signs out from there, and the page shows nothing more', async () => {
    await page.getByRole('button', { name: 'Esci' }).click();
    await page.waitForURL(`${at.sit.url}/`);
    await page.goto(`${at.sit.url}/console`);
    await page.getByText('Per vedere questa pagina occorre accedere.').waitFor();
    expect(await page.locator('sit-people details').count()).toBe(0);
  });

  it('has met no error but the refusals, and asked nothing of another machine', () => {
    const refusals = /\b(401|403|422)\b/;
    for (const { errors, outside } of [watched, invited]) {
      expect(errors.filter((text) => !refusals.test(text))).toEqual([]);
      expect(outside).toEqual([]);
    }
  });

  async function signIn(on: Page, to: string, email: string, password: string): Promise<void> {
    await on.goto(`${at.sit.url}/sign-in?return=${to}`);
    await on.getByLabel('Indirizzo e-mail').fill(email);
    await on.getByLabel('Password', { exact: true }).fill(password);
    await on.getByRole('button', { name: 'Accedi' }).click();
  }

  async function layersBy(key: string, origin: string): Promise<number> {
    const headers = { Origin: origin, Authorization: `Bearer ${key}` };
    return (await fetch(`${at.sit.url}/api/layers`, { headers })).status;
  }
});
