/** Zones of the municipal plan (INSPIRE PLU ZoningElement, DM 1444/1968 classes). */
import type { Layer } from '@sit/core/layer';
import type { LegendItem } from '@sit/core/style';
import { ZONES, ZONING_CLASSES } from '../codelists/zoning-classes.ts';
import {
  FONT,
  GROUPS,
  LEGAL_STATUS_FIELD,
  LEGAL_TIME,
  LEGAL_TIME_FIELDS,
  byValue,
  byZoom,
  demoDescription,
  field,
  labelPaint,
} from './parts.ts';

const FILL = Object.fromEntries(ZONING_CLASSES.map(({ code, color }) => [code, color]));
/** Sub-codes that a municipality adds fall back to their zone's colour. */
const ZONE_FILL = Object.fromEntries(
  ZONING_CLASSES.toReversed().map(({ zone, color }) => [zone, color]),
);
const EDGE = Object.fromEntries(ZONING_CLASSES.map(({ code, color }) => [code, darker(color)]));

const fill = byValue('code', FILL, byValue('zone', ZONE_FILL, '#b7b7b7'));

export const zoning: Layer = {
  id: 'zoning',
  title: { it: 'Zone del piano', en: 'Plan zoning' },
  description: demoDescription(
    'Zone omogenee del piano comunale (DM 1444/1968) con le norme di attuazione.',
    'Homogeneous zones of the municipal plan with their rules.',
  ),
  group: GROUPS.planning,
  geometryType: 'MultiPolygon',
  dimensions: 2,
  fields: [
    field('zone', 'text', 'Zona omogenea', 'Zone', { required: true, domain: ZONES }),
    field('code', 'text', 'Sigla', 'Code', { required: true }),
    field('name', 'text', 'Denominazione', 'Name'),
    field('rules', 'text', 'Norme di attuazione', 'Rules'),
    LEGAL_STATUS_FIELD,
    ...LEGAL_TIME_FIELDS,
  ],
  titleField: 'code',
  readableBy: 'public',
  editableBy: 'planner',
  editMode: 'direct',
  coverage: true,
  legalTime: LEGAL_TIME,
  style: {
    layers: [
      {
        id: 'fill',
        type: 'fill',
        paint: { 'fill-color': fill, 'fill-opacity': byValue('zone', { E: 0.3 }, 0.55) },
      },
      // Colour alone does not tell A from B to everyone: the historic core is hatched too.
      {
        id: 'hatch',
        type: 'fill',
        minzoom: 13,
        filter: ['==', ['get', 'zone'], 'A'],
        paint: { 'fill-pattern': 'hatch:#8c3a2b', 'fill-opacity': 0.35 },
      },
      {
        id: 'line',
        type: 'line',
        minzoom: 11,
        layout: { 'line-join': 'round' },
        paint: {
          'line-color': byValue('code', EDGE, '#6f6f6f'),
          'line-width': byZoom([11, 0.4], [14, 1.2]),
          'line-opacity': byValue('zone', { E: 0.5 }, 1),
        },
      },
      {
        id: 'label',
        type: 'symbol',
        minzoom: 13.5,
        layout: {
          'text-field': ['get', 'code'],
          'text-font': FONT,
          'text-size': byZoom([13, 11], [17, 15]),
          'text-padding': 20,
        },
        paint: labelPaint(byValue('code', EDGE, '#444444') as unknown as string),
      },
    ],
    legend: ZONING_CLASSES.map(({ code, name, nameEn, color, zone }): LegendItem => ({
      label: { it: `${code} · ${name}`, en: `${code} · ${nameEn}` },
      shape: 'fill',
      color,
      outline: darker(color),
      ...(zone === 'A' ? { hatch: true } : {}),
    })),
  },
  visible: true,
  minZoom: 9,
  position: 30,
  fictitious: true,
};

/** The same hue at 68 % of its lightness: the edge that goes with a fill. */
function darker(hex: string): string {
  const channels = [1, 3, 5].map((at) =>
    Math.round(Number.parseInt(hex.slice(at, at + 2), 16) * 0.68),
  );
  return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
