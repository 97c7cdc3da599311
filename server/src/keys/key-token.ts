/** Keys' tokens: `sit_embed_…` and `sit_service_…`, so that a scanner of leaked secrets can tell them (ASVS 5.0 13.3). */
import { createHash, randomBytes } from 'node:crypto';

export type KeyKind = 'embed' | 'service';

const TOKEN = /^sit_(embed|service)_[A-Za-z0-9_-]{43}$/;

export interface NewKeyToken {
  token: string;
  hash: Buffer;
  /** Its last four characters, by which people tell keys apart. */
  hint: string;
}

export function newKeyToken(kind: KeyKind): NewKeyToken {
  const token = `sit_${kind}_${randomBytes(32).toString('base64url')}`;
  return { token, hash: hashOf(token), hint: token.slice(-4) };
}

/** What it is looked up by; null when it cannot be a key. As in auth/token.ts, 256 random bits need no slow hash. */
export function hashKeyToken(token: string): Buffer | null {
  return TOKEN.test(token) ? hashOf(token) : null;
}

/** Whether it means to be a key, well formed or not. */
export function looksLikeKey(token: string): boolean {
  return /^sit_(embed|service)_/.test(token);
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
