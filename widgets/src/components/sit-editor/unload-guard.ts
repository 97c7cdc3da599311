/** Leaving the page with unsaved changes makes the browser ask first. */
import type { ReactiveController } from 'lit';

export class UnloadGuard implements ReactiveController {
  readonly #isDirty: () => boolean;

  constructor(isDirty: () => boolean) {
    this.#isDirty = isDirty;
  }

  hostConnected(): void {
    addEventListener('beforeunload', this.#ask);
  }

  hostDisconnected(): void {
    removeEventListener('beforeunload', this.#ask);
  }

  readonly #ask = (event: BeforeUnloadEvent): void => {
    if (this.#isDirty()) event.preventDefault();
  };
}
