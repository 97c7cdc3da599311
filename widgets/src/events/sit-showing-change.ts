import type { Showing } from '../internal/showing.ts';

/** The map shows another state of the territory: the present, a moment past, or a proposal's. */
export class SitShowingChangeEvent extends Event {
  readonly showing: Showing;

  constructor(showing: Showing) {
    super('sit-showing-change', { bubbles: true, composed: true });
    this.showing = showing;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-showing-change': SitShowingChangeEvent;
  }
}
