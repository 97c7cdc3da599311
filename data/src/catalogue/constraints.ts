/** Constraints over the plan (INSPIRE PLU SupplementaryRegulation): hatched or dotted, never hiding it. */
import type { Layer } from '@sit/core/layer';
import type { StyleFragment } from '@sit/core/style';
import { CONSTRAINTS, CONSTRAINT_KINDS } from '../codelists/constraint-kinds.ts';
import {
  FONT,
  GROUPS,
  LEGAL_STATUS_FIELD,
  LEGAL_TIME,
  LEGAL_TIME_FIELDS,
  byZoom,
  demoDescription,
  field,
  labelPaint,
} from './parts.ts';

export const constraints: Layer = {
  id: 'constraints',
  title: { it: 'Vincoli', en: 'Constraints' },
  description: demoDescription(
    'Fasce fluviali, parco, aree in frana, con l’atto che le istituisce.',
    'River strips, park, landslide areas, with the act that sets them.',
  ),
  group: GROUPS.planning,
  geometryType: 'MultiPolygon',
  dimensions: 2,
  fields: [
    field('kind', 'text', 'Tipo di vincolo', 'Kind', { required: true, domain: CONSTRAINTS }),
    field('name', 'text', 'Denominazione', 'Name'),
    field('act', 'text', 'Riferimento normativo', 'Legal reference'),
    field('rules', 'text', 'Disposizioni', 'Rules'),
    LEGAL_STATUS_FIELD,
    ...LEGAL_TIME_FIELDS,
  ],
  titleField: 'name',
  readableBy: 'public',
  editableBy: 'planner',
  editMode: 'proposal',
  coverage: false,
  legalTime: LEGAL_TIME,
  style: {
    layers: [
      ...CONSTRAINT_KINDS.flatMap(({ kind, color }): StyleFragment[] => {
        const filter = ['==', ['get', 'kind'], kind];
        return [
          {
            id: `${kind}-hatch`,
            type: 'fill',
            filter,
            paint: {
              'fill-pattern': `hatch:${color}`,
              'fill-opacity': kind === 'park' ? 0.22 : 0.4,
            },
          },
          {
            id: `${kind}-line`,
            type: 'line',
            filter,
            layout: { 'line-join': 'round', 'line-cap': 'round' },
            paint: {
              'line-color': color,
              'line-width': byZoom([9, 0.8], [14, 1.6]),
              'line-dasharray': [0.1, 2.2],
            },
          },
        ];
      }),
      {
        id: 'label',
        type: 'symbol',
        minzoom: 12,
        layout: {
          'symbol-placement': 'line',
          'symbol-spacing': 500,
          'text-field': ['get', 'name'],
          'text-font': FONT,
          'text-size': 11,
          'text-offset': [0, 0.9],
          'text-max-angle': 25,
        },
        paint: labelPaint('#3f4f46'),
      },
    ],
    legend: CONSTRAINT_KINDS.map(({ kind, color }) => ({
      label: CONSTRAINTS.find(({ value }) => value === kind)!.label,
      shape: 'fill' as const,
      color,
      outline: color,
      dash: [0.1, 2.2],
      hatch: true,
    })),
  },
  visible: false,
  minZoom: 8,
  position: 40,
  fictitious: true,
};
