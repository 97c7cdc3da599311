/** A form's fields, each under its label; what is not given is no attribute. */
import { html, nothing, type TemplateResult } from 'lit';

interface Labelled {
  id: string;
  label: string;
}

export interface InputField extends Labelled {
  /** In the form's data; the id without it. */
  name?: string;
  type: 'text' | 'email' | 'password' | 'number' | 'search' | 'url' | 'datetime-local';
  value?: string;
  required?: boolean;
  readonly?: boolean;
  autofocus?: boolean;
  autocomplete?: AutoFill;
  inputmode?: 'numeric';
  /** Taken letter by letter: nothing is corrected or capitalised. */
  verbatim?: boolean;
  maxlength?: number;
  min?: number;
  max?: number;
  placeholder?: string;
  invalid?: boolean;
  /** Stands under the input. */
  hint?: string;
  /** Id of a hint that stands elsewhere. */
  describedBy?: string;
  /** No wider than what is written in it needs. */
  narrow?: boolean;
}

export function inputField(field: InputField): TemplateResult {
  const { id, hint, verbatim } = field;
  return html`<div class="field ${field.narrow ? 'narrow' : ''}">
    <label for=${id}>${field.label}</label>
    <input
      id=${id}
      name=${field.name ?? id}
      type=${field.type}
      .value=${field.value ?? ''}
      ?required=${field.required}
      ?readonly=${field.readonly}
      ?autofocus=${field.autofocus}
      autocomplete=${field.autocomplete ?? nothing}
      inputmode=${field.inputmode ?? nothing}
      autocapitalize=${verbatim ? 'off' : nothing}
      spellcheck=${verbatim ? 'false' : nothing}
      maxlength=${field.maxlength ?? nothing}
      min=${field.min ?? nothing}
      max=${field.max ?? nothing}
      placeholder=${field.placeholder ?? nothing}
      aria-invalid=${field.invalid ?? nothing}
      aria-describedby=${hint === undefined ? (field.describedBy ?? nothing) : `${id}-hint`}
    />
    ${hint === undefined ? nothing : html`<p id="${id}-hint" class="hint">${hint}</p>`}
  </div>`;
}

/**
 * A code of an authenticator's: the names by which browsers and phones offer it. A recovery code has letters, which
 * a keyboard of digits cannot write: `letters` where one is taken too.
 */
export function codeField(
  field: Omit<InputField, 'type' | 'name'>,
  keyboard: 'digits' | 'letters',
): TemplateResult {
  return inputField({
    ...field,
    type: 'text',
    name: 'code',
    ...(keyboard === 'digits' ? { inputmode: 'numeric' } : {}),
    autocomplete: 'one-time-code',
    verbatim: true,
    maxlength: 64,
    required: true,
  });
}

export interface SelectField extends Labelled {
  /** The first choice, whose value is empty. */
  none: string;
  options: readonly { value: string; text: string }[];
  chosen?: string | undefined;
}

export function selectField({ id, label, none, options, chosen }: SelectField): TemplateResult {
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select id=${id} name=${id}>
      <option value="">${none}</option>
      ${options.map(
        ({ value, text }) =>
          html`<option value=${value} .selected=${value === chosen}>${text}</option>`,
      )}
    </select>
  </div>`;
}
