/** Codes of an authenticator (TOTP, RFC 6238), and those that stand in for it when it is lost. */
import { createHash } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { legibleGroups } from './password.ts';

/** RFC 6238 §5.2: what every authenticator reads without being told. */
const PARAMETERS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** One step before and after, for clocks that differ and people who type (RFC 6238 §5.2, §6). */
const WINDOW = 1;
/** RFC 4226 §4, R6: 160 bits. */
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;

/** In base32. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** `otpauth:` of a QR code; `issuer` and `account` are what the authenticator shows. */
export function totpUri(secret: string, issuer: string, account: string): string {
  return new TOTP({ ...PARAMETERS, secret, issuer, label: account }).toString();
}

/** The time step whose code this is; null for none near `now` (milliseconds). */
export function totpStep(secret: string, code: string, now: number): number | null {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const totp = new TOTP({ ...PARAMETERS, secret });
  const delta = totp.validate({ token, window: WINDOW, timestamp: now });
  return delta === null ? null : totp.counter({ timestamp: now }) + delta;
}

/** Ten of 120 bits each. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => legibleGroups(4, 6));
}

/** Nothing slow is needed for 120 random bits. Capitals, spaces and hyphens do not matter. */
export function hashRecoveryCode(code: string): Buffer {
  const typed = code.toLowerCase().replace(/[\s-]/g, '');
  return createHash('sha256').update(typed).digest();
}
