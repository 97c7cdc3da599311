/** Who works on the map: signs in by a form on the SIT's own pages, by a window of the SIT's elsewhere. */
import { html, nothing, type TemplateResult } from 'lit';
import LogIn from 'lucide-static/dist/esm/icons/log-in.mjs';
import KeyRound from 'lucide-static/dist/esm/icons/key-round.mjs';
import LogOut from 'lucide-static/dist/esm/icons/log-out.mjs';
import Settings from 'lucide-static/dist/esm/icons/settings.mjs';
import UserRound from 'lucide-static/dist/esm/icons/user-round.mjs';
import X from 'lucide-static/dist/esm/icons/x.mjs';
import { isUnionAdmin, type Principal } from '@sit/core/permission';
import type { SitSignInRequestEvent } from '../../events/sit-sign-in-request.ts';
import { define } from '../../internal/define.ts';
import { icon } from '../../internal/icons.ts';
import { MapConnectedElement, type PanelInfo } from '../../internal/map-connected-element.ts';
import { roleText } from '../../internal/role-text.ts';
import { InsecurePageError, PopupBlockedError } from '../../internal/sign-in-popup.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import type { SignInForm } from './sign-in-form.ts';
import { signInFormStyles } from './sign-in-form.styles.ts';
import { loginStyles } from './sit-login.styles.ts';

type Notice = 'opening' | 'blocked' | 'abandoned' | 'insecure' | 'expired' | 'signOutFailed';

/**
 * Sign-in and sign-out. Inside a map it is a panel; elsewhere, a button.
 *
 * @element sit-login
 * @fires sit-panel-toggle - The panel was opened or closed.
 */
export class SitLogin extends MapConnectedElement {
  static override styles = [MapConnectedElement.styles, signInFormStyles, loginStyles];

  static override properties = {
    notice: { state: true },
  };

  declare protected notice: Notice | null;

  #form: SignInForm | null = null;
  #formFailed = false;
  /** Those who asked for a sign-in and still wait for its end. */
  #waiting: ((principal: Principal | null) => void)[] = [];

  constructor() {
    super();
    this.notice = null;
  }

  override get panel(): PanelInfo {
    const name = this.sitMap?.principal?.name;
    return {
      title: name ?? this.t.login.signIn,
      icon: name ? UserRound : LogIn,
      side: 'right',
    };
  }

  protected override mapFound(sitMap: SitMap, signal: AbortSignal): void {
    const on = { signal };
    sitMap.addEventListener(
      'sit-session-change',
      ({ principal, reason }) => {
        this.notice = reason === 'expired' ? 'expired' : null;
        if (principal) this.#finish(principal);
        this.requestUpdate();
      },
      on,
    );
    void this.#loadForm();
    sitMap.addEventListener('sit-catalogue-change', () => this.requestUpdate(), on);
    sitMap.addEventListener('sit-sign-in-request', (event) => this.#requested(event), on);
  }

  override show(): void {
    super.show();
    void this.#lookForWays();
  }

  protected override mapLost(): void {
    this.#finish(null);
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.sitMap) return nothing;
    return this.nested ? this.#panel(this.sitMap) : this.#standalone(this.sitMap);
  }

  /** Inside a map: the panel itself holds form or card. */
  #panel(sitMap: SitMap): TemplateResult {
    const { principal, session } = sitMap;
    if (principal) return this.#card(sitMap, principal);
    return html`${this.#noticeTemplate()}
    ${
      session.sameOrigin
        ? this.#formTemplate()
        : html`<p class="why">${this.t.login.why}</p>
            ${this.#popupButton(sitMap)}`
    }`;
  }

  /** Outside: a button, with the form in a dialog or the card in a popover. */
  #standalone(sitMap: SitMap): TemplateResult {
    const { t } = this;
    const { principal, session } = sitMap;
    if (principal)
      return html`<div class="account">
        <button
          type="button"
          class="plain"
          popovertarget="card"
          aria-label="${t.login.account}: ${principal.name}"
        >
          ${icon(UserRound)}<span>${principal.name}</span>
        </button>
        <div id="card" popover @beforetoggle=${(event: ToggleEvent) => this.#placePopover(event)}>
          ${this.#card(sitMap, principal)}
        </div>
      </div>`;
    if (!session.sameOrigin)
      return html`<div class="account">${this.#noticeTemplate()}${this.#popupButton(sitMap)}</div>`;
    return html`<div class="account">
        <button
          type="button"
          class=${this.notice === 'expired' ? 'expired' : 'primary'}
          title=${this.notice === 'expired' ? t.login.expired : t.login.signIn}
          @click=${() => void this.#openDialog()}
        >
          ${icon(LogIn)}<span
            >${this.notice === 'expired' ? t.login.expiredShort : t.login.signIn}</span
          >
        </button>
      </div>
      <dialog
        aria-labelledby="heading"
        @close=${() => this.#finish(this.sitMap?.principal ?? null)}
      >
        <div class="head">
          <h2 id="heading">${t.login.title}</h2>
          <button
            type="button"
            class="plain icon"
            aria-label=${t.close}
            @click=${() => this.#dialog()?.close()}
          >
            ${icon(X)}
          </button>
        </div>
        ${this.#noticeTemplate()} ${this.#formTemplate()}
      </dialog>`;
  }

  #card(sitMap: SitMap, principal: Principal): TemplateResult {
    const { t } = this;
    // Where none hold, that is said below, with what to do about it.
    const missing = sitMap.session.secondFactor === 'missing';
    const roles = missing ? '' : roleText(principal.grants, sitMap.municipalities, t);
    return html`<div class="card">
      ${this.#noticeTemplate()}
      ${this.nested ? nothing : html`<p class="name">${principal.name}</p>`}
      <p class="roles">${principal.email}<br />${roles}</p>
      ${this.#ownPages(sitMap, principal)}
      <button type="button" @click=${() => void this.#signOut(sitMap)}>
        ${icon(LogOut)}${t.login.signOut}
      </button>
    </div>`;
  }

  /** Links to the SIT's own pages, where the page is one; and what somebody must do there first. */
  #ownPages(sitMap: SitMap, principal: Principal): TemplateResult {
    const { t } = this;
    const { session, client } = sitMap;
    const missing = session.secondFactor === 'missing';
    const link = (path: string, svg: string, text: string, kind = ''): TemplateResult =>
      html`<a
        class="button ${kind}"
        href="${client.server}${path}"
        target=${session.sameOrigin ? '_self' : '_blank'}
        >${icon(svg)}${text}</a
      >`;
    return html`${
      missing
        ? html`<p class="notice warning" role="status">${t.login.secondFactorMissing}</p>
            ${link('/account', KeyRound, t.login.setUpSecondFactor, 'primary')}`
        : nothing
    }
    ${session.sameOrigin && !missing ? link('/account', UserRound, t.login.ownAccount) : nothing}
    ${
      session.sameOrigin && isUnionAdmin(principal)
        ? link('/console', Settings, t.login.console)
        : nothing
    }`;
  }

  #popupButton(sitMap: SitMap): TemplateResult {
    return html`<button type="button" class="primary" @click=${() => void this.#openPopup(sitMap)}>
      ${icon(LogIn)}<span>${this.t.login.signIn}</span>
    </button>`;
  }

  #noticeTemplate(): TemplateResult | typeof nothing {
    if (!this.notice) return nothing;
    const kind = this.notice === 'opening' ? '' : 'warning';
    return html`<p class="notice ${kind}" role="status">${this.t.login[this.notice]}</p>`;
  }

  /** Something needs a sign-in: shows the way, and answers when it has been gone. */
  #requested(event: SitSignInRequestEvent): void {
    const { sitMap } = this;
    if (event.defaultPrevented || !sitMap) return;
    event.respondWith(new Promise((resolve) => this.#waiting.push(resolve)));
    if (this.nested) this.show();
    if (sitMap.session.sameOrigin) void this.#openDialog();
    else void this.#openPopup(sitMap);
  }

  async #openPopup(sitMap: SitMap): Promise<void> {
    this.notice = 'opening';
    try {
      const principal = await sitMap.session.signInWithPopup();
      this.notice = principal ? null : 'abandoned';
      this.#finish(principal);
    } catch (error) {
      // Not straight after a click: the button here makes it one, and who waits goes on waiting.
      if (error instanceof PopupBlockedError) this.notice = 'blocked';
      else {
        this.notice = error instanceof InsecurePageError ? 'insecure' : 'abandoned';
        this.#finish(null);
      }
    }
  }

  async #signOut(sitMap: SitMap): Promise<void> {
    await sitMap.signOut().catch(() => (this.notice = 'signOutFailed'));
  }

  #finish(principal: Principal | null): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(principal);
    if (principal) {
      this.#dialog()?.close();
      if (this.nested) this.hide();
    }
  }

  async #openDialog(): Promise<void> {
    await this.#lookForWays();
    this.#dialog()?.showModal();
  }

  async #lookForWays(): Promise<void> {
    await this.#loadForm();
    if (this.sitMap && !this.sitMap.principal) void this.#form?.look();
  }

  /** Only the SIT's own pages ask for passwords: visitors of portals do not fetch what does. */
  async #loadForm(): Promise<void> {
    if (this.#form || !this.sitMap?.session.sameOrigin) return;
    try {
      const { SignInForm } = await import('./sign-in-form.ts');
      this.#form ??= new SignInForm(this, {
        auth: () => this.sitMap!.client.auth,
        signIn: (email, password, code) =>
          this.sitMap!.session.signInWithPassword(email, password, code),
        here: () => location.pathname + location.search + location.hash,
      });
    } catch {
      // Said where the form would be; opening it again tries again.
      this.#formFailed = true;
    }
    this.requestUpdate();
    await this.updateComplete;
  }

  #formTemplate(): TemplateResult {
    if (this.#form) return this.#form.template(this.t);
    return html`<p role="status">${this.#formFailed ? this.t.offline : this.t.loading}</p>`;
  }

  #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  /** Under its button, at its right edge: anchors are not everywhere yet. */
  #placePopover(event: ToggleEvent): void {
    const popover = event.currentTarget as HTMLElement;
    const { bottom, right } = this.getBoundingClientRect();
    popover.style.insetBlockStart = `${bottom + 6}px`;
    popover.style.insetInlineEnd = `${Math.max(8, document.documentElement.clientWidth - right)}px`;
  }
}

define('sit-login', SitLogin);

declare global {
  interface HTMLElementTagNameMap {
    'sit-login': SitLogin;
  }
}
