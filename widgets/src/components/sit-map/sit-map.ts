/** The map: owns MapLibre, the catalogue, the client and the session, and lends them to its peers. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { SitClient, type Catalogue, type CatalogueLayer } from '@sit/client/client';
import { ClientProblem, NetworkProblem } from '@sit/client/problem';
import type { Feature } from '@sit/core/feature';
import type { BBox } from '@sit/core/geometry';
import { localize } from '@sit/core/layer';
import type { Principal } from '@sit/core/permission';
import type { Municipality, Union } from '@sit/core/tenant';
import type { Map as MapLibreMap, PaddingOptions } from 'maplibre-gl';
import { SitCatalogueChangeEvent } from '../../events/sit-catalogue-change.ts';
import { SitErrorEvent } from '../../events/sit-error.ts';
import { SitInspectEvent } from '../../events/sit-inspect.ts';
import { SitLayerChangeEvent } from '../../events/sit-layer-change.ts';
import { SitMapReadyEvent } from '../../events/sit-map-ready.ts';
import type { SitPanelToggleEvent } from '../../events/sit-panel-toggle.ts';
import {
  SitSessionChangeEvent,
  type SessionChangeReason,
} from '../../events/sit-session-change.ts';
import { SitSignInRequestEvent } from '../../events/sit-sign-in-request.ts';
import { define } from '../../internal/define.ts';
import { LayerStates } from '../../internal/layer-states.ts';
import type { MapConnectedElement } from '../../internal/map-connected-element.ts';
import type { MapStyleInput } from '../../internal/map-style.ts';
import { Session } from '../../internal/session.ts';
import { SitElement } from '../../internal/sit-element.ts';
import { utmZone } from '../../internal/utm.ts';
import { BottomSheet } from './bottom-sheet.ts';
import { homeBox, panelPadding } from './framing.ts';
import { MapView } from './map-view.ts';
import { Peers } from './peers.ts';
import { panelTemplate } from './sit-map.panels.ts';
import { statusTemplate } from './sit-map.status.ts';
import { stateTemplate, type MapState } from './sit-map.states.ts';
import { panelButtonsTemplate, toolsTemplate, type ToolActions } from './sit-map.tools.ts';
import { mapStyles } from './sit-map.styles.ts';

/** Unreachable servers are asked again this often. */
const RETRY_MILLISECONDS = 10_000;

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
 * @fires sit-layer-change - A layer was shown, hidden or made more or less opaque.
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
export class SitMap extends SitElement {
  static override styles = [SitElement.styles, mapStyles];

  static override properties = {
    server: {},
    layers: {},
    municipality: { reflect: true },
    lng: { type: Number },
    lat: { type: Number },
    zoom: { type: Number },
    hash: { type: Boolean },
    state: { state: true },
    message: { state: true },
    projected: { state: true },
  };

  /** Base URL of the SIT server; without it, the page's own origin. */
  declare server: string;
  /** Ids of the layers to show, comma separated; all the catalogue's without it. */
  declare layers: string | null;
  /** Belfiore code of the municipality shown; the rest is veiled. */
  declare municipality: string | null;
  /** First view: longitude and latitude in degrees, WGS 84. */
  declare lng: number | null;
  declare lat: number | null;
  declare zoom: number | null;
  /** The view is kept in the page's URL. */
  declare hash: boolean;
  declare protected state: MapState;
  /** A passing word to the reader, e.g. a layer that did not load. */
  declare protected message: string | null;

  /** Coordinates are stated in the union's metric system instead of degrees. */
  declare protected projected: boolean;

  readonly #states = new LayerStates();
  readonly #peers = new Peers();
  readonly #pointerOwners = new Set<object>();
  readonly #sheet = new BottomSheet(this);
  #client!: SitClient;
  #session!: Session;
  #catalogue: CatalogueLayer[] = [];
  #union: Union | null = null;
  #municipalities: Municipality[] = [];
  #view: MapView | null = null;
  #loading: AbortController | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.server = '';
    this.layers = null;
    this.municipality = null;
    this.lng = null;
    this.lat = null;
    this.zoom = null;
    this.hash = false;
    this.state = { kind: 'loading' };
    this.message = null;
    this.projected = false;
    this.addEventListener('sit-panel-toggle', (event) => this.#panelToggled(event));
  }

  /** MapLibre's map; null until `sit-map-ready`. */
  get map(): MapLibreMap | null {
    return this.#view?.ready ? this.#view.map : null;
  }

  get client(): SitClient {
    return (this.#client ??= this.#newClient());
  }

  get session(): Session {
    return (this.#session ??= new Session(this.client, (reason) => this.#sessionChanged(reason)));
  }

  /** The layers of this map, in drawing order. */
  get catalogue(): CatalogueLayer[] {
    return this.#catalogue;
  }

  get union(): Union | null {
    return this.#union;
  }

  get municipalities(): Municipality[] {
    return this.#municipalities;
  }

  get principal(): Principal | null {
    return this.session.principal;
  }

  /**
   * Null when nobody signed in. Never loses what peers hold: open edits stay. Without a `sit-login`
   * it throws `PopupBlockedError` where the browser lets no window open, i.e. not after a click.
   */
  async signIn(): Promise<Principal | null> {
    const request = new SitSignInRequestEvent();
    this.dispatchEvent(request);
    return request.answer ?? this.session.signInWithPopup();
  }

  signOut(): Promise<void> {
    return this.session.signOut();
  }

  isVisible(id: string): boolean {
    return this.#states.isVisible(id);
  }

  setLayerVisibility(id: string, visible: boolean): void {
    this.#states.setVisible(id, visible);
    this.#layerChanged(id);
  }

  opacityOf(id: string): number {
    return this.#states.opacityOf(id);
  }

  /** `opacity` is 0 to 1. */
  setLayerOpacity(id: string, opacity: number): void {
    this.#states.setOpacity(id, opacity);
    this.#layerChanged(id);
  }

  /** After a write: fetches the layer's tiles at once, past the browser's cache. */
  reloadLayer(id: string): void {
    this.#view?.reloadLayer(id);
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
    this.#pointerOwners.add(owner);
    return () => this.#pointerOwners.delete(owner);
  }

  /** Some tool has the pointer. */
  get pointerClaimed(): boolean {
    return this.#pointerOwners.size > 0;
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

  /** Reads catalogue and session again and draws; also the way on after a failure. */
  async load(): Promise<void> {
    clearTimeout(this.#retry);
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    if (this.state.kind !== 'ready') this.state = { kind: 'loading' };
    try {
      if (!this.principal) await this.session.restore();
      const [catalogue, municipalities] = await Promise.all([
        this.client.layers(loading.signal),
        this.client.municipalities(loading.signal),
      ]);
      if (loading.signal.aborted) return;
      this.#municipalities = municipalities;
      this.#adopt(catalogue);
      await this.#draw();
    } catch (error) {
      if (!loading.signal.aborted) this.#failed(error);
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#retry);
    this.#loading?.abort();
    this.#view?.remove();
    this.#view = null;
    this.state = { kind: 'loading' };
  }

  protected override firstUpdated(): void {
    void this.load();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('municipality') && changed.get('municipality') !== undefined) {
      this.#view?.setMunicipality(this.municipality);
      this.home();
    }
    if (changed.has('layers') && changed.get('layers') !== undefined) void this.load();
    if (changed.has('server') && changed.get('server') !== undefined) this.#changeServer();
    this.#view?.map.getCanvas().setAttribute('aria-label', this.t.map.label);
  }

  /** Back to the first view: the attributes', the municipality's, or the whole territory's. */
  home(animate = true): void {
    if (!this.#view) return;
    const { lng, lat, zoom } = this;
    if (lng !== null && lat !== null) this.#view.goTo([lng, lat], zoom ?? 15, { animate });
    else
      this.#view.frame(homeBox(this.municipality, this.#municipalities, this.#catalogue), {
        animate,
      });
  }

  protected override render(): TemplateResult {
    const { t } = this;
    const view = this.#view;
    const ready = this.state.kind === 'ready' && view !== null;
    const panels = this.#peers.panels();
    const zone = utmZone(this.#union?.storageCrs ?? 0);
    const close = (peer: MapConnectedElement): void => this.#closePanel(peer);
    return html`
      <div
        class="map"
        part="map"
        @keydown=${(event: KeyboardEvent) => this.#keyPressed(event)}
      ></div>
      <span id="help" class="visually-hidden">${t.map.help}</span>
      <div class="crosshair" aria-hidden="true"></div>
      ${stateTemplate(this.state, view?.drawn ?? false, t, () => void this.load())}
      ${ready && view.drawn && view.busy ? html`<div class="progress" aria-hidden="true"></div>` : nothing}
      ${panelButtonsTemplate(panels, t)} ${panelTemplate('left', panels, this.#sheet, t, close)}
      ${panelTemplate('right', panels, this.#sheet, t, close)}
      <slot></slot>
      ${ready ? toolsTemplate(t, this.#toolActions(view)) : nothing}
      ${
        ready
          ? statusTemplate(view.readout, {
              locale: this.locale,
              t,
              fictitious: this.#fictitious(),
              attributions: this.#attributions(),
              zone: this.projected ? zone : null,
              changeSystem: zone === null ? null : () => (this.projected = !this.projected),
            })
          : nothing
      }
      <div role="status">
        ${
          this.message
            ? html`<div class="message">
                ${this.message}
                <button type="button" @click=${() => (this.message = null)}>${t.close}</button>
              </div>`
            : nothing
        }
      </div>
    `;
  }

  #toolActions(view: MapView): ToolActions {
    return {
      zoomIn: () => view.map.zoomIn(),
      zoomOut: () => view.map.zoomOut(),
      home: () => this.home(),
      locate: isSecureContext && 'geolocation' in navigator ? () => this.#locate() : null,
    };
  }

  #locate(): void {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.#view?.goTo([coords.longitude, coords.latitude], 16, { animate: true }),
      () => (this.message = this.t.map.locateFailed),
    );
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

  #fictitious(): boolean {
    return this.#union?.fictitious === true || this.#catalogue.some((layer) => layer.fictitious);
  }

  #newClient(): SitClient {
    return new SitClient({
      server: this.server || location.origin,
      onUnauthenticated: () => this.session.expire(),
    });
  }

  #changeServer(): void {
    this.#session?.dispose();
    this.#client = this.#newClient();
    this.#session = new Session(this.#client, (reason) => this.#sessionChanged(reason));
    this.#view?.remove();
    this.#view = null;
    this.state = { kind: 'loading' };
    void this.load();
  }

  #adopt(catalogue: Catalogue): void {
    const wanted = this.layers?.split(',').map((id) => id.trim());
    this.#union = catalogue.union;
    this.#catalogue = wanted
      ? catalogue.layers.filter((layer) => wanted.includes(layer.id))
      : catalogue.layers;
    this.#states.adopt(this.#catalogue);
  }

  async #draw(): Promise<void> {
    const style = {
      server: this.client.server,
      catalogue: this.#catalogue,
      isVisible: (id: string) => this.isVisible(id),
      opacityOf: (id: string) => this.opacityOf(id),
      municipality: this.municipality,
    };
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
    this.state = { kind: this.#catalogue.length > 0 ? 'ready' : 'empty' };
    if (first) this.dispatchEvent(new SitMapReadyEvent());
    this.dispatchEvent(new SitCatalogueChangeEvent(this.#catalogue));
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

  #failed(error: unknown): void {
    const problem = error instanceof ClientProblem ? error.problem : null;
    this.dispatchEvent(new SitErrorEvent(problem, error));
    if (this.state.kind === 'ready') return;
    if (error instanceof NetworkProblem) {
      this.state = { kind: 'offline' };
      this.#retry = setTimeout(() => void this.load(), RETRY_MILLISECONDS);
    } else {
      const noWebGL = error instanceof Error && error.name === 'GPUInitializationError';
      this.state = {
        kind: 'failed',
        detail: problem?.detail ?? (noWebGL ? this.t.map.noWebGL : String(error)),
      };
    }
  }

  /** Said once a layer, not once a tile. */
  #tilesFailed(error: Error, id: string | null): void {
    this.dispatchEvent(new SitErrorEvent(null, error));
    const layer = this.#catalogue.find((each) => each.id === id);
    if (layer) this.message = this.t.map.tilesFailed(localize(layer.title, this.locale));
  }

  #sessionChanged(reason: SessionChangeReason): void {
    this.dispatchEvent(new SitSessionChangeEvent(this.principal, reason));
    // Restoring happens inside a load, which reads the catalogue next.
    if (this.state.kind !== 'loading') void this.load();
  }

  #layerChanged(id: string): void {
    const layer = this.#catalogue.find((each) => each.id === id);
    if (layer) this.#view?.setLayerState(layer, this.isVisible(id), this.opacityOf(id));
    this.dispatchEvent(new SitLayerChangeEvent(id, this.isVisible(id), this.opacityOf(id)));
  }

  #panelToggled(event: SitPanelToggleEvent): void {
    if (event.open) this.#peers.closeBeside(event.target as MapConnectedElement);
    this.requestUpdate();
  }

  #attributions(): string[] {
    const shown = this.#catalogue.filter(({ id }) => this.isVisible(id));
    return [...new Set(shown.flatMap(({ attribution }) => (attribution ? [attribution] : [])))];
  }
}

define('sit-map', SitMap);

declare global {
  interface HTMLElementTagNameMap {
    'sit-map': SitMap;
  }
}
