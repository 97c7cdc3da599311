/** The paths of a feature's history, for api-paths.ts. */
import { z } from '@hono/zod-openapi';
import { changeSetResultSchema } from '@sit/core/api-changeset';
import { restoreSchema } from '@sit/core/api-history';
import type { Operation } from './api-paths.ts';

const object = z.record(z.string(), z.any());

export const HISTORY_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/layers/{layer}/features/{fid}/versions',
    access: 'public',
    tag: 'History',
    summary: 'Versions of a feature, newest first; author and message for the offices',
    query: { limit: 'Most in one answer', before: 'Versions below this one' },
    status: 200,
    answer: z.object({ versions: z.array(object), nextBefore: z.number().nullable() }),
  },
  {
    method: 'get',
    path: '/api/layers/{layer}/features/{fid}/versions/{version}',
    access: 'public',
    tag: 'History',
    summary: 'One version, with the feature as it was',
    status: 200,
    answer: object,
  },
  {
    method: 'get',
    path: '/api/layers/{layer}/features/{fid}/versions/{version}/difference',
    access: 'public',
    tag: 'History',
    summary: 'What changed up to this version: fields and geometry',
    query: { from: 'Version to compare with; the one before when absent' },
    status: 200,
    answer: object,
  },
  {
    method: 'post',
    path: '/api/layers/{layer}/features/{fid}/restore',
    access: 'office',
    tag: 'History',
    summary: 'Set a feature back to a version of its, deleted or not, as a new change set',
    body: restoreSchema,
    status: 201,
    answer: changeSetResultSchema,
  },
  {
    method: 'get',
    path: '/api/layers/{layer}/features/{fid}/lineage',
    access: 'public',
    tag: 'History',
    summary: 'Where a feature comes from and what has become of it',
    query: { depth: 'Generations each way' },
    status: 200,
    answer: object,
  },
];
