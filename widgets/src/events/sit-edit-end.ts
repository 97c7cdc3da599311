/** The edit is over, saved or not. */
export class SitEditEndEvent extends Event {
  readonly layer: string;

  constructor(layer: string) {
    super('sit-edit-end', { bubbles: true, composed: true });
    this.layer = layer;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-edit-end': SitEditEndEvent;
  }
}
