/** What differs between two states of a feature, field by field, in words: before and after side by side. */
import { html, nothing, type TemplateResult } from 'lit';
import { localize, type Field, type FieldValue } from '@sit/core/layer';
import type { Locale } from '../translations/translation.ts';
import { valueText } from './format.ts';

export interface FieldDifference {
  field: Field;
  before: FieldValue | undefined;
  after: FieldValue | undefined;
  /** A word beside the field's name. */
  note?: string;
}

export interface DifferenceWords {
  field: string;
  before: string;
  after: string;
  /** For an absent value. */
  none: string;
}

export function differenceTable(
  rows: readonly FieldDifference[],
  words: DifferenceWords,
  locale: Locale,
): TemplateResult | typeof nothing {
  if (rows.length === 0) return nothing;
  return html`<table class="difference">
    <thead>
      <tr>
        <th scope="col">${words.field}</th>
        <th scope="col">${words.before}</th>
        <th scope="col">${words.after}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ field, before, after, note }) =>
          html`<tr>
            <th scope="row">
              ${localize(field.label, locale)}${note ? html`<small>${note}</small>` : nothing}
            </th>
            <td class="before">${valueText(field, before, locale) || words.none}</td>
            <td class="after">${valueText(field, after, locale) || words.none}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The fields in which two states differ. */
export function fieldDifferences(
  fields: readonly Field[],
  before: Readonly<Record<string, FieldValue>>,
  after: Readonly<Record<string, FieldValue>>,
): FieldDifference[] {
  return fields
    .filter(({ name }) => (before[name] ?? null) !== (after[name] ?? null))
    .map((field) => ({ field, before: before[field.name], after: after[field.name] }));
}
