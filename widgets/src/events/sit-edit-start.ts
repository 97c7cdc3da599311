/** An edit has begun; `fid` is null for a feature being drawn. */
export class SitEditStartEvent extends Event {
  readonly layer: string;
  readonly fid: number | null;

  constructor(layer: string, fid: number | null) {
    super('sit-edit-start', { bubbles: true, composed: true });
    this.layer = layer;
    this.fid = fid;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-edit-start': SitEditStartEvent;
  }
}
