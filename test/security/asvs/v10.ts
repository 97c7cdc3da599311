/** OAuth and OIDC. */
import type { Requirement } from './requirement.ts';

const NO_PROVIDER = 'We are nobody’s OpenID Provider.';
const CONSENT = 'test/e2e/embedded-editing.test.ts: signs in through the SIT’s window';

export const V10: readonly Requirement[] = [
  {
    id: 'V10.1.1',
    about: 'tokens only where they are needed',
    tests: [
      'server/src/oidc/oidc.hostile.test.ts: leaves no secret and no token in the log',
      'test/security/source-rules.ts: messages go to a named origin',
      'test/security/source-rules.ts: nothing is kept in the browser’s storage',
    ],
    reason:
      'The provider’s tokens stay with the server. A portal’s page holds its own in memory: without third-party cookies nothing else is left to it (decision 14).',
  },
  {
    id: 'V10.1.2',
    about: 'only what this browser began',
    tests: [
      'server/src/oidc/oidc.test.ts: another browser that began a sign-in too',
      'server/src/oidc/oidc.test.ts: for a state that is %s',
      'server/src/oidc/oidc.test.ts: for a callback shown twice',
      'server/src/auth/portal-token.test.ts: tried %s is refused, then to its own page too',
    ],
  },
  {
    id: 'V10.2.1',
    about: 'forged token requests: PKCE or state',
    tests: [
      'server/src/oidc/oidc.test.ts: shows the provider a code challenge, a state and a nonce, and keeps their secrets',
      'server/src/auth/portal-token.test.ts: with another’s verifier',
    ],
  },
  {
    id: 'V10.2.2',
    about: 'mixed up providers',
    tests: ['server/src/oidc/oidc.test.ts: of another issuer'],
    reason: 'One provider is configured.',
  },
  {
    id: 'V10.3.1',
    about: 'access tokens meant for us',
    tests: ['server/src/auth/embedding.test.ts: is refused from %s'],
    reason: 'They are references, good here alone.',
  },
  {
    id: 'V10.3.2',
    about: 'decided by what the token delegates',
    tests: [
      'server/src/keys/key-access.test.ts: for some layers finds no other by any way',
      'server/src/keys/key-access.test.ts: without leave to write writes nothing, in the route and in the database',
      'server/src/http/access.test.ts: administers by %s as %s: %d',
      'server/src/auth/people.test.ts: are administered by no portal’s token, whosever it is: %s %s',
      'server/src/testing/endpoint-credentials.ts: an administrator’s portal token on its portal',
    ],
  },
  {
    id: 'V10.3.3',
    about: 'people by what cannot be given to others',
    tests: ['server/src/oidc/identity.test.ts: is another with the same sub at another provider'],
  },
  {
    id: 'V10.3.4',
    about: 'strength behind an access token',
    tests: [
      'server/src/auth/second-factor.test.ts: that the union wants and somebody has not takes their roles, until it is set up',
      'server/src/oidc/oidc.strength.test.ts: is asked for as strong as SIT_OIDC_ACR says, and refused when it was weaker',
    ],
    reason: 'A portal’s token has no roles of its own: they are its session’s at each request.',
  },
  {
    id: 'V10.4.1',
    about: 'redirects compared exactly',
    tests: [
      'server/src/auth/embedding.test.ts: is not given for %s',
      'server/src/portal/portal.test.ts: is refused, readably, for %s',
    ],
  },
  {
    id: 'V10.4.2',
    about: 'codes good once; a second use ends the tokens',
    tests: [
      'server/src/auth/portal-token.test.ts: loses its token when the code is shown again, on the record',
      'server/src/auth/portal-token.test.ts: is answered once, however many ask together',
    ],
  },
  {
    id: 'V10.4.3',
    about: 'codes short-lived',
    tests: ['server/src/auth/portal-token.test.ts: has a minute'],
  },
  {
    id: 'V10.4.4',
    about: 'only the grants that are needed',
    tests: ['server/src/auth/portal-token.test.ts: has no grant «%s»'],
  },
  {
    id: 'V10.4.5',
    about: 'refresh tokens not replayed',
    tests: [
      'server/src/auth/portal-token.test.ts: gets the next pair, the token of before being good no more',
      'server/src/auth/portal-token.test.ts: of long ago loses everything: two have copies',
      'server/src/auth/portal-token.test.ts: of %i renewals ago loses everything, hurried as they were',
    ],
    reason: 'For 30 seconds the former one is taken, whose answer may have been lost.',
  },
  {
    id: 'V10.4.6',
    about: 'PKCE, S256 only',
    tests: [
      'server/src/auth/portal-token.test.ts: has no code for %s',
      'server/src/auth/portal-token.test.ts: with another’s verifier',
    ],
  },
  {
    id: 'V10.4.7',
    about: 'clients that register themselves',
    reason: 'Portals are registered by the union.',
  },
  {
    id: 'V10.4.8',
    about: 'refresh tokens end at last',
    tests: [
      'server/src/auth/portal-token.test.ts: goes no further than its session',
      'server/src/auth/embedding.test.ts: never outlives the session it came from',
    ],
  },
  {
    id: 'V10.4.9',
    about: 'tokens revoked by people',
    tests: [
      'server/src/auth/embedding.test.ts: ends when its person signs out on our pages',
      'server/src/auth/account.test.ts: ends one’s own sessions: one, or all but this',
    ],
  },
  {
    id: 'V10.4.10',
    about: 'confidential clients show who they are',
    tests: [
      'server/src/oidc/oidc.hostile.test.ts: is believed when it tells the truth, by the verifier of its challenge',
    ],
    reason:
      'Portals are public clients, known by Origin and PKCE; to the provider we send our secret.',
  },
  {
    id: 'V10.4.11',
    about: 'only the scopes that are needed',
    tests: ['server/src/keys/key-access.test.ts: of a page'],
    gap: 'A portal’s token has all its person’s roles, not those of the portal’s municipality only.',
  },
  {
    id: 'V10.5.1',
    about: 'nonce',
    tests: [
      'server/src/oidc/oidc.hostile.test.ts: of another nonce',
      'server/src/oidc/oidc.hostile.test.ts: without a nonce',
    ],
  },
  {
    id: 'V10.5.2',
    about: 'people by sub',
    tests: [
      'server/src/oidc/identity.test.ts: is the same one at each sign-in, with name and address of today',
      'server/src/oidc/identity.test.ts: does not take over one with %s',
    ],
  },
  {
    id: 'V10.5.3',
    about: 'the issuer of the metadata',
    tests: [
      'server/src/oidc/oidc.hostile.test.ts: is not believed when it names another issuer than was asked',
    ],
  },
  {
    id: 'V10.5.4',
    about: 'aud is us',
    tests: ['server/src/oidc/oidc.hostile.test.ts: for another client'],
  },
  {
    id: 'V10.5.5',
    about: 'logout tokens: type, event, no nonce',
    tests: [
      'server/src/oidc/oidc.hostile.test.ts: without the event',
      'server/src/oidc/oidc.hostile.test.ts: with a nonce, as an ID token',
      'server/src/oidc/oidc.hostile.test.ts: made long ago',
      'server/src/oidc/oidc.hostile.test.ts: of the kind %s',
      'server/src/oidc/oidc.hostile.test.ts: of another kind (typ «${typ}»)',
    ],
    document: 'server/SECURITY.md: Outside provider',
  },
  { id: 'V10.6.1', about: 'a provider’s response modes', reason: NO_PROVIDER },
  { id: 'V10.6.2', about: 'a provider’s forced logout', reason: NO_PROVIDER },
  {
    id: 'V10.7.1',
    about: 'consent to each authorization',
    tests: [CONSENT],
    reason: 'The window names the portal and goes on by a click, signed in already or not.',
  },
  {
    id: 'V10.7.2',
    about: 'what is consented to is said',
    tests: [CONSENT],
    gap: 'The window names the portal and the person, not what the page may then do, nor for how long.',
  },
  {
    id: 'V10.7.3',
    about: 'consents seen and taken back',
    tests: [
      'server/src/auth/embedding.test.ts: ends when its portal is taken off the register',
      'server/src/auth/people.test.ts: have sessions that are shown, and ended one by one or all',
      'widgets/src/components/sit-account/sit-account.test.ts: ends the other sessions after asking',
    ],
  },
];
