/** Civic numbers. */
import type { Layer } from '@sit/core/layer';
import { FONT, GROUPS, byZoom, demoDescription, field, labelPaint } from './parts.ts';

const COLOR = '#3d5a80';

export const addresses: Layer = {
  id: 'addresses',
  title: { it: 'Numeri civici', en: 'Civic numbers' },
  description: demoDescription(
    'Accessi con via e numero civico.',
    'Entrances with street and number.',
  ),
  group: GROUPS.addresses,
  geometryType: 'Point',
  dimensions: 2,
  fields: [
    field('street', 'text', 'Via', 'Street', { required: true }),
    field('number', 'integer', 'Numero civico', 'Number', { required: true }),
    field('exponent', 'text', 'Esponente', 'Exponent'),
  ],
  titleField: 'street',
  readableBy: 'public',
  editableBy: 'planner',
  editMode: 'direct',
  coverage: false,
  style: {
    layers: [
      {
        id: 'circle',
        type: 'circle',
        minzoom: 16,
        paint: {
          'circle-color': COLOR,
          'circle-radius': byZoom([16, 1.2], [19, 2.4]),
          'circle-opacity': 0.85,
        },
      },
      {
        id: 'label',
        type: 'symbol',
        minzoom: 17,
        layout: {
          'text-field': ['concat', ['get', 'number'], ['coalesce', ['get', 'exponent'], '']],
          'text-font': FONT,
          'text-size': byZoom([17, 10], [19, 13]),
          'text-offset': [0, -0.8],
          'text-padding': 2,
        },
        paint: labelPaint(COLOR),
      },
    ],
    legend: [{ label: { it: 'Numero civico', en: 'Civic number' }, shape: 'circle', color: COLOR }],
  },
  visible: true,
  minZoom: 15,
  position: 65,
  fictitious: true,
};
