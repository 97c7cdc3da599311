/** How often a password, a code, or a new password by mail may be tried. */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import type { Problem } from '../http/problem.ts';
import { countedAddress } from './client-address.ts';
import {
  countAttempt,
  deletePastAttempts,
  forgetAttempts,
  uncountAttempt,
} from './throttle.repository.ts';

const WINDOW_SECONDS = 15 * 60;
const LONG_WINDOW_SECONDS = 60 * 60;
/** Wrong passwords for one person from one address. */
export const MAX_FAILURES_PER_PERSON = 5;
/** Wrong passwords from one address, whoever is named: an office shares one, a password list uses one. */
export const MAX_FAILURES_PER_ADDRESS = 50;
/** Wrong passwords for one person from everywhere, in an hour: many addresses guess together (ASVS 5.0 6.3.1). */
export const MAX_FAILURES_EVERYWHERE = 30;
/** Wrong codes of one person's second factor from everywhere, in an hour, by who knows the password. */
export const MAX_WRONG_CODES = 10;
/** Mails to set a password anew: to one person, and asked for from one address, in an hour. */
export const MAX_RESETS_PER_PERSON = 3;
export const MAX_RESETS_PER_ADDRESS = 30;

/** Network address of the caller, of IPv6 counted by its network, and e-mail address tried. */
export interface SignInAttempt {
  address: string;
  email: string;
}

interface Limit {
  key: string;
  maximum: number;
  seconds: number;
}

/** Which limit is reached, and whether this attempt is the first beyond it. */
export interface Lock {
  of: 'person-and-address' | 'address' | 'person';
  isNew: boolean;
  refusal: Problem;
}

/**
 * Counts an attempt before the password is looked at. Returns the lock, `too-many-requests` with
 * `Retry-After`, when failures are used up, whether or not the person exists; null when it may go on.
 */
export async function lockOf(db: Kysely<Tables>, attempt: SignInAttempt): Promise<Lock | null> {
  for (const [of, { key, maximum, seconds }] of limitsOf(attempt)) {
    const { count, retryAfterSeconds } = await countAttempt(db, key, seconds);
    if (count > maximum)
      return { of, isNew: count === maximum + 1, refusal: tooMany(retryAfterSeconds) };
  }
  return null;
}

/** A right password clears the person's failures at this address; all others stand. */
export async function signInSucceeded(db: Kysely<Tables>, attempt: SignInAttempt): Promise<void> {
  await forgetAttempts(db, placedKey(attempt));
  await uncountAttempt(db, addressKey(attempt));
  await uncountAttempt(db, personKey(attempt));
  await deletePastAttempts(db);
}

/**
 * An attempt that was neither right nor wrong: the second factor is still to come. Says whether it goes on record:
 * who repeats it without end does not fill that.
 */
export async function signInHalfway(db: Kysely<Tables>, attempt: SignInAttempt): Promise<boolean> {
  for (const [, { key }] of limitsOf(attempt)) await uncountAttempt(db, key);
  const { count } = await countAttempt(db, `halfway:${placedKey(attempt)}`, WINDOW_SECONDS);
  return count <= MAX_FAILURES_PER_PERSON;
}

/** Who has set a password anew begins anew. */
export async function forgetFailures(db: Kysely<Tables>, attempt: SignInAttempt): Promise<void> {
  await forgetAttempts(db, placedKey(attempt));
  await forgetAttempts(db, personKey(attempt));
}

/** Counts a code before it is looked at, and says whether there are too many by now. */
export async function countCode(
  db: Kysely<Tables>,
  personId: string,
): Promise<'allowed' | 'newly-locked' | 'locked'> {
  const { count } = await countAttempt(db, codeKey(personId), LONG_WINDOW_SECONDS);
  if (count <= MAX_WRONG_CODES) return 'allowed';
  return count === MAX_WRONG_CODES + 1 ? 'newly-locked' : 'locked';
}

/** A right code was no failure. */
export async function codeSucceeded(db: Kysely<Tables>, personId: string): Promise<void> {
  await uncountAttempt(db, codeKey(personId));
}

/** Counts one more mail asked for. Null when it may be sent; who asks is not told. */
export async function resetLockOf(
  db: Kysely<Tables>,
  { address, email }: SignInAttempt,
): Promise<Pick<Lock, 'of' | 'isNew'> | null> {
  const limits = [
    ['address', countedAddress(address), MAX_RESETS_PER_ADDRESS],
    ['person', hashed(email), MAX_RESETS_PER_PERSON],
  ] as const;
  for (const [of, key, maximum] of limits) {
    const { count } = await countAttempt(db, `reset:${key}`, LONG_WINDOW_SECONDS);
    if (count > maximum) return { of, isNew: count === maximum + 1 };
  }
  return null;
}

function limitsOf(attempt: SignInAttempt): [Lock['of'], Limit][] {
  return [
    [
      'person-and-address',
      { key: placedKey(attempt), maximum: MAX_FAILURES_PER_PERSON, seconds: WINDOW_SECONDS },
    ],
    [
      'address',
      { key: addressKey(attempt), maximum: MAX_FAILURES_PER_ADDRESS, seconds: WINDOW_SECONDS },
    ],
    [
      'person',
      { key: personKey(attempt), maximum: MAX_FAILURES_EVERYWHERE, seconds: LONG_WINDOW_SECONDS },
    ],
  ];
}

function placedKey({ address, email }: SignInAttempt): string {
  return `sign-in:${hashed(`${countedAddress(address)} ${email}`)}`;
}

function addressKey({ address }: SignInAttempt): string {
  return `sign-in:${countedAddress(address)}`;
}

function personKey({ email }: SignInAttempt): string {
  return `sign-in:${hashed(email)}`;
}

function codeKey(personId: string): string {
  return `code:${personId}`;
}

/** The table of counters keeps nobody's e-mail address. */
function hashed(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function tooMany(retryAfterSeconds: number): Problem {
  return refuse(
    'too-many-requests',
    `Troppi tentativi di accesso non riusciti. Riprovi tra ${minutes(retryAfterSeconds)}.`,
    { headers: { 'Retry-After': String(retryAfterSeconds) } },
  );
}

function minutes(seconds: number): string {
  const whole = Math.ceil(seconds / 60);
  return whole === 1 ? 'un minuto' : `${whole} minuti`;
}
