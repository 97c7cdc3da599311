/** The union's webhooks: who outside is told of every change. They see all layers, as an administrator does. */
import { randomUUID } from 'node:crypto';
import type { NewWebhook, Webhook, WebhookDelivery } from '@sit/core/api-webhook';
import { mayManageWebhooks } from '@sit/core/permission';
import type { Caller, Principal } from '@sit/core/permission';
import { isUuid } from '@sit/core/uuid';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { refuse } from '../http/problem.ts';
import { findMunicipalities } from '../tenancy/tenancy.service.ts';
import { secretBox } from '../secrets/secret-box.ts';
import { newSecret } from './webhook-message.ts';
import { isSealed, sealSecret } from './webhook-secret.ts';
import { webhookTarget } from './webhook-target.ts';
import {
  deleteWebhook,
  insertWebhook,
  replaceSecret,
  selectDeliveries,
  selectWebhooks,
  webhookExists,
} from './webhook.repository.ts';
import type { WebhookRow } from './webhook.repository.ts';

/** Told from now on, and on the record. Refuses `invalid-request` for an address that may not be delivered to. */
export async function addWebhook(
  db: Database,
  config: Config,
  caller: Caller,
  request: NewWebhook,
  actor: Actor,
): Promise<Webhook & { secret: string }> {
  const admin = requireManager(caller);
  const { layers = null, municipality = null } = request;
  const url = webhookTarget(request.url, config.webhooksInside).href;
  const known = await findMunicipalities(db.kysely);
  if (municipality !== null && !known.some(({ code }) => code === municipality))
    throw refuse('invalid-request', `Il comune «${municipality}» non è nell’unione.`, {
      faults: [{ place: 'municipality', reason: 'unknown', message: 'Comune sconosciuto.' }],
    });
  const [id, secret] = [randomUUID(), newSecret()];
  const sealed = sealSecret(await secretBox(config), id, secret);
  const row = await db.kysely.transaction().execute(async (trx) => {
    const webhook = { id, url, layers, municipality, secret: sealed, created_by: admin.name };
    const inserted = await insertWebhook(trx, webhook);
    await record(trx, { event: 'webhook-added', actor, ...recorded(inserted) });
    return inserted;
  });
  return { ...toWebhook(row), secret };
}

/** Seals the secrets that a server of before has left in clear: at each start, before anything is delivered. */
export async function sealSecrets(db: Database, config: Config): Promise<void> {
  const clear = (await selectWebhooks(db.kysely)).filter(({ secret }) => !isSealed(secret));
  for (const { id, secret } of clear) {
    const sealed = sealSecret(await secretBox(config), id, secret);
    await replaceSecret(db.kysely, id, { present: secret, sealed });
  }
}

export async function listWebhooks(db: Database, caller: Caller): Promise<Webhook[]> {
  requireManager(caller);
  return (await selectWebhooks(db.kysely)).map(toWebhook);
}

/** On the record. Refuses `not-found`. A message on its way may still arrive. */
export async function removeWebhook(
  db: Database,
  caller: Caller,
  id: string,
  actor: Actor,
): Promise<void> {
  requireManager(caller);
  await db.kysely.transaction().execute(async (trx) => {
    const deleted = isUuid(id) ? await deleteWebhook(trx, id) : null;
    if (!deleted) throw unknownWebhook(id);
    await record(trx, { event: 'webhook-removed', actor, ...recorded(deleted) });
  });
}

/** Attempts, latest first, and what to ask the next page with; null at the end. Refuses `not-found`. */
export async function listDeliveries(
  db: Database,
  caller: Caller,
  id: string,
  page: { before: number | null; limit: number },
): Promise<{ deliveries: WebhookDelivery[]; next: number | null }> {
  requireManager(caller);
  if (!isUuid(id) || !(await webhookExists(db.kysely, id))) throw unknownWebhook(id);
  const rows = await selectDeliveries(db.kysely, id, page.before, page.limit + 1);
  const deliveries = rows.slice(0, page.limit).map((row) => ({
    id: row.id,
    message: row.message,
    attemptedAt: row.attempted_at.toISOString(),
    changes: row.changes,
    status: row.status,
    error: row.error,
    milliseconds: row.milliseconds,
  }));
  return { deliveries, next: rows.length > page.limit ? deliveries.at(-1)!.id : null };
}

/** The host alone: receivers' paths and queries are where their own secrets stand. */
function recorded({ id, url, layers, municipality }: WebhookRow) {
  const detail = { host: new URL(url).host, layers, municipality };
  return { subject: `webhook/${id}`, municipality, detail };
}

function toWebhook(row: WebhookRow): Webhook {
  const { id, url, layers, municipality, failures } = row;
  const state = row.disabled_at ? 'disabled' : failures > 0 ? 'failing' : 'active';
  return {
    id,
    url,
    layers,
    municipality,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    state,
    failures,
    failingSince: row.failing_since?.toISOString() ?? null,
    nextAttemptAt: state === 'failing' ? row.next_attempt_at.toISOString() : null,
    disabledAt: row.disabled_at?.toISOString() ?? null,
    disabledReason: row.disabled_reason,
  };
}

function requireManager(caller: Caller): Principal {
  if (!caller) throw refuse('unauthenticated', 'Per gestire le notifiche occorre accedere.');
  if (!mayManageWebhooks(caller))
    throw refuse(
      'forbidden',
      'Le notifiche verso l’esterno sono degli amministratori dell’unione.',
    );
  return caller;
}

function unknownWebhook(id: string) {
  return refuse('not-found', `La notifica ${id} non esiste.`);
}
