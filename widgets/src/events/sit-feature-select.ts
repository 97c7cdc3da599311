import type { Feature } from '@sit/core/feature';

/** A feature has been chosen among those at a place; `feature` is exact, not a tile's. */
export class SitFeatureSelectEvent extends Event {
  readonly layer: string;
  readonly fid: number;
  readonly feature: Feature;

  constructor(layer: string, fid: number, feature: Feature) {
    super('sit-feature-select', { bubbles: true, composed: true });
    this.layer = layer;
    this.fid = fid;
    this.feature = feature;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-feature-select': SitFeatureSelectEvent;
  }
}
