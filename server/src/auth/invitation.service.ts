/** Inviting people by mail; where there is none, by a link to hand over. */
import type { InvitationRequest } from '@sit/core/api-people';
import type { Kysely } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Tables } from '../db/tables.ts';
import type { Deps } from '../deps.ts';
import { refuse } from '../http/problem.ts';
import { invitationMail } from '../mail/mail-text.ts';
import { sendMail } from '../mail/mailer.ts';
import { unionName } from '../tenancy/tenancy.service.ts';
import { requireListed } from './people.service.ts';
import type { ListedPerson } from './people.service.ts';
import { failureOf, makeLink } from './person-link.service.ts';
import { addPerson } from './person.service.ts';

type Needs = Pick<Deps, 'db' | 'config' | 'log'>;

export interface Invitation {
  person: ListedPerson;
  /** False where there is no mail, or the relay did not take it. */
  sent: boolean;
  /** Where it was not sent: to be handed over. */
  link: string | null;
  expiresAt: Date;
}

/** Adds the person, without a password, and invites them. Throws as {@link addPerson}. */
export async function invite(
  deps: Needs,
  invited: InvitationRequest,
  actor: Actor,
): Promise<Invitation> {
  const made = await deps.db.kysely.transaction().execute(async (trx) => {
    const id = await addPerson(trx, { ...invited, password: null });
    return linkFor(deps, trx, id, { grants: invited.grants }, actor);
  });
  return deliver(deps, made, actor);
}

/** The link of before is no good any more. Throws `not-found`, and `already-exists` for who has accepted. */
export async function inviteAgain(deps: Needs, id: string, actor: Actor): Promise<Invitation> {
  const made = await deps.db.kysely.transaction().execute(async (trx) => {
    const { name, state } = await requireListed(trx, id);
    if (state !== 'invited')
      throw refuse(
        'already-exists',
        state === 'suspended'
          ? `Il profilo di ${name} è sospeso: riattivalo prima di mandare un altro invito.`
          : `${name} ha già accettato l’invito.`,
      );
    return linkFor(deps, trx, id, { again: true }, actor);
  });
  return deliver(deps, made, actor);
}

type Made = Omit<Invitation, 'sent'> & { link: string };

async function linkFor(
  { config }: Needs,
  trx: Kysely<Tables>,
  id: string,
  detail: Record<string, unknown>,
  actor: Actor,
): Promise<Made> {
  const made = await makeLink(trx, config.publicUrl, id, 'invitation');
  const person = await requireListed(trx, id);
  await record(trx, { event: 'person-invited', actor, subject: `person/${id}`, detail });
  return { person, ...made };
}

async function deliver({ db, config, log }: Needs, made: Made, actor: Actor): Promise<Invitation> {
  if (!config.mail) return { ...made, sent: false };
  const { person, link } = made;
  const union = await unionName(db.kysely);
  try {
    await sendMail(config.mail, person, invitationMail({ name: person.name, union, link }));
    return { ...made, sent: true, link: null };
  } catch (error) {
    log({ level: 'error', request: actor.request, error: `mail: ${failureOf(error)}` });
    return { ...made, sent: false };
  }
}
