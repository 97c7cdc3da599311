/** Somebody wants to edit a feature: `sit-editor` answers by opening it. */
export class SitEditRequestEvent extends Event {
  readonly layer: string;
  readonly fid: number;

  constructor(layer: string, fid: number) {
    super('sit-edit-request', { bubbles: true, composed: true });
    this.layer = layer;
    this.fid = fid;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-edit-request': SitEditRequestEvent;
  }
}
