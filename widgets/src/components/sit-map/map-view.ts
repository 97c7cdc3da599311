/** MapLibre under the map element: the only `new Map`, its style, its requests, its first view. */
import type { CatalogueLayer } from '@sit/client/client';
import type { Feature } from '@sit/core/feature';
import type { BBox } from '@sit/core/geometry';
import { styleLayersOf } from '@sit/core/style';
import {
  Map as MapLibreMap,
  type GeoJSONSource,
  type LngLat,
  type PaddingOptions,
  type RequestParameters,
  type StyleSpecification,
} from 'maplibre-gl';
import { hatchPattern } from '../../internal/hatch.ts';
import { scaledOpacities } from '../../internal/layer-opacity.ts';
import { composeStyle, VEIL, veilFilter, type MapStyleInput } from '../../internal/map-style.ts';
import { SELECTION, selectionData } from '../../internal/selection-style.ts';
import { StaleTiles } from './stale-tiles.ts';

/** The union of municipalities that shows until a box is known: Italy. */
const FALLBACK_BOX: BBox = [6.6, 36.6, 18.6, 47.1];
const HOME_MAX_ZOOM = 17;

export interface MapViewOptions {
  container: HTMLElement;
  style: MapStyleInput;
  /** Embedding token of the moment. */
  token: () => string | null;
  /** MapLibre's own few words, see its `locale`. */
  labels: Record<string, string>;
  hash: boolean;
  /** Pixels covered by panels at each side. */
  padding: () => PaddingOptions;
  /** Something shown has changed: the view, the pointer's place, the progress. */
  changed: () => void;
  /** A click on the map, not the end of a drag. */
  clicked: (place: LngLat) => void;
  /** A tile or source could not be read. `layer` is null where none is to blame. */
  failed: (error: Error, layer: string | null) => void;
}

/** What the status line says. Degrees, WGS 84. */
export interface Readout {
  center: { lng: number; lat: number };
  zoom: number;
  /** Null while the pointer is elsewhere. */
  pointer: { lng: number; lat: number } | null;
}

export class MapView {
  readonly map: MapLibreMap;
  /** Settles when layers and sources may be added. */
  readonly whenReady: Promise<void>;
  ready = false;
  /** The first view has been drawn whole. */
  drawn = false;
  /** The page's URL named a view, which has precedence over any first one. */
  readonly placedByHash: boolean;
  /** Tiles are on their way. */
  busy = true;
  readonly #options: MapViewOptions;
  readonly #reloaded = new Set<string>();
  readonly #stale: StaleTiles;
  #style: MapStyleInput;
  #owned: Owned;
  #pointer: Readout['pointer'] = null;

  constructor(options: MapViewOptions) {
    this.#options = options;
    this.#style = options.style;
    const style = composeStyle(options.style);
    // Asked before the map is made, for MapLibre writes a hash at once.
    this.placedByHash = options.hash && /^#[\d.]+\/-?[\d.]+\/-?[\d.]+/.test(location.hash);
    this.#owned = ownedBy(style);
    this.map = new MapLibreMap({
      container: options.container,
      style,
      bounds: FALLBACK_BOX,
      hash: options.hash,
      locale: options.labels,
      attributionControl: false,
      // North stays up and the ground flat: bearings and lengths are read off this map.
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxPitch: 0,
      minZoom: 5,
      maxZoom: 22,
      fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150,
      transformRequest: (url) => this.#transformRequest(url),
    });
    this.#stale = new StaleTiles(this.map);
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.setMissingStyleImageResolver(async (id) => this.#addPattern(id));
    this.whenReady = new Promise((resolve) =>
      this.map.once('style.load', () => {
        this.ready = true;
        resolve();
      }),
    );
    this.#listen();
  }

  get readout(): Readout {
    return { center: this.map.getCenter(), zoom: this.map.getZoom(), pointer: this.#pointer };
  }

  /** Draws another catalogue or session's layers; what peers have added on top stays. */
  setStyle(input: MapStyleInput): void {
    this.#style = { ...input, selection: this.#style.selection };
    const before = this.#owned;
    const style = composeStyle(this.#style);
    this.#owned = ownedBy(style);
    this.map.setStyle(style, {
      transformStyle: (previous, next) => (previous ? withForeign(next, previous, before) : next),
    });
  }

  setLayerState(layer: CatalogueLayer, visible: boolean, opacity: number): void {
    for (const styleLayer of styleLayersOf(layer)) {
      if (!this.map.getLayer(styleLayer.id)) continue;
      this.map.setLayoutProperty(styleLayer.id, 'visibility', visible ? 'visible' : 'none');
      for (const [name, value] of scaledOpacities(styleLayer, opacity))
        // The names come from the style specification's own list.
        this.map.setPaintProperty(styleLayer.id, name as 'fill-opacity', value as number);
    }
  }

  setMunicipality(municipality: string | null): void {
    this.#style = { ...this.#style, municipality };
    if (this.map.getLayer(VEIL)) this.map.setFilter(VEIL, veilFilter(municipality));
  }

  highlight(feature: Feature | null): void {
    this.#style = { ...this.#style, selection: feature };
    this.map.getSource<GeoJSONSource>(SELECTION)?.setData(selectionData(feature));
  }

  /** Draws the layer anew at these places (WGS 84), past the browser's cache; everywhere with null. */
  refresh(id: string, places: readonly BBox[] | null): void {
    this.#reloaded.add(id);
    if (places) this.#stale.touch(id, places);
    else this.#stale.reload(id);
  }

  frame(bbox: BBox | null, { animate }: { animate: boolean }): void {
    this.map.fitBounds(bbox ?? FALLBACK_BOX, {
      padding: this.#options.padding(),
      maxZoom: HOME_MAX_ZOOM,
      animate,
    });
  }

  keepInView(place: { lng: number; lat: number }): void {
    const { top, right, bottom, left } = {
      top: 0,
      right: 0,
      bottom: 0,
      left: 0,
      ...this.#options.padding(),
    };
    const { clientWidth, clientHeight } = this.map.getContainer();
    const { x, y } = this.map.project(place);
    const hidden = x < left || x > clientWidth - right || y < top || y > clientHeight - bottom;
    // The middle of what panels leave free, seen from the map's own middle.
    if (hidden) this.map.panTo(place, { offset: [(left - right) / 2, (top - bottom) / 2] });
  }

  goTo(center: [number, number], zoom: number, { animate }: { animate: boolean }): void {
    if (animate) this.map.easeTo({ center, zoom });
    else this.map.jumpTo({ center, zoom });
  }

  remove(): void {
    this.map.remove();
  }

  #listen(): void {
    const { changed, clicked, failed } = this.#options;
    this.map.on('click', ({ lngLat }) => clicked(lngLat));
    this.map.on('move', changed);
    this.map.on('mousemove', ({ lngLat }) => {
      this.#pointer = lngLat;
      changed();
    });
    this.map.on('mouseout', () => {
      this.#pointer = null;
      changed();
    });
    this.map.on('dataloading', () => this.#setBusy(true));
    this.map.on('idle', () => {
      this.drawn = true;
      this.#setBusy(false);
    });
    // A listener here also keeps MapLibre from writing errors to the page's console.
    this.map.on('error', ({ error, ...event }) =>
      failed(
        new Error(error.message),
        'sourceId' in event && typeof event.sourceId === 'string' ? event.sourceId : null,
      ),
    );
  }

  #setBusy(busy: boolean): void {
    if (busy === this.busy && this.drawn) return;
    this.busy = busy;
    this.#options.changed();
  }

  #transformRequest(url: string): RequestParameters | undefined {
    const layer = this.#style.catalogue.find(({ id }) =>
      url.startsWith(`${this.#style.server}/ogc/collections/${id}/`),
    );
    if (!layer) return undefined;
    const token = this.#options.token();
    const forAll = layer.readableBy === 'public' && !url.includes('proposal=');
    return {
      url,
      // Public layers go without: such a request needs no preflight and is anybody's in the caches.
      ...(token && !forAll ? { headers: { Authorization: `Bearer ${token}` } } : {}),
      ...(this.#reloaded.has(layer.id) ? { cache: 'no-cache' as const } : {}),
    };
  }

  #addPattern(id: string): void {
    const pattern = hatchPattern(id);
    if (pattern && !this.map.hasImage(id)) this.map.addImage(id, pattern, { pixelRatio: 2 });
  }
}

interface Owned {
  layers: ReadonlySet<string>;
  sources: ReadonlySet<string>;
}

function ownedBy(style: StyleSpecification): Owned {
  return {
    layers: new Set(style.layers.map(({ id }) => id)),
    sources: new Set(Object.keys(style.sources)),
  };
}

/** `next` with what stood in `previous` without being `before`'s: the peers' own sources and layers. */
function withForeign(
  next: StyleSpecification,
  previous: StyleSpecification,
  before: Owned,
): StyleSpecification {
  const sources = Object.entries(previous.sources).filter(([id]) => !before.sources.has(id));
  const layers = previous.layers.filter(({ id }) => !before.layers.has(id));
  return {
    ...next,
    sources: { ...next.sources, ...Object.fromEntries(sources) },
    layers: [...next.layers, ...layers],
  };
}
