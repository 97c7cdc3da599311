/** Bodies of `/api/webhooks`. */
import { z } from 'zod';
import { LAYER_ID } from './layer.ts';
import { MUNICIPALITY_CODE } from './tenant.ts';

export const newWebhookSchema = z.strictObject({
  url: z.string().min(1).max(2_000),
  /** Only changes of these layers; of all without it. */
  layers: z.array(z.string().regex(LAYER_ID)).min(1).max(100).optional(),
  /** Only changes of this municipality's features. */
  municipality: z.string().regex(MUNICIPALITY_CODE).optional(),
});
export type NewWebhook = z.infer<typeof newWebhookSchema>;

export const webhookSchema = z.object({
  id: z.uuid(),
  url: z.string(),
  layers: z.array(z.string()).nullable(),
  municipality: z.string().nullable(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  /** `failing` is tried again at `nextAttemptAt`; `disabled` never, for `disabledReason`. */
  state: z.enum(['active', 'failing', 'disabled']),
  /** Attempts in a row that did not go. */
  failures: z.int(),
  failingSince: z.iso.datetime().nullable(),
  nextAttemptAt: z.iso.datetime().nullable(),
  disabledAt: z.iso.datetime().nullable(),
  disabledReason: z.string().nullable(),
});
export type Webhook = z.infer<typeof webhookSchema>;

/** `secret` is shown this once: `whsec_` and base64 (Standard Webhooks). */
export const createdWebhookSchema = webhookSchema.extend({ secret: z.string() });

export const webhookDeliverySchema = z.object({
  id: z.int(),
  /** Header `webhook-id`: the same at every attempt to deliver the same changes. */
  message: z.string(),
  attemptedAt: z.iso.datetime(),
  changes: z.int(),
  /** The receiver's; null where there was no answer. */
  status: z.int().nullable(),
  error: z.string().nullable(),
  milliseconds: z.int(),
});
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;
