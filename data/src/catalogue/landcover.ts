/** The ground: what covers the land, so that the map needs no outside basemap. */
import type { Layer } from '@sit/core/layer';
import { GROUPS, byValue, demoDescription, field } from './parts.ts';

export const LAND_COVERS = [
  {
    value: 'cropland',
    label: { it: 'Seminativi e prati', en: 'Cropland and meadow' },
    color: '#f0eddc',
  },
  { value: 'wood', label: { it: 'Bosco', en: 'Wood' }, color: '#d3dec3' },
  { value: 'pasture', label: { it: 'Pascolo', en: 'Pasture' }, color: '#e6ead4' },
  { value: 'rock', label: { it: 'Roccia e ghiaione', en: 'Rock and scree' }, color: '#e3e1dc' },
  { value: 'built', label: { it: 'Abitato', en: 'Built-up' }, color: '#ece5dd' },
  { value: 'water', label: { it: 'Acque', en: 'Water' }, color: '#b3d1e4' },
];

const COLORS = Object.fromEntries(LAND_COVERS.map(({ value, color }) => [value, color]));

export const landcover: Layer = {
  id: 'landcover',
  title: { it: 'Uso del suolo', en: 'Land cover' },
  description: demoDescription('Copertura del suolo.', 'What covers the land.'),
  group: GROUPS.base,
  geometryType: 'MultiPolygon',
  dimensions: 2,
  fields: [
    field('kind', 'text', 'Copertura', 'Cover', {
      required: true,
      domain: LAND_COVERS.map(({ value, label }) => ({ value, label })),
    }),
  ],
  titleField: 'kind',
  readableBy: 'public',
  editableBy: 'planner',
  editMode: 'direct',
  coverage: true,
  style: {
    layers: [
      {
        id: 'fill',
        type: 'fill',
        paint: { 'fill-color': byValue('kind', COLORS, '#eeeeea'), 'fill-antialias': true },
      },
      {
        id: 'shore',
        type: 'line',
        filter: ['==', ['get', 'kind'], 'water'],
        minzoom: 11,
        paint: { 'line-color': '#8fb8d1', 'line-width': 0.8 },
      },
    ],
    legend: LAND_COVERS.map(({ label, color }) => ({ label, shape: 'fill' as const, color })),
  },
  visible: true,
  minZoom: 6,
  position: 10,
  fictitious: true,
};
