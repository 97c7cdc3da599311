/** How a layer is drawn: a fragment of a MapLibre style, and the legend that explains it. */
import type { GeometryType } from './geometry.ts';
import type { Layer, Localized } from './layer.ts';

/** A MapLibre style layer without `source` and `source-layer`, which belong to who composes the map. */
export interface StyleFragment {
  /** Suffix that makes the id unique within the layer, e.g. `fill`, `line`, `label`. */
  id: string;
  type: 'fill' | 'line' | 'circle' | 'symbol' | 'fill-extrusion';
  filter?: unknown;
  minzoom?: number | undefined;
  maxzoom?: number | undefined;
  /**
   * Drawn once a feature, at a point of it: a symbol on a polygon would otherwise be drawn on each of the
   * pieces that tiles cut the polygon into.
   */
  anchor?: boolean | undefined;
  layout?: Record<string, unknown> | undefined;
  paint?: Record<string, unknown> | undefined;
}

export interface LegendItem {
  label: Localized;
  shape: 'fill' | 'line' | 'circle';
  color: string;
  outline?: string | undefined;
  /** Dashes of the outline or line, in line widths. */
  dash?: number[] | undefined;
  /** Drawn as diagonal hatching of `color`. */
  hatch?: boolean | undefined;
}

export interface LayerStyle {
  layers: StyleFragment[];
  legend: LegendItem[];
}

export interface MapStyleLayer extends Omit<StyleFragment, 'anchor'> {
  source: string;
  'source-layer': string;
}

/** Source layer of a layer's anchors, in the same tiles: one point a feature. */
export function anchorSourceLayer(layerId: string): string {
  return `${layerId}.anchor`;
}

/** The layer's style layers as a map takes them: ids `{layer}/{fragment}`, source `{layer}`. */
export function styleLayersOf(layer: Pick<Layer, 'id' | 'style'>): MapStyleLayer[] {
  return layer.style.layers.map(({ anchor, ...fragment }) => ({
    ...fragment,
    id: `${layer.id}/${fragment.id}`,
    source: layer.id,
    'source-layer': anchor ? anchorSourceLayer(layer.id) : layer.id,
  }));
}

/** A quiet style for a layer that came without one. `color` is any CSS colour. */
export function defaultStyle(
  geometryType: GeometryType,
  title: Localized,
  color = '#0066cc',
): LayerStyle {
  if (geometryType.endsWith('Point'))
    return {
      layers: [
        {
          id: 'circle',
          type: 'circle',
          paint: {
            'circle-color': color,
            'circle-radius': ['interpolate', ['linear'], ['zoom'], 12, 2, 18, 6],
            'circle-stroke-color': '#ffffff',
            'circle-stroke-width': 1,
          },
        },
      ],
      legend: [{ label: title, shape: 'circle', color, outline: '#ffffff' }],
    };
  const line: StyleFragment = {
    id: 'line',
    type: 'line',
    paint: {
      'line-color': color,
      'line-width': ['interpolate', ['linear'], ['zoom'], 10, 0.5, 16, 1.5],
    },
  };
  if (geometryType.endsWith('LineString'))
    return { layers: [line], legend: [{ label: title, shape: 'line', color }] };
  return {
    layers: [
      { id: 'fill', type: 'fill', paint: { 'fill-color': color, 'fill-opacity': 0.2 } },
      line,
    ],
    legend: [{ label: title, shape: 'fill', color, outline: color }],
  };
}
