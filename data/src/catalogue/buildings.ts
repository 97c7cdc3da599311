/** Building footprints with use, height and floors. */
import type { Layer } from '@sit/core/layer';
import { GROUPS, byValue, byZoom, demoDescription, field } from './parts.ts';

export const BUILDING_USES = [
  { value: 'residential', label: { it: 'Residenziale', en: 'Residential' } },
  { value: 'commercial', label: { it: 'Commerciale, ricettivo', en: 'Commercial, hospitality' } },
  { value: 'productive', label: { it: 'Produttivo', en: 'Productive' } },
  { value: 'agricultural', label: { it: 'Agricolo', en: 'Agricultural' } },
  { value: 'public', label: { it: 'Servizio pubblico', en: 'Public service' } },
  { value: 'worship', label: { it: 'Culto', en: 'Worship' } },
];

const FILLS = {
  residential: '#d8cbbb',
  commercial: '#d9c2ae',
  productive: '#cbc6d4',
  agricultural: '#cfc9b4',
  public: '#b9c8d6',
  worship: '#c4aa9a',
};
const EDGE = '#9a8a78';

export const buildings: Layer = {
  id: 'buildings',
  title: { it: 'Edifici', en: 'Buildings' },
  description: demoDescription('Sagome degli edifici.', 'Building footprints.'),
  group: GROUPS.base,
  geometryType: 'MultiPolygon',
  dimensions: 2,
  fields: [
    field('use', 'text', 'Uso prevalente', 'Main use', {
      required: true,
      domain: BUILDING_USES,
      default: 'residential',
    }),
    field('height_m', 'number', 'Altezza', 'Height', { unit: 'm' }),
    field('floors', 'integer', 'Piani', 'Floors'),
  ],
  titleField: 'use',
  readableBy: 'public',
  editableBy: 'planner',
  editMode: 'direct',
  coverage: false,
  style: {
    layers: [
      {
        id: 'fill',
        type: 'fill',
        minzoom: 12,
        paint: {
          'fill-color': byValue('use', FILLS, FILLS.residential),
          'fill-opacity': byZoom([12, 0.5], [14, 0.9]),
          'fill-antialias': true,
        },
      },
      {
        id: 'line',
        type: 'line',
        minzoom: 14,
        paint: { 'line-color': EDGE, 'line-width': byZoom([14, 0.3], [17, 0.9]) },
      },
    ],
    legend: BUILDING_USES.map(({ value, label }) => ({
      label,
      shape: 'fill' as const,
      color: FILLS[value as keyof typeof FILLS],
      outline: EDGE,
    })),
  },
  visible: true,
  minZoom: 12,
  position: 50,
  fictitious: true,
};
