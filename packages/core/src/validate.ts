/** Checks of a feature's properties against its layer's fields. */
import type { Field, FieldValue, Layer } from './layer.ts';
import type { Fault } from './problem.ts';
import { localize } from './layer.ts';

const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const MAX_TEXT_LENGTH = 10_000;

/**
 * Faults of `properties`, one per field at fault; empty when all is well. With `partial`, fields not
 * named are left alone; otherwise each required field without a default must be present.
 * `null` and `''` count as absent.
 */
export function validateProperties(
  layer: Pick<Layer, 'fields'>,
  properties: Readonly<Record<string, unknown>>,
  { partial }: { partial: boolean },
): Fault[] {
  const faults: Fault[] = [];
  const byName = new Map(layer.fields.map((field) => [field.name, field]));
  for (const name of Object.keys(properties))
    if (!byName.has(name))
      faults.push(fault(name, 'unknown-field', `Il campo «${name}» non esiste.`));
  for (const field of layer.fields) {
    if (partial && !Object.hasOwn(properties, field.name)) continue;
    const value = ownValue(properties, field.name);
    const absent = value === undefined || value === null || value === '';
    if (!absent) {
      const found = valueFault(field, value);
      if (found) faults.push(found);
    } else if (field.required && !(value === undefined && field.default !== undefined)) {
      faults.push(
        fault(field.name, 'required', `${localize(field.label, 'it')}: manca il valore.`),
      );
    }
  }
  return faults;
}

/** A field may be named `constructor`, which every object inherits. */
export function ownValue<T>(properties: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** The fault of a present value, or null. */
export function valueFault(field: Field, value: unknown): Fault | null {
  const label = localize(field.label, 'it');
  if (!hasType(field, value))
    return fault(
      field.name,
      'wrong-type',
      `${label}: ${JSON.stringify(value)} non è ${TYPE_NAMES[field.type]}.`,
    );
  if (field.domain && !field.domain.some((entry) => entry.value === value))
    return fault(
      field.name,
      'not-in-domain',
      `${label}: ${JSON.stringify(value)} non è tra i valori ammessi.`,
    );
  if (typeof value === 'string' && value.length > MAX_TEXT_LENGTH)
    return fault(field.name, 'too-long', `${label}: oltre ${MAX_TEXT_LENGTH} caratteri.`);
  if (typeof value === 'string' && value.includes('\0'))
    return fault(field.name, 'wrong-type', `${label}: contiene un carattere nullo.`);
  return null;
}

/** `''` becomes null, everything else is kept: what is stored for an absent value. */
export function normalizeValue(value: FieldValue | undefined): FieldValue {
  return value === undefined || value === '' ? null : value;
}

const TYPE_NAMES: Record<Field['type'], string> = {
  text: 'un testo',
  integer: 'un numero intero',
  number: 'un numero',
  boolean: 'vero o falso',
  date: 'una data (aaaa-mm-gg)',
  datetime: 'un istante (RFC 3339)',
};

function hasType(field: Field, value: unknown): boolean {
  switch (field.type) {
    case 'text':
      return typeof value === 'string';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return (
        typeof value === 'string' && DATE.test(value) && isCalendarDate(value) && value >= '0001'
      );
    case 'datetime':
      return typeof value === 'string' && DATETIME.test(value) && isInstant(value);
  }
}

/** `aaaa-mm-gg` that a calendar has: `Date` alone would take 30 February for 1 March. */
export function isCalendarDate(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(value);
}

/** PostgreSQL's calendar, unlike JavaScript's, has no year 0. */
function isInstant(value: string): boolean {
  const year = new Date(value).getUTCFullYear();
  return isCalendarDate(value.slice(0, 10)) && year >= 1 && year <= 9999;
}

function fault(name: string, reason: string, message: string): Fault {
  return { place: `properties/${name}`, reason, message };
}
