/** Passwords: argon2id, with the parameters OWASP's Password Storage Cheat Sheet names first choice for 19 MiB. */
import { randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** The library's default algorithm is argon2id. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** NIST SP 800-63B §3.1.1.2: length decides, composition rules do not; long passphrases are welcome. */
export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 256;

/** No `l`, `1`, `o`, `0`: a generated password is read aloud and typed from paper. */
const LEGIBLE = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Random bytes in the shape of a hash: verifying against it costs the same, and no password has it. */
const NOBODYS_HASH = `$argon2id$v=19$m=${ARGON2ID.memoryCost},t=${ARGON2ID.timeCost},p=${ARGON2ID.parallelism}$${base64(16)}$${base64(32)}`;

export function hashPassword(password: string): Promise<string> {
  return hash(normalize(password), ARGON2ID);
}

/**
 * True when `password` is the one hashed. With no hash (an unknown address) the same work is done on
 * a hash nobody has the password of, so that the answer takes as long.
 */
export async function verifyPassword(
  password: string,
  passwordHash: string | null,
): Promise<boolean> {
  const matches = await verify(passwordHash ?? NOBODYS_HASH, normalize(password));
  return matches && passwordHash !== null;
}

/** Four groups of five legible characters: 100 bits. */
export function generatePassword(): string {
  const group = (): string =>
    Array.from({ length: 5 }, () => LEGIBLE[randomInt(LEGIBLE.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/** The same word typed on another keyboard is the same word (NIST SP 800-63B §3.1.1.2, NFKC). */
function normalize(password: string): string {
  return password.normalize('NFKC');
}

/** As PHC strings have it: without padding. */
function base64(bytes: number): string {
  return randomBytes(bytes).toString('base64').replaceAll('=', '');
}
