/** People and their grants in the database. */
import type { Grant, Principal } from '@sit/core/permission';
import type { ExpressionBuilder, Kysely } from 'kysely';
import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Tables } from '../db/tables.ts';

export interface PersonRow extends Principal {
  /** Null for who is invited, or signs in by the provider only. */
  passwordHash: string | null;
  disabledAt: Date | null;
  /** Whether a second factor of ours is on. */
  secondFactor: boolean;
}

export interface InsertedPerson {
  email: string;
  name: string;
  /** Null for who is invited. */
  passwordHash: string | null;
  grants: readonly Grant[];
  demo: boolean;
}

/** The new person's id; null when the address is taken. One statement: all or nothing, in a transaction or not. */
export async function insertPerson(
  db: Kysely<Tables>,
  person: InsertedPerson,
): Promise<string | null> {
  const { email, name, passwordHash, grants, demo } = person;
  const { rows } = await sql<{ id: string }>`
    with added as (
      insert into sit.person (email, name, password_hash, demo)
      values (${email}, ${name}, ${passwordHash}, ${demo})
      on conflict do nothing
      returning id
    ), granted as (
      insert into sit.grant (person_id, role, municipality)
      select added.id, given.role, given.municipality
      from added, jsonb_to_recordset(${JSON.stringify(grants)}::jsonb) as given(role text, municipality text)
    )
    select id from added`.execute(db);
  return rows[0]?.id ?? null;
}

/** A person; never a program, which has an address too but nobody who could be meant by it. */
export async function findPersonByEmail(
  db: Kysely<Tables>,
  email: string,
): Promise<PersonRow | null> {
  const row = await selectPeople(db)
    .where(sql<string>`lower(person.email)`, '=', email)
    .executeTakeFirst();
  return row ?? null;
}

export async function findPersonById(db: Kysely<Tables>, id: string): Promise<PersonRow | null> {
  const row = await selectPeople(db).where('person.id', '=', id).executeTakeFirst();
  return row ?? null;
}

/** Whether anything changed. Signing in and sessions are the caller's to end. */
export async function updateSuspended(
  db: Kysely<Tables>,
  personId: string,
  suspended: boolean,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sit.person')
    .set({ disabled_at: suspended ? sql<Date>`now()` : null })
    .where('id', '=', personId)
    .where('disabled_at', suspended ? 'is' : 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function updateName(
  db: Kysely<Tables>,
  personId: string,
  name: string,
): Promise<void> {
  await db.updateTable('sit.person').set({ name }).where('id', '=', personId).execute();
}

/** Whoever knew the former one is out by the caller's ending the sessions. */
export async function updatePassword(
  db: Kysely<Tables>,
  personId: string,
  passwordHash: string,
): Promise<void> {
  await db
    .updateTable('sit.person')
    .set({ password_hash: passwordHash })
    .where('id', '=', personId)
    .execute();
}

/**
 * Holds the person to the end of the transaction; false when meanwhile they were suspended, or their password is
 * no more `passwordHash` (null where no password is at stake).
 */
export async function holdPerson(
  trx: Kysely<Tables>,
  personId: string,
  passwordHash: string | null,
): Promise<boolean> {
  const row = await trx
    .selectFrom('sit.person')
    .select('id')
    .where('id', '=', personId)
    .where('disabled_at', 'is', null)
    .$if(passwordHash !== null, (query) => query.where('password_hash', '=', passwordHash))
    .forShare()
    .executeTakeFirst();
  return row !== undefined;
}

export async function noteSignIn(db: Kysely<Tables>, personId: string): Promise<void> {
  await db
    .updateTable('sit.person')
    .set({ last_sign_in_at: sql<Date>`now()` })
    .where('id', '=', personId)
    .execute();
}

/** A person's grants, each once whoever gave it, as one JSON column, beside a query of `sit.person as person`. */
export function grantsOf(
  eb: ExpressionBuilder<Tables & { person: Tables['sit.person'] }, 'person'>,
) {
  return jsonArrayFrom(
    eb
      .selectFrom('sit.grant as g')
      .select(['g.role', 'g.municipality'])
      .distinct()
      .whereRef('g.person_id', '=', 'person.id')
      .orderBy('g.role', 'desc')
      .orderBy('g.municipality'),
  ).as('grants');
}

function selectPeople(kysely: Kysely<Tables>) {
  return (
    kysely
      .selectFrom('sit.person as person')
      // Those of kind `service` are keys, and are kept with them.
      .where('person.kind', '=', 'person')
      .select((eb) => [
        'person.id as userId',
        'person.name',
        'person.email',
        'person.password_hash as passwordHash',
        'person.disabled_at as disabledAt',
        sql<boolean>`person.totp_confirmed_at is not null`.as('secondFactor'),
        grantsOf(eb),
      ])
  );
}
