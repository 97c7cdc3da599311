/** The map has its style and its catalogue: `sitMap.map` may be used. */
export class SitMapReadyEvent extends Event {
  constructor() {
    super('sit-map-ready', { bubbles: true, composed: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-map-ready': SitMapReadyEvent;
  }
}
