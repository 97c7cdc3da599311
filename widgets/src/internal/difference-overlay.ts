/** Two states of one feature on the map: as it was, dashed, and as it would be or is, solid. */
import type { Geometry } from '@sit/core/geometry';
import type { FeatureCollection } from 'geojson';
import type {
  GeoJSONSource,
  LayerSpecification,
  Map as MapLibreMap,
  Subscription,
} from 'maplibre-gl';

export const DIFFERENCE = 'sit-difference';
const GREY = '#33485c';
const MAGENTA = '#a80065';
const WHITE = '#ffffff';

export class DifferenceOverlay {
  readonly #map: MapLibreMap;
  readonly #subscription: Subscription;
  #data: FeatureCollection = collection(null, null);

  constructor(map: MapLibreMap) {
    this.#map = map;
    this.#ensure();
    // A new style takes them along or not: they are put back.
    this.#subscription = map.on('styledata', () => this.#ensure());
  }

  show(before: Geometry | null, after: Geometry | null): void {
    this.#data = collection(before, after);
    this.#map.getSource<GeoJSONSource>(DIFFERENCE)?.setData(this.#data);
  }

  remove(): void {
    this.#subscription.unsubscribe();
    const map = this.#map;
    // The map itself may have gone first, and everything on it.
    if (!map.getStyle()) return;
    for (const { id } of LAYERS) if (map.getLayer(id)) map.removeLayer(id);
    if (map.getSource(DIFFERENCE)) map.removeSource(DIFFERENCE);
  }

  #ensure(): void {
    const map = this.#map;
    if (!map.getSource(DIFFERENCE))
      map.addSource(DIFFERENCE, { type: 'geojson', data: this.#data, maxzoom: 22, tolerance: 0 });
    for (const layer of LAYERS) if (!map.getLayer(layer.id)) map.addLayer(layer);
  }
}

function collection(before: Geometry | null, after: Geometry | null): FeatureCollection {
  const feature = (geometry: Geometry | null, state: string): FeatureCollection['features'] =>
    geometry ? [{ type: 'Feature', geometry, properties: { state } }] : [];
  return {
    type: 'FeatureCollection',
    features: [...feature(before, 'before'), ...feature(after, 'after')],
  };
}

const BEFORE = ['==', ['get', 'state'], 'before'] as const;
const AFTER = ['==', ['get', 'state'], 'after'] as const;
const IS_POINT = ['==', ['geometry-type'], 'Point'] as const;
const ROUND = { 'line-join': 'round', 'line-cap': 'butt' } as const;
const COLOR = ['match', ['get', 'state'], 'after', MAGENTA, GREY] as const;

const LAYERS = [
  {
    id: `${DIFFERENCE}/fill`,
    type: 'fill',
    filter: ['all', ['==', ['geometry-type'], 'Polygon'], AFTER],
    paint: { 'fill-color': MAGENTA, 'fill-opacity': 0.14 },
  },
  {
    id: `${DIFFERENCE}/casing`,
    type: 'line',
    filter: ['!', IS_POINT],
    layout: ROUND,
    paint: { 'line-color': WHITE, 'line-width': 5.5, 'line-opacity': 0.85 },
  },
  {
    id: `${DIFFERENCE}/after`,
    type: 'line',
    filter: ['all', ['!', IS_POINT], AFTER],
    layout: ROUND,
    paint: { 'line-color': MAGENTA, 'line-width': 2.5 },
  },
  {
    id: `${DIFFERENCE}/before`,
    type: 'line',
    filter: ['all', ['!', IS_POINT], BEFORE],
    layout: ROUND,
    paint: { 'line-color': GREY, 'line-width': 2.5, 'line-dasharray': [2.5, 1.8] },
  },
  {
    id: `${DIFFERENCE}/point`,
    type: 'circle',
    filter: IS_POINT,
    paint: {
      'circle-radius': 8,
      'circle-color': ['match', ['get', 'state'], 'after', 'rgba(168, 0, 101, 0.2)', 'transparent'],
      'circle-stroke-color': COLOR,
      'circle-stroke-width': 2.5,
    },
  },
].map((layer) => ({ ...layer, source: DIFFERENCE })) as unknown as LayerSpecification[];
