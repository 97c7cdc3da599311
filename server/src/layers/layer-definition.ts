/** Checks of a layer's definition that its shape alone does not show. Pure. */
import { FIELD_NAME, LAYER_ID, isFieldName } from '@sit/core/layer';
import type { Field, FieldType, Layer } from '@sit/core/layer';
import type { Fault } from '@sit/core/problem';
import { valueFault } from '@sit/core/validate';

const DOMAIN_TYPES: readonly FieldType[] = ['text', 'integer', 'number'];

/** Faults of a definition, each with its place; empty when a table can be made of it. */
export function layerFaults(
  layer: Pick<Layer, 'id' | 'fields' | 'titleField' | 'geometryType' | 'coverage' | 'legalTime'>,
): Fault[] {
  const faults: Fault[] = [];
  if (!LAYER_ID.test(layer.id))
    faults.push({
      place: 'id',
      reason: 'invalid-id',
      message: `«${layer.id}» non può essere l’identificativo di un livello: minuscole senza accenti, cifre e _, al più 48, la prima una lettera.`,
    });
  const names = new Set<string>();
  for (const [index, field] of layer.fields.entries()) {
    faults.push(...fieldFaults(field, `fields/${index}`));
    if (names.has(field.name))
      faults.push({
        place: `fields/${index}/name`,
        reason: 'duplicate-field',
        message: `Il campo «${field.name}» è definito due volte.`,
      });
    names.add(field.name);
  }
  return [
    ...faults,
    ...titleFieldFaults(layer),
    ...coverageFaults(layer),
    ...legalTimeFaults(layer),
  ];
}

export function titleFieldFaults(layer: Pick<Layer, 'fields' | 'titleField'>): Fault[] {
  if (
    layer.titleField === undefined ||
    layer.fields.some((field) => field.name === layer.titleField)
  )
    return [];
  return [
    {
      place: 'titleField',
      reason: 'unknown-field',
      message: `Il campo «${layer.titleField}» non esiste.`,
    },
  ];
}

export function coverageFaults(layer: Pick<Layer, 'geometryType' | 'coverage'>): Fault[] {
  if (!layer.coverage || layer.geometryType.endsWith('Polygon')) return [];
  const message = 'Solo un livello di poligoni può essere una copertura.';
  return [{ place: 'coverage', reason: 'not-polygons', message }];
}

/** Both ends are date fields of the layer, and not the same one. */
function legalTimeFaults({ fields, legalTime }: Pick<Layer, 'fields' | 'legalTime'>): Fault[] {
  if (!legalTime) return [];
  const faults = (['from', 'to'] as const)
    .filter((end) => fields.find(({ name }) => name === legalTime[end])?.type !== 'date')
    .map((end) => ({
      place: `legalTime/${end}`,
      reason: 'unknown-field',
      message: `«${legalTime[end]}» non è un campo data del livello.`,
    }));
  if (faults.length === 0 && legalTime.from === legalTime.to)
    faults.push({
      place: 'legalTime/to',
      reason: 'duplicate-field',
      message: 'Inizio e fine della validità sono lo stesso campo.',
    });
  return faults;
}

/** Faults of one field; `place` is the pointer to it, e.g. `fields/3`. */
export function fieldFaults(field: Field, place: string): Fault[] {
  const faults: Fault[] = [];
  const add = (part: string, reason: string, message: string): void => {
    faults.push({ place: `${place}/${part}`, reason, message });
  };
  if (!FIELD_NAME.test(field.name))
    add(
      'name',
      'invalid-name',
      `«${field.name}» non può essere il nome di un campo: minuscole senza accenti, cifre e _, al più 59.`,
    );
  else if (!isFieldName(field.name))
    add('name', 'reserved-name', `Il nome «${field.name}» è riservato al sistema.`);
  const { domain, ...bare } = field;
  if (domain && !DOMAIN_TYPES.includes(field.type))
    add(
      'domain',
      'invalid-domain',
      `Un campo di tipo ${field.type} non può avere un elenco di valori.`,
    );
  else
    for (const [index, { value }] of (domain ?? []).entries()) {
      const fault = valueFault(bare, value);
      if (fault || value === '')
        add(`domain/${index}`, 'invalid-domain', fault?.message ?? 'Un valore ammesso è vuoto.');
      if (domain!.findIndex((entry) => entry.value === value) < index)
        add(`domain/${index}`, 'duplicate-value', `Il valore ${JSON.stringify(value)} è ripetuto.`);
    }
  if (field.default !== undefined) {
    const fault = valueFault(field, field.default);
    if (fault) add('default', fault.reason, fault.message);
    if (field.default === '')
      add(
        'default',
        'empty-default',
        `Il valore predefinito di «${field.name}» è vuoto: lo ometta.`,
      );
  }
  return faults;
}
