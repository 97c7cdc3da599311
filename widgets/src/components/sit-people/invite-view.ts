/** The form that invites somebody. */
import { html, type TemplateResult } from 'lit';
import type { Municipality } from '@sit/core/tenant';
import { inputField } from '../../internal/fields.ts';
import { submitting } from '../../internal/forms.ts';
import '../../internal/grants-editor.ts';
import type { IdentityTranslation } from '../../translations/identity.it.ts';

export function inviteView(
  all: IdentityTranslation,
  municipalities: readonly Municipality[],
  busy: boolean,
  actions: { submit: (form: HTMLFormElement) => void; cancel: () => void },
): TemplateResult {
  const words = all.people;
  return html`<form
    class="card"
    aria-labelledby="invite-heading"
    @submit=${submitting(actions.submit)}
  >
    <h3 id="invite-heading">${words.invite}</h3>
    <p class="hint">${words.inviteHint}</p>
    <div class="fields">
      ${inputField({
        id: 'invite-name',
        name: 'name',
        label: words.name,
        type: 'text',
        autocomplete: 'off',
        maxlength: 200,
        required: true,
      })}
      ${inputField({
        id: 'invite-email',
        name: 'email',
        label: words.email,
        type: 'email',
        autocomplete: 'off',
        maxlength: 254,
        required: true,
      })}
    </div>
    <sit-grants .municipalities=${municipalities}></sit-grants>
    <div class="row">
      <button type="submit" class="primary" ?disabled=${busy}>${words.sendInvitation}</button>
      <button type="button" class="plain" @click=${actions.cancel}>${all.cancel}</button>
    </div>
  </form>`;
}
