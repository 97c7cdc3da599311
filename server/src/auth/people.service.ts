/** What administrators, and the command line, do to people. Every change is on the record with it. */
import type { PersonPatch } from '@sit/core/api-people';
import type { Grant } from '@sit/core/permission';
import type { Kysely, Transaction } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor, NewEntry } from '../audit/audit.service.ts';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import { lockGrants, replaceGrants } from './grant.repository.ts';
import { keepingAnAdministrator } from './last-administrator.ts';
import { hashPassword } from './password.ts';
import { selectListedPeople, selectListedPerson } from './people.repository.ts';
import type { ListedPerson, PeopleFilter } from './people.repository.ts';
import { deleteLinks } from './person-link.repository.ts';
import { updateName, updatePassword, updateSuspended } from './person.repository.ts';
import {
  addPerson,
  checkPassword,
  checkedGrants,
  checkedName,
  requirePerson,
} from './person.service.ts';
import type { NewPerson } from './person.service.ts';
import { deleteSessionsOf, sessionsOf } from './session-list.repository.ts';
import type { SessionRow } from './session-list.repository.ts';
import { IDLE_SECONDS } from './session.service.ts';

export type { ListedPerson } from './people.repository.ts';

type Db = Kysely<Tables>;

/** A page of people by address. Who read whose data is on the record (ASVS 5.0 16.3.3). */
export async function listPeoplePage(
  db: Db,
  filter: PeopleFilter & { token: string | null; limit: number },
  actor: Actor,
): Promise<{ people: ListedPerson[]; next: string | null }> {
  const { token, limit } = filter;
  const rows = await selectListedPeople(db, filter, { after: token, limit: limit + 1 });
  const people = rows.slice(0, limit);
  await record(db, {
    event: 'personal-data-read',
    actor,
    municipality: filter.municipality,
    detail: { what: 'people', count: people.length, searched: filter.text !== null },
  });
  // An id, not an address: tokens stand in logs.
  return { people, next: rows.length > limit ? people.at(-1)!.id : null };
}

/** Throws `not-found`. */
export async function readPerson(db: Db, id: string, actor: Actor): Promise<ListedPerson> {
  const person = await requireListed(db, id);
  await record(db, {
    event: 'personal-data-read',
    actor,
    subject: `person/${id}`,
    detail: { what: 'person' },
  });
  return person;
}

/** Throws `not-found`. */
export async function requireListed(db: Db, id: string): Promise<ListedPerson> {
  const person = await selectListedPerson(db, id);
  if (!person) throw refuse('not-found', `La persona ${id} non esiste.`);
  return person;
}

/** As {@link addPerson}, on the record. */
export async function enrolPerson(db: Db, person: NewPerson, actor: Actor): Promise<string> {
  return db.transaction().execute(async (trx) => {
    const id = await addPerson(trx, person);
    await record(trx, {
      event: 'person-added',
      actor,
      subject: `person/${id}`,
      detail: { grants: person.grants },
    });
    return id;
  });
}

/** Suspending ends sessions, portals' tokens and links. Throws `not-found`, `invalid-request`, `last-administrator`. */
export async function changePerson(
  db: Db,
  id: string,
  patch: PersonPatch,
  actor: Actor,
): Promise<void> {
  const name = patch.name === undefined ? undefined : checkedName(patch.name);
  await changing(db, async (trx) => {
    const before = await requirePerson(trx, id);
    const entry = { actor, subject: `person/${id}` };
    const entries: NewEntry[] = [];
    if (name !== undefined && name !== before.name) {
      await updateName(trx, id, name);
      const detail = { before: { name: before.name }, after: { name } };
      entries.push({ ...entry, event: 'person-changed', detail });
    }
    const { suspended } = patch;
    if (suspended !== undefined && (await updateSuspended(trx, id, suspended))) {
      const ended = suspended ? await endAll(trx, id) : 0;
      entries.push({
        ...entry,
        event: suspended ? 'person-suspended' : 'person-restored',
        detail: { before: { suspended: !suspended }, after: { suspended }, sessionsEnded: ended },
      });
    }
    for (const each of entries) await record(trx, each);
  });
}

/**
 * The roles given by hand, all of them, as `next` makes them of those before. Throws `not-found`,
 * `invalid-request`, `last-administrator`.
 */
export async function changeGrants(
  db: Db,
  id: string,
  next: (before: Grant[]) => Grant[],
  actor: Actor,
): Promise<void> {
  await changing(db, async (trx) => {
    await requirePerson(trx, id);
    const before = await lockGrants(trx, id);
    await replaceGrants(trx, id, await checkedGrants(trx, next(before)));
    const after = await lockGrants(trx, id);
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    const detail = { before, after };
    await record(trx, { event: 'roles-changed', actor, subject: `person/${id}`, detail });
  });
}

/** Ends the person's sessions and links. Throws `not-found`, `weak-password`. */
export async function setPassword(
  db: Db,
  id: string,
  password: string,
  actor: Actor,
): Promise<void> {
  const person = await requirePerson(db, id);
  await checkPassword(db, password, person);
  const passwordHash = await hashPassword(password);
  await db.transaction().execute(async (trx) => {
    await updatePassword(trx, id, passwordHash);
    await endAll(trx, id);
    await record(trx, { event: 'password-changed', actor, subject: `person/${id}` });
  });
}

/** Throws `not-found`. Reading where somebody works from is on the record. */
export async function listSessions(db: Db, id: string, actor: Actor): Promise<SessionRow[]> {
  await requirePerson(db, id);
  const detail = { what: 'sessions' };
  await record(db, { event: 'personal-data-read', actor, subject: `person/${id}`, detail });
  return sessionsOf(db, id, IDLE_SECONDS);
}

/**
 * How many ended: all, `only` one, or all `but` one, with portals' tokens of each. Throws `not-found` for the
 * person, and for a session that is not theirs.
 */
export async function endSessions(
  db: Db,
  id: string,
  which: { only?: string; but?: string },
  actor: Actor,
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    await requirePerson(trx, id);
    const count = await deleteSessionsOf(trx, id, which);
    if (which.only !== undefined && count === 0)
      throw refuse('not-found', `La sessione ${which.only} non è aperta.`);
    if (count > 0)
      await record(trx, {
        event: 'session-ended',
        actor,
        subject: `person/${id}`,
        detail: { count },
      });
    return count;
  });
}

async function endAll(trx: Transaction<Tables>, id: string): Promise<number> {
  await deleteLinks(trx, id);
  return deleteSessionsOf(trx, id);
}

function changing(db: Db, work: (trx: Transaction<Tables>) => Promise<void>): Promise<void> {
  return keepingAnAdministrator(db.transaction().execute(work));
}
