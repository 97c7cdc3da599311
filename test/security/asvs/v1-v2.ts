/** Encoding, sanitization, validation, business logic. */
import type { Requirement } from './requirement.ts';

export const V1_V2: readonly Requirement[] = [
  {
    id: 'V1.1.1',
    about: 'decoded once, before it is checked',
    tests: [
      'server/src/portal/portal.test.ts: has nothing at %s',
      'server/src/auth/origin.test.ts: refuses %s',
    ],
  },
  {
    id: 'V1.1.2',
    about: 'encoded last, by the interpreter or for it',
    tests: [
      'test/security/source-rules.ts: no text becomes markup unescaped',
      'test/hostile/bad-requests.test.ts: is stored and shown as the text it is, and not executed',
    ],
  },
  {
    id: 'V1.2.1',
    about: 'HTML, headers: encoded for their place',
    tests: [
      'test/hostile/bad-requests.test.ts: is stored and shown as the text it is, and not executed',
      'widgets/src/components/sit-feature-info/sit-feature-info.test.ts: shows markup in a value as text',
      'server/src/portal/portal.test.ts: tells a person what is not there, on a page, without running what the address says',
      'server/src/auth/wire.test.ts: a header with a line break in it',
    ],
  },
  {
    id: 'V1.2.2',
    about: 'URLs built of data; safe schemes only',
    tests: [
      'packages/client/src/client.test.ts: asks for history where the server has it',
      'server/src/webhooks/webhook.test.ts: not to %s',
    ],
    reason: 'No field of a layer is a link: values are text on every page.',
  },
  {
    id: 'V1.2.3',
    about: 'JSON and scripts built of data',
    tests: [
      'server/src/ogc/pages.test.ts: %s is a whole document in Italian, without inline script or style',
      'server/src/imports/import.hostile.test.ts: HTML and quotes in values and names are text, kept as they are',
    ],
  },
  {
    id: 'V1.2.4',
    about: 'SQL injection',
    tests: [
      'server/src/db/identifier.test.ts: %j is a name and nothing else to the database',
      'test/hostile/bad-requests.test.ts: a limit with SQL in it',
      'server/src/changesets/change-set.routes.test.ts: keeps markup and SQL in attributes as the text they are',
      'server/src/imports/import.hostile.test.ts: quotes and semicolons',
    ],
  },
  {
    id: 'V1.2.5',
    about: 'operating system commands',
    tests: ['test/security/source-rules.ts: no program is started'],
  },
  { id: 'V1.2.6', about: 'LDAP', reason: 'No LDAP: an outside directory comes in by OIDC.' },
  { id: 'V1.2.7', about: 'XPath', reason: 'No XPath: XML is streamed by a parser.' },
  { id: 'V1.2.8', about: 'LaTeX', reason: 'No LaTeX.' },
  {
    id: 'V1.2.9',
    about: 'data within regular expressions',
    reason:
      'Expressions are written in the source; one is made of the paths of our own operations, whose points are escaped (http/access.ts).',
  },
  {
    id: 'V1.3.1',
    about: 'HTML from editors',
    reason: 'No HTML is taken: texts are shown as text everywhere (V1.2.1).',
  },
  {
    id: 'V1.3.2',
    about: 'no eval',
    tests: [
      'test/security/source-rules.ts: text is never run as code',
      'server/src/portal/portal.test.ts: answers its page at / under a policy that lets in nothing of others',
    ],
  },
  {
    id: 'V1.3.3',
    about: 'dangerous contexts get only safe, short values',
    tests: [
      'server/src/db/identifier.test.ts: %j cannot be quoted',
      'packages/core/src/layer.test.ts: may be %s',
      'server/src/layers/layer.routes.test.ts: refuses the id %j and leaves nothing',
    ],
  },
  {
    id: 'V1.3.4',
    about: 'SVG from users',
    reason:
      'None is taken; icons are of the build. A style is data, checked by MapLibre’s own validator.',
  },
  {
    id: 'V1.3.5',
    about: 'templates, Markdown, style sheets from users',
    tests: [
      'server/src/layers/layer.routes.test.ts: takes any text as title, label, domain value and default, and gives it back as text',
    ],
    reason:
      'A layer’s style is MapLibre’s expressions, which compute and reach nothing, from administrators.',
  },
  {
    id: 'V1.3.6',
    about: 'server-side request forgery',
    tests: [
      'server/src/webhooks/webhook.test.ts: not to %s',
      'server/src/webhooks/webhook.test.ts: never reach into the server’s own network unless they may',
      'server/src/webhooks/webhook.test.ts: do not follow redirects',
      'packages/formats/src/gdal.test.ts: a virtual dataset naming other files',
    ],
  },
  {
    id: 'V1.3.7',
    about: 'template injection',
    tests: ['test/security/source-rules.ts: text is never run as code'],
    reason: 'Templates are tagged literals of the source.',
  },
  { id: 'V1.3.8', about: 'JNDI', reason: 'No Java.' },
  { id: 'V1.3.9', about: 'memcache', reason: 'No memcache: tiles are cached in the process.' },
  {
    id: 'V1.3.10',
    about: 'format strings',
    reason: 'Log lines are objects, SQL is tagged; nothing of users is a format.',
  },
  {
    id: 'V1.3.11',
    about: 'mail injection',
    tests: [
      'server/src/mail/mailer.test.ts: that tries to add a recipient',
      'server/src/mail/mailer.test.ts: goes to one person with a name %s, in whole',
    ],
  },
  {
    id: 'V1.4.1',
    about: 'memory-safe copying',
    reason: 'JavaScript and WebAssembly; what is native is Node, argon2 and PostGIS.',
  },
  {
    id: 'V1.4.2',
    about: 'overflowing numbers',
    tests: [
      'test/hostile/bad-requests.test.ts: an item beyond 64 bits',
      'test/hostile/bad-requests.test.ts: a number too big for its column',
      'server/src/imports/import.hostile.test.ts: a coordinate without end',
    ],
  },
  {
    id: 'V1.4.3',
    about: 'memory and resources released',
    tests: [
      'server/src/changes/change-stream.test.ts: is followed no more when its reader goes before the first piece',
      'server/src/tiles/tile-cache.test.ts: keeps within its bytes, the least used going first',
      'packages/formats/src/gdal.test.ts: ends by itself within its time and memory, as a refusal',
    ],
  },
  {
    id: 'V1.5.1',
    about: 'XML external entities',
    tests: [
      'packages/formats/src/gml-cadastre.test.ts: an entity that would expand a billion times',
      'packages/formats/src/gml-cadastre.test.ts: the same, hidden behind a long comment',
      'packages/formats/src/gdal.test.ts: entities behind a comment longer than what is looked at',
    ],
  },
  {
    id: 'V1.5.2',
    about: 'deserialization by a list of types',
    tests: [
      'server/src/features/geometry-shape.test.ts: is refused: %s',
      'server/src/changesets/change-set.routes.test.ts: refuses %s',
    ],
  },
  { id: 'V2.1.1', about: 'input rules written', document: 'server/SECURITY.md: What comes in' },
  {
    id: 'V2.1.2',
    about: 'rules between items written',
    document: 'server/SECURITY.md: What comes in',
  },
  { id: 'V2.1.3', about: 'limits written', document: 'server/SECURITY.md: What comes in' },
  {
    id: 'V2.2.1',
    about: 'input checked against what is expected',
    tests: [
      'packages/core/src/validate.test.ts: may not carry a field that the layer lacks',
      'server/src/ogc/features.test.ts: refuses %s with 400 naming the parameter',
      'test/hostile/bad-requests.test.ts: a change set with %s',
      'server/src/http/query.test.ts: an unknown parameter is a 400 problem that names it',
    ],
  },
  {
    id: 'V2.2.2',
    about: 'checked by the server',
    tests: [
      'test/e2e/embedded-editing.test.ts: may not touch another municipality’s feature, on the screen or past it',
      'server/src/changesets/rules-by-login.test.ts: may not overlap, whatever it says of itself',
    ],
  },
  {
    id: 'V2.2.3',
    about: 'items that must agree',
    tests: [
      'server/src/changesets/boundary-rule.test.ts: is told with each feature outside, how far and where',
      'server/src/changesets/coverage-rule.test.ts: refuses each overlap, with the other feature, its area and where it is',
      'server/src/ogc/legal-time.test.ts: ends after it begins, whoever writes',
    ],
  },
  {
    id: 'V2.3.1',
    about: 'steps in their order',
    tests: [
      'server/src/proposals/proposal.way.test.ts: refuses every step that its state does not allow',
      'server/src/proposals/proposal.way.test.ts: starts from the revision that the caller knows, or not at all',
    ],
  },
  {
    id: 'V2.3.2',
    about: 'limits held',
    tests: [
      'server/src/changesets/change-set.service.test.ts: refuses a feature named twice, and more vertices than can be checked at once',
      'server/src/proposals/proposal.hostile.test.ts: takes no 100,000 operations, no more than a change set’s together, no bytes without end',
      'server/src/proposals/proposal.way.test.ts: is not published by its author, unless the union allows it',
    ],
  },
  {
    id: 'V2.3.3',
    about: 'all or nothing',
    tests: [
      'server/src/changesets/change-set.service.test.ts: does all or nothing',
      'test/faults/kill-postgres.test.ts: keeps every acknowledged change set whole through',
    ],
  },
  {
    id: 'V2.3.4',
    about: 'nothing taken twice',
    tests: [
      'server/src/changesets/change-set.service.test.ts: gives one of several racing editors the feature, and the others what they need to merge',
      'server/src/proposals/proposal.way.test.ts: published by many at once is published once',
      'server/src/auth/portal-token.test.ts: is answered once, however many ask together',
    ],
  },
  {
    id: 'V2.4.1',
    about: 'against automated excess',
    tests: [
      'server/src/changes/change-stream.test.ts: counts the streams of one address',
      'server/src/auth/session.test.ts: over a list of people from one address is slowed down',
      'server/src/limits/request-limiter.test.ts: are as many as the limit in all, however they fall on the processes, and the next is told when',
      'server/src/limits/request-limiter.test.ts: are counted by person, from wherever they ask',
      'server/src/http/listen.test.ts: gives up on a body that comes by drops',
      'server/src/audit/record-refusals.test.ts: is on record up to a limit for all processes, then answered 429, once on record',
      'server/src/audit/record-refusals.test.ts: is on record whatever else happens at once: as many entries as the limit, and one',
    ],
  },
];
