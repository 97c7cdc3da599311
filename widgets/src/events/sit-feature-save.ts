import type { ChangeOperation } from '@sit/core/feature';

/** A change has been written: the feature, the version it now has, and what was done. */
export class SitFeatureSaveEvent extends Event {
  readonly layer: string;
  readonly fid: number;
  readonly version: number;
  readonly operation: ChangeOperation['operation'];

  constructor(
    layer: string,
    fid: number,
    version: number,
    operation: ChangeOperation['operation'],
  ) {
    super('sit-feature-save', { bubbles: true, composed: true });
    this.layer = layer;
    this.fid = fid;
    this.version = version;
    this.operation = operation;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-feature-save': SitFeatureSaveEvent;
  }
}
