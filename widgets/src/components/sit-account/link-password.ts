/** A first password, or a new one for a forgotten one, by the link that came by mail. */
import { html, type TemplateResult } from 'lit';
import type { AuthCalls } from '@sit/client/auth';
import { ClientProblem } from '@sit/client/problem';
import type { LinkResponse } from '@sit/core/api-auth';
import { inputField } from '../../internal/fields.ts';
import { passwordIn, submitting } from '../../internal/forms.ts';
import { revealChoice } from '../../internal/password-reveal.ts';
import type { SitElement } from '../../internal/sit-element.ts';
import type { IdentityTranslation } from '../../translations/identity.it.ts';
import type { Translation } from '../../translations/translation.ts';
import { newPasswordField } from './password-view.ts';

type Purpose = LinkResponse['purpose'];

export interface Link {
  purpose: Purpose;
  token: string;
}

/**
 * The link in the address, taken out of it at once: it opens an account, and addresses are kept by
 * histories and shown over shoulders. A fragment is sent to nobody.
 */
export function takeLink(): Link | null {
  const parameters = new URLSearchParams(location.hash.slice(1));
  for (const purpose of ['invitation', 'reset'] as const) {
    const token = parameters.get(purpose);
    if (token === null) continue;
    history.replaceState(history.state, '', location.pathname + location.search);
    return { purpose, token };
  }
  return null;
}

type State =
  | { kind: 'asking' }
  | { kind: 'form'; whose: LinkResponse; busy: boolean; error: unknown }
  | { kind: 'done' }
  | { kind: 'expired' }
  | { kind: 'failed' };

export class LinkPassword {
  readonly #host: SitElement;
  readonly #link: Link;
  readonly #calls: AuthCalls;
  #state: State = { kind: 'asking' };

  constructor(host: SitElement, link: Link, calls: AuthCalls) {
    this.#host = host;
    this.#link = link;
    this.#calls = calls;
    void this.#ask();
  }

  get purpose(): Purpose {
    return this.#link.purpose;
  }

  template(words: IdentityTranslation, t: Translation): TemplateResult {
    const state = this.#state;
    switch (state.kind) {
      case 'asking':
        return html`<p role="status">${t.loading}</p>`;
      case 'form':
        return this.#form(state, words, t);
      case 'done':
        return html`<div class="state" role="status">
          <p>${words.link.done}</p>
          <a class="button primary" href="/sign-in?return=/account">${t.login.signIn}</a>
        </div>`;
      case 'expired':
        return html`<div class="state" role="alert">
          <p>${words.link.expired}</p>
          <p class="hint">${words.link.expiredHint[this.purpose]}</p>
          <a class="button" href="/sign-in">${t.login.signIn}</a>
        </div>`;
      case 'failed':
        return html`<div class="state" role="alert">
          <p>${words.offline}</p>
          <button type="button" @click=${() => void this.#ask()}>${t.retry}</button>
        </div>`;
    }
  }

  #form(
    { whose, busy, error }: Extract<State, { kind: 'form' }>,
    words: IdentityTranslation,
    t: Translation,
  ): TemplateResult {
    const text = error instanceof ClientProblem ? error.problem.detail : words.offline;
    return html`<form class="card" @submit=${submitting((form) => this.#submit(form, whose))}>
      <p>${words.link.greeting(whose.name)}</p>
      <!-- Password managers keep the password under the address. -->
      ${inputField({
        id: 'whose',
        label: words.link.address,
        type: 'email',
        autocomplete: 'username',
        value: whose.email,
        readonly: true,
        narrow: true,
      })}
      <div class="narrow">${newPasswordField(words.account.newPassword)}</div>
      <p id="new-hint" class="hint">${words.account.passwordHint}</p>
      ${revealChoice(t)}
      <div role="alert">${error ? html`<p class="notice error">${text}</p>` : ''}</div>
      <div class="row">
        <button type="submit" class="primary" ?disabled=${busy}>${words.link.choose}</button>
      </div>
    </form>`;
  }

  async #ask(): Promise<void> {
    this.#become({ kind: 'asking' });
    try {
      const whose = await this.#calls.link(this.#link.token);
      this.#become({ kind: 'form', whose, busy: false, error: null });
    } catch (error) {
      this.#become({ kind: error instanceof ClientProblem ? 'expired' : 'failed' });
    }
  }

  async #submit(form: HTMLFormElement, whose: LinkResponse): Promise<void> {
    const password = passwordIn(form);
    this.#become({ kind: 'form', whose, busy: true, error: null });
    try {
      await this.#calls.setLinkPassword(this.#link.token, password);
      this.#become({ kind: 'done' });
    } catch (error) {
      const expired = error instanceof ClientProblem && error.code === 'link-expired';
      this.#become(expired ? { kind: 'expired' } : { kind: 'form', whose, busy: false, error });
    }
  }

  #become(state: State): void {
    this.#state = state;
    this.#host.requestUpdate();
  }
}
