/** How a source's layer becomes features of ours: geometry type, fields, municipality. Pure. */
import type { SourceDescription, SourceField, SourceLayer } from '@sit/formats/format';
import { multiType } from '@sit/core/geometry';
import type { GeometryType } from '@sit/core/geometry';
import { localize, toFieldName } from '@sit/core/layer';
import type { Field, FieldValue, Layer } from '@sit/core/layer';
import type { Municipality } from '@sit/core/tenant';
import { defaultStyle } from '@sit/core/style';
import { refuse } from '../http/problem.ts';
import type { ImportRequest } from './import.ts';

/** From a source's field to the layer's. */
export interface FieldMapping {
  source: string;
  field: Field;
}

/** The layer of the file that is meant. Refuses, naming them, when there are several and none is asked for. */
export function chooseLayer(
  description: SourceDescription,
  fileName: string,
  asked: string | undefined,
): SourceLayer {
  const names = description.layers.map(({ name }) => `«${name}»`).join(', ');
  if (description.layers.length === 0)
    throw refuse('invalid-file', `${fileName}: non contiene livelli con geometrie.`);
  if (asked !== undefined) {
    const found = description.layers.find(({ name }) => name === asked);
    if (!found)
      throw refuse(
        'invalid-parameter',
        `${fileName}: il livello «${asked}» non c’è; contiene ${names}.`,
      );
    return found;
  }
  if (description.layers.length > 1)
    throw refuse(
      'invalid-file',
      `${fileName}: contiene ${description.layers.length} livelli (${names}): indichi quale con --source-layer.`,
    );
  return description.layers[0]!;
}

/** Points stay points; lines and polygons become their `Multi*` type, as files mix the two freely. */
export function targetGeometryType(type: GeometryType): GeometryType {
  return type === 'Point' ? type : multiType(type);
}

/** The layer `--create` makes. Style, group and permissions are a beginning, for the office to change. */
export function layerFromSource(
  request: Pick<ImportRequest, 'layer' | 'municipalityField' | 'readableBy'>,
  source: Pick<SourceLayer, 'name' | 'fields' | 'featureCount'>,
  geometry: { type: GeometryType; dimensions: 2 | 3 },
  position: number,
): Layer {
  const title = { it: source.name };
  const taken = new Set<string>();
  const fields = source.fields
    .filter(({ name }) => name !== request.municipalityField)
    .map((field): Field => {
      const name = toFieldName(field.name, taken);
      taken.add(name);
      return {
        name,
        type: field.type,
        label: { it: field.name },
        required: false,
        readOnly: false,
      };
    });
  const geometryType = targetGeometryType(geometry.type);
  return {
    id: request.layer,
    title,
    group: { it: 'Importati', en: 'Imported' },
    geometryType,
    dimensions: geometry.dimensions,
    fields,
    readableBy: request.readableBy,
    editableBy: 'planner',
    editMode: 'direct',
    coverage: false,
    style: defaultStyle(geometryType, title),
    visible: true,
    // Below this zoom thousands of small features are only weight.
    minZoom: (source.featureCount ?? 0) > 5_000 ? 12 : 0,
    position,
    fictitious: false,
  };
}

/** The layer's fields found in the source by name or label; and the source's fields that stay out. */
export function mapFields(
  layer: Pick<Layer, 'fields'>,
  sourceFields: readonly SourceField[],
  municipalityField: string | undefined,
): { mappings: FieldMapping[]; ignored: string[] } {
  const mappings: FieldMapping[] = [];
  const ignored: string[] = [];
  for (const { name } of sourceFields.filter((each) => each.name !== municipalityField)) {
    const free = layer.fields.filter(
      (field) => !mappings.some((mapping) => mapping.field === field),
    );
    const field =
      free.find((each) => each.name === name) ??
      free.find((each) =>
        [localize(each.label, 'it'), localize(each.label, 'en')].some((label) =>
          sameText(label, name),
        ),
      ) ??
      free.find((each) => each.name === toFieldName(name));
    if (field) mappings.push({ source: name, field });
    else ignored.push(name);
  }
  return { mappings, ignored };
}

/** A source value as the field's type has it where that loses nothing; otherwise as it is, to be refused. */
export function convertValue(value: FieldValue, field: Field): FieldValue {
  if (value === null || value === '') return null;
  switch (field.type) {
    case 'text':
      return String(value);
    case 'integer':
    case 'number': {
      const number =
        typeof value === 'string' && /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value)
          ? Number(value)
          : value;
      return typeof number === 'number' ? number : value;
    }
    case 'boolean':
      return value === 1 ? true : value === 0 ? false : value;
    case 'date':
      return typeof value === 'string'
        ? value.replace(/^(\d{4}-\d{2}-\d{2})T00:00:00.*$/, '$1')
        : value;
    case 'datetime':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+$/.test(value)
        ? `${value}Z`
        : value;
  }
}

/** Finds municipalities by cadastral code, else by ISTAT code, with or without leading zeros. */
export function municipalityFinder(
  municipalities: readonly Municipality[],
): (value: FieldValue | undefined) => string | null {
  const byKey = new Map<string, string>();
  for (const { code, istatCode } of municipalities) {
    byKey.set(code, code);
    byKey.set(istatCode, code);
  }
  return (value) => {
    const text = String(value ?? '')
      .trim()
      .toUpperCase();
    return (
      byKey.get(text) ??
      (/^\d{4,6}$/.test(text) ? (byKey.get(text.padStart(6, '0')) ?? null) : null)
    );
  };
}

function sameText(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
