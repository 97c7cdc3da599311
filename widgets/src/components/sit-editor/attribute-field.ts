/** One field of a feature as a labelled control, made from the layer's schema. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Field, FieldValue } from '@sit/core/layer';
import { localize } from '@sit/core/layer';
import type { EditorTranslation } from '../../translations/editor.it.ts';
import type { Locale } from '../../translations/translation.ts';
import { instantOf, localDateTime } from '../../internal/date-time.ts';
import { unitText, valueText } from '../../internal/format.ts';

export interface FieldContext {
  t: EditorTranslation;
  locale: Locale;
  /** What the person typed; null when the control is empty. `badInput`: it is not of the field's type. */
  changed: (field: Field, value: FieldValue, badInput: boolean) => void;
}

/** Texts longer than this, or of several lines, get a box of several lines. */
const LONG_TEXT = 60;

export function fieldTemplate(
  field: Field,
  value: FieldValue,
  fault: string | undefined,
  context: FieldContext,
): TemplateResult {
  const id = `field-${field.name}`;
  const label = localize(field.label, context.locale);
  const unit = field.unit ? html` <span class="unit">(${unitText(field.unit)})</span>` : nothing;
  if (field.readOnly)
    return html`<div class="field">
      <span class="label" id=${id}>${label}${unit}</span>
      <output aria-labelledby=${id}
        >${valueText(field, value, context.locale) || context.t.noValue}</output
      >
    </div>`;
  const mark = field.required
    ? html` <span class="mark" aria-hidden="true">*</span
        ><span class="visually-hidden">(${context.t.requiredMark})</span>`
    : nothing;
  return html`<div class="field">
    <label for=${id}>${label}${unit}${mark}</label>
    ${controlTemplate(field, value, id, fault !== undefined, context)}
    ${fault === undefined ? nothing : html`<p class="fault" id="${id}-fault">${fault}</p>`}
  </div>`;
}

function controlTemplate(
  field: Field,
  value: FieldValue,
  id: string,
  invalid: boolean,
  context: FieldContext,
): TemplateResult {
  const change = (next: FieldValue, badInput = false) => context.changed(field, next, badInput);
  const invalidText = invalid ? 'true' : 'false';
  const describedBy = invalid ? `${id}-fault` : nothing;
  const choices = choicesOf(field, context.t, context.locale);
  if (choices)
    return html`<select
      id=${id}
      name=${field.name}
      ?required=${field.required}
      aria-invalid=${invalidText}
      aria-describedby=${describedBy}
      @change=${(event: Event) => {
        const { selectedIndex } = event.target as HTMLSelectElement;
        change(choices[selectedIndex]?.value ?? null);
      }}
    >
      ${choices.map(
        (choice) =>
          html`<option
            value=${String(choice.value ?? '')}
            .selected=${live(choice.value === value)}
          >
            ${choice.label}
          </option>`,
      )}
    </select>`;
  const text = typeof value === 'string' ? value : '';
  if (field.type === 'text' && (text.length > LONG_TEXT || text.includes('\n')))
    return html`<textarea
      id=${id}
      name=${field.name}
      rows="4"
      ?required=${field.required}
      aria-invalid=${invalidText}
      aria-describedby=${describedBy}
      .value=${live(text)}
      @input=${(event: Event) => change((event.target as HTMLTextAreaElement).value || null)}
    ></textarea>`;
  return html`<input
    id=${id}
    name=${field.name}
    type=${INPUT_TYPES[field.type]}
    step=${field.type === 'integer' ? '1' : field.type === 'text' ? nothing : 'any'}
    autocomplete="off"
    ?required=${field.required}
    aria-invalid=${invalidText}
    aria-describedby=${describedBy}
    .value=${live(inputValue(field, value))}
    @input=${(event: Event) => {
      const input = event.target as HTMLInputElement;
      change(valueOf(field, input.value), input.validity.badInput);
    }}
  />`;
}

const INPUT_TYPES: Record<Field['type'], string> = {
  text: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'checkbox',
  date: 'date',
  datetime: 'datetime-local',
};

interface ControlChoice {
  value: string | number | boolean | null;
  label: string;
}

/** Fields of few values are chosen from a list, with the empty choice first. */
function choicesOf(field: Field, t: EditorTranslation, locale: Locale): ControlChoice[] | null {
  const none: ControlChoice = { value: null, label: t.noValue };
  if (field.domain)
    return [
      none,
      ...field.domain.map(({ value, label }) => ({ value, label: localize(label, locale) })),
    ];
  if (field.type !== 'boolean') return null;
  return [none, { value: true, label: t.yes }, { value: false, label: t.no }];
}

function inputValue(field: Field, value: FieldValue): string {
  if (value === null) return '';
  return field.type === 'datetime' ? localDateTime(String(value)) : String(value);
}

function valueOf(field: Field, text: string): FieldValue {
  if (text === '') return null;
  if (field.type === 'integer' || field.type === 'number') return Number(text);
  return field.type === 'datetime' ? instantOf(text) : text;
}
