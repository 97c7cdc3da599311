/** The form for address and password, shared by the element and the sign-in page. */
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { ClientProblem } from '@sit/client/problem';
import type { Translation } from '../../translations/translation.ts';

export type SignIn = (email: string, password: string) => Promise<unknown>;

export class SignInForm implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #signIn: SignIn;
  #busy = false;
  #error: unknown = null;
  #revealed = false;

  constructor(host: ReactiveControllerHost, signIn: SignIn) {
    this.#host = host;
    this.#signIn = signIn;
    host.addController(this);
  }

  hostConnected(): void {}

  template(t: Translation): TemplateResult {
    const error = this.#error ? this.#errorText(t) : null;
    return html`<form @submit=${(event: SubmitEvent) => void this.#submit(event)}>
      <div class="field">
        <label for="email">${t.login.email}</label>
        <input
          id="email"
          name="email"
          type="email"
          autocomplete="username"
          required
          autofocus
          aria-invalid=${error !== null}
        />
      </div>
      <div class="field">
        <label for="password">${t.login.password}</label>
        <input
          id="password"
          name="password"
          type=${this.#revealed ? 'text' : 'password'}
          autocomplete="current-password"
          required
          aria-invalid=${error !== null}
        />
      </div>
      <label class="reveal">
        <input type="checkbox" .checked=${this.#revealed} @change=${() => this.#reveal()} />
        ${t.login.showPassword}
      </label>
      <div role="alert">${error ? html`<p class="notice error">${error}</p>` : nothing}</div>
      <button type="submit" class="primary" ?disabled=${this.#busy}>
        ${this.#busy ? t.login.signingIn : t.login.signIn}
      </button>
    </form>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.#busy) return;
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    this.#become({ busy: true, error: null });
    try {
      await this.#signIn(String(data.get('email')).trim(), String(data.get('password')));
      form.reset();
      this.#become({ busy: false, error: null });
    } catch (error) {
      this.#become({ busy: false, error });
      form.querySelector<HTMLInputElement>('#password')?.select();
    }
  }

  #become({ busy, error }: { busy: boolean; error: unknown }): void {
    this.#busy = busy;
    this.#error = error;
    this.#host.requestUpdate();
  }

  #reveal(): void {
    this.#revealed = !this.#revealed;
    this.#host.requestUpdate();
  }

  #errorText(t: Translation): string {
    if (!(this.#error instanceof ClientProblem)) return t.offline;
    return this.#error.code === 'wrong-credentials' ? t.login.wrong : this.#error.problem.detail;
  }
}
