/** A field's value as Italian readers write it. */
import type { Field, FieldValue } from '@sit/core/layer';
import { localize } from '@sit/core/layer';

const NUMBERS = new Intl.NumberFormat('it-IT', { maximumFractionDigits: 3, useGrouping: 'always' });
const DAYS = new Intl.DateTimeFormat('it-IT', { dateStyle: 'long', timeZone: 'UTC' });
const INSTANTS = new Intl.DateTimeFormat('it-IT', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'Europe/Rome',
});

/** UCUM symbols that people write otherwise. */
const UNITS: Readonly<Record<string, string>> = { m2: 'm²', m3: 'm³', km2: 'km²', deg: '°' };

/** The domain's label, the number with its unit, the date in words; `—` for nothing. */
export function displayValue(
  field: Pick<Field, 'type' | 'unit' | 'domain'>,
  value: FieldValue,
): string {
  if (value === null || value === '') return '—';
  const entry = field.domain?.find((each) => each.value === value);
  if (entry) return localize(entry.label, 'it');
  switch (field.type) {
    case 'integer':
    case 'number':
      return withUnit(NUMBERS.format(Number(value)), field.unit);
    case 'boolean':
      return value === true ? 'sì' : 'no';
    case 'date':
      return DAYS.format(new Date(`${String(value)}T00:00:00Z`));
    case 'datetime':
      return displayInstant(String(value));
    case 'text':
      return String(value);
  }
}

export function displayInstant(rfc3339: string): string {
  return INSTANTS.format(new Date(rfc3339));
}

export function displayCount(count: number): string {
  return NUMBERS.format(count);
}

export function isNumeric(field: Pick<Field, 'type' | 'domain'>): boolean {
  return (field.type === 'integer' || field.type === 'number') && !field.domain;
}

function withUnit(text: string, unit: string | undefined): string {
  return unit ? `${text} ${UNITS[unit] ?? unit}` : text;
}
