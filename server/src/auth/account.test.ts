import type { AccountResponse } from '@sit/core/api-auth';
import type { ProblemDetails } from '@sit/core/problem';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { addPerson } from './person.service.ts';
import {
  OWN_ORIGIN,
  PASSWORD,
  PLANNER,
  PORTAL,
  browser,
  fromPortal,
  portalTokens,
  principalOf,
  seedPeople,
  signedIn,
} from './testing.ts';
import type { Browser } from './testing.ts';
import { MAX_FAILURES_PER_PERSON } from './throttle.service.ts';

const NEW_PASSWORD = 'sette lucciole sopra il mulino';

describeOnBothEngines('one’s own access', (server) => {
  let app: ReturnType<typeof createApp>;
  let email: string;
  let people = 0;
  const db = () => server().db.kysely;

  beforeAll(async () => {
    await seedPeople(server().db);
    app = createApp(server().deps);
  });
  beforeEach(async () => {
    await db().deleteFrom('sit.attempt').execute();
    email = `persona${people++}@example.org`;
    await addPerson(db(), { email, name: 'Paola', password: PASSWORD, grants: PLANNER });
  });

  const send = (page: Browser, method: string, path: string, body?: unknown) =>
    page.fetch(`/api/auth/account${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', Origin: OWN_ORIGIN },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const account = async (page: Browser) =>
    (await (await send(page, 'GET', '')).json()) as AccountResponse;
  const codeOf = async (response: Response) => ((await response.json()) as ProblemDetails).code;
  const isOpen = async (page: Browser) =>
    (await principalOf(await page.fetch('/api/auth/session'))) !== null;
  const changePassword = (page: Browser, current: string, password = NEW_PASSWORD) =>
    send(page, 'PUT', '/password', { current, password });

  it('shows who one is, the factors, and where one is signed in', async () => {
    const page = await signedIn(app, email);
    await signedIn(app, email);
    const { sessions, ...rest } = await account(page);
    expect(rest).toEqual({
      principal: { userId: expect.any(String), name: 'Paola', email, grants: PLANNER },
      hasPassword: true,
      secondFactor: { enabled: false, required: false, recoveryCodesLeft: 0 },
    });
    expect(sessions).toHaveLength(2);
    expect(sessions.filter(({ current }) => current)).toHaveLength(1);
  });

  it('takes a new password for the current one, and ends the other sessions only', async () => {
    const [page, other] = [await signedIn(app, email), await signedIn(app, email)];
    expect(await codeOf(await changePassword(page, 'not the password'))).toBe('wrong-credentials');
    expect(await codeOf(await changePassword(page, PASSWORD, email))).toBe('weak-password');
    expect(await isOpen(other)).toBe(true);
    expect((await changePassword(page, PASSWORD)).status).toBe(204);
    expect([await isOpen(page), await isOpen(other)]).toEqual([true, false]);
    const signIn = (password: string) =>
      browser(app).post('/api/auth/sign-in', { email, password });
    expect([(await signIn(PASSWORD)).status, (await signIn(NEW_PASSWORD)).status]).toEqual([
      401, 200,
    ]);
  });

  it('gives whoever sits at an open session no more guesses than the sign-in', async () => {
    const page = await signedIn(app, email);
    for (let n = 0; n < MAX_FAILURES_PER_PERSON; n++)
      expect((await changePassword(page, 'not the password')).status).toBe(401);
    expect((await changePassword(page, PASSWORD)).status).toBe(429);
    expect(
      (await browser(app).post('/api/auth/sign-in', { email, password: PASSWORD })).status,
    ).toBe(429);
  });

  it('ends one’s own sessions: one, or all but this', async () => {
    const [page, second, third] = [
      await signedIn(app, email),
      await signedIn(app, email),
      await signedIn(app, email),
    ];
    const own = (await account(second)).sessions.find(({ current }) => current)!;
    expect((await send(page, 'DELETE', `/sessions/${own.id}`)).status).toBe(204);
    expect([await isOpen(second), await isOpen(third)]).toEqual([false, true]);
    expect((await send(page, 'DELETE', '/sessions')).status).toBe(204);
    expect([await isOpen(page), await isOpen(third)]).toEqual([true, false]);
  });

  it('ends nobody else’s', async () => {
    const page = await signedIn(app, email);
    const other = await signedIn(app);
    const { sessions } = await account(other);
    for (const id of [sessions[0]!.id, 'x'])
      expect((await send(page, 'DELETE', `/sessions/${id}`)).status).toBe(404);
    expect(await isOpen(other)).toBe(true);
  });

  it('is changed on our own pages only: not by a portal’s token, not by nobody', async () => {
    const page = await signedIn(app, email);
    const { token } = await portalTokens(app, page);
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', '/password'],
      ['POST', '/second-factor'],
      ['PUT', '/second-factor'],
      ['POST', '/second-factor/removal'],
      ['DELETE', '/sessions'],
      ['DELETE', '/sessions/x'],
    ] as const) {
      const body = method === 'GET' || method === 'DELETE' ? null : '{}';
      const init = { method, body, token };
      const byPortal = await fromPortal(app, `/api/auth/account${path}`, PORTAL, init);
      const byNobody = await send(browser(app), method, path, body === null ? undefined : {});
      expect([method, path, byPortal.status, byNobody.status]).toEqual([method, path, 403, 401]);
    }
    expect(await isOpen(page)).toBe(true);
  });
});
