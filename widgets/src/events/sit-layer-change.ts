/** A layer has been shown, hidden or made more or less opaque. */
export class SitLayerChangeEvent extends Event {
  readonly layer: string;
  readonly visible: boolean;
  /** 0 to 1. */
  readonly opacity: number;

  constructor(layer: string, visible: boolean, opacity: number) {
    super('sit-layer-change', { bubbles: true, composed: true });
    this.layer = layer;
    this.visible = visible;
    this.opacity = opacity;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-layer-change': SitLayerChangeEvent;
  }
}
