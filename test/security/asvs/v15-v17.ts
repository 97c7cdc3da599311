/** Architecture, logging and errors, WebRTC. */
import type { Requirement } from './requirement.ts';

const NO_WEBRTC = 'No WebRTC.';

export const V15_V17: readonly Requirement[] = [
  { id: 'V15.1.1', about: 'updates: times written', document: 'server/SECURITY.md: Libraries' },
  { id: 'V15.1.2', about: 'libraries listed', document: 'server/SECURITY.md: Libraries' },
  { id: 'V15.1.3', about: 'costly work written', document: 'server/SECURITY.md: Costly work' },
  {
    id: 'V15.2.1',
    about: 'libraries within those times',
    document: 'server/SECURITY.md: Libraries',
    gap: 'Nothing looks: `pnpm audit --prod` needs the network and is run by hand.',
  },
  {
    id: 'V15.2.2',
    about: 'costly work bounded',
    tests: [
      'packages/formats/src/gdal.test.ts: ends by itself within its time and memory, as a refusal',
      'server/src/imports/import.hostile.test.ts: a ring that crosses itself a thousand times is mended',
      'server/src/tiles/tile-cache.test.ts: makes a tile once for callers that ask together, and keeps it for later ones',
      'server/src/changes/change-stream.test.ts: counts the streams of one address',
      'server/src/db/scope.test.ts: bounds its statements, and only its own',
      'server/src/db/scope.test.ts: answers «not ready» for one that takes longer',
    ],
  },
  {
    id: 'V15.2.3',
    about: 'no test code in production',
    tests: ['test/architecture/imports.test.ts: packages import only what the house allows'],
    reason: 'Only what app.ts mounts and widgets/dist holds is served.',
  },
  {
    id: 'V15.3.1',
    about: 'only the fields needed',
    tests: [
      'server/src/ogc/features-extensions.test.ts: publishes a schema that its own items satisfy',
      'server/src/ogc/internal-fields.test.ts: internal fields between caches',
    ],
    reason: 'Answers are built field by field; service rows are never sent whole.',
  },
  {
    id: 'V15.3.2',
    about: 'redirects not followed',
    tests: ['server/src/webhooks/webhook.test.ts: do not follow redirects'],
  },
  {
    id: 'V15.3.3',
    about: 'mass assignment',
    tests: [
      'test/hostile/bad-requests.test.ts: a field of the system',
      'server/src/changesets/change-set.routes.test.ts: refuses %s',
      'server/src/layers/layer.routes.test.ts: refuses what cannot be changed',
      'server/src/auth/session.test.ts: refuses what is no JSON, no request or no parameter of its, in Italian',
    ],
  },
  {
    id: 'V15.3.4',
    about: 'the client’s address',
    tests: ['server/src/auth/client-address.test.ts: the client’s address'],
  },
  {
    id: 'V15.3.5',
    about: 'types and strict comparison',
    tests: ['packages/core/src/validate.test.ts: a value'],
    reason: 'TypeScript, strict; inputs parsed; the linter refuses ==.',
  },
  {
    id: 'V15.3.6',
    about: 'prototype pollution',
    tests: [
      'server/src/ogc/features.test.ts: refuses at %s the unknown parameter %s with 400',
      'packages/core/src/validate.test.ts: may leave out a field whose name every object inherits',
      'server/src/tiles/mvt-encoder.test.ts: takes field names that are members of every object',
      'server/src/ogc/field-names.test.ts: is written, read and drawn like any other',
    ],
  },
  {
    id: 'V15.3.7',
    about: 'a parameter given twice',
    tests: [
      'server/src/http/query.test.ts: a parameter given twice is refused, not one of its values chosen',
    ],
  },
  { id: 'V16.1.1', about: 'logs listed', document: 'server/SECURITY.md: Log and record' },
  {
    id: 'V16.2.1',
    about: 'when, where, who, what',
    tests: [
      'server/src/audit/audit.routes.test.ts: names who was refused, and their municipality',
      'server/src/http/log.test.ts: is one JSON object with its time and level',
      'server/src/http/log.test.ts: has a line for each request, with the route and not what stood in it',
    ],
  },
  {
    id: 'V16.2.2',
    about: 'UTC, one clock',
    document: 'server/SECURITY.md: Log and record',
    tests: [
      'server/src/audit/audit-chain.test.ts: is hashed here as the database hashes it, whatever is written',
      'server/src/http/log.test.ts: is one JSON object with its time and level',
    ],
  },
  {
    id: 'V16.2.3',
    about: 'logs only where listed',
    document: 'server/SECURITY.md: Log and record',
    reason: 'One log is handed to every part (deps.ts); it writes to standard error.',
  },
  {
    id: 'V16.2.4',
    about: 'a common format',
    tests: ['server/src/http/log.test.ts: is one JSON object with its time and level'],
  },
  {
    id: 'V16.2.5',
    about: 'nothing sensitive in logs',
    tests: [
      'server/src/oidc/oidc.hostile.test.ts: leaves no secret and no token in the log',
      'server/src/http/log.test.ts: masks %s wherever it stands',
      'server/src/http/log.test.ts: masks %s within a text',
      'server/src/http/log.test.ts: says of %s which and where, not what',
    ],
  },
  {
    id: 'V16.3.1',
    about: 'sign-ins, good and bad, with their kind',
    tests: [
      'server/src/auth/sign-in.test.ts: to %s says no more than that it is wrong, and why on the record',
      'server/src/auth/second-factor.test.ts: is stood in for by each recovery code once',
      'server/src/auth/second-factor.test.ts: wrong is refused in the words of a wrong password, and recorded',
      'server/src/auth/second-factor.test.ts: still to come is on record, but not without end',
      'server/src/auth/person-link.test.ts: bring who is invited to a password of their own, once',
    ],
  },
  {
    id: 'V16.3.2',
    about: 'refused access',
    tests: [
      'server/src/audit/audit.routes.test.ts: keeps a token that is no good, read or write, and a stolen one on another portal',
      'server/src/audit/audit.routes.test.ts: names who was refused, and their municipality',
      'server/src/audit/audit.routes.test.ts: names who asked to read what they may not',
      'server/src/audit/refused-origin.test.ts: is on record where somebody had to be signed in, and not where everybody may read',
      'server/src/imports/import.record.test.ts: names who was refused one, and why',
      'server/src/cli/recording-refusals.test.ts: %s is on record',
    ],
    document: 'server/SECURITY.md: What the record does not hold',
    gap: 'What PostgreSQL refuses a login of QGIS is undone with its transaction: its own log has it, the record not.',
  },
  {
    id: 'V16.3.3',
    about: 'attempts around the controls',
    tests: [
      'server/src/audit/audit.routes.test.ts: keeps a page of another site that writes with our cookie',
      'server/src/audit/refused-origin.test.ts: is on record of the preflight of %s',
      'server/src/audit/refused-origin.test.ts: is on record of %s',
      'test/e2e/embed-key.test.ts: shows nothing on another origin, which is on record',
      'server/src/limits/request-limiter.test.ts: are counted exactly when they come all at once, and recorded once',
      'server/src/auth/portal-token.test.ts: loses its token when the code is shown again, on the record',
    ],
  },
  {
    id: 'V16.3.4',
    about: 'unexpected errors',
    tests: [
      'server/src/http/problem.test.ts: a fault is logged with its cause, and its words stay inside',
      'server/src/http/not-ready.test.ts: answers 503 not-ready, and logs why, once its database is gone',
    ],
  },
  {
    id: 'V16.4.1',
    about: 'log injection',
    tests: [
      'server/src/audit/audit-chain.test.ts: is listed on the command line, where nothing in it moves the cursor',
      'server/src/http/log.test.ts: is one JSON object with its time and level',
    ],
  },
  {
    id: 'V16.4.2',
    about: 'logs not changed, not read by others',
    tests: [
      'server/src/audit/audit-chain.test.ts: refuses every change to every role, and stays as it was',
      'server/src/audit/audit-chain.test.ts: can be read by the server only',
      'server/src/audit/audit-chain.test.ts: is gone round by no login: not read, nor the union’s rules changed',
      'server/src/audit/audit.routes.test.ts: is never shown to a key, whoever it stands for',
    ],
  },
  {
    id: 'V16.4.3',
    about: 'logs elsewhere too',
    document: 'server/SECURITY.md: Log and record',
    tests: [
      'server/src/audit/audit-chain.test.ts: shows that the end is cut off, or all written anew, by a head noted before',
    ],
    reason: 'Standard error is the platform’s to send on; the record’s head is noted elsewhere.',
  },
  {
    id: 'V16.5.1',
    about: 'errors without insides',
    tests: [
      'server/src/http/problem.test.ts: a fault is logged with its cause, and its words stay inside',
    ],
  },
  {
    id: 'V16.5.2',
    about: 'goes on when others fail',
    tests: [
      'server/src/http/not-ready.test.ts: answers 503 not-ready, and logs why, once its database is gone',
      'server/src/oidc/oidc.test.ts: with a reason when the provider is down, at the start and at the end',
      'server/src/webhooks/webhook.test.ts: are disabled, saying why, when the receiver %s',
    ],
  },
  {
    id: 'V16.5.3',
    about: 'fails closed',
    tests: [
      'server/src/changesets/change-set.service.test.ts: does all or nothing',
      'server/src/imports/import.service.test.ts: a failure while writing leaves no layer behind',
      'server/src/audit/audit.routes.test.ts: does not turn a refusal into a fault when it cannot be written: that is logged',
    ],
  },
  { id: 'V17.1.1', about: 'TURN', reason: NO_WEBRTC },
  { id: 'V17.2.1', about: 'DTLS keys', reason: NO_WEBRTC },
  { id: 'V17.2.2', about: 'DTLS suites', reason: NO_WEBRTC },
  { id: 'V17.2.3', about: 'SRTP', reason: NO_WEBRTC },
  { id: 'V17.2.4', about: 'malformed SRTP', reason: NO_WEBRTC },
  { id: 'V17.3.1', about: 'signalling floods', reason: NO_WEBRTC },
  { id: 'V17.3.2', about: 'malformed signalling', reason: NO_WEBRTC },
];
