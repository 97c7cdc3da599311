/** What a request for items asks, parsed and checked against the layer (17-069r4 §7.15). */
import type { BBox } from '@sit/core/geometry';
import type { Field, FieldValue, Layer } from '@sit/core/layer';
import { localize } from '@sit/core/layer';
import { valueFault } from '@sit/core/validate';
import type { LayerState, LayerView } from '../db/layer-state.ts';
import { invalid, parseMunicipality } from '../http/query.ts';
import { refuse } from '../http/problem.ts';
import { parseCrsParameter } from './crs.ts';
import type { OutputCrs } from './crs.ts';
import { hasLegalTime, viewOf } from './layer-view.ts';
import { RESERVED_PARAMETERS, queryableFields } from './layer-schema.ts';

export const DEFAULT_LIMIT = 100;
export const MAXIMUM_LIMIT = 10_000;

export interface PropertyFilter {
  /** A field's name or `municipality`. */
  property: string;
  type: Field['type'];
  value: FieldValue;
}

export interface ItemsQuery {
  limit: number;
  /** Items after this identifier; null from the first. */
  after: number | null;
  bbox: { box: BBox; crs: OutputCrs } | null;
  view: LayerView;
  filters: PropertyFilter[];
  crs: OutputCrs;
}

/** The parameters every layer's items have, as the route's schema has read them. */
export interface ItemsParameters {
  limit: number;
  token?: string | undefined;
  bbox?: BBox | null | undefined;
  'bbox-crs'?: string | undefined;
  datetime: LayerState;
  'legal-date': string | null;
  crs?: string | undefined;
}

/** `rest` are the parameters that must be queryables; refuses with 400 naming what is not, and wrong values. */
export function parseItemsQuery(
  layer: Layer,
  storageCrs: number,
  parameters: ItemsParameters,
  rest: Readonly<Record<string, string>>,
): ItemsQuery {
  const bboxCrs = parseCrsParameter('bbox-crs', parameters['bbox-crs'], storageCrs);
  if (parameters['bbox-crs'] !== undefined && !parameters.bbox)
    throw invalid('bbox-crs', 'bbox-crs è ammesso solo insieme a bbox.');
  return {
    limit: parameters.limit,
    after: parameters.token === undefined ? null : readToken(parameters.token),
    bbox: parameters.bbox ? { box: parameters.bbox, crs: bboxCrs } : null,
    view: viewOf(layer, parameters.datetime, parameters['legal-date']),
    filters: Object.entries(rest).map(([name, text]) => parseFilter(layer, name, text)),
    crs: parseCrsParameter('crs', parameters.crs, storageCrs),
  };
}

function parseFilter(layer: Layer, name: string, text: string): PropertyFilter {
  if (name === 'municipality') {
    parseMunicipality(text);
    return { property: name, type: 'text', value: text };
  }
  const field = queryableFields(layer).find((each) => each.name === name);
  if (!field) throw unknownParameter(layer, name);
  const value = readValue(field, text);
  // A value outside the domain is a legal question whose answer is: nothing.
  const { domain: _, ...bare } = field;
  if (value === undefined || valueFault(bare, value))
    throw invalid(
      name,
      `${name}=${text}: ${localize(field.label, 'it')} non ammette questo valore.`,
    );
  return { property: name, type: field.type, value };
}

function unknownParameter(layer: Layer, name: string): Error {
  const known = [
    ...RESERVED_PARAMETERS,
    'bbox-crs',
    ...(hasLegalTime(layer) ? ['legal-date'] : []),
    ...queryableFields(layer).map((f) => f.name),
    'municipality',
  ];
  const message = `Il parametro «${name}» non esiste qui. Ammessi: ${known.join(', ')}.`;
  return refuse('unknown-parameter', message, {
    faults: [{ place: name, reason: 'unknown-parameter', message }],
  });
}

/** The text as a value of the field's type; undefined when it is none. */
function readValue(field: Field, text: string): FieldValue | undefined {
  switch (field.type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'integer':
    case 'number':
      return NUMBER.test(text) ? Number(text) : undefined;
    default:
      return text;
  }
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** Opaque to clients: where the page before ended. */
export function makeToken(lastFid: number): string {
  return Buffer.from(`after:${lastFid}`).toString('base64url');
}

function readToken(token: string): number {
  const match = /^after:(\d{1,15})$/.exec(Buffer.from(token, 'base64url').toString());
  if (!match)
    throw invalid('token', `token=${token}: non è un segnaposto dato da questo servizio.`);
  return Number(match[1]);
}
