/** How often a password may be tried. */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import {
  countAttempt,
  deletePastAttempts,
  forgetAttempts,
  uncountAttempt,
} from './throttle.repository.ts';

const WINDOW_SECONDS = 15 * 60;
/** Wrong passwords for one person from one address. */
export const MAX_FAILURES_PER_PERSON = 5;
/** Wrong passwords from one address, whoever is named: an office shares one, a password list uses one. */
export const MAX_FAILURES_PER_ADDRESS = 50;

/** Network address of the caller and e-mail address tried. */
export interface SignInAttempt {
  address: string;
  email: string;
}

/**
 * Counts an attempt before the password is looked at. Throws `too-many-requests` with `Retry-After`
 * when the person's or the address's failures are used up, whether or not the person exists.
 */
export async function allowSignIn(db: Kysely<Tables>, attempt: SignInAttempt): Promise<void> {
  const limits = [
    { key: personKey(attempt), maximum: MAX_FAILURES_PER_PERSON },
    { key: addressKey(attempt), maximum: MAX_FAILURES_PER_ADDRESS },
  ];
  for (const { key, maximum } of limits) {
    const { count, retryAfterSeconds } = await countAttempt(db, key, WINDOW_SECONDS);
    if (count > maximum)
      throw refuse(
        'too-many-requests',
        `Troppi tentativi di accesso non riusciti. Riprovi tra ${minutes(retryAfterSeconds)}.`,
        { headers: { 'Retry-After': String(retryAfterSeconds) } },
      );
  }
}

/** A right password clears the person's failures; those of others at the same address stand. */
export async function signInSucceeded(db: Kysely<Tables>, attempt: SignInAttempt): Promise<void> {
  await forgetAttempts(db, personKey(attempt));
  await uncountAttempt(db, addressKey(attempt));
  await deletePastAttempts(db);
}

/** Hashed: the table of counters keeps nobody's e-mail address. */
function personKey({ address, email }: SignInAttempt): string {
  return `sign-in:${createHash('sha256').update(`${address} ${email}`).digest('base64url')}`;
}

function addressKey({ address }: SignInAttempt): string {
  return `sign-in:${address}`;
}

function minutes(seconds: number): string {
  const whole = Math.ceil(seconds / 60);
  return whole === 1 ? 'un minuto' : `${whole} minuti`;
}
