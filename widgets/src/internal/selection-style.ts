/** How the chosen feature is drawn: 2.5 px blue with a white casing, over everything. */
import type { Feature } from '@sit/core/feature';
import type { FeatureCollection as GeoJsonCollection } from 'geojson';
import type { GeoJSONSourceSpecification, LayerSpecification } from 'maplibre-gl';

export const SELECTION = 'sit-selection';
const BLUE = '#0066cc';
const WHITE = '#ffffff';

export function selectionData(feature: Feature | null): GeoJsonCollection {
  return {
    type: 'FeatureCollection',
    features: feature ? [{ type: 'Feature', properties: {}, geometry: feature.geometry }] : [],
  };
}

export function selectionSource(feature: Feature | null): GeoJSONSourceSpecification {
  return { type: 'geojson', data: selectionData(feature), maxzoom: 22, tolerance: 0 };
}

export function selectionLayers(): LayerSpecification[] {
  const round = { 'line-join': 'round', 'line-cap': 'round' } as const;
  return [
    {
      id: `${SELECTION}/fill`,
      type: 'fill',
      source: SELECTION,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': BLUE, 'fill-opacity': 0.1 },
    },
    {
      id: `${SELECTION}/casing`,
      type: 'line',
      source: SELECTION,
      layout: round,
      paint: { 'line-color': WHITE, 'line-width': 5.5 },
    },
    {
      id: `${SELECTION}/line`,
      type: 'line',
      source: SELECTION,
      layout: round,
      paint: { 'line-color': BLUE, 'line-width': 2.5 },
    },
    {
      id: `${SELECTION}/point`,
      type: 'circle',
      source: SELECTION,
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 8,
        'circle-color': 'rgba(0, 102, 204, 0.15)',
        'circle-stroke-color': BLUE,
        'circle-stroke-width': 2.5,
      },
    },
  ];
}
