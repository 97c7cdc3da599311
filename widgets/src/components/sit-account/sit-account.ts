/** One's own account: password, second factor, sessions; and the links that come by mail. */
import { html, nothing, type TemplateResult } from 'lit';
import LogOut from 'lucide-static/dist/esm/icons/log-out.mjs';
import Settings from 'lucide-static/dist/esm/icons/settings.mjs';
import { AccountCalls } from '@sit/client/account';
import type { AccountResponse, SessionResponse } from '@sit/core/api-auth';
import { mayManageUnion } from '@sit/core/permission';
import type { Municipality } from '@sit/core/tenant';
import { define } from '../../internal/define.ts';
import { emailText } from '../../internal/email-text.ts';
import { passwordIn } from '../../internal/forms.ts';
import { icon } from '../../internal/icons.ts';
import { OfficeElement, type Barrier } from '../../internal/office-element.ts';
import { roleText } from '../../internal/role-text.ts';
import { LinkPassword, takeLink } from './link-password.ts';
import { passwordView } from './password-view.ts';
import { SecondFactor } from './second-factor.ts';
import { sessionsView } from './sessions-view.ts';
import { accountStyles } from './sit-account.styles.ts';

interface Shown {
  account: AccountResponse;
  municipalities: readonly Municipality[];
}

/**
 * The signed-in person's account, for pages of the SIT's own origin. An address that ends in
 * `#invitation=…` or `#reset=…` asks for a password instead.
 *
 * @element sit-account
 */
export class SitAccount extends OfficeElement<Shown> {
  static override styles = [...OfficeElement.styles, accountStyles];

  readonly #secondFactor = new SecondFactor(this);
  #link: LinkPassword | null = null;

  protected override get heading(): string {
    return this.#link ? this.words.link.headings[this.#link.purpose] : this.words.account.heading;
  }

  get calls(): AccountCalls {
    return new AccountCalls(this.client.send);
  }

  override connectedCallback(): void {
    addEventListener('hashchange', this.#takeLink);
    this.#takeLink();
    super.connectedCallback();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#takeLink);
  }

  protected override async read(signal: AbortSignal): Promise<Shown> {
    const [account, municipalities] = await Promise.all([
      this.calls.get(signal),
      this.client.municipalities(signal),
    ]);
    return { account, municipalities };
  }

  protected override instead(): TemplateResult | null {
    return this.#link?.template(this.words, this.t) ?? null;
  }

  /** Everybody's own, whose roles wait for a second factor too: here is where they set it up. */
  protected override barrier({ principal }: SessionResponse): Barrier | null {
    return principal ? null : 'signed-out';
  }

  protected override actions({ account }: Shown): TemplateResult {
    const { server } = this.client;
    return html`<div class="row">
      ${
        mayManageUnion(account.principal)
          ? html`<a class="button" href="${server}/console"
              >${icon(Settings)}${this.t.login.console}</a
            >`
          : nothing
      }
      <button type="button" ?disabled=${this.busy} @click=${() => void this.#signOut()}>
        ${icon(LogOut)}${this.t.login.signOut}
      </button>
    </div>`;
  }

  protected override content({ account, municipalities }: Shown): TemplateResult {
    const { principal, hasPassword } = account;
    const { required, enabled } = account.secondFactor;
    return html`<div class="card head">
        <p class="title">${principal.name}</p>
        <p>${emailText(principal.email)}</p>
        ${
          // None hold until the second factor is set up, which is said below.
          required && !enabled
            ? nothing
            : html`<p class="hint">${roleText(principal.grants, municipalities, this.t)}</p>`
        }
      </div>
      ${this.#secondFactor.template(account.secondFactor, this.words)}
      ${
        hasPassword
          ? passwordView(this.words, this.t, this.busy, (form) => void this.#changePassword(form))
          : nothing
      }
      ${sessionsView(account.sessions, this.words, this.locale, {
        end: (id) => void this.change(() => this.calls.endSession(id), this.words.sessions.ended),
        endOthers: () => void this.#endOthers(),
      })}`;
  }

  async #changePassword(form: HTMLFormElement): Promise<void> {
    const done = await this.change(
      () => this.calls.changePassword(passwordIn(form, 'current'), passwordIn(form)),
      this.words.account.passwordChanged,
    );
    if (done) form.reset();
  }

  /** Also of the outside provider, where the session came from one. */
  async #signOut(): Promise<void> {
    await this.act(async () => location.assign((await this.client.auth.signOut()) ?? '/'), null);
  }

  async #endOthers(): Promise<void> {
    const words = this.words.sessions;
    if (await this.sure(words.endOthers, words.endOthersQuestion))
      await this.change(() => this.calls.endOtherSessions(), words.othersEnded);
  }

  readonly #takeLink = (): void => {
    const link = takeLink();
    if (link) this.#link = new LinkPassword(this, link, this.client.auth);
  };
}

define('sit-account', SitAccount);

declare global {
  interface HTMLElementTagNameMap {
    'sit-account': SitAccount;
  }
}
