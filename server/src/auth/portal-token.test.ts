/** The code and tokens of a portal's page in other hands than its own (RFC 7636, RFC 9700 §4). */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TokenRequest, TokenResponse } from '@sit/core/api-auth';
import { createApp } from '../app.ts';
import type { Tables } from '../db/tables.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { removeOrigin, seedOrigin } from './registered-origin.service.ts';
import {
  OTHER_PORTAL,
  PORTAL,
  actorAt,
  fromPortal,
  newChallenge,
  portalTokens,
  seedPeople,
  signedIn,
} from './testing.ts';
import type { Browser } from './testing.ts';

describeOnBothEngines('a portal’s page', (server, engine) => {
  let app: ReturnType<typeof createApp>;
  let page: Browser;
  const db = () => server().db.kysely;

  beforeAll(async () => {
    await seedPeople(server().db);
    app = createApp(server().deps);
    page = await signedIn(app);
  });

  const ask = (request: TokenRequest, origin: string | null = PORTAL) =>
    fromPortal(app, '/api/auth/token', origin, { method: 'POST', body: JSON.stringify(request) });
  const answers = async (token: string): Promise<number> =>
    (await fromPortal(app, '/api/auth/session', PORTAL, { token })).status;
  const newCode = async () => {
    const { verifier, challenge } = newChallenge();
    const response = await page.post('/api/auth/portal-code', { origin: PORTAL, challenge });
    return { code: ((await response.json()) as { code: string }).code, verifier };
  };
  const replays = async (): Promise<number> =>
    (await sql`select from sit_audit.entry where event = 'token-replayed'`.execute(server().owner))
      .rows.length;

  describe('with a code', () => {
    it.each<[string, (right: { code: string; verifier: string }) => Promise<Response>]>([
      [
        'with another’s verifier',
        ({ code }) => ask({ grant: 'code', code, verifier: newChallenge().verifier }),
      ],
      ['from another portal’s page', (right) => ask({ grant: 'code', ...right }, OTHER_PORTAL)],
      ['from no page at all', (right) => ask({ grant: 'code', ...right }, null)],
    ])('tried %s is refused, then to its own page too', async (_what, wrong) => {
      const right = await newCode();
      expect((await wrong(right)).status).toBe(401);
      expect((await ask({ grant: 'code', ...right })).status).toBe(401);
    });

    it('is refused in the same words whatever is wrong', async () => {
      const made = { grant: 'code', code: newChallenge().verifier } as const;
      const used = await newCode();
      await ask({ grant: 'code', ...used });
      const refused = [
        await ask({ ...made, verifier: newChallenge().verifier }),
        await ask({ grant: 'code', code: 'short', verifier: newChallenge().verifier }),
        await ask({ grant: 'code', ...used }),
        await ask({ grant: 'code', ...(await newCode()) }, OTHER_PORTAL),
        await ask({ grant: 'refresh', refreshToken: newChallenge().verifier }),
      ];
      const bodies = await Promise.all(refused.map((response) => response.text()));
      expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
      expect(new Set(bodies).size).toBe(1);
    });

    it('has a minute', async () => {
      const right = await newCode();
      const { rows } = await sql<{ seconds: number }>`
        select max(extract(epoch from expires_at - now()))::float8 as seconds from sit.portal_code`.execute(
        server().owner,
      );
      expect(rows[0]!.seconds).toBeLessThanOrEqual(60);
      await db()
        .updateTable('sit.portal_code')
        .set({ expires_at: sql<Date>`now()` })
        .execute();
      expect((await ask({ grant: 'code', ...right })).status).toBe(401);
    });

    it('loses its token when the code is shown again, on the record', async () => {
      const right = await newCode();
      const { token } = (await (await ask({ grant: 'code', ...right })).json()) as TokenResponse;
      expect(await answers(token)).toBe(200);
      const before = await replays();
      expect((await ask({ grant: 'code', ...right })).status).toBe(401);
      expect(await answers(token)).toBe(401);
      expect(await replays()).toBe(before + 1);
    });

    it.each<[string, (own: Browser) => Promise<unknown>]>([
      ['its session ends', (own) => own.post('/api/auth/sign-out')],
      ['its portal is taken off the register', () => removeOrigin(db(), OTHER_PORTAL, actorAt())],
    ])('is asked for and turned in while %s, and nothing is a fault', async (_what, end) => {
      const own = await signedIn(app);
      await seedOrigin(db(), { origin: OTHER_PORTAL, municipality: 'H434' });
      const { verifier, challenge } = newChallenge();
      const request = () => own.post('/api/auth/portal-code', { origin: OTHER_PORTAL, challenge });
      const { code } = (await (await request()).json()) as { code: string };
      const turnedIn = ask({ grant: 'code', code, verifier }, OTHER_PORTAL);
      const [token, ended, another] = await Promise.all([turnedIn, end(own), request()]);
      expect([200, 401]).toContain(token.status);
      expect([200, 401, 403]).toContain(another.status);
      expect(ended instanceof Response ? ended.status : 200).toBe(200);
      const left = await db()
        .selectFrom('sit.portal_token')
        .select('id')
        .where('origin', '=', OTHER_PORTAL)
        .execute();
      expect(left).toEqual([]);
    });

    it('is answered once, however many ask together', async () => {
      const right = await newCode();
      const statuses = await Promise.all(
        [1, 2, 3, 4].map(async () => (await ask({ grant: 'code', ...right })).status),
      );
      expect(statuses.toSorted()).toEqual([200, 401, 401, 401]);
    });
  });

  describe('with a refresh token', () => {
    const refresh = (refreshToken: string, origin = PORTAL) =>
      ask({ grant: 'refresh', refreshToken }, origin);

    it('gets the next pair, the token of before being good no more', async () => {
      const first = await portalTokens(app, page);
      const next = (await (await refresh(first.refreshToken)).json()) as TokenResponse;
      expect([await answers(first.token), await answers(next.token)]).toEqual([401, 200]);
      expect(next.refreshToken).not.toBe(first.refreshToken);
    });

    it('may ask again at once when the answer got lost', async () => {
      const { refreshToken } = await portalTokens(app, page);
      await refresh(refreshToken);
      expect((await refresh(refreshToken)).status).toBe(200);
    });

    it('loses everything when the answer told to be lost is used after all: a thief asked again', async () => {
      const { refreshToken } = await portalTokens(app, page);
      const own = (await (await refresh(refreshToken)).json()) as TokenResponse;
      const stolen = (await (await refresh(refreshToken)).json()) as TokenResponse;
      await refresh(refreshToken);
      const before = await replays();
      expect((await refresh(own.refreshToken)).status).toBe(401);
      expect(await answers(stolen.token)).toBe(401);
      expect((await refresh(stolen.refreshToken)).status).toBe(401);
      expect(await replays()).toBe(before + 1);
    });

    it.each([2, 3, 7])(
      'of %i renewals ago loses everything, hurried as they were',
      async (many) => {
        const { refreshToken } = await portalTokens(app, page);
        let latest = { refreshToken, token: '' };
        for (let n = 0; n < many; n++)
          latest = (await (await refresh(latest.refreshToken)).json()) as TokenResponse;
        const before = await replays();
        expect((await refresh(refreshToken)).status).toBe(401);
        expect(await answers(latest.token)).toBe(401);
        expect((await refresh(latest.refreshToken)).status).toBe(401);
        expect(await replays()).toBe(before + 1);
      },
    );

    it('renewed more often than any page does, in a session, loses everything', async () => {
      const { token, refreshToken } = await portalTokens(app, page);
      await sql`insert into sit.spent_refresh (refresh_hash, token)
        select sha256(n::text::bytea), held.id from generate_series(1, 5000) n,
          (select id from sit.portal_token order by created_at desc limit 1) held`.execute(
        server().owner,
      );
      expect((await refresh(refreshToken)).status).toBe(401);
      expect(await answers(token)).toBe(401);
    });

    it('leaves nothing behind when its session ends', async () => {
      const own = await signedIn(app);
      let { refreshToken } = await portalTokens(app, own);
      const spent = async () =>
        (await db().selectFrom('sit.spent_refresh').select('token').execute()).length;
      const before = await spent();
      for (let n = 0; n < 3; n++)
        ({ refreshToken } = (await (await refresh(refreshToken)).json()) as TokenResponse);
      expect(await spent()).toBe(before + 2);
      await own.post('/api/auth/sign-out');
      expect(await spent()).toBe(before);
    });

    it('may lose an answer of each renewal', async () => {
      let { refreshToken } = await portalTokens(app, page);
      for (let n = 0; n < 3; n++) {
        await refresh(refreshToken);
        ({ refreshToken } = (await (await refresh(refreshToken)).json()) as TokenResponse);
      }
      expect((await refresh(refreshToken)).status).toBe(200);
    });

    it('keeps its session from idling', async () => {
      const busy = await signedIn(app);
      const { refreshToken } = await portalTokens(app, busy);
      const idle = () =>
        db()
          .updateTable('sit.session')
          .set({ last_seen_at: sql<Date>`last_seen_at - interval '70 minutes'` })
          .where('id', '=', (eb) =>
            eb
              .selectFrom('sit.portal_token')
              .select('session')
              .orderBy('created_at', 'desc')
              .limit(1),
          )
          .execute();
      await idle();
      const next = (await (await refresh(refreshToken)).json()) as TokenResponse;
      await idle();
      expect((await refresh(next.refreshToken)).status).toBe(200);
    });

    it('of long ago loses everything: two have copies', async () => {
      const { refreshToken } = await portalTokens(app, page);
      const next = (await (await refresh(refreshToken)).json()) as TokenResponse;
      await db()
        .updateTable('sit.portal_token')
        .set({ refreshed_at: sql<Date>`now() - interval '1 minute'` })
        .execute();
      const before = await replays();
      expect((await refresh(refreshToken)).status).toBe(401);
      expect(await answers(next.token)).toBe(401);
      expect((await refresh(next.refreshToken)).status).toBe(401);
      expect(await replays()).toBe(before + 1);
    });

    it.runIf(engine === 'postgres').each<[string, (trx: Kysely<Tables>) => Promise<unknown>]>([
      ['its session ends', (trx) => trx.deleteFrom('sit.session').execute()],
      [
        'its portal is taken off the register',
        (trx) =>
          trx.deleteFrom('sit.registered_origin').where('origin', '=', OTHER_PORTAL).execute(),
      ],
    ])('shown again waits while %s, and neither for the other', async (_what, end) => {
      await seedOrigin(db(), { origin: OTHER_PORTAL, municipality: 'H434' });
      const { refreshToken } = await portalTokens(app, await signedIn(app), OTHER_PORTAL);
      await refresh(refreshToken, OTHER_PORTAL);
      await db()
        .updateTable('sit.portal_token')
        .set({ refreshed_at: sql<Date>`now() - interval '1 minute'` })
        .execute();
      const replay = await db()
        .transaction()
        .execute(async (trx) => {
          // As far as the deletion has come when it has yet to reach the token.
          await sql`select from sit.session for update`.execute(trx);
          await sql`select from sit.registered_origin for update`.execute(trx);
          await sql`select from sit.portal_code for update`.execute(trx);
          const asked = refresh(refreshToken, OTHER_PORTAL);
          const waiting = sql`select from pg_locks where not granted and pid in (
            select pid from pg_stat_activity where datname = current_database())`;
          while ((await waiting.execute(server().owner)).rows.length === 0);
          await end(trx);
          return [asked];
        });
      expect((await replay[0]!).status).toBe(401);
      page = await signedIn(app);
    });

    it('is refused from another portal’s page, and as a token', async () => {
      await seedOrigin(db(), { origin: OTHER_PORTAL, municipality: 'H434' });
      const { token, refreshToken } = await portalTokens(app, page);
      expect((await refresh(refreshToken, OTHER_PORTAL)).status).toBe(401);
      expect((await refresh(token)).status).toBe(401);
      expect(await answers(refreshToken)).toBe(401);
    });

    it('goes no further than its session', async () => {
      const short = await signedIn(app);
      const { refreshToken } = await portalTokens(app, short);
      await short.post('/api/auth/sign-out');
      expect((await refresh(refreshToken)).status).toBe(401);
    });
  });

  it.each([
    ['a verifier in clear', { challenge: 'a'.repeat(43), method: 'plain' }],
    ['no challenge', {}],
    ['a challenge that is no hash', { challenge: 'short' }],
  ])('has no code for %s', async (_what, more) => {
    const response = await page.post('/api/auth/portal-code', { origin: PORTAL, ...more });
    expect(response.status).toBe(400);
  });

  it.each(['password', 'client_credentials', 'implicit'])('has no grant «%s»', async (grant) => {
    const body = JSON.stringify({ grant, email: 'tecnico@example.org', password: 'x' });
    const answer = await fromPortal(app, '/api/auth/token', PORTAL, { method: 'POST', body });
    expect(answer.status).toBe(400);
  });

  it('finds only hashes of its tokens in the database', async () => {
    const { token, refreshToken } = await portalTokens(app, page);
    const rows = await db().selectFrom('sit.portal_token').selectAll().execute();
    const kept = rows
      .flatMap((row) => [row.access_hash, row.refresh_hash])
      .map(
        (bytes) => Buffer.from(bytes).toString('latin1') + Buffer.from(bytes).toString('base64url'),
      );
    expect(kept.join()).not.toContain(token);
    expect(kept.join()).not.toContain(refreshToken);
  });
});
