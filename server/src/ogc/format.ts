/** Which of the offered formats a request wants: the `f` parameter, else `Accept` (RFC 9110 §12.5.1). */
import { refuse } from '../http/problem.ts';
import { MEDIA } from './link.ts';
import type { Offered } from './link.ts';

export interface Format extends Offered {
  /** Other media types by which clients ask for it. */
  aliases?: readonly string[] | undefined;
}

export const JSON_FORMAT: Format = { f: 'json', mediaType: MEDIA.json };
export const HTML_FORMAT: Format = {
  f: 'html',
  mediaType: MEDIA.html,
  aliases: ['application/xhtml+xml'],
};
export const GEOJSON_FORMAT: Format = {
  f: 'json',
  mediaType: MEDIA.geojson,
  aliases: [MEDIA.json],
};
export const SCHEMA_FORMAT: Format = { f: 'json', mediaType: MEDIA.schema, aliases: [MEDIA.json] };
export const TILEJSON_FORMAT: Format = {
  f: 'tilejson',
  mediaType: 'application/vnd.mapbox.tile+json',
};

/**
 * The first offered format is what any type gets. Refuses with 400 an unknown `f`, with 406 an `Accept`
 * that allows none of the formats.
 */
export function negotiate(
  offered: readonly Format[],
  f: string | undefined,
  accept: string | undefined,
): Format {
  if (f !== undefined) {
    const named = offered.find((format) => format.f === f);
    if (named) return named;
    const message = `f=${f}: formati disponibili: ${offered.map((format) => format.f).join(', ')}.`;
    throw refuse('invalid-parameter', message, {
      faults: [{ place: 'f', reason: 'invalid-parameter', message }],
    });
  }
  if (!accept?.trim()) return offered[0]!;
  const ranges = parseAccept(accept);
  let best: Format | null = null;
  let bestQuality = 0;
  for (const format of offered) {
    const quality = Math.max(
      ...[format.mediaType, ...(format.aliases ?? [])].map((type) => qualityOf(type, ranges)),
    );
    if (quality > bestQuality) [best, bestQuality] = [format, quality];
  }
  if (!best)
    throw refuse(
      'not-acceptable',
      `Nessuno dei formati disponibili (${offered.map((format) => format.mediaType).join(', ')}) è tra quelli accettati: ${accept}.`,
    );
  return best;
}

interface MediaRange {
  type: string;
  quality: number;
}

function parseAccept(header: string): MediaRange[] {
  return header.split(',').map((part) => {
    const [type, ...parameters] = part.trim().toLowerCase().split(';');
    const weight = parameters
      .map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1])
      .find((q) => q !== undefined);
    return { type: type!.trim(), quality: weight === undefined ? 1 : Number(weight) };
  });
}

/** The most specific range that matches decides. */
function qualityOf(mediaType: string, ranges: readonly MediaRange[]): number {
  const [kind] = mediaType.split('/');
  for (const pattern of [mediaType, `${kind}/*`, '*/*']) {
    const range = ranges.find(({ type }) => type === pattern);
    if (range) return range.quality;
  }
  return 0;
}
