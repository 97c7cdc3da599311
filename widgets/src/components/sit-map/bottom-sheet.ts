/** Height of the panels where they are a sheet from below: three stops, by dragging or by pressing the handle. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export type SheetHeight = 'peek' | 'half' | 'full';

/** Shares of the map's height; the style sheet says the same. */
const STOPS: readonly [SheetHeight, number][] = [
  ['peek', 0.28],
  ['half', 0.55],
  ['full', 0.92],
];
/** A press that moves less is a click. */
const CLICK_PIXELS = 4;

export class BottomSheet implements ReactiveController {
  height: SheetHeight = 'half';
  readonly #host: ReactiveControllerHost & HTMLElement;
  #dragged = false;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /** Share of the map's height that the sheet covers. */
  get share(): number {
    return STOPS.find(([height]) => height === this.height)![1];
  }

  /** The next stop, from the highest back to the lowest. */
  next(): void {
    if (this.#dragged) return;
    const at = STOPS.findIndex(([height]) => height === this.height);
    this.#rest(STOPS[(at + 1) % STOPS.length]![0]);
  }

  /** Follows the pointer until it is let go, then rests at the nearest stop. */
  drag(down: PointerEvent): void {
    const handle = down.currentTarget as HTMLElement;
    const panel = handle.parentElement!;
    const bottom = panel.getBoundingClientRect().bottom;
    const whole = this.#host.getBoundingClientRect().height;
    this.#dragged = false;
    handle.setPointerCapture(down.pointerId);
    const listening = new AbortController();
    const { signal } = listening;
    handle.addEventListener(
      'pointermove',
      (move) => {
        if (Math.abs(move.clientY - down.clientY) > CLICK_PIXELS) this.#dragged = true;
        if (this.#dragged) panel.style.blockSize = `${Math.min(whole, bottom - move.clientY)}px`;
      },
      { signal },
    );
    const end = (): void => {
      listening.abort();
      const share = panel.getBoundingClientRect().height / whole;
      panel.style.removeProperty('block-size');
      if (this.#dragged) this.#rest(nearest(share));
      // The click that follows letting go is the drag's, not a press.
      setTimeout(() => (this.#dragged = false));
    };
    handle.addEventListener('pointerup', end, { signal });
    handle.addEventListener('pointercancel', end, { signal });
  }

  #rest(height: SheetHeight): void {
    this.height = height;
    this.#host.requestUpdate();
  }
}

function nearest(share: number): SheetHeight {
  return STOPS.toSorted((a, b) => Math.abs(a[1] - share) - Math.abs(b[1] - share))[0]![0];
}
