/** What `sit serve` writes while people sign in, err and break off: lines for machines, without people in them. */
import { connect } from 'node:net';
import { expect, inject, it } from 'vitest';
import { Person } from '../support/person.ts';
import {
  demoPassword,
  removeHome,
  runSit,
  startSit,
  temporaryHome,
} from '../support/sit-server.ts';
import { ADMIN, PLANNER } from '../support/workplace.ts';

const SECRETS = {
  SIT_SECRET: 'a-secret-of-more-than-thirty-two-letters',
  SIT_SMTP_URL: 'smtp://relay:smtp-password@localhost:1',
  SIT_OIDC_CLIENT_SECRET: 'oidc-client-secret',
};
const ENVIRONMENT = {
  ...SECRETS,
  SIT_MAIL_FROM: 'SIT <sit@example.org>',
  SIT_OIDC_ISSUER: 'http://localhost:1',
  SIT_OIDC_CLIENT_ID: 'sit',
};

it('logs a run in JSON lines, names nobody, tells no secret, and notes the head of the record', async () => {
  const home = await temporaryHome(inject('demoHome'));
  try {
    const sit = await startSit(home, ENVIRONMENT);
    const password = await demoPassword(home);
    const planner = await Person.signIn(sit.url, PLANNER, password);
    await Person.signIn(sit.url, ADMIN, password);
    await expect(Person.signIn(sit.url, PLANNER, 'Sbagliata1!')).rejects.toThrow('cannot sign in');
    await planner.fetch('/api/layers/Rossi?q=Rossi');
    await planner.fetch('/api/audit', { headers: { Referer: 'https://rossi.example/' } });
    await fetch(`${sit.url}/ogc/collections/Rossi`, {
      headers: { Authorization: 'Bearer Rossi-token' },
    });
    await fetch(`${sit.url}/api/auth/sign-in`, {
      method: 'POST',
      body: '{"email":"rossi@example.org"',
    });
    const broken = connect(Number(new URL(sit.url).port), 'localhost').on('error', () => {});
    broken.end('POST /api/Rossi HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nR');
    expect(await sit.stop()).toBe(0);

    // Standard output speaks to whoever started the demo, and tells them its password.
    const lines = sit
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const requests = parsed.filter(({ method }) => method !== undefined);
    expect(requests.length).toBeGreaterThan(6);
    expect(
      requests.filter(({ path }) => path === '/api/auth/sign-in').map(({ status }) => status),
    ).toEqual(expect.arrayContaining([200, 200, 401]));
    const text = lines.join('\n');
    const personal = [
      password,
      'Sbagliata',
      PLANNER,
      ADMIN,
      'example.org',
      'Rossi',
      'rossi',
      '127.0.0.1',
      '::1',
    ];
    for (const datum of [...personal, ...Object.values(SECRETS), 'smtp-password'])
      expect(text).not.toContain(datum);

    const heads = parsed.filter(({ what }) => what === 'audit head') as {
      seq?: number;
      hash?: string;
    }[];
    expect(heads).toHaveLength(2);
    const { seq, hash } = heads[1]!;
    const verified = await runSit(['audit', 'verify', '--head', `${seq}:${hash}`], {
      SIT_HOME: home,
    });
    expect(verified).toContain(`Ultima: ${seq}:${hash}`);
  } finally {
    await removeHome(home);
  }
});
