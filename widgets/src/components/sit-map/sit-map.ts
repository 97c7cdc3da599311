/** The map: draws the territory with MapLibre, and lends it to its peers. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { CatalogueLayer } from '@sit/client/client';
import type { Feature } from '@sit/core/feature';
import type { BBox } from '@sit/core/geometry';
import { localize } from '@sit/core/layer';
import type { Map as MapLibreMap, PaddingOptions } from 'maplibre-gl';
import { SitCatalogueChangeEvent } from '../../events/sit-catalogue-change.ts';
import { SitErrorEvent } from '../../events/sit-error.ts';
import { SitInspectEvent } from '../../events/sit-inspect.ts';
import { SitMapReadyEvent } from '../../events/sit-map-ready.ts';
import type { SitPanelToggleEvent } from '../../events/sit-panel-toggle.ts';
import { define } from '../../internal/define.ts';
import type { MapConnectedElement } from '../../internal/map-connected-element.ts';
import type { MapStyleInput } from '../../internal/map-style.ts';
import { PRESENT } from '../../internal/showing.ts';
import { SitElement } from '../../internal/sit-element.ts';
import { utmZone } from '../../internal/utm.ts';
import { BottomSheet } from './bottom-sheet.ts';
import { homeBox, panelPadding } from './framing.ts';
import { MapView } from './map-view.ts';
import { Peers } from './peers.ts';
import { panelTemplate } from './sit-map.panels.ts';
import { showingTemplate } from './sit-map.showing.ts';
import { statusTemplate } from './sit-map.status.ts';
import { messageTemplate, stateTemplate } from './sit-map.states.ts';
import { panelButtonsTemplate, toolsTemplate } from './sit-map.tools.ts';
import { mapStyles } from './sit-map.styles.ts';
import { styleInputOf } from './style-input.ts';
import { TerritoryElement } from './territory-element.ts';

/**
 * A map of a union's territory. Other `sit-*` elements work on it, nested in it or by `map="id"`.
 *
 * @element sit-map
 * @slot - Anything to lay over the map.
 * @slot left - Panels on the left; nested elements take their own side.
 * @slot right - Panels on the right.
 * @fires sit-map-ready - The map can be used.
 * @fires sit-catalogue-change - Layers, or what may be done with them, have changed.
 * @fires sit-session-change - Somebody signed in or out, or the session expired.
 * @fires sit-inspect - A place was clicked, or Enter pressed with the map centred on it.
 * @fires sit-feature-change - Features have changed, here or elsewhere.
 * @fires sit-layer-change - A layer was shown, hidden or made more or less opaque.
 * @fires sit-showing-change - The present, a moment past or a proposal's state is shown.
 * @fires sit-draft-change - Edits go into another proposal, or into none.
 * @fires sit-sign-in-request - Somebody must sign in to go on.
 * @fires sit-error - Something did not go.
 * @csspart map - The map itself.
 * @csspart tools - The column of buttons.
 * @csspart status - The line at the bottom: scale, coordinates, sources.
 * @csspart panel - A panel with its heading.
 * @cssprop --sit-primary - Colour of actions.
 * @cssprop --sit-ink - Colour of text.
 * @cssprop --sit-ground - Colour of panels.
 * @cssprop --sit-font - Font family.
 */
export class SitMap extends TerritoryElement {
  static override styles = [SitElement.styles, mapStyles];

  static override properties = {
    ...TerritoryElement.properties,
    municipality: { reflect: true },
    lng: { type: Number },
    lat: { type: Number },
    zoom: { type: Number },
    hash: { type: Boolean },
    message: { state: true },
    projected: { state: true },
  };

  /** Belfiore code of the municipality shown; the rest is veiled. */
  declare municipality: string | null;
  /** First view: longitude and latitude in degrees, WGS 84. */
  declare lng: number | null;
  declare lat: number | null;
  declare zoom: number | null;
  /** The view is kept in the page's URL. */
  declare hash: boolean;
  /** A passing word to the reader, e.g. a layer that did not load. */
  declare protected message: string | null;

  /** Coordinates are stated in the union's metric system instead of degrees. */
  declare protected projected: boolean;

  readonly #peers = new Peers();
  readonly #sheet = new BottomSheet(this);
  #view: MapView | null = null;

  constructor() {
    super();
    this.municipality = null;
    this.lng = null;
    this.lat = null;
    this.zoom = null;
    this.hash = false;
    this.message = null;
    this.projected = false;
    this.addEventListener('sit-panel-toggle', (event) => this.#panelToggled(event));
  }

  /** MapLibre's map; null until `sit-map-ready`. */
  get map(): MapLibreMap | null {
    return this.#view?.ready ? this.#view.map : null;
  }

  /** Draws `feature` as the one chosen; null for none. */
  highlight(feature: Feature | null): void {
    this.#view?.highlight(feature);
  }

  /** Brings a WGS 84 box into view, clear of open panels. */
  fitBounds(bbox: BBox): void {
    this.#view?.frame(bbox, { animate: true });
  }

  /** Moves the map when panels cover `place` (degrees, WGS 84). */
  keepInView(place: { lng: number; lat: number }): void {
    this.#view?.keepInView(place);
  }

  /** A tool takes the pointer: others keep quiet until the returned function is called. */
  claimPointer(owner: object): () => void {
    return this.#peers.claimPointer(owner);
  }

  /** Some tool has the pointer. */
  get pointerClaimed(): boolean {
    return this.#peers.pointerClaimed;
  }

  /** Called by peers when they find the map. */
  addPeer(peer: MapConnectedElement): void {
    this.#peers.add(peer);
    this.requestUpdate();
  }

  removePeer(peer: MapConnectedElement): void {
    this.#peers.remove(peer);
    this.requestUpdate();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('municipality') && changed.get('municipality') !== undefined) {
      this.#view?.setMunicipality(this.municipality);
      this.home();
    }
    this.#view?.map.getCanvas().setAttribute('aria-label', this.t.map.label);
  }

  /** Back to the first view: the attributes', the municipality's, or the whole territory's. */
  home(animate = true): void {
    if (!this.#view) return;
    const { lng, lat, zoom } = this;
    if (lng !== null && lat !== null) this.#view.goTo([lng, lat], zoom ?? 15, { animate });
    else this.#view.frame(homeBox(this), { animate });
  }

  protected override render(): TemplateResult {
    const { t } = this;
    const view = this.#view;
    const ready = this.state.kind === 'ready' && view !== null;
    const panels = this.#peers.panels();
    const zone = utmZone(this.union?.storageCrs ?? 0);
    const close = (peer: MapConnectedElement): void => this.#closePanel(peer);
    return html`
      <div
        class="map"
        part="map"
        @keydown=${(event: KeyboardEvent) => this.#keyPressed(event)}
      ></div>
      <span id="help" class="visually-hidden">${t.map.help}</span>
      <div class="crosshair" aria-hidden="true"></div>
      ${stateTemplate(this.state, view?.drawn ?? false, this.principal !== null, t, () => void this.load())}
      ${ready && view.drawn && view.busy ? html`<div class="progress" aria-hidden="true"></div>` : nothing}
      ${panelButtonsTemplate(panels, t)} ${panelTemplate('left', panels, this.#sheet, t, close)}
      ${panelTemplate('right', panels, this.#sheet, t, close)}
      <slot></slot>
      ${
        ready
          ? toolsTemplate(t, {
              view,
              home: () => this.home(),
              locateFailed: () => (this.message = t.map.locateFailed),
            })
          : nothing
      }
      ${
        ready
          ? statusTemplate(view.readout, {
              locale: this.locale,
              t,
              fictitious: this.fictitious,
              shown: this.catalogue.filter(({ id }) => this.isVisible(id)),
              zone: this.projected ? zone : null,
              changeSystem: zone === null ? null : () => (this.projected = !this.projected),
            })
          : nothing
      }
      ${showingTemplate(this.showing, { t, locale: this.locale, back: () => this.setShowing(PRESENT) })}
      ${messageTemplate(this.message, t, () => (this.message = null))}
    `;
  }

  /** Enter on the map asks about its centre, as a click there would. */
  #keyPressed(event: KeyboardEvent): void {
    const { map } = this;
    if (event.key !== 'Enter' || !map || event.target !== map.getCanvas()) return;
    event.preventDefault();
    this.dispatchEvent(new SitInspectEvent(map.getCenter()));
  }

  /** The focus goes back to the button that opened the panel, or to the map. */
  #closePanel(peer: MapConnectedElement): void {
    peer.hide();
    const button = this.renderRoot.querySelector<HTMLElement>(`[data-panel='${peer.localName}']`);
    (button ?? this.map?.getCanvas())?.focus();
  }

  #padding(): PaddingOptions {
    const open = { left: !!this.#peers.openOn('left'), right: !!this.#peers.openOn('right') };
    return panelPadding(this.getBoundingClientRect(), open, this.#sheet.share);
  }

  protected override async draw(): Promise<void> {
    const style = styleInputOf(this);
    const first = this.#view === null;
    const view = (this.#view ??= this.#newView(style));
    if (first) {
      if (!view.placedByHash) this.home(false);
      await view.whenReady;
      if (view !== this.#view) return;
    } else {
      view.setStyle(style);
    }
    // Layers may have come or gone with a session.
    this.state = { kind: this.catalogue.length > 0 ? 'ready' : 'empty' };
    if (first) this.dispatchEvent(new SitMapReadyEvent());
    this.dispatchEvent(new SitCatalogueChangeEvent(this.catalogue));
    this.requestUpdate();
  }

  #newView(style: MapStyleInput): MapView {
    const view = new MapView({
      container: this.renderRoot.querySelector<HTMLElement>('.map')!,
      style,
      token: () => this.client.token,
      labels: { 'Map.Title': this.t.map.label },
      hash: this.hash,
      padding: () => this.#padding(),
      changed: () => this.requestUpdate(),
      failed: (error, layer) => this.#tilesFailed(error, layer),
      clicked: (place) => this.dispatchEvent(new SitInspectEvent(place)),
    });
    view.map.getCanvas().setAttribute('aria-describedby', 'help');
    return view;
  }

  /** Said once a layer, not once a tile. */
  #tilesFailed(error: Error, id: string | null): void {
    this.dispatchEvent(new SitErrorEvent(null, error));
    const layer = this.catalogue.find((each) => each.id === id);
    if (layer) this.message = this.t.map.tilesFailed(localize(layer.title, this.locale));
  }

  protected override drawLayerState(layer: CatalogueLayer): void {
    this.#view?.setLayerState(layer, this.isVisible(layer.id), this.opacityOf(layer.id));
  }

  protected override drawShowing(): void {
    if (this.#view?.ready) this.#view.setStyle(styleInputOf(this));
  }

  protected override refresh(layer: string, places: readonly BBox[] | null): void {
    this.#view?.refresh(layer, places);
  }

  protected override undraw(): void {
    this.#view?.remove();
    this.#view = null;
  }

  #panelToggled(event: SitPanelToggleEvent): void {
    if (event.open) this.#peers.closeBeside(event.target as MapConnectedElement);
    this.requestUpdate();
  }
}

define('sit-map', SitMap);

declare global {
  interface HTMLElementTagNameMap {
    'sit-map': SitMap;
  }
}
