/** What a webhook's receiver is sent, and how it knows whom it is from (Standard Webhooks 1.0). */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { ChangeEvent } from '@sit/core/change-event';

const SECRET_PREFIX = 'whsec_';

export interface WebhookMessage {
  id: string;
  body: string;
}

export function newSecret(): string {
  return SECRET_PREFIX + randomBytes(32).toString('base64');
}

/** `place` names the batch within the webhook's feed: the same batch is the same message at every attempt. */
export function webhookMessage(
  webhook: string,
  place: string,
  changes: readonly ChangeEvent[],
): WebhookMessage {
  const digest = createHash('sha256').update(`${webhook}|${place}`).digest('base64url');
  return {
    id: `msg_${digest.slice(0, 27)}`,
    body: JSON.stringify({
      type: 'features.changed',
      timestamp: changes.at(-1)!.recordedAt,
      data: { changes },
    }),
  };
}

/** Headers of one attempt; `seconds` since 1970 is when it is made. */
export function signedHeaders(
  { id, body }: WebhookMessage,
  secret: string,
  seconds: number,
): Record<string, string> {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'Content-Type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}
