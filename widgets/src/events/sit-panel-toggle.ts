/** A panel (layers, information, editor, sign-in) has been opened or closed. */
export class SitPanelToggleEvent extends Event {
  readonly open: boolean;

  constructor(open: boolean) {
    super('sit-panel-toggle', { bubbles: true, composed: true });
    this.open = open;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-panel-toggle': SitPanelToggleEvent;
  }
}
