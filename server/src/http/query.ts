/** Query parameters, parsed at the edge (OGC API Features Part 1, clauses 7.15.2-7.15.4). */
import type { BBox } from '@sit/core/geometry';
import type { ProblemCode } from '@sit/core/problem';
import { isCalendarDate } from '@sit/core/validate';
import { MUNICIPALITY_CODE } from '@sit/core/tenant';
import type { Context } from 'hono';
import { refuse } from './problem.ts';
import type { Problem } from './problem.ts';

/**
 * Refuses with 400 every parameter not in `known` (`/req/core/query-param-unknown`), and one given twice: who
 * looks at the first and who at the last would see two requests (ASVS V15.3.7).
 */
export function refuseUnknown(c: Context, known: readonly string[]): void {
  for (const [name, values] of Object.entries(c.req.queries())) {
    if (!known.includes(name))
      throw fault(
        'unknown-parameter',
        name,
        `Il parametro «${name}» non esiste qui. Ammessi: ${known.join(', ') || 'nessuno'}.`,
      );
    if (values.length > 1) throw invalid(name, `${name}: occorre un solo valore.`);
  }
}

/** `minX,minY,maxX,maxY` or six numbers with heights, which are ignored; null when absent. */
export function parseBbox(text: string | undefined): BBox | null {
  if (text === undefined) return null;
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (![4, 6].includes(numbers.length) || !numbers.every(Number.isFinite))
    throw invalid('bbox', `bbox=${text}: occorrono quattro numeri, minX,minY,maxX,maxY.`);
  const [minX, minY, maxX, maxY] = (
    numbers.length === 4 ? numbers : [numbers[0], numbers[1], numbers[3], numbers[4]]
  ) as [number, number, number, number];
  if (minY > maxY) throw invalid('bbox', `bbox=${text}: minY supera maxY.`);
  return [minX, minY, maxX, maxY];
}

/** Positive integer; values above `maximum` are taken as `maximum` (`/per/core/limit-response-1`). */
export function parseLimit(text: string | undefined, standard: number, maximum: number): number {
  if (text === undefined) return standard;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1)
    throw invalid('limit', `limit=${text}: occorre un intero da 1 a ${maximum}.`);
  return Math.min(limit, maximum);
}

/** An instant (`from` equals `to`) or an interval; null is an open end. RFC 3339, UTC `Date`s. */
export interface TemporalFilter {
  from: Date | null;
  to: Date | null;
}

/** `instant`, `from/to`, `../to`, `from/..`; null when absent. */
export function parseDatetime(text: string | undefined): TemporalFilter | null {
  if (text === undefined) return null;
  const ends = text.split('/');
  if (ends.length === 1) {
    const instant = parseInstant('datetime', text);
    return { from: instant, to: instant };
  }
  if (ends.length > 2) throw invalid('datetime', `datetime=${text}: troppi estremi.`);
  const [from, to] = ends.map((end) =>
    end === '' || end === '..' ? null : parseInstant('datetime', end, text),
  ) as [Date | null, Date | null];
  if (!from && !to)
    throw invalid('datetime', `datetime=${text}: l’intervallo è aperto da entrambi i lati.`);
  if (from && to && from > to)
    throw invalid('datetime', `datetime=${text}: l’inizio segue la fine.`);
  return { from, to };
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?$/i;

/** Parameter `name`, or the part `text` of it, as an instant. */
export function parseInstant(name: string, text: string, whole: string = text): Date {
  const date = new Date(text);
  if (!RFC3339.test(text) || !isCalendarDate(text.slice(0, 10)) || Number.isNaN(date.valueOf()))
    throw invalid(
      name,
      `${name}=${whole}: «${text}» non è un istante RFC 3339, come 2026-11-22T10:00:00Z.`,
    );
  return date;
}

const IMPOSSIBLE_OFFSET = /[+-](1[6-9]|2\d):\d\d$/;

/** The same as text that PostgreSQL reads with all its digits: a `Date` ends at milliseconds. */
export function parsePreciseInstant(name: string, text: string): string {
  parseInstant(name, text);
  // PostgreSQL has no year 0, and no offset from UTC of 16 hours or more.
  if (text.startsWith('0000') || IMPOSSIBLE_OFFSET.test(text))
    throw invalid(name, `${name}=${text}: non è un istante che il registro possa avere.`);
  return text.includes(':') ? text : `${text}T00:00:00Z`;
}

/** Cadastral code. */
export function parseMunicipality(text: string | undefined): string | undefined {
  if (text !== undefined && !MUNICIPALITY_CODE.test(text))
    throw invalid('municipality', `municipality=${text}: occorre un codice catastale, come C096.`);
  return text;
}

const MOST_TEXT_LENGTH = 200;

/** To be searched for. No text of the database's holds a null character. */
export function parseText(text: string | undefined): string | undefined {
  if (text !== undefined && (text.includes('\0') || text.length > MOST_TEXT_LENGTH))
    throw invalid('text', `text: al più ${MOST_TEXT_LENGTH} caratteri di testo.`);
  return text;
}

export function invalid(place: string, message: string): Problem {
  return fault('invalid-parameter', place, message);
}

function fault(code: ProblemCode, place: string, message: string): Problem {
  return refuse(code, message, { faults: [{ place, reason: code, message }] });
}
