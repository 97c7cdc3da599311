/** The whole map's style, composed from the catalogue: ground, layers by position, labels above all, veil. */
import type { CatalogueLayer } from '@sit/client/client';
import { styleLayersOf, type MapStyleLayer } from '@sit/core/style';
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { Feature } from '@sit/core/feature';
import { scaledOpacities } from './layer-opacity.ts';
import { previewLayers } from './preview-style.ts';
import { SELECTION, selectionLayers, selectionSource } from './selection-style.ts';
import { askedState, type Showing } from './showing.ts';

/** Layer whose polygons are the ground and the veil. */
const MUNICIPALITIES = 'municipalities';
export const VEIL = 'sit-veil';
/** Paper inside the territory, mist outside it. */
const GROUND_COLOR = '#f6f5f0';
export const OUTSIDE_COLOR = '#e4e8eb';
/** Drawn with the reader's own fonts: a style without `glyphs` asks no server for them. */
const FONTS = ['Titillium Web', 'Noto Sans', 'sans-serif'];

export interface MapStyleInput {
  server: string;
  catalogue: readonly CatalogueLayer[];
  isVisible(layer: string): boolean;
  opacityOf(layer: string): number;
  /** Belfiore code of the one municipality shown plainly; null for the whole union. */
  municipality: string | null;
  showing: Showing;
  /** The feature drawn as chosen. */
  selection?: Feature | null | undefined;
}

export function composeStyle(input: MapStyleInput): StyleSpecification {
  const drawn = input.catalogue
    .toSorted((a, b) => a.position - b.position)
    .flatMap((layer) =>
      styleLayersOf(layer).map((styleLayer) => dressed(styleLayer, layer, input)),
    );
  const hasMunicipalities = input.catalogue.some((layer) => layer.id === MUNICIPALITIES);
  return {
    version: 8,
    sources: {
      ...Object.fromEntries(input.catalogue.map((layer) => [layer.id, sourceOf(input, layer)])),
      [SELECTION]: selectionSource(input.selection ?? null),
    },
    layers: [
      { id: 'sit-background', type: 'background', paint: { 'background-color': OUTSIDE_COLOR } },
      ...(hasMunicipalities ? [ground()] : []),
      ...drawn.filter((layer) => layer.type !== 'symbol'),
      ...drawn.filter((layer) => layer.type === 'symbol'),
      ...(hasMunicipalities ? [veil(input.municipality)] : []),
      ...(input.showing.kind === 'proposal' ? previewLayers(input.catalogue, input.showing) : []),
      ...selectionLayers(),
    ],
  };
}

/** Everything outside `municipality`; with null, nothing. */
export function veilFilter(municipality: string | null): ['!=', ['get', string], string] | false {
  return municipality === null ? false : ['!=', ['get', 'municipality'], municipality];
}

function sourceOf(
  { server, showing }: Pick<MapStyleInput, 'server' | 'showing'>,
  layer: CatalogueLayer,
): SourceSpecification {
  const query = new URLSearchParams({ f: 'tilejson', ...askedState(showing, layer.id) });
  return {
    type: 'vector',
    url: `${server}/ogc/collections/${layer.id}/tiles/WebMercatorQuad?${query}`,
    ...(layer.attribution ? { attribution: layer.attribution } : {}),
  };
}

function dressed(
  styleLayer: MapStyleLayer,
  layer: CatalogueLayer,
  input: MapStyleInput,
): LayerSpecification {
  const opacity = input.opacityOf(layer.id);
  const paint =
    opacity === 1
      ? styleLayer.paint
      : { ...styleLayer.paint, ...Object.fromEntries(scaledOpacities(styleLayer, opacity)) };
  const layout = {
    ...(styleLayer.type === 'symbol' ? { 'text-font': FONTS } : {}),
    ...styleLayer.layout,
    visibility: input.isVisible(layer.id) ? 'visible' : 'none',
  };
  // The catalogue's style is the server's, checked when it was stored.
  return { ...styleLayer, layout, ...(paint ? { paint } : {}) } as LayerSpecification;
}

function ground(): LayerSpecification {
  return {
    id: 'sit-ground',
    type: 'fill',
    source: MUNICIPALITIES,
    'source-layer': MUNICIPALITIES,
    paint: { 'fill-color': GROUND_COLOR, 'fill-antialias': false },
  };
}

function veil(municipality: string | null): LayerSpecification {
  return {
    id: VEIL,
    type: 'fill',
    source: MUNICIPALITIES,
    'source-layer': MUNICIPALITIES,
    filter: veilFilter(municipality),
    paint: { 'fill-color': OUTSIDE_COLOR, 'fill-opacity': 0.72, 'fill-antialias': false },
  };
}
