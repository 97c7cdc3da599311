/** Opaque tokens: 256 random bits for the caller, their hash for the database. */
import { createHash, randomBytes } from 'node:crypto';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 suffices: 256 random bits cannot be guessed, so nothing slow is needed. Null when no token of ours. */
export function hashToken(token: string): Buffer | null {
  return TOKEN.test(token) ? createHash('sha256').update(token).digest() : null;
}
