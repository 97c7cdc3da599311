/** People of the offices: what may be called a person, a password, a role; adding and finding them. */
import { isUnionRole } from '@sit/core/permission';
import type { Grant } from '@sit/core/permission';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import {
  findMunicipalities,
  findUnion,
  requireMunicipalities,
} from '../tenancy/tenancy.service.ts';
import { checkPasswordQuality } from './password-quality.ts';
import { hashPassword } from './password.ts';
import { findPersonByEmail, findPersonById, insertPerson } from './person.repository.ts';
import type { PersonRow } from './person.repository.ts';

export type { PersonRow } from './person.repository.ts';

/**
 * One `@`, something on both sides, no white space and nothing that means something in a mail's header (RFC 5322
 * §3.2.3); whether it exists only a message can tell. As in names, nothing unseen.
 */
const EMAIL = /^[^\s\p{Cc}\p{Cf}@<>()[\],;:\\"]+@[^\s\p{Cc}\p{Cf}@<>()[\],;:\\"]+$/u;
/**
 * Shown on screens and in histories: one line, as written. Format characters (category Cf) are not seen, and turn
 * what is around them about (UTS #39 §3): one name would look like another's.
 */
const NAME = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,200}$/u;
const MAX_EMAIL_LENGTH = 254;

export interface NewPerson {
  email: string;
  name: string;
  /** Null for who is invited to choose one. */
  password: string | null;
  grants: Grant[];
  /** Of the demonstration territory; refused in any other union (SQLSTATE SI002). */
  demo?: boolean;
}

/**
 * Adds a person and returns their id. Throws `invalid-request` for a bad address, name or grant,
 * `weak-password`, `not-found` for an unknown municipality, `already-exists` for an address taken.
 */
export async function addPerson(db: Kysely<Tables>, person: NewPerson): Promise<string> {
  const email = normalizeEmail(person.email);
  const name = checkedName(person.name);
  if (!EMAIL.test(email) || email.length > MAX_EMAIL_LENGTH)
    throw refuse('invalid-request', `«${person.email}» non è un indirizzo di posta elettronica.`);
  const { password, demo = false } = person;
  if (password !== null) await checkPassword(db, password, { name, email });
  const grants = await checkedGrants(db, person.grants);
  const passwordHash = password === null ? null : await hashPassword(password);
  const id = await insertPerson(db, { email, name, passwordHash, grants, demo });
  if (id === null)
    throw refuse('already-exists', `L’indirizzo ${email} appartiene già a una persona.`);
  return id;
}

/** Whose address this is; null for nobody's. */
export async function findPerson(db: Kysely<Tables>, email: string): Promise<PersonRow | null> {
  return findPersonByEmail(db, normalizeEmail(email));
}

/** Throws `not-found`. */
export async function personOf(db: Kysely<Tables>, email: string): Promise<PersonRow> {
  const person = await findPerson(db, email);
  if (!person) throw refuse('not-found', `Nessuno ha l’indirizzo ${email}.`);
  return person;
}

/** Throws `not-found`, for the ids of programs too. */
export async function requirePerson(db: Kysely<Tables>, id: string): Promise<PersonRow> {
  const person = await findPersonById(db, id);
  if (!person) throw refuse('not-found', `La persona ${id} non esiste.`);
  return person;
}

/** Addresses are kept and compared in lower case. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Trimmed. Throws `invalid-request`. */
export function checkedName(typed: string): string {
  const name = typed.trim();
  if (!NAME.test(name))
    throw refuse('invalid-request', `Il nome «${name}» non è un nome (1-200 caratteri, una riga).`);
  return name;
}

/** Throws `weak-password`. */
export async function checkPassword(
  db: Kysely<Tables>,
  password: string,
  { name, email }: { name: string; email: string },
): Promise<void> {
  const union = await findUnion(db);
  const municipalities = await findMunicipalities(db);
  const places = municipalities.map((each) => each.name);
  await checkPasswordQuality(password, [name, email, union?.name ?? '', ...places]);
}

/** Each once. Throws `invalid-request` for a role where it cannot hold, `not-found` for an unknown municipality. */
export async function checkedGrants(
  db: Kysely<Tables>,
  grants: readonly Grant[],
): Promise<Grant[]> {
  for (const { role, municipality } of grants)
    if (isUnionRole(role) !== (municipality === null))
      throw refuse(
        'invalid-request',
        isUnionRole(role)
          ? `Il ruolo ${role} vale per tutta l’unione: non ha comune.`
          : `Il ruolo ${role} vuole un comune.`,
      );
  await requireMunicipalities(
    db,
    grants.flatMap(({ municipality }) => municipality ?? []),
  );
  return [
    ...new Map(grants.map((grant) => [`${grant.role} ${grant.municipality}`, grant])).values(),
  ];
}
