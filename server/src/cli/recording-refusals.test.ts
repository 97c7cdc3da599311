/** What the command line is refused is on record, as what the API refuses. */
import { userInfo } from 'node:os';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { auditHead, listEntries } from '../audit/audit.service.ts';
import { personId, seedPeople } from '../auth/testing.ts';
import { Problem } from '../http/problem.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { auditCommand } from './audit.ts';
import { dbUserCommand } from './db-user.ts';
import { keyCommand } from './key.ts';
import { originCommand } from './origin.ts';
import { recordingRefusals } from './recording-refusals.ts';
import { userCommand } from './user.ts';

const ADMIN = 'admin@example.org';
const NOWHERE = '00000000-0000-4000-8000-000000000000';

describeOnBothEngines('a command that is refused', (server) => {
  let before: number;
  let admin: string;
  const db = () => server().db.kysely;
  beforeAll(async () => {
    await seedPeople(server().db);
    admin = await personId(server().db, ADMIN);
  });
  beforeEach(async () => {
    before = (await auditHead(db()))?.seq ?? 0;
  });

  async function added() {
    const { entries } = await listEntries(db(), {}, 100);
    return entries.filter(({ seq }) => seq > before);
  }
  const print = (): void => {};
  const user = (...argv: string[]): Promise<number> =>
    userCommand(argv, server().deps, { print, read: async () => 'donotkeep' });

  const viewer = ['--role', 'viewer', '--municipality', 'C096'];
  it.each<[string, () => Promise<number>, string, string]>([
    [
      'to suspend the last administrator',
      () => user('suspend', ADMIN),
      'sit user suspend person/{admin}',
      'last-administrator',
    ],
    [
      'to take their role',
      () => user('revoke', ADMIN, '--role', 'union-admin'),
      'sit user revoke person/{admin}',
      'last-administrator',
    ],
    [
      'to suspend nobody',
      () => user('suspend', 'do.not.keep@example.org'),
      'sit user suspend',
      'not-found',
    ],
    [
      'to set a weak password',
      () => user('password', 'tecnico@example.org', '--password-stdin'),
      'sit user password person/{planner}',
      'weak-password',
    ],
    [
      'to take off a portal that is none',
      () => originCommand(['remove', 'https://a.example/'], db(), print),
      'sit origin remove https://a.example',
      'not-found',
    ],
    [
      'to revoke a key that is none',
      () => keyCommand(['revoke', NOWHERE], db(), print),
      `sit key revoke ${NOWHERE}`,
      'not-found',
    ],
    [
      'to revoke a key by itself',
      () => keyCommand(['revoke', `sit_service_do-not-keep${'A'.repeat(32)}`], db(), print),
      'sit key revoke',
      'not-found',
    ],
    [
      'to register an origin with a password in it',
      () => originCommand(['add', 'https://x:do-not-keep@a.example'], db(), print),
      'sit origin add',
      'invalid-request',
    ],
    [
      'to make one for no origin',
      () => keyCommand(['add', 'Pro loco', '--origin', 'x'], db(), print),
      'sit key add',
      'invalid-request',
    ],
    [
      'to make a login that cannot be called so',
      () => dbUserCommand(['add', 'sit_owner', ...viewer], server().db, print),
      'sit db-user add sit_owner',
      'invalid-request',
    ],
  ])('%s is on record', async (_what, run, subject, code) => {
    await expect(run()).rejects.toMatchObject({ refusal: { code } });
    const planner = await personId(server().db, 'tecnico@example.org');
    const entries = await added();
    expect(entries).toMatchObject([
      {
        event: 'write-refused',
        credential: 'command-line',
        personName: userInfo().username,
        subject: subject.replace('{admin}', admin).replace('{planner}', planner),
        detail: { code },
      },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/do.?not.?keep/);
  });

  it('is not on record where it would have changed nothing, or was not understood', async () => {
    await expect(user('sessions', 'nobody@example.org')).rejects.toBeInstanceOf(Problem);
    await expect(auditCommand(['list', '--from', 'x'], db(), print)).rejects.toBeInstanceOf(
      Problem,
    );
    expect(await user('suspend')).toBe(2);
    expect(await user('grant', ADMIN, '--role', 'king')).toBe(2);
    expect(await keyCommand(['rotate'], db(), print)).toBe(2);
    expect(await added()).toEqual([]);
  });

  it('is not on record where it failed', async () => {
    const failing = recordingRefusals(db(), ['user', 'add', ''], () => {
      throw new Error('the database has gone');
    });
    await expect(failing).rejects.toThrow('has gone');
    expect(await added()).toEqual([]);
  });
});
