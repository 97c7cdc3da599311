/** Keeps the focus where somebody works while what they press comes and goes (WCAG 2.2, 2.4.3). */
import type { ReactiveController, ReactiveElement } from 'lit';

const FOCUSABLE = ['a[href]', 'button', 'input', 'select', 'textarea', 'summary']
  .map((name) => `${name}:not([disabled])`)
  .join(', ');

/**
 * An update that takes away what had the focus, or a button that is disabled while something is on its way,
 * leaves the focus nowhere: it goes back, or to what stands nearest to where it was.
 */
export class FocusKeeper implements ReactiveController {
  readonly #host: ReactiveElement;
  readonly #busy: () => boolean;
  /** What had the focus when the update began, and what it stands in, innermost first. */
  #path: readonly Element[] = [];

  constructor(host: ReactiveElement, busy: () => boolean) {
    this.#host = host;
    this.#busy = busy;
  }

  hostUpdate(): void {
    const root = this.#host.renderRoot as ShadowRoot | undefined;
    const focused = root?.activeElement;
    if (focused) this.#path = [...ancestors(focused)];
  }

  hostUpdated(): void {
    if (this.#busy() || this.#path.length === 0) return;
    const path = this.#path;
    this.#path = [];
    // Somebody has gone elsewhere meanwhile, or it still is where it was.
    if (document.activeElement !== document.body) return;
    const nearest = path.find(({ isConnected }) => isConnected);
    const target = nearest?.matches(FOCUSABLE) ? nearest : nearest?.querySelector(FOCUSABLE);
    (target as HTMLElement | null | undefined)?.focus();
  }
}

function* ancestors(element: Element): Generator<Element> {
  for (let each: Element | null = element; each; each = each.parentElement) yield each;
}
