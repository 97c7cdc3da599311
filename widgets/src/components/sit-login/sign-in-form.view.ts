/** The steps of signing in, as they are drawn. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Translation } from '../../translations/translation.ts';
import type { SignInFormActions, SignInFormState } from './sign-in-form.ts';

type View = (t: Translation, state: SignInFormState, actions: SignInFormActions) => TemplateResult;

export const passwordView: View = (t, state, actions) => html`
  <form @submit=${submitting(state, actions.submitPassword.bind(actions))}>
    ${emailField(t, state, 'username')}
    <div class="field">
      <label for="password">${t.login.password}</label>
      <input
        id="password"
        name="password"
        type=${state.revealed ? 'text' : 'password'}
        autocomplete="current-password"
        required
        aria-invalid=${state.error !== null}
      />
    </div>
    <label class="reveal">
      <input type="checkbox" .checked=${state.revealed} @change=${() => actions.reveal()} />
      ${t.login.showPassword}
    </label>
    ${alert(state)} ${submitButton(state, t.login.signIn, t.login.signingIn)}
    ${
      state.methods.mail
        ? html`<button type="button" class="plain" @click=${() => actions.go('reset')}>
            ${t.login.forgotten}
          </button>`
        : html`<p class="hint forgotten">${t.login.forgottenHint}</p>`
    }
    ${
      state.methods.provider
        ? html`<p class="or" aria-hidden="true"><span>${t.login.or}</span></p>
            <a class="button" href=${state.providerHref}
              >${t.login.withProvider(state.methods.provider.name)}</a
            >`
        : nothing
    }
  </form>
`;

export const codeView: View = (t, state, actions) => html`
  <form @submit=${submitting(state, actions.submitCode.bind(actions))}>
    <div class="field">
      <label for="code">${t.login.code}</label>
      <input
        id="code"
        name="code"
        type="text"
        inputmode="numeric"
        autocomplete="one-time-code"
        autocapitalize="off"
        spellcheck="false"
        maxlength="64"
        required
        data-first
        aria-describedby="code-hint"
        aria-invalid=${state.error !== null}
      />
      <p id="code-hint" class="hint">${t.login.codeHint}</p>
    </div>
    ${alert(state)} ${submitButton(state, t.login.verify, t.login.signingIn)} ${back(t, actions)}
  </form>
`;

export const resetView: View = (t, state, actions) => html`
  <form @submit=${submitting(state, actions.submitReset.bind(actions))}>
    <p class="hint">${t.login.resetHint}</p>
    ${emailField(t, state, 'email')} ${alert(state)}
    ${submitButton(state, t.login.sendLink, t.login.sending)} ${back(t, actions)}
  </form>
`;

/** The same for every address: who asks does not learn whose there are. */
export const resetSentView: View = (t, _state, actions) => html`
  <div class="steps">
    <p class="notice" role="status">${t.login.resetSent}</p>
    ${back(t, actions)}
  </div>
`;

function submitting(
  { busy }: SignInFormState,
  submit: (form: HTMLFormElement) => Promise<void>,
): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    if (!busy) void submit(event.currentTarget as HTMLFormElement);
  };
}

function emailField(
  t: Translation,
  { error }: SignInFormState,
  autocomplete: 'username' | 'email',
): TemplateResult {
  return html`<div class="field">
    <label for="email">${t.login.email}</label>
    <input
      id="email"
      name="email"
      type="email"
      autocomplete=${autocomplete}
      required
      autofocus
      data-first
      aria-invalid=${error !== null}
    />
  </div>`;
}

function alert({ error }: SignInFormState): TemplateResult {
  return html`<div role="alert">
    ${error === null ? nothing : html`<p class="notice error">${error}</p>`}
  </div>`;
}

function submitButton({ busy }: SignInFormState, text: string, busyText: string): TemplateResult {
  return html`<button type="submit" class="primary" ?disabled=${busy}>
    ${busy ? busyText : text}
  </button>`;
}

function back(t: Translation, actions: SignInFormActions): TemplateResult {
  return html`<button type="button" class="plain" @click=${() => actions.go('password')}>
    ${t.login.back}
  </button>`;
}
