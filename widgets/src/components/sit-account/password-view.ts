/** Choosing a new password by the present one. */
import { html, type TemplateResult } from 'lit';
import type { IdentityTranslation } from '../../translations/identity.it.ts';
import type { Translation } from '../../translations/translation.ts';

export function passwordView(
  { account: words }: IdentityTranslation,
  t: Translation,
  busy: boolean,
  submit: (form: HTMLFormElement) => void,
): TemplateResult {
  return html`<form
    class="card"
    aria-labelledby="password-heading"
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      submit(event.currentTarget as HTMLFormElement);
    }}
  >
    <h3 id="password-heading">${words.password}</h3>
    <div class="fields">
      <div class="field">
        <label for="current">${words.currentPassword}</label>
        <input
          id="current"
          name="current"
          type="password"
          autocomplete="current-password"
          required
        />
      </div>
      ${newPasswordField(words.newPassword)}
    </div>
    <p id="new-hint" class="hint">${words.passwordHint}</p>
    ${revealChoice(t)}
    <div class="row">
      <button type="submit" ?disabled=${busy}>${words.changePassword}</button>
    </div>
  </form>`;
}

/** Beside it stands the hint `new-hint`. Pasting is welcome: password managers do (ASVS 6.2.7). */
export function newPasswordField(label: string): TemplateResult {
  return html`<div class="field">
    <label for="new">${label}</label>
    <input
      id="new"
      name="password"
      type="password"
      autocomplete="new-password"
      required
      aria-describedby="new-hint"
    />
  </div>`;
}

/** Shows the form's passwords: what one cannot read, one cannot correct (ASVS 6.2.6). */
export function revealChoice(t: Translation): TemplateResult {
  return html`<label class="choice">
    <input type="checkbox" autocomplete="off" @change=${reveal} />
    <span>${t.login.showPassword}</span>
  </label>`;
}

function reveal(event: Event): void {
  const { form, checked } = event.currentTarget as HTMLInputElement;
  for (const field of form!.querySelectorAll<HTMLInputElement>('[autocomplete$="-password"]'))
    field.type = checked ? 'text' : 'password';
}
