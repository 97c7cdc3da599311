/**
 * Pieces the standard layers are made of: groups, field makers, and the style words they share.
 *
 * Two agreements with whoever draws the fragments:
 * - `fill-pattern` is `hatch:#rrggbb`: diagonal hatching of that colour, which the map makes when it
 *   is asked for an image it has not; there is no sprite.
 * - there are no `glyphs`: text is drawn with local fonts, and `symbol` fragments of every layer go
 *   above all other fragments, or roads and buildings would cross the words.
 */
import type { Field, Localized } from '@sit/core/layer';

export const GROUPS = {
  base: { it: 'Base cartografica', en: 'Base map' },
  boundaries: { it: 'Confini', en: 'Boundaries' },
  cadastre: { it: 'Catasto', en: 'Cadastre' },
  planning: { it: 'Urbanistica', en: 'Planning' },
  addresses: { it: 'Toponomastica', en: 'Addresses and names' },
} as const satisfies Record<string, Localized>;

/** Said of every demo layer, wherever its description is shown. */
export function demoDescription(it: string, en: string): Localized {
  return {
    it: `${it} Dati dimostrativi, territorio fittizio.`,
    en: `${en} Demonstration data, fictitious territory.`,
  };
}

type Extra = Partial<Omit<Field, 'name' | 'type' | 'label'>>;

export function field(
  name: string,
  type: Field['type'],
  it: string,
  en: string,
  extra: Extra = {},
): Field {
  return { name, type, label: { it, en }, required: false, readOnly: false, ...extra };
}

/** Legal time, half-open: in force from the one day on, until before the other. */
export const LEGAL_TIME = { from: 'valid_from', to: 'valid_to' } as const;

export const LEGAL_TIME_FIELDS: Field[] = [
  field(LEGAL_TIME.from, 'date', 'In vigore dal', 'In force from'),
  field(LEGAL_TIME.to, 'date', 'In vigore fino al', 'In force until'),
];

/** Of what a plan says: where it stands on its way into law and out of it. */
export const LEGAL_STATUS_FIELD: Field = field('legal_status', 'text', 'Stato', 'Legal status', {
  domain: [
    { value: 'adopted', label: { it: 'Adottato', en: 'Adopted' } },
    { value: 'in-force', label: { it: 'In vigore', en: 'In force' } },
    { value: 'superseded', label: { it: 'Superato', en: 'Superseded' } },
  ],
  default: 'in-force',
});

export const INK = '#17324d';
export const HALO = '#ffffff';
export const FONT = ['Titillium Web', 'Segoe UI', 'Helvetica Neue', 'Arial', 'sans-serif'];
export const FONT_MEDIUM = ['Titillium Web Medium', ...FONT];

/** `text-*` paint every label shares: ink with a 1 px halo. */
export function labelPaint(color = INK, halo = HALO): Record<string, unknown> {
  return {
    'text-color': color,
    'text-halo-color': halo,
    'text-halo-width': 1,
    'text-halo-blur': 0.4,
  };
}

/** Linear interpolation on zoom: `[[zoom, value], …]`. */
export function byZoom(...stops: [zoom: number, value: unknown][]): unknown[] {
  return ['interpolate', ['linear'], ['zoom'], ...stops.flat()];
}

/** As {@link byZoom} for widths, which should double with the zoom. */
export function byZoomExponential(...stops: [zoom: number, value: unknown][]): unknown[] {
  return ['interpolate', ['exponential', 1.6], ['zoom'], ...stops.flat()];
}

/** A `match` on a field: `{ value: result }` and the result for anything else. */
export function byValue(
  name: string,
  results: Record<string, unknown>,
  otherwise: unknown,
): unknown[] {
  return ['match', ['get', name], ...Object.entries(results).flat(), otherwise];
}
