/** A person's second factor: set up, confirmed, asked for, taken away (NIST SP 800-63B §3.1.4; ASVS 5.0 6.5). */
import type { Principal } from '@sit/core/permission';
import type { Kysely } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Tables } from '../db/tables.ts';
import type { Deps } from '../deps.ts';
import { refuse } from '../http/problem.ts';
import { unionName } from '../tenancy/tenancy.service.ts';
import { secretBox } from '../secrets/secret-box.ts';
import {
  confirmSecret,
  findSecondFactor,
  proposeSecret,
  removeSecondFactor,
  takeRecoveryCode,
  takeStep,
} from './second-factor.repository.ts';
import { deleteSessionsOf } from './session-list.repository.ts';
import { noteSecondFactor } from './session.repository.ts';
import { codeSucceeded, countCode } from './throttle.service.ts';
import { hashRecoveryCode, newRecoveryCodes, newTotpSecret, totpStep, totpUri } from './totp.ts';

type Needs = Pick<Deps, 'db' | 'config'>;
type Person = Pick<Principal, 'userId' | 'name' | 'email'>;

/**
 * Whether `code` is the person's: of the authenticator, or one of recovery, each good once. Counted and bounded
 * whoever asks from wherever. The person has a second factor.
 */
export async function checkCode(
  { db, config }: Needs,
  { userId, name }: Person,
  code: string,
  actor: Actor,
): Promise<'right' | 'wrong-code' | 'code-locked'> {
  const subject = `person/${userId}`;
  if (!(await codeAllowed(db.kysely, userId, actor))) return 'code-locked';
  const factor = await findSecondFactor(db.kysely, userId);
  if (!factor.secret || !factor.confirmed) return 'wrong-code';
  const secret = (await secretBox(config)).open(factor.secret, contextOf(userId));
  const step = totpStep(secret, code, Date.now());
  const isAuthenticators = step !== null && (await takeStep(db.kysely, userId, step));
  if (!isAuthenticators) {
    if (!(await takeRecoveryCode(db.kysely, userId, hashRecoveryCode(code)))) return 'wrong-code';
    await record(db.kysely, {
      event: 'recovery-code-used',
      actor: { ...actor, person: userId, personName: name },
      subject,
      detail: { left: factor.recoveryCodesLeft - 1 },
    });
  }
  await codeSucceeded(db.kysely, userId);
  return 'right';
}

/** A secret that counts once a code of it is shown. Throws `already-exists` where there is a factor. */
export async function setUpSecondFactor(
  { db, config }: Needs,
  person: Person,
): Promise<{ secret: string; uri: string }> {
  const secret = newTotpSecret();
  const sealed = (await secretBox(config)).seal(secret, contextOf(person.userId));
  if (!(await proposeSecret(db.kysely, person.userId, sealed))) throw alreadyOn();
  return { secret, uri: totpUri(secret, await unionName(db.kysely), person.email) };
}

/**
 * Switches the factor on, ends the person's other sessions, in which it was not shown (ASVS 5.0 V7.4.3), and returns
 * the recovery codes, shown this once. Throws `wrong-credentials` for a code that is not of the secret set up,
 * `already-exists` where the factor is on.
 */
export async function confirmSecondFactor(
  { db, config }: Needs,
  { principal: { userId }, session }: { principal: Pick<Person, 'userId'>; session: string },
  code: string,
  actor: Actor,
): Promise<string[]> {
  const { secret, confirmed } = await findSecondFactor(db.kysely, userId);
  if (confirmed) throw alreadyOn();
  if (!(await codeAllowed(db.kysely, userId, actor)) || !secret) throw wrongCode();
  const opened = (await secretBox(config)).open(secret, contextOf(userId));
  const step = totpStep(opened, code, Date.now());
  if (step === null) throw wrongCode();
  const recoveryCodes = newRecoveryCodes();
  await db.kysely.transaction().execute(async (trx) => {
    const codeHashes = recoveryCodes.map(hashRecoveryCode);
    if (!(await confirmSecret(trx, userId, { secret, step, codeHashes }))) throw alreadyOn();
    await noteSecondFactor(trx, session);
    const sessionsEnded = await deleteSessionsOf(trx, userId, { but: session });
    const subject = `person/${userId}`;
    await record(trx, { event: 'second-factor-on', actor, subject, detail: { sessionsEnded } });
  });
  await codeSucceeded(db.kysely, userId);
  return recoveryCodes;
}

/** Throws `not-found` where there is none. Who may is asked before. */
export async function switchOffSecondFactor(
  db: Kysely<Tables>,
  { userId, name }: Pick<Person, 'userId' | 'name'>,
  actor: Actor,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (!(await removeSecondFactor(trx, userId)))
      throw refuse('not-found', `${name} non ha un secondo fattore.`);
    await record(trx, { event: 'second-factor-off', actor, subject: `person/${userId}` });
  });
}

/** Counts the code before it is looked at. A lock is recorded once, when it begins. */
async function codeAllowed(db: Kysely<Tables>, userId: string, actor: Actor): Promise<boolean> {
  const counted = await countCode(db, userId);
  if (counted === 'newly-locked')
    await record(db, {
      event: 'sign-in-refused',
      actor,
      subject: `person/${userId}`,
      detail: { reason: 'locked', lock: 'second-factor' },
    });
  return counted === 'allowed';
}

/** What the secret is sealed for. */
function contextOf(personId: string): string {
  return `totp:${personId}`;
}

function wrongCode() {
  return refuse('wrong-credentials', 'Il codice di verifica non è giusto.');
}

function alreadyOn() {
  return refuse('already-exists', 'Il secondo fattore è già attivo: disattivalo prima.');
}
