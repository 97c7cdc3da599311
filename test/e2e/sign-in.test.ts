/**
 * Signing in on a portal of another *site*, in a browser that blocks third-party cookies: by the SIT's window
 * with PKCE, renewed in the middle of an edit, ended; and what a portal gets that nobody has registered.
 */
import type { TokenResponse } from '@sit/core/api-auth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { OwnBrowser } from '../support/browser.ts';
import { launchOwnBrowser, openMap } from '../support/browser.ts';
import type { CookieProbe } from '../support/cookie-probe.ts';
import { openCookieProbe } from '../support/cookie-probe.ts';
import type { LngLat } from '../support/editor-page.ts';
import {
  clickAt,
  look,
  openFeature,
  openPanel,
  save,
  saved,
  signInByPopup,
  startNew,
} from '../support/editor-page.ts';
import { Person } from '../support/person.ts';
import type { Workplace } from '../support/workplace.ts';
import { nearTown, openWorkplace, PLANNER } from '../support/workplace.ts';

const NAME = 'Fonte rinnovata';

describe('a portal on another site, without third-party cookies', () => {
  const portal = `http://comune.localhost:${inject('portalPort')}`;
  const stranger = `http://altro.localhost:${inject('portalPort')}`;
  let at: Workplace;
  let browser: OwnBrowser;
  let probe: CookieProbe;
  let page: Page;
  let place: LngLat;
  /** The latest that the portal's page was given. */
  let tokens: TokenResponse;
  let fid: number;

  beforeAll(async () => {
    at = await openWorkplace([portal]);
    place = await nearTown(at, 0.003, 0.003);
    browser = await launchOwnBrowser('blocked');
    probe = await openCookieProbe();
    page = await openMap(browser.context, portal);
    page.on('response', async (response) => {
      if (response.ok() && new URL(response.url()).pathname === '/api/auth/token')
        tokens = (await response.json()) as TokenResponse;
    });
  });
  afterAll(async () => {
    probe?.close();
    await browser?.close();
    await at?.close();
  });

  it('stands in a browser that sends no third-party cookie, where another sends it', async () => {
    const own = await browser.context.newPage();
    await probe.visit(own);
    expect(await probe.storedFrom(own)).toBe('word');
    await own.close();
    expect(await probe.askFrom(page)).toBe('');
    expect(await probe.storedFrom(page)).toBe('');
    const usual = await launchOwnBrowser('allowed');
    const theirs = await usual.context.newPage();
    await probe.visit(theirs);
    await theirs.goto(portal);
    expect(await probe.askFrom(theirs)).toBe('probe=1');
    // Its storage is another's in each site that frames it, even there.
    expect(await probe.storedFrom(theirs)).toBe('');
    await usual.close();
  });

  it('signs in by the SIT’s window, and holds the tokens in memory alone', async () => {
    await signInByPopup(page, PLANNER, at.password);
    expect(await principalOf(page)).toMatchObject({ email: PLANNER });
    const kept = await page.evaluate(() =>
      JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, location.href]),
    );
    expect(kept).not.toContain(tokens.token);
    expect(kept).not.toContain(tokens.refreshToken);
  });

  it('renews a token that ends in the middle of an edit, and loses nothing', async () => {
    await look(page, place, 16);
    await startNew(page, 'Località');
    await clickAt(page, place);
    const editor = page.locator('sit-editor');
    await editor.getByLabel('Nome').fill(NAME);
    await editor.getByLabel('Tipo').selectOption({ label: 'Località' });
    const before = tokens.token;
    await endAccessToken();
    await save(page);
    expect(tokens.token).not.toBe(before);
    expect(await principalOf(page)).toMatchObject({ email: PLANNER });
    const stored = (await Person.nobody(at.sit.url).items('places')).filter(
      ({ properties }) => properties['name'] === NAME,
    );
    expect(stored).toHaveLength(1);
    fid = stored[0]!.id;
  });

  it('asks to sign in again when the whole session has ended, and saves what was open', async () => {
    const editor = page.locator('sit-editor');
    await openFeature(page, 'places', fid);
    await editor.getByLabel('Nome').fill('Fonte del ritorno');
    await endSession();
    await editor.getByRole('button', { name: 'Salva modifiche' }).click();
    await editor.getByRole('button', { name: 'Accedi' }).waitFor();
    expect(await principalOf(page)).toBe(null);
    const popup = page.waitForEvent('popup');
    await editor.getByRole('button', { name: 'Accedi' }).click();
    const window = await popup;
    await window.getByLabel('Indirizzo e-mail').fill(PLANNER);
    await window.getByLabel('Password', { exact: true }).fill(at.password);
    await window.getByRole('button', { name: 'Accedi' }).click();
    await saved(page);
    const { properties } = await Person.nobody(at.sit.url).item('places', fid);
    expect(properties).toMatchObject({ name: 'Fonte del ritorno', version: 2 });
  });

  it('signs out, and with it ends every token', async () => {
    expect((await asPortal('/api/auth/session', tokens.token)).status).toBe(200);
    await openPanel(page, 'sit-login');
    await page.locator('sit-login').getByRole('button', { name: 'Esci' }).click();
    await page.locator('sit-login').getByRole('button', { name: 'Accedi' }).waitFor();
    expect(await principalOf(page)).toBe(null);
    expect((await asPortal('/api/auth/session', tokens.token)).status).toBe(401);
    expect((await renew(tokens.refreshToken)).status).toBe(401);
  });

  it('has met no error but the refusals of ended tokens, and asked nothing of another machine', () => {
    const unexpected = browser.errors.filter((text) => !text.includes('401'));
    expect(unexpected).toEqual([]);
    expect(browser.outside).toEqual([]);
  });

  describe('that nobody has registered', () => {
    let theirs: Page;

    beforeAll(async () => {
      // In the same browser, where the SIT's own pages know the planner.
      const own = await browser.context.newPage();
      await own.goto(`${at.sit.url}/sign-in?return=/account`);
      await own.getByLabel('Indirizzo e-mail').fill(PLANNER);
      await own.getByLabel('Password', { exact: true }).fill(at.password);
      await own.getByRole('button', { name: 'Accedi' }).click();
      await own.waitForURL(`${at.sit.url}/account`);
      await own.close();
      theirs = await browser.context.newPage();
      await theirs.goto(stranger);
    });

    /** What a fetch of the page's own, with all the cookies it may send, comes to. */
    const outcomeOf = (path: string, body?: unknown): Promise<string> =>
      theirs.evaluate(
        ({ url, text }) =>
          fetch(url, {
            credentials: 'include',
            ...(text === null
              ? {}
              : { method: 'POST', headers: { 'content-type': 'application/json' }, body: text }),
          }).then(
            ({ status }) => `answered ${status}`,
            ({ name }: Error) => name,
          ),
        { url: at.sit.url + path, text: body === undefined ? null : JSON.stringify(body) },
      );

    it('gets no map: the elements are for registered pages', async () => {
      await theirs.locator('sit-map').waitFor({ state: 'attached' });
      expect(await theirs.evaluate(() => customElements.get('sit-map') === undefined)).toBe(true);
    });

    it('gets a window that says so, and no code', async () => {
      const popup = theirs.waitForEvent('popup');
      const search = new URLSearchParams({
        origin: stranger,
        state: 's'.repeat(32),
        challenge: 'x'.repeat(43),
      });
      const told = theirs.evaluate(
        (url) =>
          new Promise((resolve) => {
            addEventListener('message', ({ data }) => resolve(data));
            const window = open(url, '_blank', 'popup')!;
            const watch = setInterval(() => {
              if (!window.closed) return;
              clearInterval(watch);
              resolve('closed without a word');
            }, 100);
          }),
        `${at.sit.url}/sign-in?${search}`,
      );
      const window = await popup;
      await window.getByText('Accesso non possibile da questo portale').waitFor();
      await window.getByText(stranger).waitFor();
      await window.close();
      expect(await told).toBe('closed without a word');
    });

    it('gets no code for itself from the SIT’s own page either', async () => {
      const { origin } = new URL(at.sit.url);
      const planner = await Person.signIn(at.sit.url, PLANNER, at.password);
      const refused = await planner.fetch('/api/auth/portal-code', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: origin },
        body: JSON.stringify({ origin: stranger, challenge: 'x'.repeat(43) }),
      });
      expect([refused.status, await refused.json()]).toMatchObject([
        403,
        { code: 'origin-not-registered' },
      ]);
    });

    it.each([
      ['a token', '/api/auth/token', { grant: 'refresh', refreshToken: 'x'.repeat(43) }],
      ['a change', '/api/changesets', { id: crypto.randomUUID(), operations: [] }],
      ['a session', '/api/auth/sign-in', { email: PLANNER, password: 'x' }],
    ])('may not so much as ask for %s', async (_what, path, body) => {
      expect(await outcomeOf(path, body)).toBe('TypeError');
    });

    it('cannot sign the planner out by sending a form', async () => {
      const answered = theirs.waitForResponse(`${at.sit.url}/api/auth/sign-out`);
      await theirs.evaluate((action) => {
        const form = Object.assign(document.createElement('form'), { action, method: 'post' });
        document.body.append(form);
        form.submit();
      }, `${at.sit.url}/api/auth/sign-out`);
      expect((await answered).status()).toBe(403);
      await theirs.waitForURL(`${at.sit.url}/api/auth/sign-out`);
      const cookies = await browser.context.cookies(at.sit.url);
      expect(cookies.map(({ name }) => name)).toContain('sit_session');
      await theirs.goto(stranger);
    });

    it.each([
      '/api/auth/session',
      '/api/layers',
      '/ogc/collections/places/items',
      '/ogc/collections/zoning/tiles/WebMercatorQuad/12/1520/2210',
      '/embed.js',
    ])('reads nothing: %s', async (path) => {
      expect(await outcomeOf(path)).toBe('TypeError');
    });
  });

  function principalOf(of: Page): Promise<unknown> {
    return of.evaluate(
      () => (document.querySelector('sit-map') as unknown as { principal: unknown }).principal,
    );
  }

  function asPortal(path: string, token: string): Promise<Response> {
    return fetch(at.sit.url + path, {
      headers: { Origin: portal, Authorization: `Bearer ${token}` },
    });
  }

  function renew(refreshToken: string): Promise<Response> {
    return fetch(`${at.sit.url}/api/auth/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: portal },
      body: JSON.stringify({ grant: 'refresh', refreshToken }),
    });
  }

  /**
   * A renewal whose answer never reached the page: the access token it holds is good no more, as after
   * its ten minutes, and the refresh token is still taken.
   */
  async function endAccessToken(): Promise<void> {
    expect((await renew(tokens.refreshToken)).status).toBe(200);
    expect((await asPortal('/api/auth/session', tokens.token)).status).toBe(401);
  }

  /** As signing out on the SIT's own page does, in another tab. */
  async function endSession(): Promise<void> {
    const cookies = await browser.context.cookies(at.sit.url);
    const { value } = cookies.find(({ name }) => name === 'sit_session')!;
    const response = await fetch(`${at.sit.url}/api/auth/sign-out`, {
      method: 'POST',
      headers: { Origin: at.sit.url, Cookie: `sit_session=${value}` },
    });
    expect(response.status).toBe(200);
  }
});
