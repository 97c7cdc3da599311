import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

it('stands on defaults', () => {
  expect(readConfig({}, '/srv')).toEqual({
    host: 'localhost',
    port: 8080,
    home: '/srv/.sit',
    databaseUrl: null,
    publicUrl: 'http://localhost:8080',
    webhooksInside: false,
    trustedProxies: null,
    requestsPerMinute: 6000,
    secret: null,
    mail: null,
    oidc: null,
  });
});

const PROVIDER = {
  SIT_OIDC_ISSUER: 'https://id.example.org',
  SIT_OIDC_CLIENT_ID: 'sit',
  SIT_OIDC_CLIENT_SECRET: 'hunter2',
};
const RELAY = { SIT_SMTP_URL: 'smtps://u:hunter2@mail.example.org', SIT_MAIL_FROM: 'a@b.it' };

it.each<[string, string, Record<string, string>]>([
  ['SIT_PORT', 'http', {}],
  ['SIT_PORT', '70000', {}],
  ['SIT_DATABASE_URL', 'mysql://u:hunter2@h/d', {}],
  ['SIT_PUBLIC_URL', 'sit.unione.it', {}],
  ['SIT_PUBLIC_URL', 'https://unione.it/sit', {}],
  ['SIT_TRUSTED_PROXIES', 'proxy.unione.it', {}],
  ['SIT_TRUSTED_PROXIES', '10.0.0.0/33', {}],
  ['SIT_TRUSTED_PROXIES', '10.0.0.1, *', {}],
  ['SIT_REQUESTS_PER_MINUTE', '0', {}],
  ['SIT_REQUESTS_PER_MINUTE', '-1', {}],
  ['SIT_SECRET', 'hunter2', {}],
  ['SIT_SMTP_URL', 'http://u:hunter2@mail.example.org', RELAY],
  ['SIT_MAIL_FROM', 'nobody', RELAY],
  ['SIT_MAIL_FROM', 'a@b.it\r\nBcc: c@d.it', RELAY],
  ['SIT_OIDC_ISSUER', 'http://id.example.org', PROVIDER],
  ['SIT_OIDC_CLIENT_ID', '', PROVIDER],
  ['SIT_OIDC_CLIENT_SECRET', '', PROVIDER],
  ['SIT_OIDC_ROLES', 'groups=planners:planner', PROVIDER],
  ['SIT_OIDC_ROLES', 'groups=all:union-admin:C096', PROVIDER],
  ['SIT_OIDC_ROLES', 'groups=all:emperor', PROVIDER],
])('%s=%s is refused by name, and no secret said', (name, value, env) => {
  const read = () => readConfig({ ...env, [name]: value }, '/srv');
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(name);
  expect(read).toThrow(/^(?!.*hunter2)/);
});

it('takes claims for roles, each in its place', () => {
  const roles = 'groups=tecnici:planner:C096; https://x.it/role=capo:union-admin';
  expect(readConfig({ ...PROVIDER, SIT_OIDC_ROLES: roles }, '/srv').oidc!.roles).toEqual([
    { claim: 'groups', value: 'tecnici', grant: { role: 'planner', municipality: 'C096' } },
    {
      claim: 'https://x.it/role',
      value: 'capo',
      grant: { role: 'union-admin', municipality: null },
    },
  ]);
});

it.each([
  [undefined, []],
  ['', []],
  [
    ' https://www.spid.gov.it/SpidL2  https://www.spid.gov.it/SpidL3 ',
    ['https://www.spid.gov.it/SpidL2', 'https://www.spid.gov.it/SpidL3'],
  ],
])('takes strengths of a provider’s sign-in: %s', (text, acr) => {
  expect(readConfig({ ...PROVIDER, SIT_OIDC_ACR: text }, '/srv').oidc!.acr).toEqual(acr);
});

describe('a secret in a file', () => {
  let directory: string;
  const SECRET = 'a secret of more than thirty-two characters';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'sit-config-'));
    writeFileSync(join(directory, 'secret'), `${SECRET}\n`);
    writeFileSync(join(directory, 'empty'), '\n');
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('is read without its line end', () => {
    expect(readConfig({ SIT_SECRET_FILE: 'secret' }, directory).secret).toBe(SECRET);
  });

  it.each([
    ['is not there', { SIT_SECRET_FILE: 'nowhere' }],
    ['is empty', { SIT_SECRET_FILE: 'empty' }],
    ['is not the only one', { SIT_SECRET_FILE: 'secret', SIT_SECRET: SECRET }],
  ])('that %s is refused by name', (_what, env) => {
    expect(() => readConfig(env, directory)).toThrow(/SIT_SECRET_FILE(?!.*thirty)/);
  });
});
