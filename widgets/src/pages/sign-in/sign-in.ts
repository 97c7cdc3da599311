/**
 * The window that a portal of another origin opens to sign somebody in. It signs in with the SIT's own
 * cookie, asks for a token bound to that portal's origin, hands it to the opener and closes.
 */
import { css, html, nothing, type TemplateResult } from 'lit';
import { SitClient } from '@sit/client/client';
import { ClientProblem } from '@sit/client/problem';
import type { Principal } from '@sit/core/permission';
import { SignInForm } from '../../components/sit-login/sign-in-form.ts';
import { signInFormStyles } from '../../components/sit-login/sign-in-form.styles.ts';
import { SitElement } from '../../internal/sit-element.ts';

export class SitSignInPage extends SitElement {
  static override styles = [
    SitElement.styles,
    signInFormStyles,
    css`
      h1 {
        margin: 0 0 8px;
        font-size: 1.5rem;
        line-height: 1.25;
      }

      p {
        margin-block-end: 16px;
      }

      strong {
        overflow-wrap: anywhere;
      }

      .choices {
        display: grid;
        gap: 10px;
      }
    `,
  ];

  static override properties = {
    principal: { state: true },
    phase: { state: true },
    problem: { state: true },
  };

  /** Who is already signed in on the SIT itself. */
  declare principal: Principal | null;
  declare phase: 'looking' | 'form' | 'choice' | 'done';
  declare problem: string | null;

  readonly #client = new SitClient({ server: location.origin });
  readonly #portal = new URLSearchParams(location.search);
  readonly #form = new SignInForm(this, async (email, password) => {
    await this.#client.signIn(email, password);
    await this.#grant();
  });

  constructor() {
    super();
    this.principal = null;
    this.phase = 'looking';
    this.problem = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#look();
  }

  protected override render(): TemplateResult {
    const { t } = this;
    const origin = this.#portal.get('origin');
    if (!window.opener || !origin)
      return html`<h1>${t.signInPage.heading}</h1>
        <p>${t.signInPage.notPopup}</p>`;
    return html`
      <h1>${t.signInPage.heading}</h1>
      <p>${t.signInPage.forOrigin} <strong>${origin}</strong></p>
      <div role="alert">
        ${this.problem ? html`<p class="notice error">${this.problem}</p>` : nothing}
      </div>
      ${this.#body()}
    `;
  }

  #body(): TemplateResult | typeof nothing {
    const { t } = this;
    switch (this.phase) {
      case 'looking':
        return html`<p role="status">${t.loading}</p>`;
      case 'form':
        return this.#form.template(t);
      case 'choice':
        return html`<div class="choices">
          <button type="button" class="primary" @click=${() => void this.#continue()}>
            ${t.signInPage.continueAs(this.principal?.name ?? '')}
          </button>
          <button type="button" @click=${() => (this.phase = 'form')}>
            ${t.signInPage.otherAccount}
          </button>
        </div>`;
      case 'done':
        return html`<p role="status">${t.signInPage.done}</p>`;
    }
  }

  async #look(): Promise<void> {
    this.principal = await this.#client.session().catch(() => null);
    this.phase = this.principal ? 'choice' : 'form';
  }

  async #continue(): Promise<void> {
    try {
      await this.#grant();
    } catch (error) {
      this.problem = error instanceof ClientProblem ? error.problem.detail : this.t.offline;
    }
  }

  /** The message goes to the registered origin only, whoever the opener may be by now. */
  async #grant(): Promise<void> {
    const origin = this.#portal.get('origin')!;
    const granted = await this.#client.embedToken(origin);
    const opener = window.opener as Window | null;
    opener?.postMessage(
      { type: 'sit-token', state: this.#portal.get('state'), ...granted },
      origin,
    );
    this.phase = 'done';
    window.close();
  }
}

customElements.define('sit-sign-in-page', SitSignInPage);
