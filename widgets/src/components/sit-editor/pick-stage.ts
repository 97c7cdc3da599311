/** Choosing on the map which feature to edit: by click, or by cross-hair and Enter. */
import type { CatalogueLayer } from '@sit/client/client';
import type { Map as MapLibreMap, Subscription } from 'maplibre-gl';
import { featuresAt } from '../../internal/features-at.ts';
import type { EditorTranslation } from '../../translations/editor.it.ts';
import { CrossHair } from './cross-hair.ts';
import { addSurface } from './map-stage.ts';

export interface PickOptions {
  /** The layer to choose from. */
  layer: CatalogueLayer;
  t: EditorTranslation;
  picked: (fid: number) => void;
  nothing: () => void;
  cancel: () => void;
}

export class PickStage {
  readonly #map: MapLibreMap;
  readonly #options: PickOptions;
  readonly #surface: HTMLElement;
  readonly #subscription: Subscription;

  constructor(map: MapLibreMap, options: PickOptions) {
    this.#map = map;
    this.#options = options;
    const surface = addSurface(map, options.t);
    this.#surface = surface;
    const crossHair = new CrossHair(map, surface);
    surface.addEventListener('keydown', (event) => {
      const [lng, lat] = crossHair.position;
      if (event.key === 'Enter') this.#pick({ lng, lat });
      else if (event.key === 'Escape') options.cancel();
      else if (!crossHair.move(event)) return;
      event.preventDefault();
    });
    this.#subscription = map.on('click', (event) => this.#pick(event.lngLat));
    map.getCanvas().style.cursor = 'pointer';
  }

  focus(): void {
    this.#surface.focus();
  }

  dispose(): void {
    this.#subscription.unsubscribe();
    this.#surface.remove();
    this.#map.getCanvas().style.cursor = '';
  }

  #pick(place: { lng: number; lat: number }): void {
    const found = featuresAt(this.#map, place, [this.#options.layer])[0];
    if (found) this.#options.picked(found.fid);
    else this.#options.nothing();
  }
}
