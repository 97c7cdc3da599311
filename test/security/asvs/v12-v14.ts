/** Communication, configuration, data. */
import type { Requirement } from './requirement.ts';

const PROXY = 'server/SECURITY.md: Connections';

export const V12_V14: readonly Requirement[] = [
  { id: 'V12.1.1', about: 'TLS 1.2 and 1.3', document: PROXY, reason: 'TLS ends at the proxy.' },
  { id: 'V12.1.2', about: 'cipher suites', document: PROXY, reason: 'TLS ends at the proxy.' },
  { id: 'V12.1.3', about: 'client certificates', reason: 'None is used to know anybody.' },
  {
    id: 'V12.2.1',
    about: 'TLS for everybody outside',
    document: PROXY,
    tests: [
      'server/src/auth/embedding.test.ts: an unencrypted origin',
      'server/src/auth/origin.test.ts: isTrustworthy',
      'server/src/cli/start-warnings.test.ts: of a public address in clear',
    ],
    gap: 'SIT_PUBLIC_URL may be http beyond this machine: the log warns of it at the start.',
  },
  { id: 'V12.2.2', about: 'public certificates', document: PROXY },
  {
    id: 'V12.3.1',
    about: 'TLS for every connection',
    document: PROXY,
    tests: [
      'server/src/webhooks/webhook.test.ts: not to %s',
      'server/src/mail/mailer.test.ts: is not sent through %s',
    ],

    gap: 'PostgreSQL on another machine is encrypted only where SIT_DATABASE_URL says sslmode.',
  },
  {
    id: 'V12.3.2',
    about: 'certificates checked',
    tests: [
      'test/security/source-rules.ts: certificates are always checked',
      'server/src/mail/mailer.test.ts: a relay whose certificate nobody vouches for',
    ],
  },
  {
    id: 'V12.3.3',
    about: 'TLS between services of ours',
    document: PROXY,
    reason: 'There is one service.',
  },
  {
    id: 'V12.3.4',
    about: 'trusted certificates inside',
    tests: ['test/security/source-rules.ts: certificates are always checked'],
    reason: 'An inner authority is trusted by NODE_EXTRA_CA_CERTS.',
  },
  { id: 'V13.1.1', about: 'connections written', document: PROXY },
  {
    id: 'V13.2.1',
    about: 'services known to each other',
    tests: [
      'server/src/db/privileges.test.ts: serves: people, layers, change sets, each in its place',
    ],
    reason:
      'The database knows the server by a login of its own; where the platform gives one, by certificate.',
  },
  {
    id: 'V13.2.2',
    about: 'least rights',
    tests: [
      'server/src/db/privileges.test.ts: reads no feature by itself, and can make no logins',
      'server/src/auth/role-matrix.test.ts: the server’s own connections own no table and read no feature',
    ],
  },
  {
    id: 'V13.2.3',
    about: 'no default credentials',
    tests: ['server/src/auth/password.test.ts: are generated legible and all different'],
    reason: 'None is shipped; the demonstration’s password is made for it.',
  },
  {
    id: 'V13.2.4',
    about: 'outside places by a list',
    tests: [
      'test/security/source-rules.ts: only deliveries, mail and the provider go out',
      'server/src/webhooks/webhook.test.ts: never reach into the server’s own network unless they may',
    ],
  },
  {
    id: 'V13.2.5',
    about: 'the server’s own requests by a list',
    document: PROXY,
    tests: ['server/src/portal/portal.test.ts: has nothing at %s'],
  },
  {
    id: 'V13.3.1',
    about: 'secrets kept apart',
    document: 'server/SECURITY.md: Cryptography',
    tests: [
      'server/src/config.test.ts: that %s is refused by name',
      'server/src/http/log.test.ts: masks %s within a text',
      'server/src/secrets/secret-box.test.ts: is kept by a file made at need, of this user alone, where SIT_SECRET is not set',
      'server/src/config.test.ts: is read without its line end',
      'server/src/config.test.ts: %s=%s is refused by name, and no secret said',
      'server/src/webhooks/webhook.test.ts: keep their secret sealed, for this webhook only',
    ],
  },
  {
    id: 'V13.3.2',
    about: 'secrets by least privilege',
    tests: [
      'server/src/auth/session.test.ts: is out of reach of requests’ own database roles (sit.%s)',
      'server/src/db/scope.test.ts: cannot read people, sessions or write the catalogue',
    ],
  },
  {
    id: 'V13.4.1',
    about: 'no .git',
    document: 'server/SECURITY.md: Installing',
    tests: ['server/src/portal/portal.test.ts: has nothing at %s'],
  },
  {
    id: 'V13.4.2',
    about: 'no debug mode',
    tests: [
      'server/src/http/problem.test.ts: a fault is logged with its cause, and its words stay inside',
    ],
    reason: 'There is none.',
  },
  {
    id: 'V13.4.3',
    about: 'no directory listings',
    tests: ['server/src/portal/portal.test.ts: has nothing at %s'],
  },
  {
    id: 'V13.4.4',
    about: 'no TRACE',
    tests: ['server/src/http/framing.test.ts: by %s gets none of itself back'],
  },
  {
    id: 'V13.4.5',
    about: 'documentation and watching on purpose',
    tests: [
      'server/src/ogc/openapi.test.ts: describes every route under /api and /ogc, and none that is not there',
      'server/src/auth/endpoint-matrix.test.ts: is listed with who may ask, what it needs, and no other is there',
    ],
    reason: '/openapi.json is public, as OGC API wants it; /health and /ready say one word.',
  },
  { id: 'V14.1.1', about: 'data classified', document: 'server/SECURITY.md: Data' },
  { id: 'V14.1.2', about: 'protection of each class', document: 'server/SECURITY.md: Data' },
  {
    id: 'V14.2.1',
    about: 'nothing secret in URLs',
    tests: [
      'server/src/http/query.test.ts: an unknown parameter is a 400 problem that names it',
      'server/src/portal/portal.test.ts: opens for a registered portal, answerable to it and framed by nobody',
      'server/src/auth/person-link.test.ts: bring who is invited to a password of their own, once',
      'widgets/src/components/sit-account/sit-account.test.ts: takes an invitation out of the address at once, and lets its person choose a password',
    ],
    reason:
      'The mail link’s token stands after #, which is sent to nobody; the provider’s code in ?code= is good once, with what this browser holds.',
  },
  {
    id: 'V14.2.2',
    about: 'not in shared caches',
    tests: [
      'server/src/auth/session.test.ts: keeps its answers from shared caches',
      'server/src/ogc/http.test.ts: keeps what is for offices out of shared caches',
      'server/src/ogc/http.test.ts: never gives the public a tile of the offices, kept or not',
    ],
  },
  {
    id: 'V14.2.3',
    about: 'nothing to trackers',
    tests: [
      'server/src/portal/portal.test.ts: answers its page at / under a policy that lets in nothing of others',
      'test/e2e/embedded-editing.test.ts: has met no error, and asked nothing of another machine',
    ],
  },
  {
    id: 'V14.2.4',
    about: 'each class kept as written',
    tests: [
      'server/src/auth/session.test.ts: leaves no e-mail address in the counters',
      'server/src/history/history.routes.test.ts: lists versions newest first, by pages, with who and why for members only',
      'server/src/http/log.test.ts: says of %s which and where, not what',
      'server/src/http/log.test.ts: has a line for each request, with the route and not what stood in it',
      'server/src/audit/audit.routes.test.ts: is searched by every filter, latest first, page by page, and who searched is recorded',
      'server/src/auth/people.test.ts: are listed by address in pages, each once, and the reading is on the record',
    ],
  },
  {
    id: 'V14.3.1',
    about: 'cleared at the end of a session',
    tests: [
      'server/src/auth/session.test.ts: ends when signed out',
      'widgets/src/components/sit-login/sit-login.test.ts: brings the layers that only offices read, and takes them away again',
    ],
  },
  {
    id: 'V14.3.2',
    about: 'no-store for what is sensitive',
    tests: [
      'server/src/auth/session.test.ts: lives in a cookie scripts cannot read and other sites cannot send',
      'server/src/portal/portal.test.ts: opens for a registered portal, answerable to it and framed by nobody',
      'server/src/audit/audit.routes.test.ts: is shown to administrators only, on their own pages: %s',
      'server/src/auth/people.test.ts: and what concerns them is kept by no cache: %s',
      'server/src/auth/endpoint-matrix.test.ts: about people, access, keys, portals and the record is kept in no cache, whatever it answers',
    ],
  },
  {
    id: 'V14.3.3',
    about: 'nothing in the browser’s storage',
    tests: ['test/security/source-rules.ts: nothing is kept in the browser’s storage'],
  },
];
