/**
 * Links that let somebody choose a password: of an invitation, or of a password forgotten (NIST SP 800-63B §4.2;
 * ASVS 5.0 6.4). The token stands after `#`, which browsers send to nobody: no log and no Referer holds it.
 */
import type { LinkResponse } from '@sit/core/api-auth';
import type { Kysely } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Tables } from '../db/tables.ts';
import type { Deps } from '../deps.ts';
import { refuse } from '../http/problem.ts';
import { resetMail } from '../mail/mail-text.ts';
import { sendMail } from '../mail/mailer.ts';
import { unionName } from '../tenancy/tenancy.service.ts';
import { hashPassword } from './password.ts';
import { deleteLinks, findLink, replaceLink, takeLink } from './person-link.repository.ts';
import type { LinkPurpose, PersonLink } from './person-link.repository.ts';
import { findPersonByEmail, updatePassword } from './person.repository.ts';
import { checkPassword, normalizeEmail } from './person.service.ts';
import { deleteSessionsOf } from './session-list.repository.ts';
import { forgetFailures, resetLockOf } from './throttle.service.ts';
import { hashToken, newToken } from './token.ts';

const SECONDS: Readonly<Record<LinkPurpose, number>> = {
  invitation: 7 * 24 * 60 * 60,
  reset: 60 * 60,
};

/** The former one of the kind is no good any more. */
export async function makeLink(
  db: Kysely<Tables>,
  publicUrl: string,
  personId: string,
  purpose: LinkPurpose,
): Promise<{ link: string; expiresAt: Date }> {
  const token = newToken();
  const tokenHash = hashToken(token)!;
  const secondsToLive = SECONDS[purpose];
  const expiresAt = await replaceLink(db, { tokenHash, personId, purpose, secondsToLive });
  return { link: `${publicUrl}/account#${purpose}=${token}`, expiresAt };
}

/** Throws `link-expired`, in the same words for a link unknown, used, replaced, or too old. */
export async function describeLink(db: Kysely<Tables>, token: string): Promise<LinkResponse> {
  const { purpose, name, email } = (await requireLink(db, token)).link;
  return { purpose, name, email };
}

/**
 * Sets the password, once, and ends every session of the person. A second factor stays on: whoever reads the
 * mail is not yet the person. Throws `link-expired`; `weak-password`, after which the link is good still.
 */
export async function acceptLink(
  db: Kysely<Tables>,
  { token, password }: { token: string; password: string },
  actor: Actor,
): Promise<void> {
  const { link, tokenHash } = await requireLink(db, token);
  await checkPassword(db, password, link);
  const passwordHash = await hashPassword(password);
  const { personId, name, email } = link;
  await db.transaction().execute(async (trx) => {
    if (!(await takeLink(trx, tokenHash))) throw expired();
    await deleteLinks(trx, personId);
    await updatePassword(trx, personId, passwordHash);
    await deleteSessionsOf(trx, personId);
    await forgetFailures(trx, { address: actor.address ?? 'unknown', email });
    await record(trx, {
      event: link.purpose === 'invitation' ? 'invitation-accepted' : 'password-reset',
      actor: { ...actor, person: personId, personName: name },
      subject: `person/${personId}`,
    });
  });
}

/**
 * Sends a link to whoever has this address and a password. To be called and not waited for: what it does, and
 * how long it takes, tells whether somebody has the address. Resolves whatever happens.
 */
export async function sendReset(
  { db: { kysely: db }, config, log }: Pick<Deps, 'db' | 'config' | 'log'>,
  typed: string,
  actor: Actor,
): Promise<void> {
  try {
    const email = normalizeEmail(typed);
    const lock = await resetLockOf(db, { address: actor.address ?? 'unknown', email });
    // Once, when it begins, as of a sign-in (sign-in.service.ts).
    if (lock && !lock.isNew) return;
    const person = await findPersonByEmail(db, email);
    const subject = person && `person/${person.userId}`;
    if (lock) {
      const detail = { policy: 'password-reset', lock: lock.of };
      await record(db, { event: 'rate-limit-reached', actor, subject, detail });
      return;
    }
    await record(db, { event: 'password-reset-asked', actor, subject });
    // Whoever signs in by the outside provider only has no password to forget; the invited have their invitation.
    if (!config.mail || !person || person.disabledAt || person.passwordHash === null) return;
    const { link } = await makeLink(db, config.publicUrl, person.userId, 'reset');
    const union = await unionName(db);
    await sendMail(config.mail, person, resetMail({ name: person.name, union, link }));
  } catch (error) {
    log({ level: 'error', request: actor.request, error: `mail: ${failureOf(error)}` });
  }
}

/** A relay's own words may hold the address. */
export function failureOf(error: unknown): string {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  return [(error as Error).name, code, responseCode].filter(Boolean).join(' ');
}

async function requireLink(
  db: Kysely<Tables>,
  token: string,
): Promise<{ link: PersonLink; tokenHash: Buffer }> {
  const tokenHash = hashToken(token);
  const link = tokenHash && (await findLink(db, tokenHash));
  if (!link) throw expired();
  return { link, tokenHash };
}

function expired() {
  return refuse(
    'link-expired',
    'Il collegamento non vale più: è già stato usato, ne è stato mandato uno più recente, o è passato troppo tempo.',
  );
}
