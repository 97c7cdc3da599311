import { expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { startWarnings } from './start-warnings.ts';

const PROVIDER = {
  SIT_OIDC_ISSUER: 'https://id.example.org',
  SIT_OIDC_CLIENT_ID: 'sit',
  SIT_OIDC_CLIENT_SECRET: 'hunter2',
};

it.each<[string, Record<string, string>, string[]]>([
  ['of nothing', {}, []],
  ['of nothing on the machine itself', { SIT_PUBLIC_URL: 'http://127.0.0.1:9000' }, []],
  ['of nothing under https', { SIT_PUBLIC_URL: 'https://sit.unione.it' }, []],
  ['of a public address in clear', { SIT_PUBLIC_URL: 'http://sit.unione.it' }, ['SIT_PUBLIC_URL']],
  ['of a provider whose strength is unknown', PROVIDER, ['SIT_OIDC_ACR']],
  ['of nothing where it is asked for', { ...PROVIDER, SIT_OIDC_ACR: 'spid-2' }, []],
])('warns at the start %s', (_what, env, names) => {
  const warnings = startWarnings(readConfig(env, '/srv'), false);
  expect(warnings.map((warning) => warning.split(':')[0])).toEqual(names);
  expect(warnings.join()).not.toContain('hunter2');
});

it('warns at the start of a login that could change the record', () => {
  const warnings = startWarnings(readConfig({}, '/srv'), true);
  expect(warnings).toEqual([expect.stringContaining('sit migrate')]);
});
