/** Webhooks in the database: who is told, how far they have come, what became of each attempt. */
import { sql } from 'kysely';
import type { Kysely, Selectable } from 'kysely';
import type { FeedPlace } from '../changes/feed-place.ts';
import type { Tables, WebhookDeliveryTable, WebhookTable } from '../db/tables.ts';

export type WebhookRow = Selectable<WebhookTable>;
export type DeliveryRow = Selectable<WebhookDeliveryTable>;

/** Attempts remembered of each webhook. */
const KEPT_DELIVERIES = 1_000;

export async function insertWebhook(
  db: Kysely<Tables>,
  webhook: Pick<WebhookRow, 'id' | 'url' | 'layers' | 'municipality' | 'secret' | 'created_by'>,
): Promise<WebhookRow> {
  return db
    .insertInto('sit.webhook')
    .values({
      ...webhook,
      until: null,
      lease: null,
      leased_until: null,
      failing_since: null,
      disabled_at: null,
      disabled_reason: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Puts `sealed` in place of the secret `present`, unless another process has. */
export async function replaceSecret(
  db: Kysely<Tables>,
  id: string,
  { present, sealed }: { present: string; sealed: string },
): Promise<void> {
  await db
    .updateTable('sit.webhook')
    .set({ secret: sealed })
    .where('id', '=', id)
    .where('secret', '=', present)
    .execute();
}

/** Oldest first. */
export async function selectWebhooks(db: Kysely<Tables>): Promise<WebhookRow[]> {
  return db.selectFrom('sit.webhook').selectAll().orderBy('created_at').orderBy('id').execute();
}

export async function webhookExists(db: Kysely<Tables>, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('sit.webhook')
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}

/** As it was; null when there is none. */
export async function deleteWebhook(db: Kysely<Tables>, id: string): Promise<WebhookRow | null> {
  const row = await db
    .deleteFrom('sit.webhook')
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Latest first; those before attempt `before` where it is given. */
export async function selectDeliveries(
  db: Kysely<Tables>,
  webhook: string,
  before: number | null,
  limit: number,
): Promise<DeliveryRow[]> {
  return db
    .selectFrom('sit.webhook_delivery')
    .selectAll()
    .where('webhook', '=', webhook)
    .$if(before !== null, (query) => query.where('id', '<', before))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** Those not disabled, with how long each is still to wait. */
export async function selectActive(
  db: Kysely<Tables>,
): Promise<{ id: string; milliseconds: number }[]> {
  const { rows } = await sql<{ id: string; milliseconds: number }>`
    select id, greatest(0, ceil(1000 * extract(epoch from next_attempt_at - clock_timestamp())))::integer as milliseconds
    from sit.webhook where disabled_at is null`.execute(db);
  return rows;
}

/** Takes the webhook for this process for a while; null when another has it, or it is not due. */
export async function leaseWebhook(
  db: Kysely<Tables>,
  id: string,
  seconds: number,
): Promise<(WebhookRow & { lease: string }) | null> {
  const row = await db
    .updateTable('sit.webhook')
    .set({ lease: sql<string>`gen_random_uuid()`, leased_until: inSeconds(seconds) })
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .where('next_attempt_at', '<=', sql<Date>`clock_timestamp()`)
    .where((eb) =>
      eb.or([
        eb('leased_until', 'is', null),
        eb('leased_until', '<', sql<Date>`clock_timestamp()`),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
  return (row as (WebhookRow & { lease: string }) | undefined) ?? null;
}

/** Writes down how far the webhook has come, and keeps the lease. False when the lease is lost. */
export async function moveWebhook(
  db: Kysely<Tables>,
  { id, lease }: { id: string; lease: string },
  { since, until, after }: FeedPlace,
  seconds: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sit.webhook')
    .set({
      since: sql<string>`${since}::pg_snapshot`,
      until: sql<string | null>`${until}::pg_snapshot`,
      after_seq: after,
      leased_until: inSeconds(seconds),
    })
    .where('id', '=', id)
    .where('lease', '=', lease)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function releaseWebhook(
  db: Kysely<Tables>,
  { id, lease }: { id: string; lease: string },
): Promise<void> {
  await db
    .updateTable('sit.webhook')
    .set({ lease: null, leased_until: null })
    .where('id', '=', id)
    .where('lease', '=', lease)
    .execute();
}

/** The receiver has taken what it was sent. */
export async function clearFailures(db: Kysely<Tables>, id: string): Promise<void> {
  await db
    .updateTable('sit.webhook')
    .set({ failures: 0, failing_since: null })
    .where('id', '=', id)
    .where('failures', '>', 0)
    .execute();
}

/** Lets the webhook go until the next attempt; disables it with `reason` when there is to be none. */
export async function postponeWebhook(
  db: Kysely<Tables>,
  { id, lease }: { id: string; lease: string },
  next: { milliseconds: number; reason: string | null },
): Promise<void> {
  await db
    .updateTable('sit.webhook')
    .set((eb) => ({
      failures: eb('failures', '+', 1),
      failing_since: sql<Date>`coalesce(failing_since, clock_timestamp())`,
      next_attempt_at: inSeconds(next.milliseconds / 1000),
      lease: null,
      leased_until: null,
      ...(next.reason === null
        ? {}
        : { disabled_at: sql<Date>`clock_timestamp()`, disabled_reason: next.reason }),
    }))
    .where('id', '=', id)
    .where('lease', '=', lease)
    .execute();
}

/** Nothing when the webhook has been deleted meanwhile. */
export async function insertDelivery(
  db: Kysely<Tables>,
  delivery: Pick<
    DeliveryRow,
    'webhook' | 'message' | 'changes' | 'status' | 'error' | 'milliseconds'
  >,
): Promise<void> {
  const { webhook, message, changes, status, error, milliseconds } = delivery;
  await sql`
    insert into sit.webhook_delivery (webhook, message, changes, status, error, milliseconds)
    select id, ${message}::text, ${changes}::int, ${status}::int, ${error}::text, ${milliseconds}::int
    from sit.webhook where id = ${webhook}::uuid`.execute(db);
  await sql`
    delete from sit.webhook_delivery where webhook = ${webhook}::uuid and id <= (
      select id from sit.webhook_delivery where webhook = ${webhook}::uuid
      order by id desc offset ${KEPT_DELIVERIES}::int limit 1)`.execute(db);
}

function inSeconds(seconds: number) {
  return sql<Date>`clock_timestamp() + make_interval(secs => ${seconds}::double precision)`;
}
