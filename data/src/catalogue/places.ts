/** Place names, by population. */
import type { Layer } from '@sit/core/layer';
import { FONT, FONT_MEDIUM, GROUPS, byZoom, demoDescription, field, labelPaint } from './parts.ts';

export const PLACE_KINDS = [
  { value: 'town', label: { it: 'Capoluogo comunale', en: 'Municipal seat' } },
  { value: 'hamlet', label: { it: 'Frazione', en: 'Hamlet' } },
  { value: 'locality', label: { it: 'Località', en: 'Locality' } },
  { value: 'peak', label: { it: 'Monte', en: 'Peak' } },
];

const population = ['coalesce', ['get', 'population'], 0];
const common = {
  'text-field': ['get', 'name'],
  'text-max-width': 8,
  'symbol-sort-key': ['-', 0, population],
};

export const places: Layer = {
  id: 'places',
  title: { it: 'Località', en: 'Place names' },
  description: demoDescription('Nomi di luogo.', 'Place names.'),
  group: GROUPS.addresses,
  geometryType: 'Point',
  dimensions: 2,
  fields: [
    field('name', 'text', 'Nome', 'Name', { required: true }),
    field('kind', 'text', 'Tipo', 'Kind', { required: true, domain: PLACE_KINDS }),
    field('population', 'integer', 'Abitanti', 'Population'),
  ],
  titleField: 'name',
  readableBy: 'public',
  editableBy: 'planner',
  editMode: 'direct',
  coverage: false,
  style: {
    layers: [
      {
        id: 'peak',
        type: 'symbol',
        minzoom: 11,
        filter: ['==', ['get', 'kind'], 'peak'],
        layout: {
          ...common,
          'text-field': ['concat', '▲ ', ['get', 'name']],
          'text-font': FONT,
          'text-size': 10.5,
        },
        paint: labelPaint('#6d5a45'),
      },
      {
        id: 'locality',
        type: 'symbol',
        minzoom: 13,
        filter: ['==', ['get', 'kind'], 'locality'],
        layout: {
          ...common,
          'text-font': FONT,
          'text-size': byZoom([13, 10], [16, 12]),
          'text-letter-spacing': 0.06,
        },
        paint: labelPaint('#5c6670'),
      },
      {
        id: 'hamlet',
        type: 'symbol',
        minzoom: 11.5,
        filter: ['==', ['get', 'kind'], 'hamlet'],
        layout: { ...common, 'text-font': FONT, 'text-size': byZoom([11, 10.5], [15, 14]) },
        paint: labelPaint('#33475b'),
      },
      {
        id: 'town',
        type: 'symbol',
        maxzoom: 16,
        filter: ['==', ['get', 'kind'], 'town'],
        layout: {
          ...common,
          'text-font': FONT_MEDIUM,
          'text-size': [
            'interpolate',
            ['linear'],
            ['zoom'],
            9,
            ['step', population, 11, 1000, 12, 5000, 14],
            15,
            ['step', population, 17, 1000, 19, 5000, 22],
          ],
        },
        paint: labelPaint(),
      },
    ],
    legend: [],
  },
  visible: true,
  minZoom: 6,
  position: 110,
  fictitious: true,
};
