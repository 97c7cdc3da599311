/** The elements that work on a map: which of them it shows as panels, and which has the pointer. */
import type { MapConnectedElement } from '../../internal/map-connected-element.ts';

export type Side = 'left' | 'right';

export class Peers {
  readonly #all = new Set<MapConnectedElement>();
  readonly #pointerOwners = new Set<object>();

  add(peer: MapConnectedElement): void {
    this.#all.add(peer);
  }

  remove(peer: MapConnectedElement): void {
    this.#all.delete(peer);
  }

  /** Those nested in the map, in the page's order whatever order they came in. */
  panels(): MapConnectedElement[] {
    return [...this.#all]
      .filter((peer) => peer.nested && peer.panel)
      .toSorted((a, b) =>
        a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
      );
  }

  /** The panel open on that side. */
  openOn(side: Side): MapConnectedElement | undefined {
    return this.panels().find((peer) => peer.open && peer.panel?.side === side);
  }

  /** One panel a side: `opened` closes the others on its own. */
  closeBeside(opened: MapConnectedElement): void {
    for (const peer of this.panels())
      if (peer !== opened && peer.open && peer.panel?.side === opened.panel?.side) peer.hide();
  }

  /** Returns what gives the pointer back. */
  claimPointer(owner: object): () => void {
    this.#pointerOwners.add(owner);
    return () => this.#pointerOwners.delete(owner);
  }

  get pointerClaimed(): boolean {
    return this.#pointerOwners.size > 0;
  }
}
