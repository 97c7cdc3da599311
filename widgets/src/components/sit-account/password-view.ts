/** Choosing a new password by the present one. */
import { html, type TemplateResult } from 'lit';
import { inputField } from '../../internal/fields.ts';
import { submitting } from '../../internal/forms.ts';
import { revealChoice } from '../../internal/password-reveal.ts';
import type { IdentityTranslation } from '../../translations/identity.it.ts';
import type { Translation } from '../../translations/translation.ts';

export function passwordView(
  { account: words }: IdentityTranslation,
  t: Translation,
  busy: boolean,
  submit: (form: HTMLFormElement) => void,
): TemplateResult {
  return html`<form class="card" aria-labelledby="password-heading" @submit=${submitting(submit)}>
    <h3 id="password-heading">${words.password}</h3>
    <div class="fields">
      ${inputField({
        id: 'current',
        label: words.currentPassword,
        type: 'password',
        autocomplete: 'current-password',
        required: true,
      })}
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
  return inputField({
    id: 'new',
    name: 'password',
    label,
    type: 'password',
    autocomplete: 'new-password',
    required: true,
    describedBy: 'new-hint',
  });
}
