/** Values as people read them: numbers `12.345,67`, dates `22 novembre 2026`, units with their exponents. */
import { localize, type Field, type FieldValue } from '@sit/core/layer';
import { translationFor, type Locale } from '../translations/translation.ts';

/** Italian leaves 1234 ungrouped unless told otherwise; grouped it is read better. */
export function numberText(value: number, locale: Locale, fractionDigits?: number): string {
  return value.toLocaleString(locale === 'it' ? 'it-IT' : 'en-GB', {
    useGrouping: 'always' as never,
    ...(fractionDigits === undefined
      ? { maximumFractionDigits: 6 }
      : { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits }),
  });
}

/** UCUM's `m2` as `m²`. */
export function unitText(ucum: string): string {
  return ucum.replace(/(?<=[a-z])2\b/g, '²').replace(/(?<=[a-z])3\b/g, '³');
}

/** A date `aaaa-mm-gg`, or an RFC 3339 instant with its time in the reader's zone. */
export function dateText(value: string, locale: Locale): string {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const instant = new Date(isDate ? `${value}T00:00:00Z` : value);
  if (Number.isNaN(instant.valueOf())) return value;
  return instant.toLocaleString(locale === 'it' ? 'it-IT' : 'en-GB', {
    dateStyle: 'long',
    ...(isDate ? { timeZone: 'UTC' } : { timeStyle: 'short' }),
  });
}

/** The day of an RFC 3339 instant in the reader's zone: `22 novembre 2026`. */
export function dayText(instant: string, locale: Locale): string {
  return new Date(instant).toLocaleDateString(locale === 'it' ? 'it-IT' : 'en-GB', {
    dateStyle: 'long',
  });
}

/** A field's value in words: its domain's label, its unit, its date; empty for an absent value. */
export function valueText(field: Field, value: FieldValue | undefined, locale: Locale): string {
  if (value === null || value === undefined || value === '') return '';
  const entry = field.domain?.find((each) => each.value === value);
  if (entry) return localize(entry.label, locale);
  const { yes, no } = translationFor(locale).featureInfo;
  if (typeof value === 'boolean') return value ? yes : no;
  if (typeof value === 'number') {
    // A number without a unit names or counts: sheet 1234, not 1.234.
    if (!field.unit) return field.type === 'integer' ? String(value) : numberText(value, locale);
    return `${numberText(value, locale)} ${unitText(field.unit)}`;
  }
  return field.type === 'date' || field.type === 'datetime' ? dateText(value, locale) : value;
}
