/** What is put on the record that nobody can change: who did or tried what, and from where. */

export const AUDIT_EVENTS = [
  'sign-in',
  'sign-in-refused',
  'sign-in-halfway',
  'sign-out',
  'session-ended',
  'portal-sign-in',
  'token-replayed',
  'credential-refused',
  'origin-refused',
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
  'union-created',
  'union-changed',
  'personal-data-read',
  'write-refused',
  'read-refused',
  'rate-limit-reached',
] as const;
export type AuditEvent = (typeof AUDIT_EVENTS)[number];

/** How somebody was known: a session's cookie, a portal's token, an API key, the command line. */
export const AUDIT_CREDENTIALS = ['cookie', 'token', 'key', 'command-line'] as const;
export type AuditCredential = (typeof AUDIT_CREDENTIALS)[number];
