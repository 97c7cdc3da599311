/** Municipal boundaries. */
import type { Layer } from '@sit/core/layer';
import { FONT, GROUPS, byZoom, demoDescription, field, labelPaint } from './parts.ts';

const BORDER = '#6b5b73';

export const municipalities: Layer = {
  id: 'municipalities',
  title: { it: 'Confini comunali', en: 'Municipalities' },
  description: demoDescription(
    'Limiti dei comuni dell’unione.',
    'Limits of the union’s municipalities.',
  ),
  group: GROUPS.boundaries,
  geometryType: 'MultiPolygon',
  dimensions: 2,
  fields: [
    field('name', 'text', 'Comune', 'Municipality', { required: true }),
    field('istat_code', 'text', 'Codice ISTAT', 'ISTAT code', { required: true }),
    field('cadastral_code', 'text', 'Codice catastale', 'Cadastral code', { required: true }),
    field('population', 'integer', 'Abitanti', 'Population'),
  ],
  titleField: 'name',
  readableBy: 'public',
  editableBy: 'union-admin',
  editMode: 'direct',
  coverage: true,
  style: {
    layers: [
      {
        id: 'glow',
        type: 'line',
        layout: { 'line-join': 'round' },
        paint: {
          'line-color': BORDER,
          'line-opacity': 0.16,
          'line-width': byZoom([9, 3], [13, 6]),
          // A polygon's positive offset is inwards: the glow stays on the municipality's own side.
          'line-offset': byZoom([9, 1.5], [13, 3]),
          'line-blur': byZoom([9, 1.5], [13, 3]),
        },
      },
      {
        id: 'line',
        type: 'line',
        layout: { 'line-join': 'round' },
        paint: {
          'line-color': BORDER,
          'line-width': byZoom([8, 0.5], [12, 0.9], [16, 1.5]),
          // Each municipality draws its own side: on one line, two rows of dashes would close each other's gaps.
          'line-offset': byZoom([8, 0.3], [12, 0.9], [16, 1.6]),
          'line-dasharray': [8, 3, 1.4, 3],
        },
      },
      {
        id: 'label',
        type: 'symbol',
        minzoom: 12.5,
        layout: {
          'symbol-placement': 'line',
          'symbol-spacing': 420,
          'text-field': ['get', 'name'],
          'text-font': FONT,
          'text-size': 11,
          'text-letter-spacing': 0.12,
          'text-offset': [0, 1],
          'text-max-angle': 25,
        },
        paint: labelPaint(BORDER),
      },
    ],
    legend: [
      {
        label: { it: 'Confine comunale', en: 'Municipal boundary' },
        shape: 'line',
        color: BORDER,
        dash: [8, 3, 1.4, 3],
      },
    ],
  },
  visible: true,
  minZoom: 0,
  position: 90,
  fictitious: true,
};
