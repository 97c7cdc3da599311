/** The focusable layer over the map that takes the keys of editing, with cross-hair and what to say beside it. */
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { define } from '../../internal/define.ts';
import { tokens } from '../../styles/tokens.css.ts';
import { surfaceStyles } from './edit-surface.styles.ts';

/** CSS pixels from the map's top left corner. */
export interface ScreenPoint {
  x: number;
  y: number;
}

/**
 * Laid over a map while something is edited on it; the pointer passes through to the map.
 *
 * @element sit-edit-surface
 */
export class SitEditSurface extends LitElement {
  static override styles = [tokens, surfaceStyles];

  static override properties = {
    crossHair: { attribute: false },
    beside: { attribute: false },
    text: { attribute: false },
    snapText: { attribute: false },
  };

  /** Where the cross-hair is; null while the pointer is used instead of the keys. */
  declare crossHair: ScreenPoint | null;
  /** Where `text` and `snapText` are shown beside; null for nowhere. */
  declare beside: ScreenPoint | null;
  declare text: string;
  declare snapText: string;

  constructor() {
    super();
    this.crossHair = null;
    this.beside = null;
    this.text = '';
    this.snapText = '';
  }

  /** `label` and `help` are what a screen reader says of it. */
  describe(label: string, help: string): void {
    this.tabIndex = 0;
    this.role = 'application';
    this.ariaLabel = label;
    this.ariaDescription = help;
  }

  protected override render(): TemplateResult {
    return html`${this.crossHair ? crossHairTemplate(this.crossHair) : nothing}${this.#besideTemplate()}`;
  }

  #besideTemplate(): TemplateResult | typeof nothing {
    if (!this.beside || (!this.text && !this.snapText)) return nothing;
    const { x, y } = this.beside;
    const left = x > this.clientWidth - 220 ? 'left' : '';
    return html`<div class="beside ${left}" aria-hidden="true" style="left:${x}px;top:${y}px">
      ${this.snapText ? html`<div class="snap">${this.snapText}</div>` : nothing} ${this.text}
    </div>`;
  }
}

function crossHairTemplate({ x, y }: ScreenPoint): TemplateResult {
  return html`<svg
    class="cross-hair"
    style="left:${x}px;top:${y}px"
    viewBox="0 0 33 33"
    aria-hidden="true"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
  >
    <path d="M16.5 0v12M16.5 21v12M0 16.5h12M21 16.5h12" />
    <circle cx="16.5" cy="16.5" r="1" fill="currentColor" />
  </svg>`;
}

define('sit-edit-surface', SitEditSurface);

declare global {
  interface HTMLElementTagNameMap {
    'sit-edit-surface': SitEditSurface;
  }
}
