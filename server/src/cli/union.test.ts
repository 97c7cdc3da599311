/** A union of one's own, from its file to its first administrator at work. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionResponse } from '@sit/core/api-auth';
import { TOTP } from 'otpauth';
import { beforeAll, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { OWN_ORIGIN, PASSWORD, browser } from '../auth/testing.ts';
import type { Browser } from '../auth/testing.ts';
import { isEmpty, seedDemo } from '../demo/demo.service.ts';
import type { NewUnion } from '../tenancy/new-union.service.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { askedUnion, makeUnion } from './union.ts';
import { userCommand } from './user.ts';

const UNION = {
  id: 'alto-sangro',
  name: 'Unione dei Comuni dell’Alto Sangro',
  storageCrs: 7792,
  municipalities: [
    { code: 'C096', istatCode: '066028', name: 'Castel di Sangro' },
    { code: 'H434', istatCode: '066084', name: 'Roccaraso' },
  ],
};
const EMAIL = 'capo@example.org';

describeOnBothEngines('sit union create', (server) => {
  let file: string;
  const db = () => server().db;
  const create = async (): Promise<void> =>
    makeUnion(db(), (await askedUnion(['create', file])) as NewUnion);
  const refusal = (code: string) => ({ refusal: { code } });

  beforeAll(async () => {
    file = join(server().config.home, 'unione.json');
    await writeFile(file, JSON.stringify(UNION));
  });

  it('says what it does not understand, or cannot read', async () => {
    expect(await askedUnion(['delete', file])).toBe('Azione sconosciuta: delete');
    expect(await askedUnion(['create'])).toBe('Manca il file.');
    await expect(askedUnion(['create', `${file}.no`])).rejects.toMatchObject(
      refusal('invalid-file'),
    );
  });

  it('makes one union of an empty database, however many ask at once', async () => {
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => create()));
    const made = outcomes.filter(({ status }) => status === 'fulfilled');
    const reasons = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(made).toHaveLength(1);
    expect(reasons).toMatchObject([refusal('already-exists'), refusal('already-exists')]);
    const answer = await createApp(server().deps).request('/api/union');
    expect(await answer.json()).toEqual({
      id: 'alto-sangro',
      name: UNION.name,
      storageCrs: 7792,
      fictitious: false,
      separateReviewer: true,
      secondFactor: 'administrators',
    });
    const rows = await db()
      .kysely.selectFrom('sit.municipality')
      .selectAll()
      .orderBy('code')
      .execute();
    expect(
      rows.map(({ code, istat_code: istatCode, name }) => ({ code, istatCode, name })),
    ).toEqual(UNION.municipalities);
  });

  it('puts on the record what was made, and what was refused', async () => {
    const { subject, credential, detail } = await db()
      .kysely.selectFrom('sit_audit.entry')
      .select(['subject', 'credential', 'detail'])
      .where('event', '=', 'union-created')
      .executeTakeFirstOrThrow();
    expect([subject, credential, JSON.parse(detail)]).toEqual([
      'union/alto-sangro',
      'command-line',
      { name: UNION.name, storageCrs: 7792, municipalities: ['C096', 'H434'] },
    ]);
    const entries = await db()
      .kysely.selectFrom('sit_audit.entry')
      .select(['event', 'subject'])
      .orderBy('seq')
      .execute();
    const refused = { event: 'write-refused', subject: 'sit union create alto-sangro' };
    expect(entries).toEqual([
      { event: 'union-created', subject: 'union/alto-sangro' },
      refused,
      refused,
    ]);
  });

  it('leaves nothing for the demonstration to fill', async () => {
    expect(await isEmpty(db())).toBe(false);
    await expect(seedDemo(db(), () => {})).rejects.toMatchObject(refusal('already-exists'));
    expect(await db().kysely.selectFrom('sit.layer').select('id').execute()).toEqual([]);
    expect(await db().kysely.selectFrom('sit.person').select('id').execute()).toEqual([]);
  });

  it('is the union of its first administrator, once they have set their second factor up', async () => {
    const add = ['add', EMAIL, '--name', 'Carla Capo', '--role', 'union-admin', '--password-stdin'];
    const terminal = { print: () => {}, read: async () => `${PASSWORD}\n` };
    expect(await userCommand(add, server().deps, terminal)).toBe(0);
    const page = browser(createApp(server().deps));
    expect(
      (await page.post('/api/auth/sign-in', { email: EMAIL, password: PASSWORD })).status,
    ).toBe(200);
    expect(await sessionOf(page)).toMatchObject({
      secondFactor: 'missing',
      principal: { grants: [] },
    });
    expect((await page.fetch('/api/people')).status).toBe(403);
    const account = '/api/auth/account/second-factor';
    const { secret } = (await (await page.post(account, { password: PASSWORD })).json()) as {
      secret: string;
    };
    const confirmed = await page.fetch(account, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', Origin: OWN_ORIGIN },
      body: JSON.stringify({ code: new TOTP({ secret }).generate() }),
    });
    expect(confirmed.status).toBe(200);
    expect(await sessionOf(page)).toMatchObject({
      secondFactor: 'on',
      principal: { grants: [{ role: 'union-admin', municipality: null }] },
    });
    expect((await page.fetch('/api/people')).status).toBe(200);
  });

  const sessionOf = async (page: Browser): Promise<SessionResponse> =>
    (await (await page.fetch('/api/auth/session')).json()) as SessionResponse;
});
