/** The panel's foot: how saving stands, and the buttons that end an edit. */
import { html, nothing, type TemplateResult } from 'lit';
import type { EditorTranslation } from '../../translations/editor.it.ts';
import type { Locale } from '../../translations/translation.ts';
import type { FeatureEdit } from './feature-edit.ts';
import { proposalChoiceTemplate } from './proposal-choice.ts';
import type { Refusal, SaveStatus } from './save-status.ts';
import { timeText } from './format.ts';
import { gapText } from './rule-text.ts';

export interface StatusView {
  t: EditorTranslation;
  locale: Locale;
  edit: FeatureEdit;
  /** The feature is of a municipality that this person does not plan. */
  othersMunicipality: boolean;
  save: () => void;
  close: () => void;
  remove: () => void;
  signIn: () => void;
}

export function statusTemplate(view: StatusView): TemplateResult {
  const { t, edit } = view;
  const stored = edit.session.base !== null || edit.target?.isFixed;
  if (edit.session.draft) return drawingTemplate(view);
  return html`<div class="foot">
    ${proposalChoiceTemplate(edit, t)} ${messageTemplate(view)}
    <div class="row">
      <button
        class="primary"
        ?disabled=${edit.busy || !edit.isDirty}
        @click=${view.save}
        aria-keyshortcuts="Control+S"
      >
        ${edit.proposes ? t.proposal.add : t.save}
      </button>
      <button @click=${view.close}>${edit.isDirty ? t.cancel : t.close}</button>
      ${
        stored
          ? html`<button class="danger end" ?disabled=${edit.busy} @click=${view.remove}>
              ${t.delete}
            </button>`
          : nothing
      }
    </div>
  </div>`;
}

/** While drawing there is nothing to save yet: the foot ends the drawing instead. */
function drawingTemplate({ t, edit: { map, session, status }, close }: StatusView): TemplateResult {
  const empty = session.draft?.positions.length === 0;
  const refused = status.kind === 'refused' && status.reason === 'unfinished-drawing';
  return html`<div class="foot">
    ${refused ? html`<p class="notice error">${t.finishFirst}</p>` : nothing}
    <div class="row">
      <button class="primary" ?disabled=${!map.mayFinish} @click=${() => map.finish()}>
        ${t.finish}
      </button>
      <button ?disabled=${empty} @click=${() => map.remove()}>${t.removeVertex}</button>
      ${
        session.geometry
          ? html`<button @click=${() => map.cancelDraft()}>${t.cancelDrawing}</button>`
          : html`<button @click=${close}>${t.cancel}</button>`
      }
    </div>
  </div>`;
}

/** The sentence for a state of saving; empty when there is nothing to say. */
export function statusText(
  status: SaveStatus,
  {
    t,
    locale,
    edit,
    othersMunicipality,
  }: Pick<StatusView, 't' | 'locale' | 'edit' | 'othersMunicipality'>,
): string {
  switch (status.kind) {
    case 'idle':
      return '';
    case 'saving':
      return t.saving;
    case 'waiting':
      return t.offline(status.seconds);
    case 'saved':
      return status.gaps?.length
        ? gapText(status.gaps, t, locale)
        : t.savedAt(timeText(status.at, locale));
    case 'session-ended':
      return t.sessionEnded;
    case 'refused':
      return refusalText(
        status.reason,
        status.detail,
        edit.fieldFaults.size,
        othersMunicipality,
        t,
      );
  }
}

function messageTemplate(view: StatusView): TemplateResult | typeof nothing {
  const { t, edit } = view;
  const text = statusText(edit.status, view);
  const isOld = edit.status.kind === 'saved' && edit.isDirty;
  if (!text || isOld) return edit.isDirty ? html`<p class="state">${t.unsaved}</p>` : nothing;
  if (edit.status.kind === 'saving' || edit.status.kind === 'saved')
    return html`<p class="state ${edit.status.kind}">${text}</p>`;
  return html`<div class="notice error">
    <p>${text}</p>
    ${
      edit.status.kind === 'waiting'
        ? html`<button @click=${() => edit.retryNow()}>${t.retryNow}</button>`
        : nothing
    }
    ${
      edit.status.kind === 'session-ended'
        ? html`<button @click=${view.signIn}>${t.signIn}</button>`
        : nothing
    }
  </div>`;
}

function refusalText(
  reason: Refusal,
  detail: string | undefined,
  faults: number,
  othersMunicipality: boolean,
  t: EditorTranslation,
): string {
  switch (reason) {
    case 'no-geometry':
      return t.noGeometry;
    case 'unfinished-drawing':
      return t.finishFirst;
    case 'no-title':
      return t.proposal.noTitle;
    case 'no-answer':
      return t.proposal.noAnswer;
    case 'no-municipality':
      return t.chooseMunicipalityFirst;
    case 'faults':
      return t.faultsFound(faults);
    case 'geometry-faults':
      return t.geometryFaults;
    case 'changed-meanwhile':
      return t.conflict.title;
    case 'forbidden':
      return othersMunicipality ? t.otherMunicipality : (detail ?? t.forbidden);
    case 'other':
      return [t.failed, detail].filter(Boolean).join(' ');
  }
}
