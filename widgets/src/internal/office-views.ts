/** What several pages of an office's desk draw alike. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Municipality } from '@sit/core/tenant';
import type { OfficeElement } from './office-element.ts';
import type { SelectField } from './fields.ts';

/** In place of a list that has nothing in it. */
export function emptyView(text: string, hint: string | null = null): TemplateResult {
  return html`<div class="state" role="status">
    <p>${text}</p>
    ${hint === null ? nothing : html`<p class="hint">${hint}</p>`}
  </div>`;
}

/** Of a `<dl>`. */
export function fact(name: string, value: string | TemplateResult): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** Asks for the next page of a list; nothing after the last. */
export function moreButton(
  { busy, words }: OfficeElement<unknown>,
  next: unknown,
  more: () => unknown,
): TemplateResult | typeof nothing {
  if (next === null) return nothing;
  return html`<div class="row">
    <button type="button" ?disabled=${busy} @click=${more}>${words.more}</button>
  </div>`;
}

export function municipalityOptions(
  municipalities: readonly Municipality[],
): SelectField['options'] {
  return municipalities.map(({ code, name }) => ({ value: code, text: name }));
}
