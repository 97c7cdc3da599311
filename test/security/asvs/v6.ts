/** Authentication. */
import type { Requirement } from './requirement.ts';

export const V6: readonly Requirement[] = [
  { id: 'V6.1.1', about: 'guessing: defences written', document: 'server/SECURITY.md: Signing in' },
  {
    id: 'V6.1.2',
    about: 'words no password is made of',
    document: 'server/SECURITY.md: Signing in',
  },
  { id: 'V6.1.3', about: 'ways to sign in, written', document: 'server/SECURITY.md: Signing in' },
  {
    id: 'V6.2.1',
    about: 'passwords of 8 characters at least',
    tests: ['server/src/auth/password-quality.test.ts: of eleven characters'],
  },
  {
    id: 'V6.2.2',
    about: 'passwords can be changed',
    tests: [
      'server/src/auth/account.test.ts: takes a new password for the current one, and ends the other sessions only',
    ],
  },
  {
    id: 'V6.2.3',
    about: 'by showing the present one',
    tests: [
      'server/src/auth/account.test.ts: takes a new password for the current one, and ends the other sessions only',
      'server/src/auth/account.test.ts: gives whoever sits at an open session no more guesses than the sign-in',
    ],
  },
  {
    id: 'V6.2.4',
    about: 'not one of the 3,000 most common that are long enough',
    tests: [
      'server/src/auth/password-quality.test.ts: well known, disguised',
      'server/src/auth/password-quality.test.ts: %s is refused',
    ],

    gap: 'zxcvbn’s list has 308 of 12 characters or more; what it estimates of shorter ones with additions stands in.',
  },
  {
    id: 'V6.2.5',
    about: 'any composition',
    tests: [
      'server/src/auth/password-quality.test.ts: letters of another alphabet',
      'server/src/auth/password-quality.test.ts: four words',
    ],
  },
  {
    id: 'V6.2.6',
    about: 'password fields are masked',
    tests: [
      'test/security/source.test.ts: what is typed as a password is masked until its person wants to see it',
    ],
  },
  {
    id: 'V6.2.7',
    about: 'pasting and password managers',
    tests: ['test/security/source-rules.ts: passwords may be pasted and filled in'],
  },
  {
    id: 'V6.2.8',
    about: 'compared as typed',
    tests: [
      'server/src/auth/password.test.ts: match only themselves',
      'server/src/auth/password.test.ts: match however the keyboard composed their letters',
    ],
    reason:
      'NFKC is the one change, which NIST SP 800-63B §3.1.1.2 asks for: the same letters from two keyboards.',
  },
  {
    id: 'V6.2.9',
    about: '64 characters and more',
    tests: ['server/src/auth/password-quality.test.ts: 256 characters'],
  },
  {
    id: 'V6.2.10',
    about: 'no expiry of passwords',
    reason:
      'There is no date of a password anywhere; only its person, the union or a reset changes it.',
  },
  {
    id: 'V6.2.11',
    about: 'words everybody knows',
    tests: [
      'server/src/auth/password-quality.test.ts: of the person’s name',
      'server/src/auth/password-quality.test.ts: of this service’s name',
      'server/src/auth/password-quality.test.ts: of a municipality',
    ],
  },
  {
    id: 'V6.2.12',
    about: 'not a breached one',
    tests: ['server/src/auth/password-quality.test.ts: %s is refused'],

    gap: 'Only zxcvbn’s 49,233 most frequent breached ones, no breach corpus; one would be a file or a request outside.',
  },
  {
    id: 'V6.3.1',
    about: 'guessing is bounded',
    tests: [
      'server/src/auth/session.test.ts: over a list of people from one address is slowed down',
      'server/src/auth/session.test.ts: in parallel is counted as well',
      'server/src/auth/session.test.ts: at one person leaves other people and other addresses free',
      'server/src/auth/second-factor.test.ts: locks after wrong codes from everywhere, even to the right one, and says so in the record',
      'server/src/auth/sign-in.test.ts: many times from everywhere locks %s, for the right password too, and is recorded once',
      'server/src/auth/sign-in.test.ts: from one address counts no more towards the lock from everywhere',
    ],
  },
  {
    id: 'V6.3.2',
    about: 'no standard accounts',
    tests: [
      'server/src/demo/demo-people.test.ts: are refused by the database in a union that is not fictitious',
    ],
  },
  {
    id: 'V6.3.3',
    about: 'a second factor',
    tests: [
      'server/src/auth/second-factor.test.ts: that the union wants and somebody has not takes their roles, until it is set up',
      'server/src/auth/second-factor.test.ts: is asked for once the password is right, and only then',
      'server/src/db/upgrade.test.ts: asks nobody for a second factor whom it did not ask before; a new union asks administrators',
    ],

    gap: 'Asked of administrators; level 2 wants it of all. The union sets `everybody` by PATCH /api/union.',
  },
  {
    id: 'V6.3.4',
    about: 'all ways known and equally strong',
    tests: [
      'server/src/auth/endpoint-matrix.test.ts: is listed with who may ask, what it needs, and no other is there',
      'server/src/auth/endpoint-matrix.test.ts: with %s is answered no more than declared, and changes nothing',
    ],
    document: 'server/SECURITY.md: Signing in',
  },
  {
    id: 'V6.4.1',
    about: 'first secrets: random, short-lived, once',
    tests: [
      'server/src/auth/password.test.ts: are generated legible and all different',
      'server/src/auth/person-link.test.ts: bring who is invited to a password of their own, once',
      'server/src/auth/person-link.test.ts: sent again make those of before worthless',
      'server/src/auth/person-link.test.ts: %s are worth nothing',
    ],

    gap: 'A password generated by `sit user add` need not be changed at the first sign-in; the invitation has none.',
  },
  { id: 'V6.4.2', about: 'no secret questions', reason: 'There are none.' },
  {
    id: 'V6.4.3',
    about: 'a reset that leaves the second factor',
    tests: [
      'server/src/auth/person-link.test.ts: for a forgotten password end every session, and leave the second factor on',
    ],
  },
  {
    id: 'V6.4.4',
    about: 'a lost factor',
    tests: [
      'server/src/auth/people.test.ts: lose a second factor whose authenticator is lost',
      'server/src/auth/people.test.ts: are nobody else’s to see or change',
    ],
    document: 'server/SECURITY.md: Signing in',
  },
  {
    id: 'V6.5.1',
    about: 'codes good once',
    tests: [
      'server/src/auth/second-factor.test.ts: takes no code twice, nor one of before the last',
      'server/src/auth/second-factor.test.ts: is stood in for by each recovery code once',
    ],
  },
  {
    id: 'V6.5.2',
    about: 'recovery codes hashed',
    tests: [
      'server/src/auth/second-factor.test.ts: is kept sealed, and its recovery codes by their hashes',
    ],
    reason: '120 random bits: SHA-256 is enough.',
  },
  {
    id: 'V6.5.3',
    about: 'codes and seeds by a CSPRNG',
    tests: [
      'test/security/source-rules.ts: chance that can be guessed decides nothing but waiting times',
    ],
  },
  {
    id: 'V6.5.4',
    about: 'recovery codes of 20 bits and more',
    tests: ['server/src/auth/totp.test.ts: are ten of 120 bits, the same however they are typed'],
  },
  {
    id: 'V6.5.5',
    about: 'codes have a life',
    tests: ['server/src/auth/totp.test.ts: are not taken %d seconds off'],

    gap: 'One step before and after is taken (RFC 6238 §5.2): 90 seconds in place of 30.',
  },
  { id: 'V6.6.1', about: 'SMS and telephone', reason: 'None is used.' },
  {
    id: 'V6.6.2',
    about: 'out-of-band codes bound to their request',
    reason: 'There are none: the mail link chooses a password, it signs nobody in.',
  },
  {
    id: 'V6.6.3',
    about: 'out-of-band codes not guessed',
    reason: 'There are none; the mail link has 256 random bits.',
  },
  {
    id: 'V6.8.1',
    about: 'the same subject at another provider',
    tests: ['server/src/oidc/identity.test.ts: is another with the same sub at another provider'],
  },
  {
    id: 'V6.8.2',
    about: 'assertions signed, always checked',
    tests: ['server/src/oidc/oidc.hostile.test.ts: is not believed by an ID token %s'],
  },
  { id: 'V6.8.3', about: 'SAML', reason: 'No SAML: SPID and CIE come through an OIDC broker.' },
  {
    id: 'V6.8.4',
    about: 'strength of the provider’s sign-in',
    document: 'server/SECURITY.md: Strength at the provider',
    tests: [
      'server/src/oidc/oidc.strength.test.ts: is asked for as strong as SIT_OIDC_ACR says, and refused when it was weaker',
      'server/src/oidc/oidc.strength.test.ts: that was as strong as asked for counts where the union asks for two factors',
      'server/src/oidc/oidc.strength.test.ts: of unknown strength, where the union says %s: a %s has it %s',
      'server/src/oidc/oidc.strength.test.ts: of unknown strength is no way around a factor that the person has set up',
      'server/src/oidc/oidc.hostile.test.ts: not when it is not said',
    ],
  },
];
