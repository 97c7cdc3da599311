/** `/api/webhooks`: for the union's administrators. */
import { newWebhookSchema } from '@sit/core/api-webhook';
import { Hono } from 'hono';
import { requestActor } from '../audit/request-actor.ts';
import type { Deps } from '../deps.ts';
import { readJson } from '../http/body.ts';
import type { Env } from '../http/env.ts';
import { invalid, parseLimit, refuseUnknown } from '../http/query.ts';
import { addWebhook, listDeliveries, listWebhooks, removeWebhook } from './webhook.service.ts';

const MAX_BODY_BYTES = 20_000;
const DELIVERIES_A_PAGE = { standard: 50, maximum: 500 };
const PRIVATE = { 'Cache-Control': 'no-store' };

export function webhookRoutes({ db, config }: Deps): Hono<Env> {
  return new Hono<Env>()
    .get('/webhooks', async (c) => {
      refuseUnknown(c, []);
      return c.json({ webhooks: await listWebhooks(db, c.var.caller) }, 200, PRIVATE);
    })
    .post('/webhooks', async (c) => {
      refuseUnknown(c, []);
      const request = await readJson(c, newWebhookSchema, MAX_BODY_BYTES);
      const webhook = await addWebhook(db, config, c.var.caller, request, requestActor(c));
      return c.json(webhook, 201, { ...PRIVATE, Location: `/api/webhooks/${webhook.id}` });
    })
    .delete('/webhooks/:id', async (c) => {
      refuseUnknown(c, []);
      await removeWebhook(db, c.var.caller, c.req.param('id'), requestActor(c));
      return c.body(null, 204);
    })
    .get('/webhooks/:id/deliveries', async (c) => {
      refuseUnknown(c, ['limit', 'before']);
      const { standard, maximum } = DELIVERIES_A_PAGE;
      const limit = parseLimit(c.req.query('limit'), standard, maximum);
      const before = c.req.query('before');
      if (before !== undefined && !/^\d{1,15}$/.test(before))
        throw invalid('before', `before=${before}: occorre il numero di un tentativo.`);
      const page = { limit, before: before === undefined ? null : Number(before) };
      return c.json(await listDeliveries(db, c.var.caller, c.req.param('id'), page), 200, PRIVATE);
    });
}
