/** The form that invites somebody. */
import { html, type TemplateResult } from 'lit';
import type { Grant } from '@sit/core/permission';
import type { Municipality } from '@sit/core/tenant';
import type { IdentityTranslation } from '../../translations/identity.it.ts';

const NO_GRANTS: readonly Grant[] = [];

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
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      actions.submit(event.currentTarget as HTMLFormElement);
    }}
  >
    <h3 id="invite-heading">${words.invite}</h3>
    <p class="hint">${words.inviteHint}</p>
    <div class="fields">
      <div class="field">
        <label for="invite-name">${words.name}</label>
        <input
          id="invite-name"
          name="name"
          type="text"
          autocomplete="off"
          maxlength="200"
          required
        />
      </div>
      <div class="field">
        <label for="invite-email">${words.email}</label>
        <input
          id="invite-email"
          name="email"
          type="email"
          autocomplete="off"
          maxlength="254"
          required
        />
      </div>
    </div>
    <sit-grants .initial=${NO_GRANTS} .municipalities=${municipalities}></sit-grants>
    <div class="row">
      <button type="submit" class="primary" ?disabled=${busy}>${words.sendInvitation}</button>
      <button type="button" class="plain" @click=${actions.cancel}>${all.cancel}</button>
    </div>
  </form>`;
}
