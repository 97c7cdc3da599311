/** The foot's question above the button: which draft the edit goes into. */
import { html, nothing, type TemplateResult } from 'lit';
import type { EditorTranslation } from '../../translations/editor.it.ts';
import type { FeatureEdit } from './feature-edit.ts';
import { AT_ONCE, NEW_PROPOSAL } from './proposal-target.ts';

const LONGEST_TITLE = 200;

export function proposalChoiceTemplate(
  { target, session, status }: FeatureEdit,
  t: EditorTranslation,
): TemplateResult | typeof nothing {
  if (!target || target.isFixed) return nothing;
  if (target.failed)
    return html`<div class="notice error">
      <p>${t.proposal.draftsFailed}</p>
      <button @click=${() => void target.load()}>${t.retryNow}</button>
    </div>`;
  if (!target.drafts) return html`<p class="state">${t.proposal.readingDrafts}</p>`;
  const { municipality } = session;
  const chosen = target.chosen(municipality);
  const untitled = status.kind === 'refused' && status.reason === 'no-title';
  const option = (value: string, text: string): TemplateResult =>
    html`<option value=${value} ?selected=${value === chosen}>${text}</option>`;
  return html`<div class="field">
      <label for="proposal">${t.proposal.into}</label>
      <select
        id="proposal"
        @change=${(event: Event) => target.choose((event.target as HTMLSelectElement).value)}
      >
        ${target.draftsOf(municipality).map(({ id, title }) => option(id, title))}
        ${option(NEW_PROPOSAL, t.proposal.new)}
        ${target.mayWriteAtOnce ? option(AT_ONCE, t.proposal.atOnce) : nothing}
      </select>
    </div>
    ${
      chosen === NEW_PROPOSAL
        ? html`<div class="field">
            <label for="proposal-title"
              >${t.proposal.title} <span class="mark" aria-hidden="true">*</span></label
            >
            <input
              id="proposal-title"
              type="text"
              required
              maxlength=${LONGEST_TITLE}
              aria-invalid=${untitled}
              .value=${target.title}
              @input=${(event: Event) => target.setTitle((event.target as HTMLInputElement).value)}
            />
          </div>`
        : nothing
    }`;
}
