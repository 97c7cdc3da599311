/** Copies a text, and says that it has. */
import { html, type TemplateResult } from 'lit';
import Check from 'lucide-static/dist/esm/icons/check.mjs';
import Copy from 'lucide-static/dist/esm/icons/copy.mjs';
import { identityTranslationFor } from '../translations/identity.ts';
import { define } from './define.ts';
import { icon } from './icons.ts';
import { SitElement } from './sit-element.ts';

/** @element sit-copy */
export class SitCopy extends SitElement {
  static override properties = { text: { attribute: false }, label: {}, copied: { state: true } };

  declare text: string;
  /** What is copied, for who does not see what the button stands beside. */
  declare label: string;
  declare copied: boolean;

  constructor() {
    super();
    this.text = '';
    this.label = '';
    this.copied = false;
  }

  protected override render(): TemplateResult {
    const { copy, copied } = identityTranslationFor(this.locale);
    return html`<button type="button" @click=${() => void this.#copy()}>
        ${icon(this.copied ? Check : Copy, 18)}<span
          >${this.copied ? copied : copy}<span class="visually-hidden">: ${this.label}</span></span
        >
      </button>
      <span class="visually-hidden" role="status">${this.copied ? copied : ''}</span>`;
  }

  async #copy(): Promise<void> {
    // Without https there is no clipboard: the text stands beside the button, to be selected.
    await navigator.clipboard?.writeText(this.text).then(
      () => (this.copied = true),
      () => (this.copied = false),
    );
  }
}

define('sit-copy', SitCopy);

declare global {
  interface HTMLElementTagNameMap {
    'sit-copy': SitCopy;
  }
}
