/** Second factors in the database: sealed secrets, steps already used, recovery codes by their hashes. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';

export interface SecondFactorRow {
  /** Sealed (secrets/secret-box.ts). */
  secret: Uint8Array | null;
  confirmed: boolean;
  recoveryCodesLeft: number;
}

export async function findSecondFactor(
  db: Kysely<Tables>,
  personId: string,
): Promise<SecondFactorRow> {
  return db
    .selectFrom('sit.person as person')
    .select((eb) => [
      'person.totp_secret as secret',
      sql<boolean>`person.totp_confirmed_at is not null`.as('confirmed'),
      eb
        .selectFrom('sit.recovery_code as code')
        .select(sql<number>`count(*)::integer`.as('count'))
        .whereRef('code.person_id', '=', 'person.id')
        .$asScalar()
        .$notNull()
        .as('recoveryCodesLeft'),
    ])
    .where('person.id', '=', personId)
    .executeTakeFirstOrThrow();
}

/** Takes the place of one not confirmed yet; false when the person has a confirmed one. */
export async function proposeSecret(
  db: Kysely<Tables>,
  personId: string,
  secret: Buffer,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sit.person')
    .set({ totp_secret: secret, totp_last_step: null })
    .where('id', '=', personId)
    .where('totp_confirmed_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Confirms `secret` by the code of `step`; false when another took its place or it is confirmed already. */
export async function confirmSecret(
  db: Kysely<Tables>,
  personId: string,
  { secret, step, codeHashes }: { secret: Uint8Array; step: number; codeHashes: Buffer[] },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sit.person')
    .set({ totp_confirmed_at: sql<Date>`now()`, totp_last_step: step })
    .where('id', '=', personId)
    .where('totp_confirmed_at', 'is', null)
    .where('totp_secret', '=', secret)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return false;
  await db.deleteFrom('sit.recovery_code').where('person_id', '=', personId).execute();
  await db
    .insertInto('sit.recovery_code')
    .values(codeHashes.map((code_hash) => ({ person_id: personId, code_hash })))
    .execute();
  return true;
}

/** True for one only of those who show the code of `step`, or of a step before it, at the same time. */
export async function takeStep(
  db: Kysely<Tables>,
  personId: string,
  step: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sit.person')
    .set({ totp_last_step: step })
    .where('id', '=', personId)
    .where('totp_confirmed_at', 'is not', null)
    .where((eb) => eb.or([eb('totp_last_step', 'is', null), eb('totp_last_step', '<', step)]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** True once. */
export async function takeRecoveryCode(
  db: Kysely<Tables>,
  personId: string,
  codeHash: Buffer,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sit.recovery_code')
    .where('person_id', '=', personId)
    .where('code_hash', '=', codeHash)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** False when there was none. */
export async function removeSecondFactor(db: Kysely<Tables>, personId: string): Promise<boolean> {
  await db.deleteFrom('sit.recovery_code').where('person_id', '=', personId).execute();
  const { numUpdatedRows } = await db
    .updateTable('sit.person')
    .set({ totp_secret: null, totp_confirmed_at: null, totp_last_step: null })
    .where('id', '=', personId)
    .where('totp_confirmed_at', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
