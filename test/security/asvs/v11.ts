/** Cryptography. */
import type { Requirement } from './requirement.ts';

export const V11: readonly Requirement[] = [
  { id: 'V11.1.1', about: 'keys’ life written', document: 'server/SECURITY.md: Cryptography' },
  {
    id: 'V11.1.2',
    about: 'cryptography listed',
    document: 'server/SECURITY.md: Cryptography',
    tests: ['test/security/source-rules.ts: encrypting is done in one place'],
  },
  {
    id: 'V11.2.1',
    about: 'known implementations',
    reason: 'Node’s OpenSSL, @node-rs/argon2, jose and openid-client, otpauth; none of our own.',
  },
  {
    id: 'V11.2.2',
    about: 'algorithms can be changed',
    document: 'server/SECURITY.md: Cryptography',
    gap: 'SIT_SECRET is replaced by setting factors up anew: nothing encrypts what there is under a new one.',
  },
  {
    id: 'V11.2.3',
    about: '128 bits of security',
    tests: ['server/src/auth/session.test.ts: is kept in the database by its hash only'],
    reason:
      'SHA-256, AES-256, 256-bit tokens; codes of recovery have 120 bits and ten attempts an hour.',
  },
  {
    id: 'V11.3.1',
    about: 'no ECB, no PKCS#1 v1.5',
    tests: ['test/security/source-rules.ts: no broken hash or cipher mode is used'],
  },
  {
    id: 'V11.3.2',
    about: 'AES-GCM',
    tests: [
      'test/security/source-rules.ts: encrypting is done in one place',
      'server/src/secrets/secret-box.test.ts: opens again, and looks different each time',
    ],
  },
  {
    id: 'V11.3.3',
    about: 'encryption that notices changes',
    tests: [
      'server/src/secrets/secret-box.test.ts: does not open for another person, changed, or cut short',
      'server/src/secrets/secret-box.test.ts: does not open under another SIT_SECRET, and says that this is why',
    ],
  },
  {
    id: 'V11.4.1',
    about: 'approved hashes',
    tests: ['test/security/source-rules.ts: no broken hash or cipher mode is used'],
    reason:
      'TOTP is HMAC-SHA-1 because authenticators read no other (RFC 6238); md5 in a migration orders rows and protects nothing.',
  },
  {
    id: 'V11.4.2',
    about: 'passwords by argon2id',
    tests: [
      'server/src/auth/password.test.ts: are hashed with argon2id, 19 MiB, two passes, and a salt of their own',
    ],
    reason:
      'PostgreSQL’s logins are SCRAM with 4,096 rounds, of passwords generated with 100 random bits.',
  },
  {
    id: 'V11.4.3',
    about: 'hashes for integrity of 256 bits',
    tests: [
      'server/src/audit/audit-chain.test.ts: is hashed here as the database hashes it, whatever is written',
    ],
  },
  {
    id: 'V11.4.4',
    about: 'keys derived from passwords',
    reason: 'None is: SIT_SECRET is random, and HKDF derives from it.',
  },
  {
    id: 'V11.5.1',
    about: 'random by a CSPRNG',
    tests: [
      'test/security/source-rules.ts: chance that can be guessed decides nothing but waiting times',
      'server/src/webhooks/webhook.test.ts: are the union’s administrators’, and their secret is shown once',
    ],
  },
  {
    id: 'V11.6.1',
    about: 'key generation and signatures',
    reason:
      'No key pairs of ours; the provider’s algorithms are listed (oidc/logout-token.ts, openid-client).',
  },
];
