import { userInfo } from 'node:os';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import {
  PASSWORD,
  actorAt,
  browser,
  personId,
  principalOf,
  seedPeople,
  signedIn,
} from '../auth/testing.ts';
import { acceptLink } from '../auth/person-link.service.ts';
import { startMailServer, tokenIn } from '../mail/testing/mail-server.ts';
import type { MailServer } from '../mail/testing/mail-server.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { userCommand } from './user.ts';

const EMAIL = 'tecnico@example.org';

describeOnBothEngines('sit user', (server) => {
  let mail: MailServer;
  const db = () => server().db.kysely;
  beforeAll(async () => {
    mail = await startMailServer();
    await seedPeople(server().db);
  });
  afterAll(() => mail?.close());
  beforeEach(async () => {
    await db().deleteFrom('sit.attempt').execute();
  });

  async function user(args: string, deps = server().deps): Promise<string> {
    const lines: string[] = [];
    const terminal = { print: (line: string) => void lines.push(line), read: async () => '' };
    expect(await userCommand(args.split(' '), deps, terminal)).toBe(0);
    return lines.join('\n');
  }
  const signIn = async (email = EMAIL, password = PASSWORD) =>
    (await browser(createApp(server().deps)).post('/api/auth/sign-in', { email, password })).status;
  const lastEntry = async () => {
    const { detail, ...entry } = await db()
      .selectFrom('sit_audit.entry')
      .select(['event', 'credential', 'person_name', 'subject', 'detail'])
      .orderBy('seq', 'desc')
      .executeTakeFirstOrThrow();
    return { ...entry, detail: JSON.parse(detail) as unknown };
  };

  it.each([
    ['suspend', 'person-suspended', 401],
    ['restore', 'person-restored', 200],
    ['disable', 'person-suspended', 401],
    ['restore', 'person-restored', 200],
  ])(
    '%s is on the record by the name of who works on the machine',
    async (action, event, status) => {
      await user(`${action} ${EMAIL}`);
      expect(await lastEntry()).toMatchObject({
        event,
        credential: 'command-line',
        person_name: userInfo().username,
        subject: `person/${await personId(server().db, EMAIL)}`,
      });
      expect(await signIn()).toBe(status);
    },
  );

  it('sets, gives and takes roles', async () => {
    const planner = (code: string) => ({ role: 'planner', municipality: code });
    expect(await user(`grant ${EMAIL} --role planner --municipality H434`)).toContain(
      'planner C096, planner H434',
    );
    expect(await user(`revoke ${EMAIL} --role planner --municipality C096`)).toBe(
      `Ruoli di ${EMAIL}: planner H434`,
    );
    expect(await lastEntry()).toMatchObject({
      event: 'roles-changed',
      detail: { before: [planner('C096'), planner('H434')], after: [planner('H434')] },
    });
    expect(await user(`roles ${EMAIL} --role union-editor`)).toBe(
      `Ruoli di ${EMAIL}: union-editor`,
    );
  });

  it('leaves the union an administrator', async () => {
    for (const args of [
      'suspend admin@example.org',
      'revoke admin@example.org --role union-admin',
      'roles admin@example.org --role viewer --municipality C096',
    ])
      await expect(user(args)).rejects.toMatchObject({ refusal: { code: 'last-administrator' } });
    expect(await signIn('admin@example.org')).toBe(200);
  });

  it('shows sessions and ends them', async () => {
    const page = await signedIn(createApp(server().deps));
    expect(await user(`sessions ${EMAIL}`)).toMatch(/^[0-9a-f-]{36} {2}da .+ {2}192\.0\.2\.1/m);
    expect(await user(`end-sessions ${EMAIL}`)).toMatch(/^Sessioni finite: [1-9]/);
    expect(await principalOf(await page.fetch('/api/auth/session'))).toBeNull();
    expect(await user(`sessions ${EMAIL}`)).toBe('');
  });

  it('takes a second factor away', async () => {
    await db()
      .updateTable('sit.person')
      .set({ totp_secret: Buffer.from('sealed'), totp_confirmed_at: new Date() })
      .where('email', '=', EMAIL)
      .execute();
    expect(await signIn()).toBe(401);
    expect(await user('list')).toContain('(due fattori)');
    await user(`reset-second-factor ${EMAIL}`);
    expect((await lastEntry()).event).toBe('second-factor-off');
    expect(await signIn()).toBe(200);
  });

  it('invites by mail, or shows the link to hand over', async () => {
    const role = '--role officer --municipality C096';
    const { deps } = server();
    const config = { ...deps.config, mail: { smtpUrl: mail.url, from: 'sit@unione.example' } };
    expect(await user(`invite posta@example.org --name Posta ${role}`, { ...deps, config })).toBe(
      'Invito mandato: posta@example.org',
    );
    const sent = tokenIn(await mail.next(), 'invitation');
    const shown = /#invitation=([\w-]{43})$/.exec(
      await user(`invite mano@example.org --name Mano ${role}`),
    )![1]!;
    expect(await lastEntry()).toMatchObject({
      event: 'person-invited',
      credential: 'command-line',
    });
    for (const [token, email] of [
      [sent, 'posta@example.org'],
      [shown, 'mano@example.org'],
    ] as const) {
      const password = 'sette lucciole sopra il mulino';
      await acceptLink(db(), { token, password }, actorAt());
      expect(await signIn(email, password)).toBe(200);
    }
  });

  it('adds and gives a password on the record, which does not hold it', async () => {
    const shown = await user('add nuova@example.org --name Nuova --role union-editor');
    expect((await lastEntry()).event).toBe('person-added');
    const again = await user('password nuova@example.org');
    expect((await lastEntry()).event).toBe('password-changed');
    const entries = JSON.stringify(await db().selectFrom('sit_audit.entry').selectAll().execute());
    for (const output of [shown, again]) {
      const password = /^Password: (.+)$/m.exec(output)![1]!;
      expect(entries).not.toContain(password);
    }
  });
});
