/** Measures and times as a technician reads them. */
import { numberText } from '../../internal/format.ts';
import type { Locale } from '../../translations/translation.ts';

/** `12.345,67 m²`; from a square kilometre on without decimals. */
export function areaText(squareMeters: number, locale: Locale): string {
  return `${numberText(squareMeters, locale, squareMeters < 1e6 ? 2 : 0)} m²`;
}

export function lengthText(meters: number, locale: Locale): string {
  return `${numberText(meters, locale, meters < 10_000 ? 2 : 0)} m`;
}

/** Clockwise from north. */
export function bearingText(degrees: number, locale: Locale): string {
  return `${numberText(degrees, locale, 1)}°`;
}

export function timeText(date: Date, locale: Locale): string {
  return date.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
}
