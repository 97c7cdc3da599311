/** Which features of the shown layers are drawn at a place, topmost first. */
import type { CatalogueLayer } from '@sit/client/client';
import { styleLayersOf } from '@sit/core/style';
import type { Map as MapLibreMap, PointLike } from 'maplibre-gl';

export interface FeatureReference {
  layer: CatalogueLayer;
  fid: number;
}

/** Lines and points are hard to hit: this many pixels around count. */
const REACH_PIXELS = matchMedia('(pointer: coarse)').matches ? 10 : 4;

export function featuresAt(
  map: MapLibreMap,
  place: { lng: number; lat: number },
  catalogue: readonly CatalogueLayer[],
): FeatureReference[] {
  const { x, y } = map.project([place.lng, place.lat]);
  const box: [PointLike, PointLike] = [
    [x - REACH_PIXELS, y - REACH_PIXELS],
    [x + REACH_PIXELS, y + REACH_PIXELS],
  ];
  // Areas count where the place is within; what has no breadth, within reach.
  const exact = idsOf(map, catalogue, (layer) => layer.geometryType.endsWith('Polygon'));
  const near = idsOf(map, catalogue, (layer) => !layer.geometryType.endsWith('Polygon'));
  const drawn = [
    ...(near.length > 0 ? map.queryRenderedFeatures(box, { layers: near }) : []),
    ...(exact.length > 0 ? map.queryRenderedFeatures([x, y], { layers: exact }) : []),
  ];
  const byId = new Map(catalogue.map((layer) => [layer.id, layer]));
  const found = new Map<string, FeatureReference>();
  for (const { source, id } of drawn) {
    const layer = byId.get(source);
    if (layer && typeof id === 'number') found.set(`${source}/${id}`, { layer, fid: id });
  }
  return [...found.values()].toSorted((a, b) => b.layer.position - a.layer.position);
}

function idsOf(
  map: MapLibreMap,
  catalogue: readonly CatalogueLayer[],
  wanted: (layer: CatalogueLayer) => boolean,
): string[] {
  return catalogue
    .filter(wanted)
    .flatMap((layer) => styleLayersOf(layer).map(({ id }) => id))
    .filter((id) => map.getLayer(id));
}
