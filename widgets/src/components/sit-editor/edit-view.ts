/** The panel during an edit: what is edited, its geometry, its attributes, how saving stands. */
import { html, nothing, type TemplateResult } from 'lit';
import { localize } from '@sit/core/layer';
import type { Municipality } from '@sit/core/tenant';
import redo from 'lucide-static/dist/esm/icons/redo-2.mjs';
import undo from 'lucide-static/dist/esm/icons/undo-2.mjs';
import { icon } from '../../internal/icons.ts';
import type { EditorTranslation } from '../../translations/editor.it.ts';
import type { Locale } from '../../translations/translation.ts';
import { formTemplate } from './attribute-form.ts';
import type { FeatureEdit } from './feature-edit.ts';
import { geometryTemplate, type GeometryView } from './geometry-view.ts';
import { municipalityTemplate } from './municipality-choice.ts';
import { statusTemplate, type StatusView } from './status-view.ts';

export interface EditView
  extends Omit<GeometryView, 'edit'>, Pick<StatusView, 'save' | 'close' | 'remove' | 'signIn'> {
  edit: FeatureEdit;
  othersMunicipality: boolean;
  municipalities: readonly Municipality[];
}

export function editTemplate(view: EditView): TemplateResult {
  const { edit, t, locale } = view;
  return html`<div class="edit">
    <div class="title">
      <h2 tabindex="-1">${headingOf(edit, t, locale)}</h2>
      ${stepButton(t.undo, undo, edit.session.canUndo, () => edit.map.undo())}
      ${stepButton(t.redo, redo, edit.session.canRedo, () => edit.map.redo())}
    </div>
    ${edit.changedElsewhere ? html`<p class="notice" role="status">${t.changedElsewhere}</p>` : nothing}
    ${municipalityTemplate(edit, view.municipalities, t)}
    ${geometryTemplate({ ...view, edit: edit.map })}
    ${formTemplate(edit.layer.fields, edit.properties, faultSentences(edit, t, locale), {
      t,
      locale,
      changed: (field, value, badInput) => edit.setProperty(field.name, value, badInput),
    })}
    ${statusTemplate(view)}
  </div>`;
}

export function headingOf(edit: FeatureEdit, t: EditorTranslation, locale: Locale): string {
  const title = localize(edit.layer.title, locale);
  const { base } = edit.session;
  if (!base) return t.newHeading(title);
  const name = edit.layer.titleField ? edit.properties[edit.layer.titleField] : null;
  return t.heading(title, String(name ?? base.fid));
}

/** By field. The server's sentences are Italian; in other languages the reason's own is said. */
export function faultSentences(
  edit: FeatureEdit,
  t: EditorTranslation,
  locale: Locale,
): Map<string, string> {
  return new Map(
    [...edit.fieldFaults].map(([name, { reason, message }]) => {
      const own = t.field[reason];
      return [name, own && (locale !== 'it' || !message) ? own : message];
    }),
  );
}

function stepButton(label: string, svg: string, may: boolean, act: () => void): TemplateResult {
  return html`<button
    class="icon plain"
    aria-label=${label}
    title=${label}
    ?disabled=${!may}
    @click=${act}
  >
    ${icon(svg)}
  </button>`;
}
