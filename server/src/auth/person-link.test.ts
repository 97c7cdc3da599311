import type { InvitationResponse } from '@sit/core/api-people';
import type { ProblemDetails } from '@sit/core/problem';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { startMailServer, tokenIn } from '../mail/testing/mail-server.ts';
import type { MailServer } from '../mail/testing/mail-server.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { changePerson } from './people.service.ts';
import { sendReset } from './person-link.service.ts';
import {
  PASSWORD,
  PLANNER,
  actorAt,
  browser,
  personId,
  principalOf,
  seedPeople,
  signedIn,
} from './testing.ts';
import type { Browser } from './testing.ts';
import { MAX_RESETS_PER_ADDRESS, MAX_RESETS_PER_PERSON } from './throttle.service.ts';

const NEW_PASSWORD = 'sette lucciole sopra il mulino';
const EMAIL = 'tecnico@example.org';

describeOnBothEngines('links by mail', (server) => {
  let mail: MailServer;
  let app: ReturnType<typeof createApp>;
  let admin: Browser;
  const db = () => server().db.kysely;

  beforeAll(async () => {
    mail = await startMailServer();
    await seedPeople(server().db);
    app = createApp(withMail(mail.url));
    admin = await signedIn(app, 'admin@example.org');
  });
  afterAll(() => mail?.close());
  beforeEach(async () => {
    await db().deleteFrom('sit.attempt').execute();
  });

  const withMail = (smtpUrl: string) => {
    const { deps } = server();
    return { ...deps, config: { ...deps.config, mail: { smtpUrl, from: 'sit@unione.example' } } };
  };
  const codeOf = async (response: Response) => ((await response.json()) as ProblemDetails).code;
  const invite = (email: string, name = 'Ines Invitata', through = admin) =>
    through.post('/api/people', { email, name, grants: PLANNER });
  const accept = (token: string, password = NEW_PASSWORD) =>
    browser(app).post('/api/auth/link/password', { token, password });
  const signIn = (email: string, password: string) =>
    browser(app).post('/api/auth/sign-in', { email, password });
  const askReset = (email: string) => browser(app).post('/api/auth/reset', { email });
  const lastEvent = () =>
    db()
      .selectFrom('sit_audit.entry')
      .select(['event', 'subject'])
      .orderBy('seq', 'desc')
      .executeTakeFirst();

  it('bring who is invited to a password of their own, once', async () => {
    const response = await invite('Ines@Example.org', 'Ìnes «d’Invitò»');
    expect(response.status).toBe(201);
    const invitation = (await response.json()) as InvitationResponse;
    expect(invitation).toMatchObject({
      sent: true,
      link: null,
      person: { email: 'ines@example.org', state: 'invited', grants: [{ role: 'planner' }] },
    });
    const received = await mail.next();
    expect(received.envelope.to).toEqual(['ines@example.org']);
    expect(received.parsed.text).toContain('Ìnes «d’Invitò»');
    const token = tokenIn(received, 'invitation');

    expect((await signIn('ines@example.org', NEW_PASSWORD)).status).toBe(401);
    const described = await browser(app).post('/api/auth/link', { token });
    expect(await described.json()).toEqual({
      purpose: 'invitation',
      name: 'Ìnes «d’Invitò»',
      email: 'ines@example.org',
    });
    expect(await codeOf(await accept(token, 'ines@example.org'))).toBe('weak-password');
    expect((await accept(token)).status).toBe(204);
    expect(await lastEvent()).toEqual({
      event: 'invitation-accepted',
      subject: `person/${invitation.person.id}`,
    });
    expect((await signIn('ines@example.org', NEW_PASSWORD)).status).toBe(200);
    expect(await codeOf(await accept(token))).toBe('link-expired');
    const again = await admin.post(`/api/people/${invitation.person.id}/invitation`);
    expect(await codeOf(again)).toBe('already-exists');
  });

  it('are handed over where there is no mail, or the relay does not take it', async () => {
    const without = await signedIn(createApp(server().deps), 'admin@example.org');
    const broken = await signedIn(createApp(withMail('smtp://127.0.0.1:1')), 'admin@example.org');
    for (const [page, email] of [
      [without, 'senza@example.org'],
      [broken, 'guasto@example.org'],
    ] as const) {
      const response = await invite(email, 'Ines', page);
      const { sent, link } = (await response.json()) as InvitationResponse;
      expect([response.status, sent]).toEqual([201, false]);
      expect(link).toMatch(/^http:\/\/localhost:8080\/account#invitation=[\w-]{43}$/);
      expect((await accept(link!.split('=')[1]!)).status).toBe(204);
    }
    const lines = server().logged.splice(0);
    expect(lines).toEqual([expect.objectContaining({ error: expect.stringMatching(/^mail: /) })]);
    expect(JSON.stringify(lines)).not.toContain('guasto@');
  });

  it('sent again make those of before worthless', async () => {
    const response = await invite('doppia@example.org');
    const { person } = (await response.json()) as InvitationResponse;
    const first = tokenIn(await mail.next(), 'invitation');
    expect((await admin.post(`/api/people/${person.id}/invitation`)).status).toBe(200);
    const second = tokenIn(await mail.next(), 'invitation');
    expect(await codeOf(await accept(first))).toBe('link-expired');
    expect((await accept(second)).status).toBe(204);
  });

  it.each([
    ['expired', async () => void (await expireLinks())],
    [
      'of somebody suspended since',
      async (email: string) =>
        changePerson(db(), await personId(server().db, email), { suspended: true }, actorAt()),
    ],
  ])('%s are worth nothing', async (what, spoil) => {
    const email = `${what.length}@example.org`;
    await invite(email);
    const token = tokenIn(await mail.next(), 'invitation');
    await spoil(email);
    expect(await codeOf(await browser(app).post('/api/auth/link', { token }))).toBe('link-expired');
    expect(await codeOf(await accept(token))).toBe('link-expired');
  });

  it.each(['', 'x', 'A'.repeat(43), '../..', "' or 1=1"])(
    'forged («%s») are refused',
    async (token) => {
      const response = await accept(token);
      expect([400, 410]).toContain(response.status);
    },
  );

  it('used twice at once set one password', async () => {
    await invite('corsa@example.org');
    const token = tokenIn(await mail.next(), 'invitation');
    const passwords = [NEW_PASSWORD, 'otto grilli dietro la stazione'];
    const responses = await Promise.all(passwords.map((password) => accept(token, password)));
    expect(responses.map(({ status }) => status).toSorted()).toEqual([204, 410]);
    const taken = passwords[responses.findIndex(({ status }) => status === 204)]!;
    expect((await signIn('corsa@example.org', taken)).status).toBe(200);
  });

  it('for a forgotten password end every session, and leave the second factor on', async () => {
    const page = await signedIn(app);
    const id = await personId(server().db, EMAIL);
    await server()
      .owner.updateTable('sit.person')
      .set({ totp_secret: Buffer.from('sealed'), totp_confirmed_at: sql<Date>`now()` })
      .where('id', '=', id)
      .execute();
    for (let n = 0; n < 5; n++) await signIn(EMAIL, 'not the password');
    expect((await askReset(EMAIL)).status).toBe(202);
    const first = tokenIn(await mail.next(), 'reset');
    await askReset(EMAIL);
    const token = tokenIn(await mail.next(), 'reset');
    expect(await codeOf(await accept(first))).toBe('link-expired');
    expect((await accept(token)).status).toBe(204);
    expect(await lastEvent()).toEqual({ event: 'password-reset', subject: `person/${id}` });
    expect(await principalOf(await page.fetch('/api/auth/session'))).toBeNull();
    expect(await codeOf(await signIn(EMAIL, PASSWORD))).toBe('wrong-credentials');
    // Failures of before are forgotten; the factor is not.
    expect(await codeOf(await signIn(EMAIL, NEW_PASSWORD))).toBe('second-factor-required');
  });

  it('are asked for in the same words whoever has the address, and sent to who has a password', async () => {
    await invite('attesa@example.org');
    await mail.next();
    await invite('fuori@example.org');
    const token = tokenIn(await mail.next(), 'invitation');
    await accept(token);
    const out = await personId(server().db, 'fuori@example.org');
    await changePerson(db(), out, { suspended: true }, actorAt());
    const answers = new Set<string>();
    for (const email of [
      'admin@example.org',
      'nobody@example.org',
      'attesa@example.org',
      'fuori@example.org',
    ]) {
      const response = await askReset(email);
      answers.add(`${response.status} ${await response.text()}`);
    }
    expect([...answers]).toEqual(['202 {}']);
    expect((await mail.next()).envelope.to).toEqual(['admin@example.org']);
    for (const email of ['nobody@example.org', 'attesa@example.org', 'fuori@example.org'])
      await sendReset(withMail(mail.url), email, actorAt());
    expect(mail.waiting()).toBe(0);
  });

  const lockedResets = () =>
    db()
      .selectFrom('sit_audit.entry')
      .select(['subject', 'detail'])
      .where('event', '=', 'rate-limit-reached')
      .orderBy('seq')
      .execute();

  it('are sent to nobody more than a few times an hour', async () => {
    for (let n = 0; n < MAX_RESETS_PER_PERSON + 2; n++)
      await sendReset(withMail(mail.url), 'admin@example.org', actorAt(`192.0.2.${n}`));
    expect(mail.waiting()).toBe(MAX_RESETS_PER_PERSON);
    while (mail.waiting() > 0) await mail.next();
    const id = await personId(server().db, 'admin@example.org');
    expect(await lockedResets()).toEqual([
      { subject: `person/${id}`, detail: '{"policy":"password-reset","lock":"person"}' },
    ]);
  });

  it('are asked for from nowhere more than some times an hour, whoever is named, on record once', async () => {
    const typed = (n: number) => `secret-${n}@example.org`;
    for (let n = 0; n < MAX_RESETS_PER_ADDRESS + 2; n++)
      await sendReset(withMail(mail.url), typed(n), actorAt('198.51.100.9'));
    const detail = '{"policy":"password-reset","lock":"address"}';
    expect((await lockedResets()).slice(1)).toEqual([{ subject: null, detail }]);
    const entries = await db().selectFrom('sit_audit.entry').selectAll().execute();
    expect(JSON.stringify(entries)).not.toContain('secret-');
  });

  it('that cannot be sent are told to the log, without the address', async () => {
    await sendReset(withMail('smtp://127.0.0.1:1'), 'admin@example.org', actorAt());
    const lines = server().logged.splice(0);
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain('admin@');
  });

  it('are kept by their hash only, an invitation for seven days and a reset for an hour', async () => {
    await invite('hash@example.org');
    const invitation = tokenIn(await mail.next(), 'invitation');
    await askReset('admin@example.org');
    const reset = tokenIn(await mail.next(), 'reset');
    const links = await db()
      .selectFrom('sit.person_link')
      .selectAll()
      .orderBy('created_at', 'desc')
      .limit(2)
      .execute();
    const hours = links.map(({ purpose, created_at, expires_at }) => [
      purpose,
      (expires_at.valueOf() - created_at.valueOf()) / 3_600_000,
    ]);
    expect(hours).toEqual([
      ['reset', 1],
      ['invitation', 7 * 24],
    ]);
    const entries = await db().selectFrom('sit_audit.entry').selectAll().execute();
    for (const token of [invitation, reset])
      expect(JSON.stringify([links, entries])).not.toContain(token);
  });

  it.each(['/api/auth/reset', '/api/auth/link', '/api/auth/link/password'])(
    'are not used by a page of another site (%s)',
    async (path) => {
      const body = { email: 'admin@example.org', token: 'x', password: 'x' };
      const response = await browser(app).post(path, body, { Origin: 'https://evil.example' });
      expect(response.status).toBe(403);
    },
  );

  it.each([
    ['no address', { email: 'nobody', name: 'X', grants: [] }, 'invalid-request'],
    [
      'two addresses',
      { email: 'a@b.example,c@d.example', name: 'X', grants: [] },
      'invalid-request',
    ],
    [
      'a header',
      { email: 'a@b.example\r\nBcc: c@d.example', name: 'X', grants: [] },
      'invalid-request',
    ],
    ['a name of two lines', { email: 'a@b.example', name: 'X\nY', grants: [] }, 'invalid-request'],
    ['somebody there already', { email: EMAIL, name: 'X', grants: [] }, 'already-exists'],
    [
      'a role in a municipality elsewhere',
      { email: 'a@b.example', name: 'X', grants: [{ role: 'planner', municipality: 'X999' }] },
      'not-found',
    ],
    [
      'a planner of everything',
      { email: 'a@b.example', name: 'X', grants: [{ role: 'planner', municipality: null }] },
      'invalid-request',
    ],
  ])('invite no %s, and nothing is sent', async (_what, body, code) => {
    expect(await codeOf(await admin.post('/api/people', body))).toBe(code);
    expect(mail.waiting()).toBe(0);
  });

  const expireLinks = () =>
    db()
      .updateTable('sit.person_link')
      .set({ expires_at: sql<Date>`now()` })
      .execute();
});
