/** The paths of `/api` whose routes are plain, described by the schemas that parse their bodies. */
import { z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { CHANGE_SET_LIMITS, changeSetResultSchema, changeSetSchema } from '@sit/core/api-changeset';
import { revertSchema } from '@sit/core/api-history';
import { fieldSchema, layerPatchSchema, newLayerSchema } from '@sit/core/api-layer';
import type { Access } from '../http/access.ts';
import { PROBLEM_MEDIA_TYPE } from '../http/problem.ts';
import { AUDIT_OPERATIONS } from './audit-paths.ts';
import { CHANGE_FEED_OPERATIONS } from './change-feed-paths.ts';
import { HISTORY_OPERATIONS } from './history-paths.ts';
import { OIDC_OPERATIONS } from './oidc-paths.ts';
import { KEY_OPERATIONS } from './key-paths.ts';
import { IDENTITY_OPERATIONS } from './identity-paths.ts';
import { PROPOSAL_OPERATIONS } from './proposal-paths.ts';
import { ProblemBody } from './responses.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export interface Operation {
  method: Method;
  path: string;
  access: Access;
  tag: string;
  summary: string;
  /** Query parameters with what they mean. */
  query?: Readonly<Record<string, string>>;
  /** Wants If-Match with the ETag that the write starts from. */
  ifMatch?: true;
  body?: z.ZodType | 'file' | { form: z.ZodType };
  /** Status of success, with the answer's schema. */
  status: number;
  answer?: z.ZodType | 'events';
}

const object = z.record(z.string(), z.any());
const IF_MATCH = z.object({
  'If-Match': z.string().openapi({ description: 'ETag of the proposal as it was read' }),
});
const layerAnswer = z.object({ id: z.string() }).loose();

const OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/layers',
    access: 'public',
    tag: 'Catalogue',
    summary: 'The layers the caller may read, in drawing order, and the union',
    status: 200,
    answer: z.object({ layers: z.array(layerAnswer), union: object.nullable() }),
  },
  {
    method: 'post',
    path: '/api/layers',
    access: 'office',
    tag: 'Catalogue',
    summary: 'A new layer with its table; for administrators',
    body: newLayerSchema,
    status: 201,
    answer: layerAnswer,
  },
  {
    method: 'get',
    path: '/api/layers/{id}',
    access: 'public',
    tag: 'Catalogue',
    summary: 'One layer',
    status: 200,
    answer: layerAnswer,
  },
  {
    method: 'patch',
    path: '/api/layers/{id}',
    access: 'office',
    tag: 'Catalogue',
    summary: 'Change how a layer is presented and who may do what',
    body: layerPatchSchema,
    status: 200,
    answer: layerAnswer,
  },
  {
    method: 'post',
    path: '/api/layers/{id}/fields',
    access: 'office',
    tag: 'Catalogue',
    summary: 'Add a field to a layer',
    body: fieldSchema,
    status: 201,
    answer: layerAnswer,
  },
  {
    method: 'get',
    path: '/api/municipalities',
    access: 'public',
    tag: 'Catalogue',
    summary: 'The union’s municipalities',
    status: 200,
    answer: z.object({ municipalities: z.array(object) }),
  },
  {
    method: 'post',
    path: '/api/changesets',
    access: 'office',
    tag: 'Change sets',
    summary: `Write everything in one or nothing; 200 when this id was committed before. At most ${CHANGE_SET_LIMITS.operations} operations, ${CHANGE_SET_LIMITS.vertices} vertices and ${CHANGE_SET_LIMITS.bodyBytes} bytes, else 413`,
    body: changeSetSchema,
    status: 201,
    answer: changeSetResultSchema,
  },
  {
    method: 'get',
    path: '/api/changesets/{id}',
    access: 'signed-in',
    tag: 'Change sets',
    summary: 'A change set as it was committed',
    status: 200,
    answer: object,
  },
  {
    method: 'get',
    path: '/api/changesets',
    access: 'office',
    tag: 'Change sets',
    summary: 'Change sets of layers the caller may read, newest first; for the offices',
    query: {
      layer: 'Those that touched this layer',
      municipality: 'Those that touched features of this municipality',
      author: 'Those of this author, by name',
      from: 'Committed from this instant on',
      to: 'Committed before this instant',
      limit: 'Most in one answer',
      token: 'Where the page before ended',
    },
    status: 200,
    answer: z.object({ changeSets: z.array(object), nextToken: z.string().nullable() }),
  },
  {
    method: 'post',
    path: '/api/changesets/{id}/revert',
    access: 'office',
    tag: 'Change sets',
    summary: 'Undo a change set as a new one; refused when something it touched has changed since',
    body: revertSchema,
    status: 201,
    answer: changeSetResultSchema,
  },
  {
    method: 'post',
    path: '/api/imports',
    access: 'office',
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
    access: 'office',
    tag: 'Imports',
    summary: 'The latest imports',
    status: 200,
    answer: z.object({ imports: z.array(object) }),
  },
  {
    method: 'get',
    path: '/api/imports/{id}',
    access: 'office',
    tag: 'Imports',
    summary: 'How an import goes, or went',
    status: 200,
    answer: object,
  },
  {
    method: 'delete',
    path: '/api/imports/{id}',
    access: 'office',
    tag: 'Imports',
    summary: 'Stop an import',
    status: 200,
    answer: object,
  },
  ...HISTORY_OPERATIONS,
  ...CHANGE_FEED_OPERATIONS,
  ...PROPOSAL_OPERATIONS,
  ...OIDC_OPERATIONS,
  ...AUDIT_OPERATIONS,
  ...KEY_OPERATIONS,
  ...IDENTITY_OPERATIONS,
];

/** Adds {@link OPERATIONS} to a document in the making. */
export function registerApiPaths(registry: OpenAPIHono['openAPIRegistry']): void {
  for (const operation of OPERATIONS) {
    const {
      method,
      path,
      access,
      tag,
      summary,
      query = {},
      ifMatch,
      body,
      status,
      answer,
    } = operation;
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
    registry.registerPath({
      method,
      path,
      'x-sit-access': access,
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
        ...(ifMatch ? { headers: IF_MATCH } : {}),
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

function contentOf(body: NonNullable<Operation['body']>) {
  if (typeof body === 'object' && 'form' in body)
    return { 'application/x-www-form-urlencoded': { schema: body.form } };
  if (body !== 'file') return { 'application/json': { schema: body } };
  return { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } };
}

function answerOf(answer: z.ZodType | 'events') {
  if (answer !== 'events') return { 'application/json': { schema: answer } };
  return { 'text/event-stream': { schema: z.string() } };
}
