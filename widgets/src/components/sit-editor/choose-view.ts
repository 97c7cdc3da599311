/** The panel before an edit: which layer, a new feature or one on the map. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CatalogueLayer } from '@sit/client/client';
import { localize } from '@sit/core/layer';
import type { WorkingDraft } from '../../events/sit-draft-change.ts';
import type { EditorTranslation } from '../../translations/editor.it.ts';
import type { Locale } from '../../translations/translation.ts';

export interface ChooseView {
  t: EditorTranslation;
  locale: Locale;
  signedIn: boolean;
  /** Layers that may be edited. */
  layers: readonly CatalogueLayer[];
  layer: CatalogueLayer | null;
  picking: boolean;
  opening: boolean;
  message: string;
  /** The map shows a moment past. */
  past: boolean;
  /** Edits go into it. */
  draft: WorkingDraft | null;
  /** Into which the last edit has gone. */
  proposal: string | null;
  openProposal: (id: string) => void;
  backToToday: () => void;
  leaveDraft: () => void;
  chooseLayer: (id: string) => void;
  create: () => void;
  pick: () => void;
  signIn: () => void;
}

export function chooseTemplate(view: ChooseView): TemplateResult {
  return html`<div class="choose">${contentTemplate(view)}</div>`;
}

function contentTemplate(view: ChooseView): TemplateResult {
  const { t } = view;
  if (!view.signedIn)
    return html`<p>${t.signInNeeded}</p>
      <button class="primary" @click=${view.signIn}>${t.signIn}</button>`;
  if (view.layers.length === 0) return html`<p class="notice">${t.noLayers}</p>`;
  if (view.past)
    return html`<p class="notice warning">${t.past}</p>
      <button class="primary" @click=${view.backToToday}>${t.backToToday}</button>`;
  return html`${draftTemplate(view)}
    <div class="field">
      <label for="layer">${t.layer}</label>
      <select
        id="layer"
        @change=${(event: Event) => view.chooseLayer((event.target as HTMLSelectElement).value)}
      >
        ${view.layer ? nothing : html`<option value="" selected disabled>${t.chooseLayer}</option>`}
        ${view.layers.map(
          (layer) =>
            html`<option value=${layer.id} ?selected=${layer === view.layer}>
              ${localize(layer.title, view.locale)}
            </option>`,
        )}
      </select>
    </div>
    <div class="row">
      <button class="primary" ?disabled=${!view.layer || view.opening} @click=${view.create}>
        ${t.newFeature}
      </button>
      <button
        aria-pressed=${view.picking ? 'true' : 'false'}
        ?disabled=${!view.layer || view.opening}
        @click=${view.pick}
      >
        ${view.picking ? t.stopPicking : t.pickFeature}
      </button>
    </div>
    ${view.opening ? html`<p>${t.loadingFeature}</p>` : nothing}
    ${view.picking && !view.message ? html`<p class="notice">${t.picking}</p>` : nothing}
    ${messageTemplate(view)}`;
}

/** Where the edits go, as long as they go into a draft. */
function draftTemplate({ draft, t, leaveDraft }: ChooseView): TemplateResult | typeof nothing {
  if (!draft) return nothing;
  return html`<div class="notice proposal">
    <p>${t.proposal.current(draft.title)}</p>
    <button @click=${leaveDraft}>${t.proposal.leave}</button>
  </div>`;
}

function messageTemplate(view: ChooseView): TemplateResult | typeof nothing {
  const { t, message, proposal } = view;
  if (!message) return nothing;
  if (!proposal) return html`<p class="notice warning">${message}</p>`;
  return html`<div class="notice">
    <p>${message}</p>
    <button @click=${() => view.openProposal(proposal)}>${t.proposal.open}</button>
  </div>`;
}
