import type { CatalogueLayer } from '@sit/client/client';

/** The layers, or what this person may do with them, have changed. */
export class SitCatalogueChangeEvent extends Event {
  readonly catalogue: readonly CatalogueLayer[];

  constructor(catalogue: readonly CatalogueLayer[]) {
    super('sit-catalogue-change', { bubbles: true, composed: true });
    this.catalogue = catalogue;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-catalogue-change': SitCatalogueChangeEvent;
  }
}
