/** Request bodies of `/api/layers`. Shapes only; what they mean is checked by layers/layer-definition.ts. */
import { z } from 'zod';
import { GEOMETRY_TYPES } from './geometry.ts';
import { EDITORS, EDIT_MODES, FIELD_TYPES } from './layer.ts';
import { ROLES } from './permission.ts';

const title = z.strictObject({
  it: z.string().min(1).max(200),
  en: z.string().max(200).optional(),
});
const text = z.strictObject({ it: z.string().max(10_000), en: z.string().max(10_000).optional() });
const scalar = z.union([z.string().max(10_000), z.number(), z.boolean()]);

export const fieldSchema = z.strictObject({
  name: z.string(),
  type: z.enum(FIELD_TYPES),
  label: title,
  required: z.boolean().default(false),
  readOnly: z.boolean().default(false),
  domain: z
    .array(z.strictObject({ value: z.union([z.string(), z.number()]), label: title }))
    .min(1)
    .max(1000)
    .optional(),
  unit: z.string().max(30).optional(),
  default: scalar.optional(),
  internal: z.boolean().optional(),
});

const readableBy = z.union([z.enum(['public', 'offices']), z.array(z.enum(ROLES)).min(1).max(5)]);
const legalTime = z.strictObject({ from: z.string(), to: z.string() });

const styleFragment = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,47}$/),
  type: z.enum(['fill', 'line', 'circle', 'symbol', 'fill-extrusion']),
  filter: z.unknown().optional(),
  minzoom: z.number().min(0).max(24).optional(),
  maxzoom: z.number().min(0).max(24).optional(),
  anchor: z.boolean().optional(),
  layout: z.record(z.string(), z.unknown()).optional(),
  paint: z.record(z.string(), z.unknown()).optional(),
});

const legendItem = z.strictObject({
  label: title,
  shape: z.enum(['fill', 'line', 'circle']),
  color: z.string().max(60),
  outline: z.string().max(60).optional(),
  dash: z.array(z.number().positive()).max(8).optional(),
  hatch: z.boolean().optional(),
});

export const styleSchema = z.strictObject({
  layers: z.array(styleFragment).max(64),
  legend: z.array(legendItem).max(200),
});

/** What may be changed of a layer that exists: how it is presented and who may do what. */
export const layerPatchSchema = z.strictObject({
  title: title.optional(),
  description: text.nullable().optional(),
  group: title.optional(),
  titleField: z.string().nullable().optional(),
  readableBy: readableBy.optional(),
  editableBy: z.enum(EDITORS).optional(),
  editMode: z.enum(EDIT_MODES).optional(),
  coverage: z.boolean().optional(),
  style: styleSchema.optional(),
  visible: z.boolean().optional(),
  minZoom: z.int().min(0).max(22).optional(),
  position: z.int().min(-1_000_000).max(1_000_000).optional(),
  attribution: z.string().max(500).nullable().optional(),
});

/** A new layer; `style` and `position` are found when absent. */
export const newLayerSchema = z.strictObject({
  id: z.string(),
  title,
  description: text.optional(),
  group: title,
  geometryType: z.enum(GEOMETRY_TYPES),
  dimensions: z.union([z.literal(2), z.literal(3)]).default(2),
  fields: z.array(fieldSchema).max(200),
  titleField: z.string().optional(),
  readableBy: readableBy.default('public'),
  editableBy: z.enum(EDITORS).default('planner'),
  editMode: z.enum(EDIT_MODES).default('direct'),
  coverage: z.boolean().default(false),
  legalTime: legalTime.optional(),
  style: styleSchema.optional(),
  visible: z.boolean().default(true),
  minZoom: z.int().min(0).max(22).default(0),
  position: z.int().min(-1_000_000).max(1_000_000).optional(),
  attribution: z.string().max(500).optional(),
  fictitious: z.boolean().default(false),
});

export type NewLayer = z.infer<typeof newLayerSchema>;
export type LayerPatch = z.infer<typeof layerPatchSchema>;
