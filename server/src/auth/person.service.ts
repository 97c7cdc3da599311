/** People of the offices: who they are and what they may do where. */
import { isUnionRole } from '@sit/core/permission';
import type { Grant } from '@sit/core/permission';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, hashPassword } from './password.ts';
import {
  allPeople,
  disablePerson as disable,
  findPersonByEmail,
  insertPerson,
  knownMunicipalities,
  updatePassword,
} from './person.repository.ts';
import type { PersonRow } from './person.repository.ts';

export type { PersonRow } from './person.repository.ts';

/** One `@`, something on both sides, no white space; whether it exists only a message can tell. */
const EMAIL = /^[^\s\p{Cc}@]+@[^\s\p{Cc}@]+$/u;
/** Shown on screens and in histories: one line, as written. */
export const NAME = /^\P{Cc}{1,200}$/u;
const MAX_EMAIL_LENGTH = 254;

export interface NewPerson {
  email: string;
  name: string;
  password: string;
  grants: Grant[];
}

/**
 * Adds a person and returns their id. Throws `invalid-request` for a bad address, name, password or
 * grant, `not-found` for an unknown municipality, `already-exists` for an address taken.
 */
export async function addPerson(db: Kysely<Tables>, person: NewPerson): Promise<string> {
  const email = normalizeEmail(person.email);
  const name = person.name.trim();
  if (!EMAIL.test(email) || email.length > MAX_EMAIL_LENGTH)
    throw refuse('invalid-request', `«${person.email}» non è un indirizzo di posta elettronica.`);
  if (!NAME.test(name))
    throw refuse('invalid-request', `Il nome «${name}» non è un nome (1-200 caratteri, una riga).`);
  checkPassword(person.password);
  await checkGrants(db, person.grants);
  const passwordHash = await hashPassword(person.password);
  const id = await insertPerson(db, { email, name, passwordHash, grants: person.grants });
  if (id === null)
    throw refuse('already-exists', `L’indirizzo ${email} appartiene già a una persona.`);
  return id;
}

export function listPeople(db: Kysely<Tables>): Promise<PersonRow[]> {
  return allPeople(db);
}

/** Throws `not-found`. Ends the person's sessions and portal tokens at once. */
export async function disablePerson(db: Kysely<Tables>, email: string): Promise<void> {
  await disable(db, (await personOf(db, email)).userId);
}

/** Throws `not-found`, `invalid-request`. Ends the person's sessions and portal tokens at once. */
export async function setPassword(
  db: Kysely<Tables>,
  email: string,
  password: string,
): Promise<void> {
  const { userId } = await personOf(db, email);
  checkPassword(password);
  await updatePassword(db, userId, await hashPassword(password));
}

/** Addresses are kept and compared in lower case. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

async function personOf(db: Kysely<Tables>, email: string): Promise<PersonRow> {
  const person = await findPersonByEmail(db, normalizeEmail(email));
  if (!person) throw refuse('not-found', `Nessuno ha l’indirizzo ${email}.`);
  return person;
}

function checkPassword(password: string): void {
  if (password.length < MIN_PASSWORD_LENGTH)
    throw refuse('invalid-request', `La password ha meno di ${MIN_PASSWORD_LENGTH} caratteri.`);
  if (password.length > MAX_PASSWORD_LENGTH)
    throw refuse('invalid-request', `La password ha più di ${MAX_PASSWORD_LENGTH} caratteri.`);
}

/** Refuses `invalid-request` for a role that does not hold there, `not-found` for an unknown municipality. */
export async function checkGrants(db: Kysely<Tables>, grants: Grant[]): Promise<void> {
  for (const { role, municipality } of grants)
    if (isUnionRole(role) !== (municipality === null))
      throw refuse(
        'invalid-request',
        isUnionRole(role)
          ? `Il ruolo ${role} vale per tutta l’unione: non ha comune.`
          : `Il ruolo ${role} vuole un comune.`,
      );
  const codes = grants.flatMap(({ municipality }) => municipality ?? []);
  const known = await knownMunicipalities(db, codes);
  const unknown = codes.find((code) => !known.includes(code));
  if (unknown !== undefined) throw refuse('not-found', `Il comune «${unknown}» non è nell’unione.`);
}
