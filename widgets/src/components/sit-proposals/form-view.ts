/** Title and description of a proposal: of a new one, with its municipality, or of a draft. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Municipality } from '@sit/core/tenant';
import { submitting, textsOf } from '../../internal/forms.ts';
import type { ProposalsTranslation } from '../../translations/proposals.it.ts';

export interface FormValues {
  title: string;
  description: string;
  municipality: string;
}

export interface FormView {
  t: ProposalsTranslation;
  values: FormValues;
  /** To choose from, for a new one; none where there is nothing to choose. */
  municipalities: readonly Municipality[];
  isNew: boolean;
  busy: boolean;
  /** Fields that lack their value. */
  missing: ReadonlySet<keyof FormValues>;
  submit: (values: FormValues) => void;
  cancel: () => void;
}

const LONGEST_TITLE = 200;
const LONGEST_DESCRIPTION = 10_000;

export function formTemplate(view: FormView): TemplateResult {
  const { t, values, isNew } = view;
  const submitted = (form: HTMLFormElement): void => {
    const text = textsOf(form);
    view.submit({
      title: text('title'),
      description: text('description'),
      municipality: text('municipality') || values.municipality,
    });
  };
  return html`<form class="form" novalidate @submit=${submitting(submitted)}>
    ${isNew ? html`<h3 tabindex="-1">${t.form.newHeading}</h3>` : nothing}
    <div class="field">
      <label for="title">${t.form.title} <span class="mark" aria-hidden="true">*</span></label>
      <input
        id="title"
        name="title"
        type="text"
        required
        maxlength=${LONGEST_TITLE}
        .value=${values.title}
        aria-invalid=${view.missing.has('title')}
        aria-describedby="title-hint"
      />
      ${hint('title-hint', view.missing.has('title'), t.form.titleMissing, t.form.titleHint)}
    </div>
    ${municipalityTemplate(view)}
    <div class="field">
      <label for="description">${t.form.description}</label>
      <textarea
        id="description"
        name="description"
        rows="4"
        maxlength=${LONGEST_DESCRIPTION}
        .value=${values.description}
      ></textarea>
    </div>
    <div class="row">
      <button class="primary" ?disabled=${view.busy}>${isNew ? t.form.create : t.form.save}</button>
      <button type="button" @click=${view.cancel}>${t.form.cancel}</button>
    </div>
  </form>`;
}

function municipalityTemplate(view: FormView): TemplateResult | typeof nothing {
  const { t, values, municipalities, missing } = view;
  if (!view.isNew || municipalities.length < 2) return nothing;
  return html`<div class="field">
    <label for="municipality"
      >${t.form.municipality} <span class="mark" aria-hidden="true">*</span></label
    >
    <select
      id="municipality"
      name="municipality"
      required
      aria-invalid=${missing.has('municipality')}
      aria-describedby="municipality-hint"
    >
      <option value="" ?selected=${!values.municipality}>${t.form.chooseMunicipality}</option>
      ${municipalities.map(
        ({ code, name }) =>
          html`<option value=${code} ?selected=${code === values.municipality}>${name}</option>`,
      )}
    </select>
    ${hint('municipality-hint', missing.has('municipality'), t.form.municipalityMissing, '')}
  </div>`;
}

function hint(id: string, wrong: boolean, fault: string, text: string): TemplateResult {
  return html`<p id=${id} class=${wrong ? 'fault' : 'hint'}>${wrong ? fault : text}</p>`;
}
