/** People and their grants in the database. */
import type { Grant, Principal } from '@sit/core/permission';
import type { ExpressionBuilder, Kysely } from 'kysely';
import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Tables } from '../db/tables.ts';

export interface PersonRow extends Principal {
  createdAt: Date;
  disabledAt: Date | null;
}

/** The new person's id; null when the address is taken. One statement: all or nothing, in a transaction or not. */
export async function insertPerson(
  db: Kysely<Tables>,
  person: { email: string; name: string; passwordHash: string; grants: Grant[] },
): Promise<string | null> {
  const { email, name, passwordHash, grants } = person;
  const { rows } = await sql<{ id: string }>`
    with added as (
      insert into sit.person (email, name, password_hash) values (${email}, ${name}, ${passwordHash})
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

export async function findPersonByEmail(
  db: Kysely<Tables>,
  email: string,
): Promise<(PersonRow & { passwordHash: string | null }) | null> {
  const row = await selectPeople(db)
    .select('person.password_hash as passwordHash')
    .where(sql<string>`lower(person.email)`, '=', email)
    .executeTakeFirst();
  return row ?? null;
}

export async function allPeople(db: Kysely<Tables>): Promise<PersonRow[]> {
  return selectPeople(db).orderBy('person.email').execute();
}

/** Takes access away: no new session, and the open ones end. */
export async function disablePerson(db: Kysely<Tables>, personId: string): Promise<void> {
  await db
    .with('ended', (cte) => cte.deleteFrom('sit.session').where('person_id', '=', personId))
    .updateTable('sit.person')
    .set({ disabled_at: sql<Date>`coalesce(disabled_at, now())` })
    .where('id', '=', personId)
    .execute();
}

/** A new password ends every open session: whoever knew the old one is out. */
export async function updatePassword(
  db: Kysely<Tables>,
  personId: string,
  passwordHash: string,
): Promise<void> {
  await db
    .with('ended', (cte) => cte.deleteFrom('sit.session').where('person_id', '=', personId))
    .updateTable('sit.person')
    .set({ password_hash: passwordHash })
    .where('id', '=', personId)
    .execute();
}

/** Those of `codes` that are municipalities of the union. */
export async function knownMunicipalities(db: Kysely<Tables>, codes: string[]): Promise<string[]> {
  if (codes.length === 0) return [];
  const rows = await db
    .selectFrom('sit.municipality')
    .select('code')
    .where('code', 'in', codes)
    .execute();
  return rows.map((row) => row.code);
}

/** A person's grants as one JSON column, beside a query of `sit.person as person`. */
export function grantsOf(
  eb: ExpressionBuilder<Tables & { person: Tables['sit.person'] }, 'person'>,
) {
  return jsonArrayFrom(
    eb
      .selectFrom('sit.grant as g')
      .select(['g.role', 'g.municipality'])
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
        'person.created_at as createdAt',
        'person.disabled_at as disabledAt',
        grantsOf(eb),
      ])
  );
}
