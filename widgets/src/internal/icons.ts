/** The icons, Lucide's (ISC licence): always beside or under a text, never alone for a screen reader. */
import { html, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';

/** An icon's SVG text as an element hidden from screen readers. `size` is CSS pixels. */
export function icon(svg: string, size = 20): TemplateResult {
  return html`${unsafeHTML(
    svg
      .trim()
      .replace(/\s(width|height)="24"/g, ` $1="${size}"`)
      .replace('<svg', '<svg aria-hidden="true" focusable="false"'),
  )}`;
}
