/** What is put on the record that nobody can change: who did or tried what, and from where. */

export const AUDIT_EVENTS = [
  'sign-in',
  'sign-in-refused',
  'sign-out',
  'session-ended',
  'portal-sign-in',
  'token-replayed',
  'credential-refused',
  'password-changed',
  'password-reset-asked',
  'password-reset',
  'second-factor-on',
  'second-factor-off',
  'recovery-code-used',
  'person-invited',
  'invitation-accepted',
  'person-added',
  'person-changed',
  'person-suspended',
  'person-restored',
  'roles-changed',
  'key-made',
  'key-rotated',
  'key-revoked',
  'origin-registered',
  'origin-removed',
  'database-login-added',
  'database-login-changed',
  'database-login-removed',
  'webhook-added',
  'webhook-removed',
  'layer-access-changed',
  'union-changed',
  'personal-data-read',
  'write-refused',
  'read-refused',
  'rate-limit-reached',
] as const;
export type AuditEvent = (typeof AUDIT_EVENTS)[number];

/** How somebody was known: a session's cookie, a portal's token, an API key, the command line. */
export type AuditCredential = 'cookie' | 'token' | 'key' | 'command-line';

/** An entry as it stands. Absent things are null. */
export interface AuditEntry {
  /** From 1, without a gap. */
  seq: number;
  /** RFC 3339, microseconds, UTC. */
  at: string;
  event: AuditEvent;
  /** Id of the person, and the name they had then. */
  person: string | null;
  personName: string | null;
  credential: AuditCredential | null;
  /** What it was about: `person/{id}`, `key/{id}`, `origin/https://…`, `webhook/{id}`, or `METHOD /path`. */
  subject: string | null;
  /** Cadastral code. */
  municipality: string | null;
  /** Of the page that asked. */
  origin: string | null;
  /** Network address. */
  address: string | null;
  /** Id of the HTTP request, as in the log and in `X-Request-Id`. */
  request: string | null;
  /** More, by event; never a secret. */
  detail: Record<string, unknown>;
  /** SHA-256 in hex, over the entry and the hash before it. */
  hash: string;
}
