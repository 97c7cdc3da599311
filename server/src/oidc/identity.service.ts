/** From a provider's claims to a person of ours with the roles the claims stand for. */
import { createHash } from 'node:crypto';
import type { Grant } from '@sit/core/permission';
import type { Kysely, Transaction } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import { isLastAdministrator } from '../auth/last-administrator.ts';
import type { ClaimRule } from '../config.ts';
import type { Tables } from '../db/tables.ts';
import { findMunicipalities } from '../tenancy/tenancy.service.ts';
import { grantsOfClaims, profileOf } from './claims.ts';
import type { Claims } from './claims.ts';
import {
  findByEmail,
  findById,
  findByIdentity,
  insertIdentity,
  insertProviderPerson,
  lockIdentities,
  replaceClaimGrants,
  updateProfile,
} from './identity.repository.ts';
import type { KnownPerson } from './identity.repository.ts';
import type { SignInProblem } from './return-path.ts';

export interface Vouched {
  issuer: string;
  subject: string;
  claims: Claims;
}

interface TakenIn {
  person: KnownPerson;
  event: 'person-changed' | 'invitation-accepted' | 'person-added';
}

/** Who it is; or why they may not come in, with their id where they are known. */
export type Recognised =
  { problem: null; personId: string } | { problem: SignInProblem; personId: string | null };

/**
 * The person of this identity, brought up to date: name, address, and the grants that `rules` give now in place of
 * those they gave before. `signedInAs` is who this browser is signed in as already. One transaction: with
 * `last-administrator` nothing has changed.
 */
export async function recognise(
  db: Kysely<Tables>,
  vouched: Vouched,
  rules: readonly ClaimRule[],
  signedInAs: string | null,
  actor: Actor,
): Promise<Recognised> {
  let known: string | null = null;
  try {
    return await db.transaction().execute(async (trx) => {
      await lockIdentities(trx);
      const grants = await grantsHere(trx, grantsOfClaims(vouched.claims, rules));
      const met = await findByIdentity(trx, vouched.issuer, vouched.subject);
      const taken = met ? null : await takeIn(trx, vouched, grants.length > 0, signedInAs);
      if (typeof taken === 'string') return { problem: taken, personId: null };
      const found = taken?.person ?? met!;
      known = found.id;
      if (found.suspended) return { problem: 'suspended', personId: found.id };
      await updateProfile(trx, found.id, profileOf(vouched.claims));
      await replaceClaimGrants(trx, found.id, grants);
      const now = await findById(trx, found.id);
      await recordArrival(trx, vouched.issuer, { found, now, as: taken?.event ?? null }, actor);
      // Committed all the same: what was taken away stays away.
      if (now.grants.length === 0) return { problem: 'no-role', personId: found.id };
      return { problem: null, personId: now.id };
    });
  } catch (error) {
    if (!isLastAdministrator(error)) throw error;
    return { problem: 'last-administrator', personId: known };
  }
}

/**
 * Binds an identity not met before: to the person invited at its verified address, else to a new person where the
 * claims give a role. A person who has a credential already, a password or another identity, is not handed over
 * because of an address, which providers reassign and which would lead around their second factor: they sign in with
 * what they have and then, in the same browser, through the provider.
 */
async function takeIn(
  trx: Transaction<Tables>,
  { issuer, subject, claims }: Vouched,
  hasGrants: boolean,
  signedInAs: string | null,
): Promise<TakenIn | SignInProblem> {
  const { name, email } = profileOf(claims);
  const there = email === null ? null : await findByEmail(trx, email);
  if (there) {
    const proven = there.id === signedInAs;
    const untouched = !there.hasPassword && !there.hasIdentity;
    if (there.kind !== 'person' || !(proven || untouched)) return 'address-taken';
    if (there.suspended) return 'suspended';
    await insertIdentity(trx, { issuer, subject, personId: there.id });
    return { person: there, event: proven ? 'person-changed' : 'invitation-accepted' };
  }
  if (!hasGrants) return 'no-role';
  const personId = await insertProviderPerson(trx, {
    name,
    email: email ?? placeholder(issuer, subject),
  });
  await insertIdentity(trx, { issuer, subject, personId });
  return { person: await findById(trx, personId), event: 'person-added' };
}

/** Those of `grants` whose municipality, if any, is in the union. */
async function grantsHere(trx: Transaction<Tables>, grants: readonly Grant[]): Promise<Grant[]> {
  const codes = (await findMunicipalities(trx)).map(({ code }) => code);
  return grants.filter(({ municipality }) => municipality === null || codes.includes(municipality));
}

/** How they were taken in, if now, and which roles changed. */
async function recordArrival(
  trx: Transaction<Tables>,
  provider: string,
  { found, now, as }: { found: KnownPerson; now: KnownPerson; as: TakenIn['event'] | null },
  actor: Actor,
): Promise<void> {
  const { id, name, grants: after } = now;
  const { grants: before } = found;
  const own = { actor: { ...actor, person: id, personName: name }, subject: `person/${id}` };
  if (as !== null) await record(trx, { ...own, event: as, detail: { provider } });
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  await record(trx, { ...own, event: 'roles-changed', detail: { provider, before, after } });
}

/** For who comes without a verified address: unique, the same each time, and no message can be sent to it (RFC 2606 §2). */
function placeholder(issuer: string, subject: string): string {
  const digest = createHash('sha256').update(`${issuer}\n${subject}`).digest('hex');
  return `${digest.slice(0, 16)}@senza-indirizzo.invalid`;
}
