import { expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

it('stands on defaults', () => {
  expect(readConfig({}, '/srv')).toEqual({
    host: 'localhost',
    port: 8080,
    home: '/srv/.sit',
    databaseUrl: null,
    publicUrl: 'http://localhost:8080',
    webhooksInside: false,
  });
});

it.each([
  ['SIT_PORT', 'http'],
  ['SIT_PORT', '70000'],
  ['SIT_DATABASE_URL', 'mysql://x'],
  ['SIT_PUBLIC_URL', 'sit.unione.it'],
  ['SIT_PUBLIC_URL', 'https://unione.it/sit'],
])('%s=%s is refused by name', (name, value) => {
  expect(() => readConfig({ [name]: value }, '/srv')).toThrow(ConfigError);
  expect(() => readConfig({ [name]: value }, '/srv')).toThrow(name);
});

it('never repeats the database’s password in its complaint', () => {
  expect(() => readConfig({ SIT_DATABASE_URL: 'mysql://u:hunter2@h/d' }, '/')).toThrow(
    /^(?!.*hunter2)/,
  );
});
