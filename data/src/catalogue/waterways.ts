/** Rivers and streams. */
import type { Layer } from '@sit/core/layer';
import {
  FONT,
  GROUPS,
  byValue,
  byZoom,
  byZoomExponential,
  demoDescription,
  field,
  labelPaint,
} from './parts.ts';

const WATER = '#74a9cf';

export const WATERWAY_CLASSES = [
  { value: 'river', label: { it: 'Fiume', en: 'River' } },
  { value: 'stream', label: { it: 'Torrente', en: 'Stream' } },
];

export const waterways: Layer = {
  id: 'waterways',
  title: { it: 'Corsi d’acqua', en: 'Waterways' },
  description: demoDescription('Fiumi e torrenti.', 'Rivers and streams.'),
  group: GROUPS.base,
  geometryType: 'MultiLineString',
  dimensions: 2,
  fields: [
    field('name', 'text', 'Nome', 'Name'),
    field('class', 'text', 'Classe', 'Class', { required: true, domain: WATERWAY_CLASSES }),
  ],
  titleField: 'name',
  readableBy: 'public',
  editableBy: 'planner',
  editMode: 'direct',
  coverage: false,
  style: {
    layers: [
      {
        id: 'line',
        type: 'line',
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: {
          'line-color': WATER,
          'line-width': byZoomExponential(
            [8, byValue('class', { river: 1 }, 0.2)],
            [12, byValue('class', { river: 2.2 }, 0.8)],
            [15, byValue('class', { river: 9 }, 2.6)],
            [18, byValue('class', { river: 72 }, 20)],
          ),
        },
      },
      {
        id: 'label',
        type: 'symbol',
        minzoom: 11,
        layout: {
          'symbol-placement': 'line',
          'symbol-spacing': 380,
          'text-field': ['get', 'name'],
          'text-font': FONT,
          'text-size': byZoom([11, 10.5], [16, 13]),
          'text-letter-spacing': 0.1,
          'text-max-angle': 30,
        },
        paint: labelPaint('#3f7ea6'),
      },
    ],
    legend: WATERWAY_CLASSES.map(({ label }) => ({ label, shape: 'line' as const, color: WATER })),
  },
  visible: true,
  minZoom: 6,
  position: 35,
  fictitious: true,
};
