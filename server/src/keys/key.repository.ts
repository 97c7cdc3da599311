/** API keys in the database: by their token's hash only, the public embed keys readable too. */
import type { Grant } from '@sit/core/permission';
import { sql } from 'kysely';
import type { ExpressionBuilder, Kysely, Selectable } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { ApiKeyTable } from '../db/identity-tables.ts';
import type { Tables } from '../db/tables.ts';

export type KeyRow = Selectable<ApiKeyTable> & { grants: Grant[] };

export interface ShownKey extends KeyRow {
  /** Neither revoked nor expired, and this token is its present one or the former within its grace. */
  live: boolean;
}

export type NewKey = Pick<
  KeyRow,
  'kind' | 'name' | 'origins' | 'layers' | 'may_write' | 'requests_per_minute' | 'created_by'
> & {
  token_hash: Buffer;
  token: string | null;
  hint: string;
  expires_at: Date | null;
  grants: Grant[];
};

/** A service key gets whom it acts as: a person of kind `service`, whose address no mail can reach (RFC 2606 §2). */
export async function insertKey(trx: Kysely<Tables>, { grants, ...key }: NewKey): Promise<KeyRow> {
  const personId = key.kind === 'service' ? await insertServicePerson(trx, key.name, grants) : null;
  const { id } = await trx
    .insertInto('sit.api_key')
    .values({ ...key, person_id: personId })
    .returning('id')
    .executeTakeFirstOrThrow();
  return (await selectKey(trx, id))!;
}

async function insertServicePerson(
  trx: Kysely<Tables>,
  name: string,
  grants: Grant[],
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into sit.person (id, email, name, kind)
    select id, 'service-' || id || '@keys.invalid', ${name}, 'service' from (select gen_random_uuid() as id) as new
    returning id`.execute(trx);
  const { id } = rows[0]!;
  await trx
    .insertInto('sit.grant')
    .values(grants.map(({ role, municipality }) => ({ person_id: id, role, municipality })))
    .execute();
  return id;
}

/** Newest first, the revoked too. */
export async function selectKeys(db: Kysely<Tables>): Promise<KeyRow[]> {
  return keys(db).orderBy('key.created_at', 'desc').orderBy('key.id').execute();
}

export async function selectKey(db: Kysely<Tables>, id: string): Promise<KeyRow | null> {
  return (await keys(db).where('key.id', '=', id).executeTakeFirst()) ?? null;
}

/** The same, and nobody else changes it until the transaction ends. */
export async function lockKey(trx: Kysely<Tables>, id: string): Promise<KeyRow | null> {
  return (await keys(trx).where('key.id', '=', id).forUpdate('key').executeTakeFirst()) ?? null;
}

/** Whose token has this hash, or had before its last rotation. */
export async function findKeyByToken(db: Kysely<Tables>, hash: Buffer): Promise<ShownKey | null> {
  const row = await keys(db)
    .select(
      sql<boolean>`key.revoked_at is null and (key.expires_at is null or key.expires_at > now())
        and (key.token_hash = ${hash} or coalesce(key.former_until > now(), false))`.as('live'),
    )
    .where((eb) => eb.or([eb('key.token_hash', '=', hash), eb('key.former_hash', '=', hash)]))
    .executeTakeFirst();
  return row ?? null;
}

const TOUCH_MILLISECONDS = 60_000;

/** Notes, once a minute, that it was used. */
export async function touchKey(
  db: Kysely<Tables>,
  { id, last_used_at }: Pick<KeyRow, 'id' | 'last_used_at'>,
): Promise<void> {
  if (last_used_at && Date.now() - last_used_at.valueOf() < TOUCH_MILLISECONDS) return;
  await db
    .updateTable('sit.api_key')
    .set({ last_used_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
}

/** A new token in the present one's place, which goes on working for `graceHours`. */
export async function replaceToken(
  trx: Kysely<Tables>,
  id: string,
  next: { hash: Buffer; token: string | null; hint: string },
  graceHours: number,
): Promise<void> {
  const keepsFormer = graceHours > 0;
  await trx
    .updateTable('sit.api_key')
    .set((eb) => ({
      former_hash: keepsFormer ? eb.ref('token_hash') : null,
      former_until: keepsFormer ? sql<Date>`now() + make_interval(hours => ${graceHours})` : null,
      token_hash: next.hash,
      token: next.token,
      hint: next.hint,
    }))
    .where('id', '=', id)
    .execute();
}

/** For good; a service's person goes with it, and stays the author of what it wrote. */
export async function markRevoked(
  trx: Kysely<Tables>,
  { id, person_id }: Pick<KeyRow, 'id' | 'person_id'>,
): Promise<void> {
  await trx
    .updateTable('sit.api_key')
    .set({ revoked_at: sql<Date>`now()`, former_hash: null, former_until: null })
    .where('id', '=', id)
    .execute();
  if (person_id !== null)
    await trx
      .updateTable('sit.person')
      .set({ disabled_at: sql<Date>`now()` })
      .where('id', '=', person_id)
      .execute();
}

/** Whether a page of this origin may send an embed key at all. */
export async function embedsFrom(db: Kysely<Tables>, origin: string): Promise<boolean> {
  const row = await db
    .selectFrom('sit.api_key')
    .select('id')
    .where('kind', '=', 'embed')
    .where('revoked_at', 'is', null)
    .where(sql<boolean>`${origin} = any (origins)`)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function keys(db: Kysely<Tables>) {
  return db
    .selectFrom('sit.api_key as key')
    .selectAll('key')
    .select((eb) => grantsOf(eb));
}

function grantsOf(eb: ExpressionBuilder<Tables & { key: ApiKeyTable }, 'key'>) {
  return jsonArrayFrom(
    eb
      .selectFrom('sit.grant as g')
      .select(['g.role', 'g.municipality'])
      .whereRef('g.person_id', '=', 'key.person_id')
      .orderBy('g.role', 'desc')
      .orderBy('g.municipality'),
  ).as('grants');
}
