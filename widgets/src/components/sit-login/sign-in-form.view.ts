/** The steps of signing in, as they are drawn. */
import { html, nothing, type TemplateResult } from 'lit';
import { codeField, inputField } from '../../internal/fields.ts';
import { submitting } from '../../internal/forms.ts';
import { revealChoice } from '../../internal/password-reveal.ts';
import type { Translation } from '../../translations/translation.ts';
import type { SignInFormActions, SignInFormState } from './sign-in-form.ts';

type View = (t: Translation, state: SignInFormState, actions: SignInFormActions) => TemplateResult;

export const passwordView: View = (t, state, actions) => html`
  <form @submit=${submitting((form) => actions.submitPassword(form))}>
    ${emailField(t, state, 'username')}
    ${inputField({
      id: 'password',
      label: t.login.password,
      type: 'password',
      autocomplete: 'current-password',
      required: true,
      invalid: state.error !== null,
    })}
    ${revealChoice(t)} ${alert(state)} ${submitButton(state, t.login.signIn, t.login.signingIn)}
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
  <form @submit=${submitting((form) => actions.submitCode(form))}>
    ${codeField(
      { id: 'code', label: t.login.code, hint: t.login.codeHint, invalid: state.error !== null },
      'digits',
    )}
    ${alert(state)} ${submitButton(state, t.login.verify, t.login.signingIn)}
    <button type="button" class="plain" @click=${() => actions.go('recovery')}>
      ${t.login.useRecoveryCode}
    </button>
    ${back(t, actions)}
  </form>
`;

/** For whoever has no authenticator at hand. */
export const recoveryView: View = (t, state, actions) => html`
  <form @submit=${submitting((form) => actions.submitCode(form))}>
    ${codeField(
      {
        id: 'code',
        label: t.login.recoveryCode,
        hint: t.login.recoveryHint,
        invalid: state.error !== null,
      },
      'letters',
    )}
    ${alert(state)} ${submitButton(state, t.login.verify, t.login.signingIn)} ${back(t, actions)}
  </form>
`;

export const resetView: View = (t, state, actions) => html`
  <form @submit=${submitting((form) => actions.submitReset(form))}>
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

function emailField(
  t: Translation,
  { error }: SignInFormState,
  autocomplete: 'username' | 'email',
): TemplateResult {
  return inputField({
    id: 'email',
    label: t.login.email,
    type: 'email',
    autocomplete,
    required: true,
    autofocus: true,
    invalid: error !== null,
  });
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
