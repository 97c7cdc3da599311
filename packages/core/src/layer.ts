/** A catalogue layer: what it holds, who may read and edit it, how it is drawn. */
import type { GeometryType } from './geometry.ts';
import type { Role } from './permission.ts';
import type { LayerStyle } from './style.ts';

/** Text shown to people: Italian always, other locales where translated. */
export interface Localized {
  it: string;
  en?: string | undefined;
}

export const FIELD_TYPES = ['text', 'integer', 'number', 'boolean', 'date', 'datetime'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];
export type FieldValue = string | number | boolean | null;

export interface DomainValue {
  value: string | number;
  label: Localized;
}

export interface Field {
  /** Column name, see {@link FIELD_NAME}. */
  name: string;
  type: FieldType;
  label: Localized;
  required: boolean;
  readOnly: boolean;
  /** The only values allowed, in the order shown. */
  domain?: DomainValue[] | undefined;
  /** UCUM symbol where one exists, e.g. `m2`, `m`, `%`. */
  unit?: string | undefined;
  default?: string | number | boolean | undefined;
  /** For the offices only: the public does not see that there is such a field. */
  internal?: boolean | undefined;
}

/** `planner`: of the municipality, and the union's offices; `nobody` for layers kept by import only. */
export const EDITORS = ['planner', 'union-editor', 'union-admin', 'nobody'] as const;
/** Whether an edit is written at once, or prepared, reviewed and published as a whole. */
export const EDIT_MODES = ['direct', 'proposal'] as const;

export interface Layer {
  /** English, plain, also the table's name in schema `territory`. */
  id: string;
  title: Localized;
  description?: Localized | undefined;
  /** Heading under which layer lists show it. */
  group: Localized;
  geometryType: GeometryType;
  /** 3 where the source's heights are kept. */
  dimensions: 2 | 3;
  fields: Field[];
  /** Field whose value names a feature to people. */
  titleField?: string | undefined;
  /** Everybody, everybody with a role, or these roles and the union's administrators. */
  readableBy: 'public' | 'offices' | Role[];
  /** Least role that may edit. */
  editableBy: (typeof EDITORS)[number];
  editMode: (typeof EDIT_MODES)[number];
  /** Its polygons share borders: an edit may make no two overlap. */
  coverage: boolean;
  /** Date fields between which a feature holds in law: from the one on, until before the other; absent values are open ends. */
  legalTime?: { from: string; to: string } | undefined;
  style: LayerStyle;
  /** Shown at first, or only when switched on. */
  visible: boolean;
  /** Lowest zoom at which tiles have content. */
  minZoom: number;
  /** Drawing order, low first (ground), high last (labels). */
  position: number;
  attribution?: string | undefined;
  /** Demonstration data: screens say 'Dati dimostrativi' wherever it is shown. */
  fictitious: boolean;
}

export const LAYER_ID = /^[a-z][a-z0-9_]{0,47}$/;
export const FIELD_NAME = /^[a-z_][a-z0-9_]{0,58}$/;

/** Columns every layer's table has; no field may take these names. */
export const SYSTEM_COLUMNS = [
  'fid',
  'municipality',
  'geometry',
  'geometry_3857',
  'version',
  'begin_lifespan_version',
  'end_lifespan_version',
  'change_set',
  'author',
  'operation',
] as const;

export function isFieldName(name: string): boolean {
  return FIELD_NAME.test(name) && !(SYSTEM_COLUMNS as readonly string[]).includes(name);
}

/**
 * A field name made from a source file's: ASCII, lower case, words joined by `_`, system columns and
 * names in `taken` avoided by a numeric suffix. The source's own name is what the label should keep.
 */
export function toFieldName(sourceName: string, taken: ReadonlySet<string> = new Set()): string {
  const ascii = sourceName
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 50);
  const stem = /^[a-z]/.test(ascii) ? ascii : `f_${ascii}`.replace(/_$/, '');
  for (let n = 1; ; n++) {
    const name = n === 1 ? stem : `${stem}_${n}`;
    if (isFieldName(name) && !taken.has(name)) return name;
  }
}

export function localize(text: Localized, locale: string): string {
  return locale.startsWith('en') ? (text.en ?? text.it) : text.it;
}
