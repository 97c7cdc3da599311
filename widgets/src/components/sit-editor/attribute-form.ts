/** The form of a feature's attributes: every field of the layer, in its order. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Field } from '@sit/core/layer';
import type { Properties } from '@sit/editing/edit-session';
import { fieldTemplate, type FieldContext } from './attribute-field.ts';

/** `faults` are sentences by field name. */
export function formTemplate(
  fields: readonly Field[],
  properties: Properties,
  faults: ReadonlyMap<string, string>,
  context: FieldContext,
): TemplateResult {
  const required = fields.some((field) => field.required && !field.readOnly);
  return html`<fieldset class="attributes">
    <legend>${context.t.attributes}</legend>
    ${fields.map((field) =>
      fieldTemplate(field, properties[field.name] ?? null, faults.get(field.name), context),
    )}
    ${required ? html`<p class="legend">${context.t.requiredLegend}</p>` : nothing}
  </fieldset>`;
}
