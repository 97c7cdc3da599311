/** Cadastral parcels (INSPIRE CadastralParcel). */
import type { Layer } from '@sit/core/layer';
import {
  FONT,
  GROUPS,
  LEGAL_TIME,
  LEGAL_TIME_FIELDS,
  byZoom,
  demoDescription,
  field,
  labelPaint,
} from './parts.ts';

const EDGE = '#8a8178';

export const parcels: Layer = {
  id: 'parcels',
  title: { it: 'Particelle catastali', en: 'Cadastral parcels' },
  description: demoDescription(
    'Particelle della mappa catastale terreni; strade e acque restano fuori.',
    'Parcels of the land register’s map; roads and waters are left out.',
  ),
  group: GROUPS.cadastre,
  geometryType: 'MultiPolygon',
  dimensions: 2,
  fields: [
    field('sheet', 'text', 'Foglio', 'Sheet', { required: true }),
    field('number', 'text', 'Particella', 'Parcel', { required: true }),
    field('annex', 'text', 'Allegato', 'Annex'),
    field('reference', 'text', 'Riferimento catastale', 'Cadastral reference'),
    field('area_m2', 'number', 'Superficie catastale', 'Cadastral area', { unit: 'm2' }),
    ...LEGAL_TIME_FIELDS,
  ],
  titleField: 'reference',
  readableBy: 'public',
  editableBy: 'planner',
  editMode: 'direct',
  coverage: false,
  legalTime: LEGAL_TIME,
  style: {
    layers: [
      // Nearly transparent, so that a click inside a parcel finds it.
      {
        id: 'fill',
        type: 'fill',
        minzoom: 15,
        paint: { 'fill-color': '#ffffff', 'fill-opacity': 0.01 },
      },
      {
        id: 'line',
        type: 'line',
        minzoom: 14.5,
        paint: {
          'line-color': EDGE,
          'line-width': byZoom([15, 0.5], [18, 0.9]),
          'line-opacity': byZoom([14.5, 0], [15, 0.9]),
        },
      },
      {
        id: 'label',
        type: 'symbol',
        anchor: true,
        minzoom: 17,
        layout: {
          'text-field': ['get', 'number'],
          'text-font': FONT,
          'text-size': byZoom([17, 9.5], [19, 12]),
          'text-padding': 3,
        },
        paint: labelPaint('#5f574f'),
      },
    ],
    legend: [
      {
        label: { it: 'Particella', en: 'Parcel' },
        shape: 'fill',
        color: 'transparent',
        outline: EDGE,
      },
    ],
  },
  visible: true,
  minZoom: 13,
  position: 60,
  fictitious: true,
};
