/**
 * Signing in with the SIT's own cookie: in the window that a portal of another origin opens, which gets a
 * code for it by its challenge, hands that to the opener and closes; and for the SIT's own pages, to which
 * it goes back.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { SitClient } from '@sit/client/client';
import { ClientProblem } from '@sit/client/problem';
import type { SessionResponse } from '@sit/core/api-auth';
import { SignInForm } from '../../components/sit-login/sign-in-form.ts';
import { signInFormStyles } from '../../components/sit-login/sign-in-form.styles.ts';
import { SitElement } from '../../internal/sit-element.ts';
import { signInTranslationFor } from '../../translations/sign-in.ts';
import type { SignInTranslation } from '../../translations/sign-in.it.ts';
import { localeOf } from '../../translations/translation.ts';
import { returnAddress } from './return-address.ts';
import { signInPageStyles } from './sign-in.styles.ts';

type Phase = 'looking' | 'form' | 'choice' | 'missing' | 'done' | 'no-opener';

class SitSignInPage extends SitElement {
  static override styles = [SitElement.styles, signInFormStyles, signInPageStyles];

  static override properties = {
    session: { state: true },
    phase: { state: true },
    problem: { state: true },
  };

  /** Who is already signed in on the SIT itself. */
  declare session: SessionResponse | null;
  declare phase: Phase;
  declare problem: string | null;

  readonly #client = new SitClient({ server: location.origin });
  readonly #query = new URLSearchParams(location.search);
  readonly #form = new SignInForm(this, {
    auth: () => this.#client.auth,
    signIn: async (email, password, code) => {
      await this.#client.auth.signIn(email, password, code);
      this.problem = null;
      await this.#goOn();
    },
    here: ownAddress,
  });

  constructor() {
    super();
    this.session = null;
    this.phase = 'looking';
    this.problem = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.documentElement.lang = localeOf(this.#query.get('lang') ?? 'it');
    void this.#form.look();
    void this.#look();
  }

  /** The portal that asked; null where it is for the SIT's own pages. */
  get #portal(): { origin: string; state: string; challenge: string } | null {
    const [origin, state, challenge] = ['origin', 'state', 'challenge'].map((name) =>
      this.#query.get(name),
    );
    return origin && state && challenge ? { origin, state, challenge } : null;
  }

  get words(): SignInTranslation {
    return signInTranslationFor(this.locale);
  }

  protected override render(): TemplateResult {
    const t = this.words;
    const portal = this.#portal;
    return html`
      <h1>${t.heading}</h1>
      <p>${portal ? html`${t.forOrigin} <strong>${portal.origin}</strong>` : t.ownHeading}</p>
      <div role="alert">
        ${this.problem === null ? nothing : html`<p class="notice error">${this.problem}</p>`}
      </div>
      ${this.#body()}
      ${portal ? nothing : html`<p class="away"><a href="/">${this.words.toMap}</a></p>`}
    `;
  }

  #body(): TemplateResult {
    const { t } = this;
    switch (this.phase) {
      case 'looking':
        return html`<p role="status">${t.loading}</p>`;
      case 'form':
        return this.#form.template(t);
      case 'choice':
        return html`<div class="choices">
          <button type="button" class="primary" @click=${() => void this.#continue()}>
            ${this.words.continueAs(this.session?.principal?.name ?? '')}
          </button>
          <button type="button" @click=${() => (this.phase = 'form')}>
            ${this.words.otherAccount}
          </button>
        </div>`;
      case 'missing':
        return html`<div class="choices">
          <p class="notice warning" role="status">${t.login.secondFactorMissing}</p>
          <a class="button primary" href="/account" target=${this.#portal ? '_blank' : '_self'}
            >${t.login.setUpSecondFactor}</a
          >
          <button type="button" @click=${() => void this.#continue()}>${this.words.goOn}</button>
        </div>`;
      case 'done':
        return html`<p class="notice" role="status">${this.words.done}</p>`;
      case 'no-opener':
        return html`<p class="notice warning" role="status">${this.words.noOpener}</p>`;
    }
  }

  async #look(): Promise<void> {
    this.session = await this.#client.auth.session().catch(() => null);
    const problem = this.#query.get('problem');
    const texts: Record<string, string> = this.words.problems;
    if (problem !== null && Object.hasOwn(texts, problem)) this.problem = texts[problem]!;
    this.phase = this.session?.principal ? 'choice' : 'form';
  }

  /** Signed in just now: says what is missing before going on, for the roles do not hold without it. */
  async #goOn(): Promise<void> {
    this.session = await this.#client.auth.session();
    if (this.session.secondFactor === 'missing') this.phase = 'missing';
    else await this.#leave();
  }

  async #continue(): Promise<void> {
    try {
      await this.#leave();
    } catch (error) {
      this.problem = error instanceof ClientProblem ? error.problem.detail : this.t.offline;
    }
  }

  /** The message goes to the registered origin only, whoever the opener may be by now. */
  async #leave(): Promise<void> {
    const portal = this.#portal;
    if (!portal) {
      location.replace(returnAddress(this.#query.get('return'), location.origin));
      return;
    }
    const opener = window.opener as Window | null;
    if (!opener) {
      // An outside provider's page may have cut the window off from its opener.
      this.phase = 'no-opener';
      return;
    }
    const { code } = await this.#client.auth.portalCode(portal.origin, portal.challenge);
    // The portal's map says why the roles do not hold: of its tokens it learns only that there are none.
    const missing = this.session?.secondFactor === 'missing';
    opener.postMessage({ type: 'sit-code', state: portal.state, code, missing }, portal.origin);
    this.phase = 'done';
    window.close();
  }
}

/** This page's path and query, without a problem told before. */
function ownAddress(): string {
  const url = new URL(location.href);
  url.searchParams.delete('problem');
  return url.pathname + url.search;
}

customElements.define('sit-sign-in-page', SitSignInPage);
