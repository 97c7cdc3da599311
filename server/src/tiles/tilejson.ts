/** A layer's tiles as TileJSON 3.0, for map libraries. */
import type { BBox } from '@sit/core/geometry';
import type { Field, Layer } from '@sit/core/layer';
import { localize } from '@sit/core/layer';
import { anchorSourceLayer } from '@sit/core/style';

/** Maps enlarge tiles beyond this: its unit is under 4 cm. */
export const TILEJSON_MAX_ZOOM = 18;

/** `template` has `{z}`, `{y}` (row) and `{x}` (column); `bbox` WGS 84, null for an empty layer. */
export function tileJson(
  layer: Layer,
  bbox: BBox | null,
  template: string,
): Record<string, unknown> {
  const minzoom = Math.min(layer.minZoom, TILEJSON_MAX_ZOOM);
  const names = [layer.id];
  if (layer.style.layers.some(({ anchor }) => anchor)) names.push(anchorSourceLayer(layer.id));
  return {
    tilejson: '3.0.0',
    name: localize(layer.title, 'it'),
    ...(layer.description ? { description: localize(layer.description, 'it') } : {}),
    ...(layer.attribution ? { attribution: escapeHtml(layer.attribution) } : {}),
    scheme: 'xyz',
    tiles: [template],
    minzoom,
    maxzoom: TILEJSON_MAX_ZOOM,
    ...(bbox ? { bounds: bbox } : {}),
    vector_layers: names.map((id) => ({
      id,
      description: localize(layer.title, 'it'),
      minzoom,
      maxzoom: TILEJSON_MAX_ZOOM,
      fields: Object.fromEntries([
        ...layer.fields.map((field) => [field.name, TYPES[field.type]]),
        ['municipality', 'String'],
      ]),
    })),
  };
}

const TYPES: Record<Field['type'], string> = {
  text: 'String',
  integer: 'Number',
  number: 'Number',
  boolean: 'Boolean',
  date: 'String',
  datetime: 'String',
};

/** TileJSON §3.5 lets an attribution be HTML, and maps show it as such. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);
}
