/** What people do to their own access. */
import type { AccountResponse } from '@sit/core/api-auth';
import type { Principal } from '@sit/core/permission';
import type { Kysely } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Tables } from '../db/tables.ts';
import type { Deps } from '../deps.ts';
import { refuse } from '../http/problem.ts';
import { findUnion } from '../tenancy/tenancy.service.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { deleteLinks } from './person-link.repository.ts';
import { updatePassword } from './person.repository.ts';
import { checkPassword, requirePerson } from './person.service.ts';
import { findSecondFactor } from './second-factor.repository.ts';
import { checkCode, setUpSecondFactor, switchOffSecondFactor } from './second-factor.service.ts';
import { sessionBody } from './session-body.ts';
import { deleteSessionsOf, sessionsOf } from './session-list.repository.ts';
import { requiresSecondFactor } from './session.repository.ts';
import { IDLE_SECONDS } from './session.service.ts';
import { refuseLocked } from './sign-in.service.ts';
import { signInSucceeded } from './throttle.service.ts';

/** Who asks, and by which session of our own pages. */
export interface Own {
  principal: Principal;
  session: string;
}

export async function readAccount(
  db: Kysely<Tables>,
  { principal, session }: Own,
): Promise<AccountResponse> {
  const person = await requirePerson(db, principal.userId);
  const factor = await findSecondFactor(db, principal.userId);
  const union = await findUnion(db);
  const sessions = await sessionsOf(db, principal.userId, IDLE_SECONDS);
  const vouched = sessions.find(({ id }) => id === session)?.vouched ?? false;
  return {
    principal,
    hasPassword: person.passwordHash !== null,
    secondFactor: {
      enabled: factor.confirmed,
      required: !vouched && requiresSecondFactor(union?.secondFactor ?? null, person.grants),
      recoveryCodesLeft: factor.recoveryCodesLeft,
    },
    sessions: sessions.map((each) => sessionBody(each, session)),
  };
}

/** Ends the person's other sessions and links. Throws `wrong-credentials`, `too-many-requests`, `weak-password`. */
export async function changePassword(
  db: Kysely<Tables>,
  { principal, session }: Own,
  { current, password }: { current: string; password: string },
  actor: Actor,
): Promise<void> {
  const { userId } = principal;
  await confirmPassword(db, principal, current, actor);
  await checkPassword(db, password, principal);
  const passwordHash = await hashPassword(password);
  await db.transaction().execute(async (trx) => {
    await updatePassword(trx, userId, passwordHash);
    await deleteLinks(trx, userId);
    const ended = await deleteSessionsOf(trx, userId, { but: session });
    await record(trx, {
      event: 'password-changed',
      actor,
      subject: `person/${userId}`,
      detail: { sessionsEnded: ended },
    });
  });
}

/** Throws `wrong-credentials`, `too-many-requests`, `already-exists`. */
export async function beginSecondFactor(
  deps: Pick<Deps, 'db' | 'config'>,
  principal: Principal,
  password: string,
  actor: Actor,
): Promise<{ secret: string; uri: string }> {
  await confirmPassword(deps.db.kysely, principal, password, actor);
  return setUpSecondFactor(deps, principal);
}

/** Throws `wrong-credentials`, `too-many-requests`, `not-found`. */
export async function endSecondFactor(
  deps: Pick<Deps, 'db' | 'config'>,
  principal: Principal,
  { password, code }: { password: string; code: string },
  actor: Actor,
): Promise<void> {
  await confirmPassword(deps.db.kysely, principal, password, actor);
  const checked = await checkCode(deps, principal, code, actor);
  if (checked !== 'right') throw await refusedHere(deps.db.kysely, principal, checked, actor);
  await switchOffSecondFactor(deps.db.kysely, principal, actor);
}

/** Whoever sits at an open session is not yet the person; guesses count as at the sign-in. */
async function confirmPassword(
  db: Kysely<Tables>,
  principal: Principal,
  password: string,
  actor: Actor,
): Promise<void> {
  const attempt = { address: actor.address ?? 'unknown', email: principal.email };
  await refuseLocked(db, attempt, actor);
  const { passwordHash } = await requirePerson(db, principal.userId);
  if (!(await verifyPassword(password, passwordHash)))
    throw await refusedHere(db, principal, 'wrong-password', actor);
  await signInSucceeded(db, attempt);
}

async function refusedHere(
  db: Kysely<Tables>,
  { userId }: Principal,
  reason: string,
  actor: Actor,
) {
  const subject = `person/${userId}`;
  await record(db, { event: 'credential-refused', actor, subject, detail: { reason } });
  return refuse('wrong-credentials', 'La password attuale, o il codice, non è giusta.');
}
