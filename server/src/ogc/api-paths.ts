/** The paths of `/api` whose routes are plain, described by the schemas that parse their bodies. */
import { z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { changeSetResultSchema, changeSetSchema } from '@sit/core/api-changeset';
import {
  createdWebhookSchema,
  newWebhookSchema,
  webhookDeliverySchema,
  webhookSchema,
} from '@sit/core/api-webhook';
import { fieldSchema, layerPatchSchema, newLayerSchema } from '@sit/core/api-layer';
import { PROBLEM_MEDIA_TYPE } from '../http/problem.ts';
import { ProblemBody } from './responses.ts';

type Method = 'get' | 'post' | 'patch' | 'delete';

interface Operation {
  method: Method;
  path: string;
  tag: string;
  summary: string;
  /** Query parameters with what they mean. */
  query?: Readonly<Record<string, string>>;
  body?: z.ZodType | 'file';
  /** Status of success, with the answer's schema. */
  status: number;
  answer?: z.ZodType | 'events';
}

const object = z.record(z.string(), z.any());
const layerAnswer = z.object({ id: z.string() }).loose();

const OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/layers',
    tag: 'Catalogue',
    summary: 'The layers the caller may read, in drawing order, and the union',
    status: 200,
    answer: z.object({ layers: z.array(layerAnswer), union: object.nullable() }),
  },
  {
    method: 'post',
    path: '/api/layers',
    tag: 'Catalogue',
    summary: 'A new layer with its table; for administrators',
    body: newLayerSchema,
    status: 201,
    answer: layerAnswer,
  },
  {
    method: 'get',
    path: '/api/layers/{id}',
    tag: 'Catalogue',
    summary: 'One layer',
    status: 200,
    answer: layerAnswer,
  },
  {
    method: 'patch',
    path: '/api/layers/{id}',
    tag: 'Catalogue',
    summary: 'Change how a layer is presented and who may do what',
    body: layerPatchSchema,
    status: 200,
    answer: layerAnswer,
  },
  {
    method: 'post',
    path: '/api/layers/{id}/fields',
    tag: 'Catalogue',
    summary: 'Add a field to a layer',
    body: fieldSchema,
    status: 201,
    answer: layerAnswer,
  },
  {
    method: 'get',
    path: '/api/municipalities',
    tag: 'Catalogue',
    summary: 'The union’s municipalities',
    status: 200,
    answer: z.object({ municipalities: z.array(object) }),
  },
  {
    method: 'post',
    path: '/api/changesets',
    tag: 'Change sets',
    summary: 'Write everything in one or nothing; 200 when this id was committed before',
    body: changeSetSchema,
    status: 201,
    answer: changeSetResultSchema,
  },
  {
    method: 'get',
    path: '/api/changesets/{id}',
    tag: 'Change sets',
    summary: 'A change set as it was committed',
    status: 200,
    answer: object,
  },
  {
    method: 'get',
    path: '/api/changes',
    tag: 'Changes',
    summary:
      'Every change of what the caller may see, as server-sent events `change`; header Last-Event-ID goes on from an event',
    query: {
      layers: 'Ids of layers, comma separated',
      municipality: 'Cadastral code',
      bbox: 'Box in WGS 84 that the change touches: west,south,east,north',
      lastEventId: 'As the header Last-Event-ID, where none can be sent',
    },
    status: 200,
    answer: 'events',
  },
  {
    method: 'get',
    path: '/api/webhooks',
    tag: 'Changes',
    summary: 'Who outside is told of changes, and how that goes; for administrators',
    status: 200,
    answer: z.object({ webhooks: z.array(webhookSchema) }),
  },
  {
    method: 'post',
    path: '/api/webhooks',
    tag: 'Changes',
    summary:
      'Tell an address of every change from now on: signed (Standard Webhooks), in order, at least once; the secret is shown this once',
    body: newWebhookSchema,
    status: 201,
    answer: createdWebhookSchema,
  },
  {
    method: 'delete',
    path: '/api/webhooks/{id}',
    tag: 'Changes',
    summary: 'Tell an address nothing more',
    status: 204,
  },
  {
    method: 'get',
    path: '/api/webhooks/{id}/deliveries',
    tag: 'Changes',
    summary: 'Attempts at delivery, latest first',
    query: { limit: 'At most', before: 'Only those before this attempt: `next` of a page' },
    status: 200,
    answer: z.object({ deliveries: z.array(webhookDeliverySchema), next: z.int().nullable() }),
  },
  {
    method: 'post',
    path: '/api/imports',
    tag: 'Imports',
    summary: 'Import a file into a layer; follow Location for how it goes',
    query: {
      layer: 'Id of the layer',
      create: '`true` makes the layer from the file',
      municipality: 'Cadastral code of the municipality that keeps the features',
      municipality_field: 'Field of the file that holds the cadastral code',
      crs: 'EPSG code, where the file does not say',
      encoding: 'Text encoding, where the file does not say or says wrongly',
      invalid: 'What to do with invalid geometries: `repair` or `reject`',
      source_layer: 'Layer of the file, where it has several',
      readable_by: 'Of a new layer: `public` or `offices`',
      filename: 'Name of the file, where Content-Disposition does not say',
    },
    body: 'file',
    status: 202,
    answer: object,
  },
  {
    method: 'get',
    path: '/api/imports',
    tag: 'Imports',
    summary: 'The latest imports',
    status: 200,
    answer: z.object({ imports: z.array(object) }),
  },
  {
    method: 'get',
    path: '/api/imports/{id}',
    tag: 'Imports',
    summary: 'How an import goes, or went',
    status: 200,
    answer: object,
  },
  {
    method: 'delete',
    path: '/api/imports/{id}',
    tag: 'Imports',
    summary: 'Stop an import',
    status: 200,
    answer: object,
  },
];

/** Adds {@link OPERATIONS} to a document in the making. */
export function registerApiPaths(registry: OpenAPIHono['openAPIRegistry']): void {
  for (const { method, path, tag, summary, query = {}, body, status, answer } of OPERATIONS) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
    registry.registerPath({
      method,
      path,
      tags: [tag],
      summary,
      request: {
        params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))),
        query: z.object(
          Object.fromEntries(
            Object.entries(query).map(([name, description]) => [
              name,
              z.string().optional().openapi({ description }),
            ]),
          ),
        ),
        ...(body ? { body: { required: true, content: contentOf(body) } } : {}),
      },
      responses: {
        [status]: {
          description: summary,
          ...(answer ? { content: answerOf(answer) } : {}),
        },
        default: {
          description: 'Refused',
          content: { [PROBLEM_MEDIA_TYPE]: { schema: ProblemBody } },
        },
      },
    });
  }
}

function contentOf(body: z.ZodType | 'file') {
  if (body !== 'file') return { 'application/json': { schema: body } };
  return { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } };
}

function answerOf(answer: z.ZodType | 'events') {
  if (answer !== 'events') return { 'application/json': { schema: answer } };
  return { 'text/event-stream': { schema: z.string() } };
}
