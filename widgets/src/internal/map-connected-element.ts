/** Base of the elements that work on a map: they stand inside a `sit-map`, or name one by `map="id"`. */
import type { PropertyDeclarations, PropertyValues } from 'lit';
import type { SitMap } from '../components/sit-map/sit-map.ts';
import { SitPanelToggleEvent } from '../events/sit-panel-toggle.ts';
import { SitElement } from './sit-element.ts';

/** How a map shows the element when it is nested: a button in its tools that opens it as a panel. */
export interface PanelInfo {
  title: string;
  /** SVG text of the button's icon. */
  icon: string;
  side: 'left' | 'right';
  /** False for panels that open by themselves, or while there is nothing to open. */
  button?: boolean | undefined;
}

export class MapConnectedElement extends SitElement {
  static override properties: PropertyDeclarations = {
    mapId: { attribute: 'map' },
    open: { type: Boolean, reflect: true },
    sitMap: { attribute: false },
  };

  /** Id of the map; unnecessary inside one. */
  declare mapId: string | null;
  /** Whether the element is shown as a panel of its map. Elements outside a map are always shown. */
  declare open: boolean;
  /** The map the element works on; null until it is found. */
  declare sitMap: SitMap | null;

  #listening: AbortController | null = null;

  constructor() {
    super();
    this.mapId = null;
    this.open = false;
    this.sitMap = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.nested && !this.slot && this.panel) this.slot = this.panel.side;
    void this.#findMap();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
  }

  /** The element stands inside its map, which lays it out. */
  get nested(): boolean {
    return this.parentElement?.localName === 'sit-map';
  }

  /** How a map shows it; null where it is no panel. Elements override it. */
  get panel(): PanelInfo | null {
    return null;
  }

  show(): void {
    this.open = true;
  }

  hide(): void {
    this.open = false;
  }

  /** Called when the map is found. Listeners given `signal` end when the element leaves the map. */
  protected mapFound(_sitMap: SitMap, _signal: AbortSignal): void {}

  /** Called when the element leaves its map. */
  protected mapLost(): void {}

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('mapId') && changed.get('mapId') !== undefined) void this.#findMap();
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Undefined is the first value: closed, which needs no telling.
    if (changed.has('open') && (this.open || changed.get('open') !== undefined))
      this.dispatchEvent(new SitPanelToggleEvent(this.open));
  }

  async #findMap(): Promise<void> {
    // A map may be parsed after the elements that name it, and defined after both.
    await customElements.whenDefined('sit-map');
    if (document.readyState === 'loading')
      await new Promise((done) =>
        document.addEventListener('DOMContentLoaded', done, { once: true }),
      );
    if (!this.isConnected) return;
    const root = this.getRootNode() as Document | ShadowRoot;
    const found = this.mapId ? root.getElementById(this.mapId) : this.closest('sit-map');
    const sitMap = found?.localName === 'sit-map' ? (found as SitMap) : null;
    if (sitMap === this.sitMap) return;
    this.#leave();
    if (!sitMap) return;
    this.#listening = new AbortController();
    this.sitMap = sitMap;
    sitMap.addPeer(this);
    this.mapFound(sitMap, this.#listening.signal);
  }

  #leave(): void {
    this.#listening?.abort();
    this.#listening = null;
    if (!this.sitMap) return;
    this.sitMap.removePeer(this);
    this.mapLost();
    this.sitMap = null;
  }
}
