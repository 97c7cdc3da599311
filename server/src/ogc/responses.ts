/** Shapes of answers, for the OpenAPI document. */
import { z } from '@hono/zod-openapi';
import { PROBLEM_MEDIA_TYPE } from '../http/problem.ts';
import { MEDIA } from './link.ts';

export const LinkBody = z
  .object({
    href: z.string(),
    rel: z.string(),
    type: z.string().optional(),
    title: z.string().optional(),
    hreflang: z.string().optional(),
    templated: z.literal(true).optional(),
  })
  .openapi('Link');

export const LandingPageBody = z
  .object({
    title: z.string(),
    description: z.string(),
    attribution: z.string().optional(),
    links: z.array(LinkBody),
  })
  .openapi('LandingPage');

export const ConformanceBody = z.object({ conformsTo: z.array(z.string()) }).openapi('Conformance');

export const CollectionBody = z
  .object({
    id: z.string(),
    title: z.string(),
    description: z.string().optional(),
    attribution: z.string().optional(),
    itemType: z.literal('feature'),
    extent: z
      .object({
        spatial: z
          .object({ bbox: z.array(z.array(z.number()).length(4)), crs: z.string() })
          .optional(),
        temporal: z
          .object({ interval: z.array(z.array(z.string().nullable()).length(2)), trs: z.string() })
          .optional(),
      })
      .optional(),
    crs: z.array(z.string()),
    storageCrs: z.string(),
    links: z.array(LinkBody),
  })
  .openapi('Collection');

export const CollectionsBody = z
  .object({
    links: z.array(LinkBody),
    crs: z.array(z.string()),
    collections: z.array(CollectionBody),
  })
  .openapi('Collections');

export const GeometryBody = z
  .object({
    type: z.enum([
      'Point',
      'MultiPoint',
      'LineString',
      'MultiLineString',
      'Polygon',
      'MultiPolygon',
    ]),
    coordinates: z.array(z.any()),
  })
  .openapi('Geometry', { description: 'RFC 7946' });

export const FeatureBody = z
  .object({
    type: z.literal('Feature'),
    id: z.int(),
    geometry: GeometryBody,
    properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    links: z.array(LinkBody).optional(),
  })
  .openapi('Feature');

export const FeatureCollectionBody = z
  .object({
    type: z.literal('FeatureCollection'),
    timeStamp: z.string(),
    numberMatched: z.int(),
    numberReturned: z.int(),
    links: z.array(LinkBody),
    features: z.array(FeatureBody),
  })
  .openapi('FeatureCollection');

export const ProblemBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    instance: z.string().optional(),
    faults: z
      .array(
        z.object({
          place: z.string(),
          reason: z.string(),
          message: z.string(),
          position: z.tuple([z.number(), z.number()]).optional(),
          other: z.int().optional(),
          area: z.number().optional(),
          distance: z.number().optional(),
          orphans: z
            .array(z.object({ layer: z.string(), count: z.int(), fids: z.array(z.int()) }))
            .optional(),
        }),
      )
      .optional(),
  })
  .openapi('Problem', { description: 'RFC 9457' });

type Content = Record<string, { schema: z.ZodType }>;

/** 200 in each of the media types given, and the refusals every route knows. */
export function answers(
  description: string,
  content: Content,
  refusals: readonly (keyof typeof REFUSALS)[] = [],
) {
  return {
    200: { description, content },
    304: { description: 'Not modified since the ETag in If-None-Match' },
    400: REFUSALS[400],
    406: REFUSALS[406],
    ...pick(refusals),
  };
}

export function pick(statuses: readonly (keyof typeof REFUSALS)[]) {
  return Object.fromEntries(statuses.map((status) => [status, REFUSALS[status]])) as Record<
    number,
    (typeof REFUSALS)[400]
  >;
}

const refusal = (description: string) => ({
  description,
  content: { [PROBLEM_MEDIA_TYPE]: { schema: ProblemBody } },
});

const REFUSALS = {
  400: refusal('A parameter is unknown or not valid'),
  401: refusal('Sign-in required'),
  403: refusal('Not allowed to this person'),
  404: refusal('No such thing, or not for this person'),
  406: refusal('None of the formats accepted is available'),
  409: refusal('Idempotency key used for another body'),
  412: refusal('The feature has changed since; the answer holds what is needed to merge'),
  413: refusal('Body too large'),
  415: refusal('Body of another media type'),
  422: refusal('Values or geometry not valid, each named'),
  428: refusal('If-Match required'),
} as const;

const anyJson = z.record(z.string(), z.any());

export const HTML_CONTENT: Content = { [MEDIA.html]: { schema: z.string() } };
export const SCHEMA_CONTENT: Content = { [MEDIA.schema]: { schema: anyJson }, ...HTML_CONTENT };
export const ANY_JSON_CONTENT: Content = { [MEDIA.json]: { schema: anyJson } };
