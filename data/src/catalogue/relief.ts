/** Shaded relief as areas: slopes in the shade and in the light of a lamp from the north-west. */
import type { Layer } from '@sit/core/layer';
import { GROUPS, byValue, demoDescription, field } from './parts.ts';

/** From darkest to brightest; they lie side by side, never over each other. */
export const SHADES = [
  { value: 'dark', label: { it: 'Ombra piena', en: 'Deep shade' }, color: '#35483f', opacity: 0.2 },
  { value: 'dim', label: { it: 'Ombra', en: 'Shade' }, color: '#35483f', opacity: 0.13 },
  { value: 'pale', label: { it: 'Penombra', en: 'Half shade' }, color: '#35483f', opacity: 0.06 },
  { value: 'light', label: { it: 'Luce', en: 'Light' }, color: '#ffffff', opacity: 0.24 },
  {
    value: 'bright',
    label: { it: 'Luce piena', en: 'Full light' },
    color: '#ffffff',
    opacity: 0.45,
  },
];

export const relief: Layer = {
  id: 'relief',
  title: { it: 'Rilievo', en: 'Relief' },
  description: demoDescription('Ombreggiatura del rilievo.', 'Shaded relief.'),
  group: GROUPS.base,
  geometryType: 'MultiPolygon',
  dimensions: 2,
  fields: [
    field('shade', 'text', 'Ombreggiatura', 'Shade', {
      required: true,
      domain: SHADES.map(({ value, label }) => ({ value, label })),
    }),
  ],
  titleField: 'shade',
  readableBy: 'public',
  editableBy: 'nobody',
  editMode: 'direct',
  coverage: false,
  style: {
    layers: [
      {
        id: 'fill',
        type: 'fill',
        maxzoom: 17,
        paint: {
          'fill-color': byValue(
            'shade',
            Object.fromEntries(SHADES.map(({ value, color }) => [value, color])),
            '#000000',
          ),
          'fill-opacity': byValue(
            'shade',
            Object.fromEntries(SHADES.map(({ value, opacity }) => [value, opacity])),
            0,
          ),
          'fill-antialias': false,
        },
      },
    ],
    legend: [],
  },
  visible: true,
  minZoom: 6,
  position: 15,
  fictitious: true,
};
