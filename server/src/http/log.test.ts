/** The log, with real errors of the database and real requests: no secret of the environment, no personal datum. */
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import {
  PASSWORD,
  PORTAL,
  browser,
  fromPortal,
  portalTokens,
  seedPeople,
} from '../auth/testing.ts';
import { readConfig, secretsOf } from '../config.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { describeError } from './describe-error.ts';
import { openLog } from './log.ts';

const ENVIRONMENT = {
  SIT_DATABASE_URL: 'postgres://sit:database%21password@db.example.org:5432/sit',
  SIT_SECRET: 'a secret of at least thirty-two characters',
  SIT_SMTP_URL: 'smtps://relay:smtp-password@mail.example.org',
  SIT_MAIL_FROM: 'SIT <sit@example.org>',
  SIT_OIDC_ISSUER: 'https://login.example.org',
  SIT_OIDC_CLIENT_ID: 'sit',
  SIT_OIDC_CLIENT_SECRET: 'oidc-client-secret',
};
const SECRETS = secretsOf(readConfig(ENVIRONMENT, '.'));

function collecting() {
  const lines: string[] = [];
  const log = openLog((line) => lines.push(line), SECRETS);
  const parsed = () => lines.map((line) => JSON.parse(line) as Record<string, any>);
  return { log, lines, parsed };
}

describe('a line of the log', () => {
  it('is one JSON object with its time and level', () => {
    const { log, lines, parsed } = collecting();
    log({ level: 'error', what: 'x', text: 'a\nb' });
    log({ what: 'y' });
    log({ level: 'warn', what: 'z' });
    expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
    expect(parsed()).toMatchObject([
      { level: 'error', what: 'x', text: 'a\nb', time: expect.stringMatching(/^\d{4}-.*Z$/) },
      { level: 'info', what: 'y' },
      { level: 'warn', what: 'z' },
    ]);
  });

  it.each([
    'authorization',
    'Authorization',
    'cookie',
    'set-cookie',
    'password',
    'token',
    'accessToken',
    'refresh_token',
    'secret',
    'clientSecret',
    'code',
    'email',
    'verifier',
  ])('masks %s wherever it stands', (key) => {
    const { log, lines } = collecting();
    log({ what: 'x', [key]: 'hidden', a: [{ b: { c: { d: { e: { [key]: ['hidden'] } } } } }] });
    expect(lines[0]).not.toContain('hidden');
  });

  it.each([
    ...SECRETS,
    'mario.rossi@example.org',
    "d'angelo+sit@posta.comune.it",
    'müller@straße.example',
  ])('masks %s within a text', (secret) => {
    const { log, parsed } = collecting();
    log({ what: `before\n${secret}\tafter`, cause: new Error(`of ${secret}`) });
    const [line] = parsed();
    expect(JSON.stringify(line)).not.toContain(secret);
    expect(line).toMatchObject({ what: 'before\n…\tafter', cause: { message: 'of …' } });
  });

  it('keeps what helps: places in the code, versions of packages', () => {
    const { log, lines } = collecting();
    log({ what: 'at node_modules/.pnpm/hono@4.13.19/node_modules/hono/x.js:1:2' });
    expect(lines[0]).toContain('hono@4.13.19');
    expect(describeError(new Error('x')).stack[0]).toContain('log.test.ts');
  });
});

describeOnBothEngines('the log', (server) => {
  beforeAll(() => seedPeople(server().db));

  it.each([
    ['a value of the wrong type', `select 'Mario Rossi'::uuid`, { code: '22P02' }],
    ['a value of the wrong date', `select 'Mario Rossi'::timestamptz`, { code: '22007' }],
    [
      'a key that is there',
      `insert into sit.person (email, name) values ('tecnico@example.org', 'Mario Rossi')`,
      { code: '23505', table: 'person', schema: 'sit' },
    ],
    [
      'a row that fails a check',
      `insert into sit.person (email, name, kind) values ('a@example.org', 'Mario Rossi', 'Mario Rossi')`,
      { code: '23514', table: 'person' },
    ],
    [
      'a row that points nowhere',
      `insert into sit.grant (person_id, role, municipality) values ('00000000-0000-4000-8000-000000000000', 'planner', 'C096')`,
      { code: '23503', table: 'grant' },
    ],
    [
      'a value that is missing',
      `insert into sit.person (email, name) values ('mario@example.org', null)`,
      { code: '23502', table: 'person' },
    ],
    ['a text that is no JSON', `select '{"name": Mario Rossi}'::jsonb`, { code: '22P02' }],
    ['a text as number', `select 'Mario Rossi'::integer`, { code: '22P02' }],
  ])('says of %s which and where, not what', async (_case, statement, expected) => {
    const { log, lines, parsed } = collecting();
    const error = await sql
      .raw(statement)
      .execute(server().owner)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    log({ level: 'error', what: 'test', error: new Error('outer', { cause: error }) });
    log({ level: 'error', what: 'test', error: describeError(error) });
    expect(parsed()[0]!['error']).toMatchObject({
      message: 'outer',
      cause: { ...expected, routine: expect.any(String) },
    });
    expect(parsed()[1]!['error']).toMatchObject({
      ...expected,
      message: expect.stringMatching(/\w/),
    });
    expect(lines.join('')).not.toMatch(/Mario|Rossi|example\.org|00000000-0000-4000/);
  });

  it('has a line for each request, with the route and not what stood in it', async () => {
    const { log, lines, parsed } = collecting();
    const app = createApp({ ...server().deps, log });
    const page = browser(app, '192.0.2.77');
    await page.post('/api/auth/sign-in', { email: 'tecnico@example.org', password: 'wrong words' });
    await page.post('/api/auth/sign-in', { email: 'tecnico@example.org', password: PASSWORD });
    const { token } = await portalTokens(app, page);
    const { cookie } = page;
    await fromPortal(app, '/api/layers?text=Mario', PORTAL, { token });
    await fromPortal(app, '/api/layers/Mario_Rossi', PORTAL, { token: 'forged-token' });
    await page.fetch('/ogc/collections/Mario/items/Rossi?bbox=1');
    await page.fetch('/Mario/Rossi?x=mario.rossi@example.org', {
      headers: { Referer: 'https://example.org/Rossi' },
    });
    await page.post('/api/auth/sign-out', { Mario: 1 });
    const requests = parsed().map(({ method, path, status, credential }) => [
      method,
      path,
      status,
      credential,
    ]);
    expect(requests).toEqual([
      ['POST', '/api/auth/sign-in', 401, null],
      ['POST', '/api/auth/sign-in', 200, null],
      ['POST', '/api/auth/portal-code', 200, 'cookie'],
      ['POST', '/api/auth/token', 200, null],
      ['GET', '/api/layers', 400, 'token'],
      ['GET', '/api/layers/:id', 401, null],
      ['GET', '/ogc/collections/:collectionId/items/:featureId', 400, 'cookie'],
      ['GET', '/*', 404, null],
      ['POST', '/api/auth/sign-out', 200, 'cookie'],
    ]);
    for (const line of parsed())
      expect(line).toMatchObject({
        request: expect.stringMatching(/^[0-9a-f-]{36}$/),
        milliseconds: expect.any(Number),
      });
    const personal = [
      PASSWORD,
      'wrong words',
      token,
      cookie!,
      'Mario',
      'Rossi',
      'Tito',
      'example.org',
      '192.0.2.77',
      PORTAL,
    ];
    for (const datum of personal) expect(lines.join('')).not.toContain(datum);
  });
});
