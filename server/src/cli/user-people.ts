/** `sit user add|invite|list|suspend|restore|roles|grant|revoke`: who there is, and what they may do. */
import type { Grant } from '@sit/core/permission';
import { invite } from '../auth/invitation.service.ts';
import { changeGrants, changePerson, enrolPerson, listPeoplePage } from '../auth/people.service.ts';
import { personOf } from '../auth/person.service.ts';
import { parseGrants } from './role-option.ts';
import { choosePassword } from './user-access.ts';
import type { UserAction } from './user.ts';

const LISTED_AT_ONCE = 500;

export async function add(action: UserAction): Promise<string | void> {
  const { deps, email, options, actor, terminal } = action;
  const grants = parseGrants(options.role, options.municipality);
  if (typeof grants === 'string') return grants;
  const { password, generated } = await choosePassword(action);
  const person = { email, name: options.name ?? '', password, grants };
  await enrolPerson(deps.db.kysely, person, actor);
  terminal.print(`Aggiunto: ${email}`);
  if (generated) terminal.print(`Password: ${password}`);
}

export async function inviteByMail({
  deps,
  email,
  options,
  actor,
  terminal,
}: UserAction): Promise<string | void> {
  const grants = parseGrants(options.role, options.municipality);
  if (typeof grants === 'string') return grants;
  const { sent, link } = await invite(deps, { email, name: options.name ?? '', grants }, actor);
  terminal.print(sent ? `Invito mandato: ${email}` : `Da consegnare a ${email}, vale una volta:`);
  if (link !== null) terminal.print(link);
}

export async function list({ deps, actor, terminal }: UserAction): Promise<void> {
  let token: string | null = null;
  do {
    const filter = { text: null, municipality: null, token, limit: LISTED_AT_ONCE };
    const { people, next } = await listPeoplePage(deps.db.kysely, filter, actor);
    for (const { email, name, grants, secondFactor, state } of people) {
      const notes = `${secondFactor ? '  (due fattori)' : ''}${state === 'suspended' ? '  (sospeso)' : ''}`;
      terminal.print(`${email}  ${name}  ${described(grants)}${notes}`);
    }
    token = next;
  } while (token !== null);
}

export async function suspend(
  { deps, email, actor, terminal }: UserAction,
  suspended: boolean,
): Promise<void> {
  const { userId } = await personOf(deps.db.kysely, email);
  await changePerson(deps.db.kysely, userId, { suspended }, actor);
  terminal.print(
    suspended ? `Sospeso: ${email}; le sessioni aperte sono finite.` : `Riammesso: ${email}`,
  );
}

/** `next` makes the roles from those held, given by hand, and those named. */
export async function changeRoles(
  { deps, email, options, actor, terminal }: UserAction,
  next: (held: Grant[], named: Grant[]) => Grant[],
): Promise<string | void> {
  const named = parseGrants(options.role, options.municipality);
  if (typeof named === 'string') return named;
  const db = deps.db.kysely;
  const { userId } = await personOf(db, email);
  await changeGrants(db, userId, (held) => next(held, named), actor);
  terminal.print(`Ruoli di ${email}: ${described((await personOf(db, email)).grants)}`);
}

function described(grants: readonly Grant[]): string {
  const held = grants.map(({ role, municipality }) => [role, municipality ?? []].flat().join(' '));
  // One given by hand and by claims is one role.
  return [...new Set(held)].join(', ') || 'nessun ruolo';
}
