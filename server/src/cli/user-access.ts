/** `sit user password|sessions|end-sessions|reset-second-factor`: how people come in. */
import { generatePassword } from '../auth/password.ts';
import { endSessions, listSessions, setPassword } from '../auth/people.service.ts';
import { personOf } from '../auth/person.service.ts';
import { switchOffSecondFactor } from '../auth/second-factor.service.ts';
import type { UserAction } from './user.ts';

export async function setPasswordOf(action: UserAction): Promise<void> {
  const { deps, email, actor, terminal } = action;
  const { password, generated } = await choosePassword(action);
  const { userId } = await personOf(deps.db.kysely, email);
  await setPassword(deps.db.kysely, userId, password, actor);
  terminal.print(`Password cambiata: ${email}; le sessioni aperte sono finite.`);
  if (generated) terminal.print(`Password: ${password}`);
}

export async function showSessions({ deps, email, actor, terminal }: UserAction): Promise<void> {
  const { userId } = await personOf(deps.db.kysely, email);
  for (const session of await listSessions(deps.db.kysely, userId, actor))
    terminal.print(
      [
        session.id,
        `da ${session.createdAt.toISOString()}`,
        `usata ${session.lastSeenAt.toISOString()}`,
        session.address,
        session.userAgent ?? '',
        session.portals.join(' '),
      ]
        .filter(Boolean)
        .join('  '),
    );
}

export async function endSessionsOf({ deps, email, actor, terminal }: UserAction): Promise<void> {
  const { userId } = await personOf(deps.db.kysely, email);
  const count = await endSessions(deps.db.kysely, userId, {}, actor);
  terminal.print(`Sessioni finite: ${count}`);
}

export async function resetSecondFactor({
  deps,
  email,
  actor,
  terminal,
}: UserAction): Promise<void> {
  await switchOffSecondFactor(deps.db.kysely, await personOf(deps.db.kysely, email), actor);
  terminal.print(`Secondo fattore tolto: ${email}`);
}

/** From standard input where asked, else made here. */
export async function choosePassword({
  options,
  terminal,
}: UserAction): Promise<{ password: string; generated: boolean }> {
  if (!options['password-stdin']) return { password: generatePassword(), generated: true };
  const typed = await terminal.read();
  return { password: typed.replace(/\r?\n$/, ''), generated: false };
}
