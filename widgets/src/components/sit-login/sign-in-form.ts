/** Signing in by address and password, then a verification code: shared by the element and the sign-in page. */
import type { ReactiveController, TemplateResult } from 'lit';
import type { AuthCalls } from '@sit/client/auth';
import { ClientProblem } from '@sit/client/problem';
import type { SignInMethodsResponse } from '@sit/core/api-auth';
import { codeIn, passwordIn, textsOf } from '../../internal/forms.ts';
import type { SitElement } from '../../internal/sit-element.ts';
import type { Translation } from '../../translations/translation.ts';
import {
  codeView,
  passwordView,
  recoveryView,
  resetSentView,
  resetView,
} from './sign-in-form.view.ts';

interface SignInWays {
  auth: () => AuthCalls;
  signIn: (email: string, password: string, code?: string) => Promise<unknown>;
  /** The page of ours that an outside provider's sign-in comes back to. */
  here: () => string;
}

type SignInStep = 'password' | 'code' | 'recovery' | 'reset' | 'reset-sent';

export interface SignInFormState {
  step: SignInStep;
  busy: boolean;
  error: string | null;
  methods: SignInMethodsResponse;
  providerHref: string;
}

/** What the view calls. */
export interface SignInFormActions {
  submitPassword: (form: HTMLFormElement) => Promise<void>;
  submitCode: (form: HTMLFormElement) => Promise<void>;
  submitReset: (form: HTMLFormElement) => Promise<void>;
  go: (step: SignInStep) => void;
}

const PASSWORD_ONLY: SignInMethodsResponse = { provider: null, mail: false };

export class SignInForm implements ReactiveController, SignInFormActions {
  readonly #host: SitElement;
  readonly #ways: SignInWays;
  #step: SignInStep = 'password';
  #busy = false;
  #error: unknown = null;
  #methods: SignInMethodsResponse | null = null;
  /** Given and found right, while the code is asked for; never longer. */
  #given: { email: string; password: string } | null = null;

  constructor(host: SitElement, ways: SignInWays) {
    this.#host = host;
    this.#ways = ways;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#given = null;
  }

  /** Asks once how people may sign in here; without an answer, by password. */
  async look(): Promise<void> {
    if (this.#methods) return;
    this.#methods = PASSWORD_ONLY;
    try {
      this.#methods = await this.#ways.auth().methods();
      this.#host.requestUpdate();
    } catch {
      // The form that stands already is the way on.
    }
  }

  template(t: Translation): TemplateResult {
    const state: SignInFormState = {
      step: this.#step,
      busy: this.#busy,
      error: this.#error === null ? null : this.#errorText(t),
      methods: this.#methods ?? PASSWORD_ONLY,
      providerHref: `/api/auth/oidc/start?return=${encodeURIComponent(this.#ways.here())}`,
    };
    const views = {
      password: passwordView,
      code: codeView,
      recovery: recoveryView,
      reset: resetView,
      'reset-sent': resetSentView,
    };
    return views[this.#step](t, state, this);
  }

  go(step: SignInStep): void {
    if (step === 'password') this.#given = null;
    this.#step = step;
    this.#become(false, null);
    void this.#focusFirst();
  }

  async submitPassword(form: HTMLFormElement): Promise<void> {
    const given = { email: textsOf(form)('email'), password: passwordIn(form) };
    try {
      await this.#busily(() => this.#ways.signIn(given.email, given.password));
      form.reset();
    } catch (error) {
      if (error instanceof ClientProblem && error.code === 'second-factor-required') {
        this.go('code');
        this.#given = given;
      } else form.querySelector<HTMLInputElement>('#password')?.select();
    }
  }

  async submitCode(form: HTMLFormElement): Promise<void> {
    if (!this.#given) return this.go('password');
    const { email, password } = this.#given;
    try {
      await this.#busily(() => this.#ways.signIn(email, password, codeIn(form)));
      this.go('password');
    } catch {
      form.querySelector<HTMLInputElement>('#code')?.select();
    }
  }

  async submitReset(form: HTMLFormElement): Promise<void> {
    const email = textsOf(form)('email');
    try {
      await this.#busily(() => this.#ways.auth().requestReset(email));
      this.go('reset-sent');
    } catch {
      // Said beside the field.
    }
  }

  async #busily(action: () => Promise<unknown>): Promise<void> {
    if (this.#busy) return;
    this.#become(true, null);
    try {
      await action();
      this.#become(false, null);
    } catch (error) {
      this.#become(false, error);
      throw error;
    }
  }

  #become(busy: boolean, error: unknown): void {
    this.#busy = busy;
    this.#error = error;
    this.#host.requestUpdate();
  }

  async #focusFirst(): Promise<void> {
    await this.#host.updateComplete;
    this.#host.renderRoot.querySelector<HTMLElement>('form input')?.focus();
  }

  #errorText(t: Translation): string {
    if (!(this.#error instanceof ClientProblem)) return t.offline;
    const { code, problem } = this.#error;
    const wrong = code === 'wrong-credentials' || code === 'second-factor-required';
    if (!wrong) return problem.detail;
    if (this.#step === 'recovery') return t.login.wrongRecoveryCode;
    return this.#step === 'code' ? t.login.wrongCode : t.login.wrong;
  }
}
