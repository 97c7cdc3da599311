/** The paths of the change feed and of webhooks, for api-paths.ts. */
import { z } from '@hono/zod-openapi';
import {
  createdWebhookSchema,
  newWebhookSchema,
  webhookDeliverySchema,
  webhookSchema,
} from '@sit/core/api-webhook';
import type { Operation } from './api-paths.ts';

export const CHANGE_FEED_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/changes',
    access: 'public',
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
    access: 'office',
    tag: 'Changes',
    summary: 'Who outside is told of changes, and how that goes; for administrators',
    status: 200,
    answer: z.object({ webhooks: z.array(webhookSchema) }),
  },
  {
    method: 'post',
    path: '/api/webhooks',
    access: 'office',
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
    access: 'office',
    tag: 'Changes',
    summary: 'Tell an address nothing more',
    status: 204,
  },
  {
    method: 'get',
    path: '/api/webhooks/{id}/deliveries',
    access: 'office',
    tag: 'Changes',
    summary: 'Attempts at delivery, latest first',
    query: { limit: 'At most', before: 'Only those before this attempt: `next` of a page' },
    status: 200,
    answer: z.object({ deliveries: z.array(webhookDeliverySchema), next: z.int().nullable() }),
  },
];
