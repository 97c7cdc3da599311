/** Signing in by password, and by a second factor where the person has one. */
import type { Kysely } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Tables } from '../db/tables.ts';
import type { Deps } from '../deps.ts';
import { refuse } from '../http/problem.ts';
import { verifyPassword } from './password.ts';
import { findPersonByEmail } from './person.repository.ts';
import type { PersonRow } from './person.repository.ts';
import { normalizeEmail } from './person.service.ts';
import { checkCode } from './second-factor.service.ts';
import { openSession } from './session.service.ts';
import type { OpenedSession } from './session.service.ts';
import { lockOf, signInHalfway, signInSucceeded } from './throttle.service.ts';
import type { SignInAttempt } from './throttle.service.ts';

export interface SignIn {
  email: string;
  password: string;
  /** Of the authenticator, or a recovery code. */
  code?: string | undefined;
  presentedToken: string | undefined;
  userAgent: string | null;
}

/**
 * Opens a session. Throws `wrong-credentials` with the same words, after the same work, whether the address is
 * unknown, the password or the code wrong, the person suspended or still without a password;
 * `second-factor-required` when all but the code is right; `too-many-requests` when throttled, for addresses
 * nobody has as for those somebody has (ASVS 5.0 6.3.8).
 */
export async function signIn(
  deps: Pick<Deps, 'db' | 'config'>,
  request: SignIn,
  actor: Actor,
): Promise<OpenedSession> {
  const db = deps.db.kysely;
  const attempt = { address: actor.address ?? 'unknown', email: normalizeEmail(request.email) };
  await refuseLocked(db, attempt, actor);
  const person = await findPersonByEmail(db, attempt.email);
  const matches = await verifyPassword(request.password, person?.passwordHash ?? null);
  if (!person || !matches || person.disabledAt)
    throw await refusedSignIn(db, person, actor, reasonOf(person));
  if (person.secondFactor) {
    if (request.code === undefined) {
      const recorded = await signInHalfway(db, attempt);
      // Half of every sign-in by two factors; all that shows of who knows the password and has not the other.
      if (recorded)
        await record(db, { event: 'sign-in-halfway', actor, subject: `person/${person.userId}` });
      throw refuse(
        'second-factor-required',
        'Occorre il codice di verifica dell’app di autenticazione, o uno di quelli di recupero.',
      );
    }
    const checked = await checkCode(deps, person, request.code, actor);
    if (checked !== 'right') throw await refusedSignIn(db, person, actor, checked);
  }
  await signInSucceeded(db, attempt);
  const { presentedToken, userAgent } = request;
  const opened = await openSession(
    db,
    {
      personId: person.userId,
      presentedToken,
      userAgent,
      passwordHash: person.passwordHash,
      secondFactorShown: person.secondFactor,
      provider: null,
    },
    actor,
  );
  if (!opened) throw await refusedSignIn(db, person, actor, 'changed-meanwhile');
  return opened;
}

function reasonOf(person: PersonRow | null): string {
  if (!person) return 'unknown-address';
  if (person.disabledAt) return 'suspended';
  return person.passwordHash === null ? 'no-password' : 'wrong-password';
}

async function refusedSignIn(
  db: Kysely<Tables>,
  person: PersonRow | null,
  actor: Actor,
  reason: string,
) {
  // What was typed as an address may be a password: of an unknown one nothing is kept (ASVS 5.0 16.2.5).
  const subject = person && `person/${person.userId}`;
  await record(db, { event: 'sign-in-refused', actor, subject, detail: { reason } });
  return refuse('wrong-credentials', 'L’indirizzo, la password o il codice non sono giusti.');
}

/** A lock is recorded once, when it begins: whoever goes on trying does not fill the record. */
export async function refuseLocked(
  db: Kysely<Tables>,
  attempt: SignInAttempt,
  actor: Actor,
): Promise<void> {
  const lock = await lockOf(db, attempt);
  if (!lock) return;
  if (lock.isNew) {
    const person = await findPersonByEmail(db, attempt.email);
    await record(db, {
      event: 'sign-in-refused',
      actor,
      subject: person && `person/${person.userId}`,
      detail: { reason: 'locked', lock: lock.of },
    });
  }
  throw lock.refusal;
}
