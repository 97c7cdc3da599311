import { beforeAll, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { browser, seedPeople } from '../auth/testing.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { userCommand } from './user.ts';

describeOnBothEngines('sit user: people, access and passwords', (server) => {
  beforeAll(() => seedPeople(server().db));

  async function user(args: string[], input = ''): Promise<{ code: number; lines: string[] }> {
    const lines: string[] = [];
    const terminal = { print: (line: string) => void lines.push(line), read: async () => input };
    return { code: await userCommand(args, server().deps, terminal), lines };
  }
  const signIn = (email: string, password: string) =>
    browser(createApp(server().deps)).post('/api/auth/sign-in', { email, password });
  const refusal = (code: string) => ({ refusal: { code } });

  it('adds a planner of two municipalities with a password shown once, good to sign in', async () => {
    const { code, lines } = await user([
      'add',
      'Due.Comuni@example.org',
      '--name',
      'Dora Due',
      '--role',
      'planner',
      '--municipality',
      'C096',
      '--municipality',
      'H434',
    ]);
    expect(code).toBe(0);
    const password = /^Password: (.+)$/m.exec(lines.join('\n'))![1]!;
    const response = await signIn('due.comuni@example.org', password);
    expect(await response.json()).toMatchObject({
      principal: {
        name: 'Dora Due',
        grants: [
          { role: 'planner', municipality: 'C096' },
          { role: 'planner', municipality: 'H434' },
        ],
      },
    });
    expect((await user(['list'])).lines).toContain(
      'due.comuni@example.org  Dora Due  planner C096, planner H434',
    );
    const last = server()
      .db.kysely.selectFrom('sit_audit.entry')
      .select(['event', 'credential'])
      .orderBy('seq', 'desc')
      .limit(1);
    expect(await last.execute()).toEqual([
      { event: 'personal-data-read', credential: 'command-line' },
    ]);
  });

  it('takes a password from standard input and prints none', async () => {
    const add = [
      'add',
      'capo@example.org',
      '--name',
      'Capo',
      '--role',
      'union-admin',
      '--password-stdin',
    ];
    const { code, lines } = await user(add, 'una password dal file\n');
    expect(code).toBe(0);
    expect(lines.join()).not.toContain('assword');
    expect((await signIn('capo@example.org', 'una password dal file')).status).toBe(200);
  });

  it('changes a password and takes access away', async () => {
    const { lines } = await user(['password', 'tecnico@example.org']);
    const password = /^Password: (.+)$/m.exec(lines.join('\n'))![1]!;
    expect((await signIn('tecnico@example.org', password)).status).toBe(200);
    expect((await user(['disable', 'tecnico@example.org'])).code).toBe(0);
    expect((await signIn('tecnico@example.org', password)).status).toBe(401);
    expect((await user(['list'])).lines.find((line) => line.startsWith('tecnico@'))).toContain(
      'sospeso',
    );
  });

  it.each([
    ['no action', []],
    ['an unknown action', ['explode']],
    ['no address', ['add', '--name', 'x', '--role', 'union-admin']],
    ['an unknown role', ['add', 'x@example.org', '--name', 'x', '--role', 'root']],
    ['a planner of nowhere', ['add', 'x@example.org', '--name', 'x', '--role', 'planner']],
    ['an unknown option', ['list', '--all']],
    ['a list of something', ['list', 'a@example.org']],
    ['too much', ['disable', 'a@example.org', 'b@example.org']],
  ])('explains itself at %s', async (_what, args) => {
    const { code, lines } = await user(args);
    expect([code, lines.join('\n')]).toEqual([2, expect.stringContaining('Uso:')]);
  });

  it.each([
    ['an address taken', ['Admin@Example.org', 'union-admin'], 'already-exists'],
    [
      'a municipality elsewhere',
      ['y@example.org', 'planner', '--municipality', 'X999'],
      'not-found',
    ],
    ['what is no address', ['not an address', 'union-admin'], 'invalid-request'],
  ])('refuses to add %s, and adds nothing', async (_what, [email, role, ...more], code) => {
    const count = async () => (await user(['list'])).lines.length;
    const before = await count();
    await expect(
      user(['add', email!, '--name', 'Y', '--role', role!, ...more]),
    ).rejects.toMatchObject(refusal(code));
    expect(await count()).toBe(before);
  });

  it('refuses a short password, and whom nobody knows', async () => {
    const short = user(['password', 'admin@example.org', '--password-stdin'], 'short\n');
    await expect(short).rejects.toMatchObject(refusal('weak-password'));
    await expect(user(['disable', 'nobody@example.org'])).rejects.toMatchObject(
      refusal('not-found'),
    );
  });
});
