/** Roads and streets, cased by class. */
import type { Layer } from '@sit/core/layer';
import type { LegendItem, StyleFragment } from '@sit/core/style';
import {
  FONT,
  GROUPS,
  byZoom,
  byZoomExponential,
  demoDescription,
  field,
  labelPaint,
} from './parts.ts';

interface RoadClass {
  value: 'state' | 'provincial' | 'municipal' | 'street' | 'alley' | 'track';
  it: string;
  en: string;
  fill: string;
  casing: string;
  minzoom: number;
  /** Pixels at zoom 8, 12, 15 and 18. */
  widths: [number, number, number, number];
}

/** Least important first: later ones are drawn over them. Widths at zoom 18 are near the true ones. */
export const ROAD_CLASSES: readonly RoadClass[] = [
  {
    value: 'track',
    it: 'Strada vicinale, tratturo',
    en: 'Track',
    fill: '#f6f2e8',
    casing: '#b5a78f',
    minzoom: 13,
    widths: [0, 0.4, 1.2, 9],
  },
  {
    value: 'alley',
    it: 'Vicolo',
    en: 'Alley',
    fill: '#ffffff',
    casing: '#bfb9b1',
    minzoom: 14,
    widths: [0, 0.4, 1.5, 15],
  },
  {
    value: 'street',
    it: 'Via urbana',
    en: 'Street',
    fill: '#ffffff',
    casing: '#bfb9b1',
    minzoom: 12.5,
    widths: [0, 0.6, 3.2, 29],
  },
  {
    value: 'municipal',
    it: 'Strada comunale',
    en: 'Municipal road',
    fill: '#ffffff',
    casing: '#b3aca3',
    minzoom: 11,
    widths: [0.3, 1, 3.6, 32],
  },
  {
    value: 'provincial',
    it: 'Strada provinciale',
    en: 'Provincial road',
    fill: '#fff1b8',
    casing: '#b89a52',
    minzoom: 8,
    widths: [0.7, 1.8, 5, 38],
  },
  {
    value: 'state',
    it: 'Strada statale',
    en: 'State road',
    fill: '#fbd38f',
    casing: '#b9793a',
    minzoom: 7,
    widths: [1, 2.4, 6, 46],
  },
];

const round = { 'line-cap': 'round', 'line-join': 'round' };

function width(road: RoadClass, extra: number): unknown[] {
  const [z8, z12, z15, z18] = road.widths;
  return byZoomExponential(
    [8, z8 + extra * 0.3],
    [12, z12 + extra * 0.7],
    [15, z15 + extra],
    [18, z18 + extra * 1.2],
  );
}

const casings = ROAD_CLASSES.map((road): StyleFragment => ({
  id: `${road.value}-casing`,
  type: 'line',
  filter: ['==', ['get', 'class'], road.value],
  minzoom: road.minzoom,
  layout: round,
  paint:
    road.value === 'track'
      ? {
          'line-color': road.casing,
          'line-width': width(road, 1),
          'line-dasharray': [3, 1.6],
          'line-opacity': 0.9,
        }
      : { 'line-color': road.casing, 'line-width': width(road, 1.6) },
}));

const fills = ROAD_CLASSES.map((road): StyleFragment => ({
  id: road.value,
  type: 'line',
  filter: ['==', ['get', 'class'], road.value],
  minzoom: road.value === 'track' ? 15 : road.minzoom,
  layout: round,
  paint: { 'line-color': road.fill, 'line-width': width(road, 0) },
}));

export const roads: Layer = {
  id: 'roads',
  title: { it: 'Strade', en: 'Roads' },
  description: demoDescription(
    'Viabilità per classe amministrativa.',
    'Roads by administrative class.',
  ),
  group: GROUPS.base,
  geometryType: 'MultiLineString',
  dimensions: 2,
  fields: [
    field('name', 'text', 'Denominazione', 'Name'),
    field('class', 'text', 'Classe', 'Class', {
      required: true,
      domain: ROAD_CLASSES.map(({ value, it, en }) => ({ value, label: { it, en } })).toReversed(),
    }),
  ],
  titleField: 'name',
  readableBy: 'public',
  editableBy: 'planner',
  editMode: 'direct',
  coverage: false,
  style: {
    layers: [
      ...casings,
      ...fills,
      {
        id: 'label',
        type: 'symbol',
        minzoom: 12,
        filter: [
          'any',
          ['in', ['get', 'class'], ['literal', ['state', 'provincial']]],
          ['>=', ['zoom'], 15],
        ],
        layout: {
          'symbol-placement': 'line',
          'symbol-spacing': 320,
          'text-field': ['get', 'name'],
          'text-font': FONT,
          'text-size': byZoom([12, 10], [17, 12.5]),
          'text-max-angle': 30,
          'text-padding': 8,
        },
        paint: labelPaint('#4d4a45'),
      },
    ],
    legend: ROAD_CLASSES.toReversed().map(({ it, en, fill, casing, value }): LegendItem => ({
      label: { it, en },
      shape: 'line',
      color: value === 'track' ? casing : fill,
      outline: casing,
      ...(value === 'track' ? { dash: [3, 1.6] } : {}),
    })),
  },
  visible: true,
  minZoom: 6,
  position: 70,
  fictitious: true,
};
