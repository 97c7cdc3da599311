/** Passwords: argon2id, with the parameters OWASP's Password Storage Cheat Sheet names first choice for 19 MiB. */
import { randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** The library's default algorithm is argon2id. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** No `l`, `1`, `o`, `0`: a generated password is read aloud and typed from paper. */
const LEGIBLE = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Random bytes in the shape of a hash: verifying against it costs the same, and no password has it. */
const NOBODYS_HASH = `$argon2id$v=19$m=${ARGON2ID.memoryCost},t=${ARGON2ID.timeCost},p=${ARGON2ID.parallelism}$${base64(16)}$${base64(32)}`;

export function hashPassword(password: string): Promise<string> {
  return hash(normalizePassword(password), ARGON2ID);
}

/**
 * True when `password` is the one hashed. With no hash (an unknown address) the same work is done on
 * a hash nobody has the password of, so that the answer takes as long.
 */
export async function verifyPassword(
  password: string,
  passwordHash: string | null,
): Promise<boolean> {
  const matches = await verify(passwordHash ?? NOBODYS_HASH, normalizePassword(password));
  return matches && passwordHash !== null;
}

/** Four groups of five legible characters: 100 bits. */
export function generatePassword(): string {
  return legibleGroups(4, 5);
}

/** Random characters that are not mistaken for one another, five bits each, in groups. */
export function legibleGroups(groups: number, size: number): string {
  const group = (): string =>
    Array.from({ length: size }, () => LEGIBLE[randomInt(LEGIBLE.length)]).join('');
  return Array.from({ length: groups }, group).join('-');
}

/** The same word typed on another keyboard is the same word (NIST SP 800-63B §3.1.1.2, NFKC). */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC');
}

/** As PHC strings have it: without padding. */
function base64(bytes: number): string {
  return randomBytes(bytes).toString('base64').replaceAll('=', '');
}
