/** Browsers, HTTP and APIs, files. */
import type { Requirement } from './requirement.ts';

const NO_WEBSOCKET =
  'No WebSocket: changes are followed by server-sent events, plain GET requests.';

export const V3_V5: readonly Requirement[] = [
  {
    id: 'V3.2.1',
    about: 'answers not rendered out of their context',
    tests: [
      'server/src/portal/page-security.test.ts: that is data runs nothing when it is opened as a page: %s %s',
    ],
  },
  {
    id: 'V3.2.2',
    about: 'text shown as text',
    tests: [
      'test/security/source-rules.ts: no text becomes markup unescaped',
      'widgets/src/components/sit-editor/attribute-form.test.ts: markup in a label or a value is text',
    ],
  },
  {
    id: 'V3.3.1',
    about: 'cookies: Secure, prefixed',
    tests: [
      'server/src/auth/session.test.ts: lives in a Secure cookie of this host alone where the public address is https',
      'server/src/oidc/oidc.test.ts: keeps its cookie to this host and encrypted ways where SIT has one',
    ],
  },
  {
    id: 'V3.3.2',
    about: 'cookies: SameSite',
    tests: [
      'server/src/auth/session.test.ts: lives in a cookie scripts cannot read and other sites cannot send',
    ],
  },
  {
    id: 'V3.3.3',
    about: 'cookies: __Host-',
    tests: [
      'server/src/auth/session.test.ts: lives in a Secure cookie of this host alone where the public address is https',
      'server/src/oidc/oidc.test.ts: keeps its cookie to this host and encrypted ways where SIT has one',
    ],
  },
  {
    id: 'V3.3.4',
    about: 'cookies: HttpOnly, and their value nowhere else',
    tests: [
      'server/src/auth/session.test.ts: lives in a cookie scripts cannot read and other sites cannot send',
      'server/src/auth/embedding.test.ts: is no cookie, and a cookie is no token',
    ],
  },
  {
    id: 'V3.4.1',
    about: 'HSTS of a year, for subdomains',
    tests: [
      'server/src/portal/page-security.test.ts: that is a page runs only what is ours and is framed by nobody: %s',
      'server/src/portal/page-security.test.ts: that is data runs nothing when it is opened as a page: %s %s',
    ],
  },
  {
    id: 'V3.4.2',
    about: 'CORS: fixed, or from a list',
    tests: [
      'server/src/auth/embedding.test.ts: gives %s no allowance to %s with «%s»',
      'server/src/auth/embedding.test.ts: lets the page that asked, and no other, read what was answered to a person',
      'server/src/auth/embedding.test.ts: keeps sign-in and session from pages of unregistered origins',
    ],
  },
  {
    id: 'V3.4.3',
    about: 'a content security policy',
    tests: [
      'server/src/portal/portal.test.ts: answers its page at / under a policy that lets in nothing of others',
      'server/src/portal/page-security.test.ts: that is a page runs only what is ours and is framed by nobody: %s',
    ],
    reason: 'object-src is default-src’s none.',
  },
  {
    id: 'V3.4.4',
    about: 'nosniff everywhere',
    tests: [
      'server/src/portal/page-security.test.ts: that is a page runs only what is ours and is framed by nobody: %s',
      'server/src/portal/page-security.test.ts: that is data runs nothing when it is opened as a page: %s %s',
    ],
  },
  {
    id: 'V3.4.5',
    about: 'a referrer policy',
    tests: [
      'server/src/portal/portal.test.ts: answers its page at / under a policy that lets in nothing of others',
      'server/src/portal/portal.test.ts: opens for a registered portal, answerable to it and framed by nobody',
    ],
  },
  {
    id: 'V3.4.6',
    about: 'framed by nobody',
    tests: [
      'server/src/portal/page-security.test.ts: that is a page runs only what is ours and is framed by nobody: %s',
      'server/src/portal/page-security.test.ts: that is data runs nothing when it is opened as a page: %s %s',
    ],
    reason: 'Scripts and sheets have no policy: they are no documents.',
  },
  {
    id: 'V3.5.1',
    about: 'requests forged by other sites',
    tests: [
      'server/src/auth/session.test.ts: changes nothing on a request from %s',
      'server/src/auth/session.test.ts: is not opened by another site in a person’s browser',
    ],
  },
  {
    id: 'V3.5.2',
    about: 'nothing sensitive without a preflight',
    tests: [
      'server/src/auth/session.test.ts: changes nothing on a request from %s',
      'server/src/auth/session.test.ts: is not opened by %s',
      'server/src/auth/origin.test.ts: is %s with %o',
    ],
  },
  {
    id: 'V3.5.3',
    about: 'changes by methods that are not safe',
    tests: [
      'server/src/ogc/features.test.ts: answers 405 with Allow to other methods, and OPTIONS with Allow',
      'server/src/auth/endpoint-matrix.test.ts: with %s is answered no more than declared, and changes nothing',
      'server/src/auth/endpoint-matrix.test.ts: that is public answers nobody, and shows nothing reserved',
    ],
  },
  {
    id: 'V3.5.4',
    about: 'other applications on other hosts',
    document: 'server/SECURITY.md: Installing',
    tests: ['test/security/source-rules.ts: links to new windows keep the opener from them'],
  },
  {
    id: 'V3.5.5',
    about: 'postMessage: origin and form looked at',
    tests: [
      'test/security/source.test.ts: who hears a message looks at its origin and its window',
      'test/security/source-rules.ts: messages go to a named origin',
    ],
  },
  {
    id: 'V3.7.1',
    about: 'no plugins',
    reason: 'Elements, modules and WebGL of today’s browsers; default-src none stops the rest.',
  },
  {
    id: 'V3.7.2',
    about: 'redirects to listed places only',
    tests: [
      'server/src/ogc/features.test.ts: leads an address with a slash too many to the one without',
      'server/src/oidc/oidc.test.ts: before it begins for a return to %s',
      'widgets/src/pages/sign-in/return-address.test.ts: stays on our site for',
    ],
  },
  {
    id: 'V4.1.1',
    about: 'Content-Type that is true, with its charset',
    tests: [
      'server/src/portal/portal.test.ts: answers its page at / under a policy that lets in nothing of others',
      'server/src/portal/portal.test.ts: sends a script plain to who asks for no compression',
      'server/src/ogc/features.test.ts: answers items as a GeoJSON FeatureCollection',
    ],
    reason: 'JSON is UTF-8 and has no charset parameter (RFC 8259 §8.1, §11).',
  },
  {
    id: 'V4.1.2',
    about: 'only pages redirect from http',
    document: 'server/SECURITY.md: Connections',
  },
  {
    id: 'V4.1.3',
    about: 'headers of intermediaries not from users',
    tests: [
      'server/src/auth/wire.test.ts: counts failures by the address connected, whatever headers say',
      'server/src/auth/client-address.test.ts: where %s',
      'server/src/auth/client-address.test.ts: behind a proxy',
    ],
  },
  {
    id: 'V4.2.1',
    about: 'where a message ends',
    tests: [
      'server/src/http/framing.test.ts: with an end %s is refused, and no second request read out of it',
      'server/src/http/listen.test.ts: answers 400 once, and nothing that follows: %s',
    ],
  },
  {
    id: 'V4.3.1',
    about: 'costly GraphQL',
    tests: ['server/src/http/query.test.ts: has a standard and is cut at its maximum'],
    reason: 'No GraphQL; queries have fixed forms and pages with a maximum.',
  },
  { id: 'V4.3.2', about: 'GraphQL introspection', reason: 'No GraphQL.' },
  { id: 'V4.4.1', about: 'WebSocket over TLS', reason: NO_WEBSOCKET },
  { id: 'V4.4.2', about: 'WebSocket’s Origin', reason: NO_WEBSOCKET },
  { id: 'V4.4.3', about: 'WebSocket’s tokens', reason: NO_WEBSOCKET },
  {
    id: 'V4.4.4',
    about: 'WebSocket’s tokens by the session',
    reason: NO_WEBSOCKET,
    tests: ['server/src/changes/change-stream.test.ts: ends when the session does'],
  },
  { id: 'V5.1.1', about: 'files allowed, written', document: 'server/SECURITY.md: What comes in' },
  {
    id: 'V5.2.1',
    about: 'files of a size that can be worked on',
    tests: [
      'server/src/imports/import.hostile.test.ts: 2 GB of nothing are refused by their declared size before a byte is read',
      'test/hostile/bad-files.test.ts: is refused amid 2 GiB of nothing whose length nobody said',
    ],
  },
  {
    id: 'V5.2.2',
    about: 'files are what they say',
    tests: [
      'packages/formats/src/gdal.test.ts: refuses %s, saying so',
      'test/hostile/bad-files.test.ts: a program',
    ],
    reason:
      'The content alone decides; a name of another kind changes nothing, since no file is served or run.',
  },
  {
    id: 'V5.2.3',
    about: 'bombs in archives',
    tests: [
      'packages/formats/src/zip.test.ts: with %s is refused before it is unpacked',
      'packages/formats/src/zip.test.ts: of a million zeros a byte',
      'packages/formats/src/zip.test.ts: in a zip',
    ],
  },
  {
    id: 'V5.3.1',
    about: 'uploads not run',
    tests: ['server/src/portal/portal.test.ts: has nothing at %s'],
    reason:
      'Uploads lie outside what is served, under names of ours, and are deleted after their import.',
  },
  {
    id: 'V5.3.2',
    about: 'paths of ours',
    tests: [
      'server/src/imports/import.hostile.test.ts: a file’s name is never a path',
      'packages/formats/src/zip.test.ts: with a path that leaves it',
      'server/src/portal/portal.test.ts: has nothing at %s',
    ],
  },
  {
    id: 'V5.4.1',
    about: 'names of downloads by the server',
    reason: 'Nothing is given out as a file: answers are JSON, tiles, pages.',
  },
  {
    id: 'V5.4.2',
    about: 'names of downloads encoded',
    reason: 'No answer has a Content-Disposition.',
  },
  {
    id: 'V5.4.3',
    about: 'virus scan',
    reason:
      'No uploaded file is given to anybody again: rows are read out of it and it is deleted.',
  },
];
