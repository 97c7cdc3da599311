/** Draws the edit on the map: three GeoJSON sources of its own over everything, put back after style changes. */
import type { Geometry, Position } from '@sit/core/geometry';
import type { Feature, FeatureCollection } from 'geojson';
import type {
  GeoJSONSource,
  LayerSpecification,
  Map as MapLibreMap,
  Subscription,
} from 'maplibre-gl';
import type { Handle } from './handles.ts';
import { PICTURES, PIXEL_RATIO } from './edit-images.ts';

const SHAPE = 'sit-edit-shape';
const HANDLES = 'sit-edit-handles';
const MARKS = 'sit-edit-marks';
const SOURCES = [SHAPE, HANDLES, MARKS];
const BLUE = '#0066cc';
const RED = '#b3243e';

export interface Picture {
  geometry: Geometry | null;
  /** The line drawn so far, and the rubber band from its last vertex to the cursor (and back to the first). */
  draft: readonly Position[];
  rubberBand: readonly Position[];
  handles: readonly Handle[];
  snapped: Position | null;
  faults: readonly Position[];
  /** Something is at fault: the outline is red. */
  faulty: boolean;
}

export class EditOverlay {
  readonly #map: MapLibreMap;
  readonly #subscription: Subscription;
  #data = new Map<string, FeatureCollection>();
  #frame = 0;
  #picture: (() => Picture) | null = null;

  constructor(map: MapLibreMap) {
    this.#map = map;
    this.#ensure();
    this.#subscription = map.on('styledata', () => this.#ensure());
  }

  /** Draws what `picture` answers, before the next frame; further calls until then count once. */
  draw(picture: () => Picture): void {
    this.#picture = picture;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#picture) this.#show(this.#picture());
    });
  }

  remove(): void {
    cancelAnimationFrame(this.#frame);
    this.#picture = null;
    this.#subscription.unsubscribe();
    const map = this.#map;
    // The map itself may have gone first, and everything on it.
    if (!map.getStyle()) return;
    for (const layer of LAYERS) if (map.getLayer(layer.id)) map.removeLayer(layer.id);
    for (const id of SOURCES) if (map.getSource(id)) map.removeSource(id);
    for (const id of Object.keys(PICTURES)) if (map.hasImage(id)) map.removeImage(id);
  }

  #show(picture: Picture): void {
    this.#set(SHAPE, [
      ...(picture.geometry
        ? [feature(picture.geometry, { role: 'shape', faulty: picture.faulty })]
        : []),
      ...(picture.draft.length > 1 ? [line(picture.draft, { role: 'draft', faulty: false })] : []),
      ...(picture.rubberBand.length > 1 ? [line(picture.rubberBand, { role: 'rubber-band' })] : []),
    ]);
    this.#set(
      HANDLES,
      picture.handles.map(({ position, kind }) => point(position, { image: `sit-edit-${kind}` })),
    );
    this.#set(MARKS, [
      ...picture.faults.map((position) => point(position, { image: 'sit-edit-fault' })),
      ...(picture.snapped ? [point(picture.snapped, { image: 'sit-edit-snapped' })] : []),
    ]);
  }

  #set(source: string, features: Feature[]): void {
    const data: FeatureCollection = { type: 'FeatureCollection', features };
    this.#data.set(source, data);
    void this.#map.getSource<GeoJSONSource>(source)?.setData(data);
  }

  /** Sources, layers and pictures that a new style has swept away are added again. */
  #ensure(): void {
    const map = this.#map;
    for (const [id, { width, height, data }] of Object.entries(PICTURES))
      if (!map.hasImage(id)) map.addImage(id, { width, height, data }, { pixelRatio: PIXEL_RATIO });
    for (const id of SOURCES) {
      if (map.getSource(id)) continue;
      const data = this.#data.get(id) ?? { type: 'FeatureCollection', features: [] };
      // No simplification: a vertex is drawn where it is. maxzoom as deep as a surveyor looks.
      map.addSource(id, { type: 'geojson', data, tolerance: 0, buffer: 64, maxzoom: 20 });
    }
    for (const layer of LAYERS) if (!map.getLayer(layer.id)) map.addLayer(layer);
  }
}

const LAYERS: LayerSpecification[] = [
  {
    id: 'sit-edit-fill',
    type: 'fill',
    source: SHAPE,
    filter: ['==', ['geometry-type'], 'Polygon'],
    // A boundary that crosses itself has no inside to fill.
    paint: { 'fill-color': BLUE, 'fill-opacity': ['case', ['get', 'faulty'], 0, 0.15] },
  },
  {
    id: 'sit-edit-casing',
    type: 'line',
    source: SHAPE,
    filter: ['!=', ['get', 'role'], 'rubber-band'],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': '#ffffff', 'line-width': 5 },
  },
  {
    id: 'sit-edit-line',
    type: 'line',
    source: SHAPE,
    filter: ['!=', ['get', 'role'], 'rubber-band'],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': ['case', ['get', 'faulty'], RED, BLUE], 'line-width': 2.5 },
  },
  {
    id: 'sit-edit-rubber-band',
    type: 'line',
    source: SHAPE,
    filter: ['==', ['get', 'role'], 'rubber-band'],
    paint: { 'line-color': BLUE, 'line-width': 2, 'line-dasharray': [2, 2] },
  },
  symbols('sit-edit-handles', HANDLES),
  symbols('sit-edit-marks', MARKS),
];

/** Symbols that are never hidden, and never hide a label. */
function symbols(id: string, source: string): LayerSpecification {
  return {
    id,
    type: 'symbol',
    source,
    layout: {
      'icon-image': ['get', 'image'],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'icon-padding': 0,
    },
  };
}

function feature(geometry: Geometry, properties: Record<string, unknown>): Feature {
  return { type: 'Feature', geometry, properties };
}

function line(positions: readonly Position[], properties: Record<string, unknown>): Feature {
  return feature({ type: 'LineString', coordinates: [...positions] }, properties);
}

function point(coordinates: Position, properties: Record<string, unknown>): Feature {
  return feature({ type: 'Point', coordinates }, properties);
}
