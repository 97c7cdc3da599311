/** Query and path parameters of `/ogc`, each with the schema that checks it and describes it. */
import { z } from '@hono/zod-openapi';
import { isCalendarDate } from '@sit/core/validate';
import { PRESENT } from '../db/layer-state.ts';
import type { LayerState } from '../db/layer-state.ts';
import { invalid, parseBbox, parseDatetime, parseLimit } from '../http/query.ts';
import { DEFAULT_LIMIT, MAXIMUM_LIMIT } from './items-query.ts';

const listedOnce = { style: 'form', explode: false } as const;

export const fParameter = (formats: readonly string[]) =>
  z
    .string()
    .optional()
    .openapi({ description: 'Format, before any Accept header', enum: [...formats] });

export const collectionIdParameter = z.string().openapi({
  param: { name: 'collectionId', in: 'path' },
  description: 'A layer’s id',
  example: 'parcels',
});

export const featureIdParameter = z.string().openapi({
  param: { name: 'featureId', in: 'path' },
  description: 'A feature’s identifier',
  example: '17',
});

/** OGC 17-069r4, `/req/core/fc-limit-definition`. */
export const limitParameter = z
  .string()
  .optional()
  .transform((text) => parseLimit(text, DEFAULT_LIMIT, MAXIMUM_LIMIT))
  .openapi({
    type: 'integer',
    minimum: 1,
    maximum: MAXIMUM_LIMIT,
    default: DEFAULT_LIMIT,
    param: { required: false, style: 'form', explode: false },
    description: 'Most features in one answer',
  });

/** `/req/core/fc-bbox-definition`. */
export const bboxParameter = z
  .string()
  .optional()
  .transform(parseBbox)
  .openapi({
    type: 'array',
    items: { type: 'number' },
    minItems: 4,
    maxItems: 6,
    param: { required: false, ...listedOnce },
    description:
      'Only features that meet this box: minX,minY,maxX,maxY, WGS 84 longitude first unless bbox-crs says otherwise',
  });

/** `/req/core/fc-time-definition`. */
export const datetimeParameter = z
  .string()
  .optional()
  .transform(stateAt)
  .openapi({
    type: 'string',
    param: { required: false, ...listedOnce },
    description:
      'Features as they were on record at this instant, or the last version on record in this interval: 2026-11-22T10:00:00Z, from/to, ../to, from/..',
  });

/** The same where one state of the layer is wanted: an instant only. */
export const instantParameter = z
  .string()
  .optional()
  .transform((text): LayerState => {
    const state = stateAt(text);
    if (state.kind === 'interval')
      throw invalid('datetime', `datetime=${text}: qui occorre un istante, non un intervallo.`);
    return state;
  })
  .openapi({
    type: 'string',
    format: 'date-time',
    param: { required: false, ...listedOnce },
    description:
      'As it was on record at this instant, RFC 3339: 2026-11-22T10:00:00Z; no intervals',
  });

/** Legal time, beside the record time of `datetime`. */
export const legalDateParameter = z
  .string()
  .optional()
  .transform((text): string | null => {
    if (text === undefined) return null;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !isCalendarDate(text) || text < '0001')
      throw invalid('legal-date', `legal-date=${text}: occorre un giorno, come 2026-11-22.`);
    return text;
  })
  .openapi({
    type: 'string',
    format: 'date',
    param: { required: false, ...listedOnce },
    description:
      'Only features in force on this day, as of the record time asked for; for layers with legal time, else 400',
  });

function stateAt(text: string | undefined): LayerState {
  const asked = parseDatetime(text);
  if (!asked) return PRESENT;
  const { from, to } = asked;
  return from && to && from.valueOf() === to.valueOf()
    ? { kind: 'instant', at: from }
    : { kind: 'interval', from, to };
}

export const proposalParameter = z
  .string()
  .optional()
  .openapi({
    type: 'string',
    format: 'uuid',
    param: { required: false, ...listedOnce },
    description:
      'As this proposal would have it, for who may see the proposal: `proposal_change` tells what is added or changed',
  });

const crsUri = (description: string) =>
  z
    .string()
    .optional()
    .openapi({ format: 'uri', description, param: { required: false, ...listedOnce } });

export const crsParameter = crsUri('CRS of the geometries answered; one of the collection’s `crs`');
export const bboxCrsParameter = crsUri('CRS of `bbox`; one of the collection’s `crs`');

export const tokenParameter = z.string().optional().openapi({
  description: 'Where the page before ended; follow the `next` link instead of making one',
});
