/** Sheets of the cadastral map (INSPIRE CadastralZoning). */
import type { Layer } from '@sit/core/layer';
import { FONT, GROUPS, byZoom, demoDescription, field, labelPaint } from './parts.ts';

const EDGE = '#7a6a55';

export const sheets: Layer = {
  id: 'sheets',
  title: { it: 'Fogli catastali', en: 'Cadastral sheets' },
  description: demoDescription('Fogli della mappa catastale.', 'Sheets of the cadastral map.'),
  group: GROUPS.cadastre,
  geometryType: 'MultiPolygon',
  dimensions: 2,
  fields: [
    field('sheet', 'text', 'Foglio', 'Sheet', { required: true }),
    field('section', 'text', 'Sezione censuaria', 'Census section'),
    field('scale', 'integer', 'Denominatore di scala', 'Scale denominator', {
      domain: [500, 1000, 2000, 4000].map((value) => ({
        value,
        label: { it: `1:${value}`, en: `1:${value}` },
      })),
    }),
  ],
  titleField: 'sheet',
  readableBy: 'public',
  editableBy: 'planner',
  editMode: 'direct',
  coverage: true,
  style: {
    layers: [
      {
        id: 'line',
        type: 'line',
        minzoom: 12,
        paint: {
          'line-color': EDGE,
          'line-width': byZoom([12, 0.6], [16, 1.4]),
          'line-dasharray': [5, 3],
          'line-opacity': byZoom([12, 0.5], [14, 0.9]),
        },
      },
      {
        id: 'label',
        type: 'symbol',
        anchor: true,
        minzoom: 12.5,
        maxzoom: 17,
        layout: {
          'text-field': ['concat', 'Fg. ', ['get', 'sheet']],
          'text-font': FONT,
          'text-size': byZoom([12, 10], [15, 13]),
          'text-padding': 12,
        },
        paint: labelPaint(EDGE),
      },
    ],
    legend: [
      {
        label: { it: 'Limite di foglio', en: 'Sheet limit' },
        shape: 'line',
        color: EDGE,
        dash: [5, 3],
      },
    ],
  },
  visible: false,
  minZoom: 11,
  position: 80,
  fictitious: true,
};
