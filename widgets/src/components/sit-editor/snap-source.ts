/** What there is to snap to: the exact geometries around, of the layers that are shown. */
import type { SitClient } from '@sit/client/client';
import type { Map as MapLibreMap, Subscription } from 'maplibre-gl';
import type { SnapIndex } from '@sit/editing/snapping';
import { createSnapIndex } from '@sit/editing/snapping';
import { bboxOfView } from './map-view-of.ts';

/** Further out a pixel is metres wide and a view holds thousands of features. */
const LEAST_ZOOM = 15;
/** The server's pages are no longer. */
const MOST_FEATURES = 1000;

export interface SnapSourceOptions {
  client: SitClient;
  /** Ids of the layers to snap to, asked again at every move. */
  layers: () => string[];
  /** The feature being edited, which does not snap to itself as it was. */
  isEdited: (layer: string, fid: number) => boolean;
  found: (index: SnapIndex | null) => void;
}

export class SnapSource {
  readonly #map: MapLibreMap;
  readonly #options: SnapSourceOptions;
  readonly #subscription: Subscription;
  #loading = new AbortController();

  constructor(map: MapLibreMap, options: SnapSourceOptions) {
    this.#map = map;
    this.#options = options;
    this.#subscription = map.on('moveend', () => void this.load());
    void this.load();
  }

  /** Reads what is in view. Where that fails there is nothing to snap to, and editing goes on. */
  async load(): Promise<void> {
    this.#loading.abort();
    const { signal } = (this.#loading = new AbortController());
    if (this.#map.getZoom() < LEAST_ZOOM) return this.#options.found(null);
    const bbox = bboxOfView(this.#map);
    const collections = await Promise.all(
      this.#options.layers().map(async (layer) => {
        const query = { bbox, limit: MOST_FEATURES, signal };
        const collection = await this.#options.client.items(layer, query).catch(() => null);
        const features = collection?.features ?? [];
        return features.filter((feature) => !this.#options.isEdited(layer, feature.id));
      }),
    );
    if (signal.aborted) return;
    this.#options.found(createSnapIndex(collections.flat().map(({ geometry }) => geometry)));
  }

  dispose(): void {
    this.#subscription.unsubscribe();
    this.#loading.abort();
  }
}
