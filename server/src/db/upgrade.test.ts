/** A database that people work in already, brought up to where there are invitations, second factors and a record. */
import type { SessionResponse } from '@sit/core/api-auth';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { hashPassword } from '../auth/password.ts';
import { PASSWORD, PORTAL, browser, fromPortal } from '../auth/testing.ts';
import { hashToken, newToken } from '../auth/token.ts';
import { MIGRATIONS } from './migrations/all.ts';
import { takeBackTo } from '../testing/earlier-schema.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { secretBox } from '../secrets/secret-box.ts';
import { openSecret } from '../webhooks/webhook-secret.ts';
import { sealSecrets } from '../webhooks/webhook.service.ts';
import { migrate } from './migrate.ts';
import type { Tables } from './tables.ts';

const EMAIL = 'Anna@example.org';
const WEBHOOK_SECRET = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

describeOnBothEngines('a database of before identity', (server) => {
  const [session, past, portalToken] = [newToken(), newToken(), newToken()];
  let app: ReturnType<typeof createApp>;
  let migrated: string[];

  beforeAll(async () => {
    const { db, deps } = server();
    await db.asLogin(async (login) => {
      await takeBackTo(login, '0080');
      await fill(login);
    });
    migrated = await migrate(db);
    app = createApp(deps);
  }, 120_000);

  async function fill(login: Kysely<Tables>): Promise<void> {
    await sql`insert into sit.territory_union (id, name, storage_crs) values ('test', 'Unione', 7792)`.execute(
      login,
    );
    await sql`insert into sit.municipality values ('C096', 'test', '066028', 'Castel di Sangro')`.execute(
      login,
    );
    const { rows } = await sql<{ id: string }>`
      insert into sit.person (email, name, password_hash)
      values (${EMAIL}, 'Anna', ${await hashPassword(PASSWORD)}) returning id`.execute(login);
    const { id } = rows[0]!;
    await sql`insert into sit.grant values (${id}, 'union-admin', null), (${id}, 'planner', 'C096')`.execute(
      login,
    );
    await sql`insert into sit.registered_origin (origin, municipality) values (${PORTAL}, 'C096')`.execute(
      login,
    );
    for (const [token, life, origin] of [
      [session, '1 hour', null],
      [past, '-1 hour', null],
      [portalToken, '1 hour', PORTAL],
    ] as const)
      await sql`insert into sit.session (token_hash, person_id, origin, parent, expires_at)
        values (${hashToken(token)}, ${id}, ${origin}, ${origin && hashToken(session)}, now() + ${life}::interval)`.execute(
        login,
      );
    await sql`insert into sit.webhook (url, secret, created_by)
      values ('https://example.org', ${WEBHOOK_SECRET}, 'Anna')`.execute(login);
  }

  const who = async (token: string): Promise<SessionResponse> => {
    const page = browser(app);
    page.cookie = token;
    return (await (await page.fetch('/api/auth/session')).json()) as SessionResponse;
  };

  it('is brought up by what came since', () => {
    expect(migrated).toEqual(Object.keys(MIGRATIONS).filter((name) => name >= '0080'));
  });

  it('leaves people signed in on our own pages, with all their roles', async () => {
    const { principal, secondFactor } = await who(session);
    expect(principal).toMatchObject({ name: 'Anna', email: EMAIL });
    expect(principal!.grants).toHaveLength(2);
    expect(secondFactor).toBe('off');
    expect((await who(past)).principal).toBeNull();
  });

  it('ends portals’ tokens of before, whose pages sign in again', async () => {
    const asked = await fromPortal(app, '/api/layers', PORTAL, { token: portalToken });
    expect(asked.status).toBe(401);
  });

  it('takes the passwords of before, and lets its administrators administer', async () => {
    const page = browser(app);
    const signIn = await page.post('/api/auth/sign-in', { email: EMAIL, password: PASSWORD });
    expect(signIn.status).toBe(200);
    expect((await page.fetch('/api/people')).status).toBe(200);
    const webhooks = (await (await page.fetch('/api/webhooks')).json()) as unknown;
    expect(JSON.stringify(webhooks)).toContain('https://example.org');
    expect((await page.fetch('/api/audit/verification')).status).toBe(200);
  });

  it('asks nobody for a second factor whom it did not ask before; a new union asks administrators', async () => {
    const { owner } = server();
    const policies = await owner.transaction().execute(async (trx) => {
      await trx
        .insertInto('sit.territory_union')
        .values({ id: 'new', name: 'Unione nuova', storage_crs: 7792, fictitious: false })
        .execute();
      const rows = await trx
        .selectFrom('sit.territory_union')
        .select('second_factor')
        .orderBy('id')
        .execute();
      await trx.deleteFrom('sit.territory_union').where('id', '=', 'new').execute();
      return rows.map(({ second_factor }) => second_factor);
    });
    expect(policies).toEqual(['administrators', 'optional']);
  });

  it('has its webhooks’ secrets sealed at the next start', async () => {
    const { db, config, owner } = server();
    await sealSecrets(db, config);
    const { id, secret } = await owner
      .selectFrom('sit.webhook')
      .select(['id', 'secret'])
      .executeTakeFirstOrThrow();
    expect(secret).not.toContain(WEBHOOK_SECRET);
    expect(openSecret(await secretBox(config), id, secret)).toBe(WEBHOOK_SECRET);
  });

  it('still refuses to be left without an administrator', async () => {
    const { owner } = server();
    await expect(
      owner.deleteFrom('sit.grant').where('role', '=', 'union-admin').execute(),
    ).rejects.toThrow(/without an administrator/);
  });
});
