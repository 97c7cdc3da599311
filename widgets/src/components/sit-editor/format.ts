/** Numbers and units as a technician reads them. */
import type { Locale } from '../../translations/translation.ts';

/** `12.345,67 m²`; `fractionDigits` is 2 up to a kilometre of side, fewer above. */
export function areaText(squareMeters: number, locale: Locale): string {
  return `${decimal(squareMeters, squareMeters < 1e6 ? 2 : 0, locale)} m²`;
}

export function lengthText(meters: number, locale: Locale): string {
  return `${decimal(meters, meters < 10_000 ? 2 : 0, locale)} m`;
}

export function bearingText(degrees: number, locale: Locale): string {
  return `${decimal(degrees, 1, locale)}°`;
}

export function timeText(date: Date, locale: Locale): string {
  return date.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
}

/** UCUM's `m2`, `m3` with the exponents people write. */
export function unitText(ucum: string): string {
  return ucum.replace(/(?<=[a-z])2\b/g, '²').replace(/(?<=[a-z])3\b/g, '³');
}

function decimal(value: number, fractionDigits: number, locale: Locale): string {
  return value.toLocaleString(locale === 'it' ? 'it-IT' : 'en-GB', {
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
    // Italian writes 1234 without a separator by default: lengths are read better with it.
    useGrouping: 'always' as unknown as boolean,
  });
}
