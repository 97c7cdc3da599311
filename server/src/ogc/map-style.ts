/** A layer drawn by itself, as a MapLibre style (style specification, version 8). */
import type { BBox } from '@sit/core/geometry';
import type { Layer } from '@sit/core/layer';
import { localize } from '@sit/core/layer';
import { styleLayersOf } from '@sit/core/style';
import { viewOf } from './pages/collection-page.ts';
import type { OgcUrls } from './link.ts';

/** No `glyphs`: maps draw labels with the reader's own fonts, and ask nobody for any. */
export function mapStyle(layer: Layer, bbox: BBox | null, urls: OgcUrls): Record<string, unknown> {
  const view = bbox ? viewOf(bbox) : null;
  return {
    version: 8,
    name: localize(layer.title, 'it'),
    ...(view ? { center: [view.lng, view.lat], zoom: view.zoom } : {}),
    sources: {
      [layer.id]: { type: 'vector', url: `${urls.tileset(layer.id)}?f=tilejson` },
    },
    layers: styleLayersOf(layer),
  };
}
