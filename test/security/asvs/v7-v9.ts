/** Sessions, authorization, self-contained tokens. */
import type { Requirement } from './requirement.ts';

export const V7_V9: readonly Requirement[] = [
  { id: 'V7.1.1', about: 'session’s times written', document: 'server/SECURITY.md: Sessions' },
  { id: 'V7.1.2', about: 'sessions at once written', document: 'server/SECURITY.md: Sessions' },
  { id: 'V7.1.3', about: 'federated sessions written', document: 'server/SECURITY.md: Sessions' },
  {
    id: 'V7.2.1',
    about: 'sessions verified by the server',
    tests: [
      'server/src/auth/session.test.ts: is kept in the database by its hash only',
      'server/src/auth/embedding.test.ts: is refused when %s, on a public read as well',
    ],
  },
  {
    id: 'V7.2.2',
    about: 'sessions by tokens made for them',
    tests: [
      'server/src/auth/session.test.ts: never takes a token given from outside, and ends the one presented',
    ],
  },
  {
    id: 'V7.2.3',
    about: '128 bits and more, by a CSPRNG',
    tests: [
      'test/security/source-rules.ts: chance that can be guessed decides nothing but waiting times',
      'server/src/auth/session.test.ts: is kept in the database by its hash only',
    ],
  },
  {
    id: 'V7.2.4',
    about: 'a new token at each sign-in',
    tests: [
      'server/src/auth/session.test.ts: never takes a token given from outside, and ends the one presented',
      'server/src/oidc/oidc.test.ts: ends the session that the browser had before',
    ],
  },
  {
    id: 'V7.3.1',
    about: 'ends unused',
    tests: [
      'server/src/testing/endpoint-credentials.ts: a session left idle',
      'server/src/auth/endpoint-matrix.test.ts: with %s is answered no more than declared, and changes nothing',
    ],
  },
  {
    id: 'V7.3.2',
    about: 'ends at last',
    tests: ['server/src/auth/session.test.ts: ends by itself'],
  },
  {
    id: 'V7.4.1',
    about: 'ended is ended',
    tests: [
      'server/src/auth/session.test.ts: ends when signed out',
      'server/src/auth/embedding.test.ts: signs the whole session out, other portals’ tokens too',
    ],
  },
  {
    id: 'V7.4.2',
    about: 'ends with the account',
    tests: [
      'server/src/auth/session.test.ts: ends at once for a person disabled or given another password',
      'server/src/auth/embedding.test.ts: ends at once for a person disabled',
      'server/src/auth/people.test.ts: are renamed and suspended, which ends sessions and portals’ tokens, and restored',
    ],
  },
  {
    id: 'V7.4.3',
    about: 'other sessions can be ended after a change of factor',
    tests: [
      'server/src/auth/account.test.ts: takes a new password for the current one, and ends the other sessions only',
      'server/src/auth/account.test.ts: ends one’s own sessions: one, or all but this',
      'server/src/auth/second-factor.test.ts: set up elsewhere gives its roles to no session opened by the password alone',
      'server/src/auth/person-link.test.ts: for a forgotten password end every session, and leave the second factor on',
    ],
  },
  {
    id: 'V7.4.4',
    about: 'signing out in sight',
    tests: [
      'widgets/src/components/sit-login/sit-login.test.ts: signs in by the form, says who it is and in what role, and signs out',
      'test/e2e/console.test.ts: signs out from there, and the page shows nothing more',
    ],
  },
  {
    id: 'V7.4.5',
    about: 'administrators end sessions',
    tests: [
      'server/src/auth/people.test.ts: have sessions that are shown, and ended one by one or all',
    ],
  },
  {
    id: 'V7.5.1',
    about: 'sensitive changes want the password again',
    tests: [
      'server/src/auth/second-factor.test.ts: wants the password, and counts only once a code of it was shown',
      'server/src/auth/account.test.ts: takes a new password for the current one, and ends the other sessions only',
      'server/src/auth/account.test.ts: is changed on our own pages only: not by a portal’s token, not by nobody',
    ],
  },
  {
    id: 'V7.5.2',
    about: 'people see and end their sessions',
    tests: [
      'server/src/auth/account.test.ts: shows who one is, the factors, and where one is signed in',
      'server/src/auth/account.test.ts: ends one’s own sessions: one, or all but this',
      'server/src/auth/account.test.ts: ends nobody else’s',
      'widgets/src/components/sit-account/sit-account.test.ts: ends the other sessions after asking',
    ],

    gap: 'Ending them asks for no password again: it takes access away, and a thief gains nothing by it but noise.',
  },
  {
    id: 'V7.6.1',
    about: 'session and provider’s session as written',
    tests: [
      'server/src/oidc/oidc.test.ts: at the provider ends the session here, and only that one',
      'server/src/oidc/oidc.test.ts: leads on to the provider, which ends its own session and comes back',
    ],
  },
  {
    id: 'V7.6.2',
    about: 'no session without somebody’s doing',
    tests: [
      'server/src/auth/session.test.ts: is not opened by another site in a person’s browser',
      'test/e2e/embedded-editing.test.ts: signs in through the SIT’s window',
      'server/src/oidc/oidc.test.ts: begins by a click on the sign-in page where %s asked for it',
    ],
  },
  { id: 'V8.1.1', about: 'rules of access written', document: 'server/SECURITY.md: Who may what' },
  { id: 'V8.1.2', about: 'rules of fields written', document: 'server/SECURITY.md: Who may what' },
  {
    id: 'V8.2.1',
    about: 'functions only to who may',
    tests: [
      'server/src/auth/role-actions.test.ts: roles',
      'server/src/auth/role-matrix.test.ts: manage layers: $title',
      'server/src/auth/endpoint-matrix.test.ts: with %s is answered no more than declared, and changes nothing',
      'server/src/auth/endpoint-matrix.test.ts: answers whoever may',
    ],
  },
  {
    id: 'V8.2.2',
    about: 'things only to who may',
    tests: [
      'server/src/auth/role-matrix.test.ts: cases through the API',
      'server/src/proposals/proposal.access.test.ts: is seen by its offices and the union’s; for everybody else it does not exist',
      'server/src/history/history.routes.test.ts: shows one version as it was, and answers alike for what is not there and what may not be seen',
    ],
  },
  {
    id: 'V8.2.3',
    about: 'fields only to who may',
    tests: [
      'server/src/ogc/internal-fields.test.ts: internal fields between caches',
      'server/src/layers/layer-ddl.repository.test.ts: shows the public its public columns of public layers only',
      'test/hostile/bad-requests.test.ts: a field of the system',
    ],
  },
  {
    id: 'V8.3.1',
    about: 'access decided by the server',
    tests: [
      'server/src/auth/role-matrix.test.ts: cases in SQL under the request’s role',
      'test/e2e/embedded-editing.test.ts: may not touch another municipality’s feature, on the screen or past it',
    ],
  },
  {
    id: 'V8.4.1',
    about: 'municipalities kept apart',
    tests: [
      'server/src/layers/layer-ddl.repository.test.ts: hides another municipality’s rows from updates and deletes',
      'server/src/proposals/proposal.hostile.test.ts: is not made to write another municipality’s feature by edits put in by SQL',
      'server/src/auth/role-matrix.test.ts: cases through the API',
      'server/src/auth/endpoint-matrix.test.ts: of C096’s refuses a planner of H434, who changes nothing and learns nothing',
    ],
  },
  {
    id: 'V9.1.1',
    about: 'signature checked first',
    tests: [
      'server/src/oidc/oidc.hostile.test.ts: is not believed by an ID token %s',
      'server/src/oidc/oidc.hostile.test.ts: but not by one %s',
    ],
    reason: 'Tokens of our own are references.',
  },
  {
    id: 'V9.1.2',
    about: 'algorithms by a list, never none',
    tests: [
      'server/src/oidc/oidc.hostile.test.ts: signed with the public key as a secret (HS256)',
      'server/src/auth/embedding.test.ts: of another make',
      'server/src/oidc/oidc.hostile.test.ts: unsigned (alg: none)',
    ],
  },
  {
    id: 'V9.1.3',
    about: 'keys from where they were configured',
    tests: [
      'server/src/oidc/oidc.hostile.test.ts: is not believed by an ID token %s',
      'server/src/oidc/oidc.test.ts: believes keys that the provider has only just changed to',
    ],
  },
  {
    id: 'V9.2.1',
    about: 'nbf and exp',
    tests: [
      'server/src/oidc/oidc.hostile.test.ts: is not believed by an ID token %s',
      'server/src/oidc/oidc.hostile.test.ts: but not by one %s',
    ],
  },
  {
    id: 'V9.2.2',
    about: 'the right kind of token',
    tests: [
      'server/src/oidc/oidc.hostile.test.ts: but not by one %s',
      'server/src/auth/portal-token.test.ts: is refused from another portal’s page, and as a token',
    ],
  },
  {
    id: 'V9.2.3',
    about: 'meant for us',
    tests: [
      'server/src/oidc/oidc.hostile.test.ts: is not believed by an ID token %s',
      'server/src/oidc/oidc.hostile.test.ts: but not by one %s',
    ],
  },
  {
    id: 'V9.2.4',
    about: 'an issuer’s audiences',
    reason: 'We sign no self-contained tokens; portals’ are references bound to one origin.',
  },
];
