import type { ChangeEvent } from '@sit/core/change-event';

/** Features have changed, here or elsewhere; the map has them drawn anew. In order, each change once. */
export class SitFeatureChangeEvent extends Event {
  readonly changes: readonly ChangeEvent[];

  constructor(changes: readonly ChangeEvent[]) {
    super('sit-feature-change', { bubbles: true, composed: true });
    this.changes = changes;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-feature-change': SitFeatureChangeEvent;
  }
}
