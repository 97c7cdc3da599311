/** Every way to show who one is, good and bad, for the endpoint matrix. */
import { randomBytes } from 'node:crypto';
import type { Access } from '../http/access.ts';
import { sql } from 'kysely';
import {
  OTHER_PORTAL,
  OWN_ORIGIN,
  PORTAL,
  UNION_ADMIN,
  portalTokens,
  signedIn,
} from '../auth/testing.ts';
import type { Browser } from '../auth/testing.ts';
import { EMBEDDER, embedKey, serviceKey } from '../keys/testing.ts';
import type { World } from './endpoint-world.ts';

/**
 * What must come of a request to an operation: that status; `nobody`, what nobody is answered, word for word (of
 * what writes, the status); `unreserved`, the status that nobody gets, and nothing reserved. `untried` are things
 * that this credential may do, or that depend on what it holds.
 */
export type Outcome = '401' | '403' | 'nobody' | 'unreserved' | 'untried';

export interface Credential {
  title: string;
  headers(world: World): Promise<Record<string, string>>;
  outcome(access: Access, writes: boolean): Outcome;
}

const random = (): string => randomBytes(32).toString('base64url');
const cookie = (token: string | undefined): Record<string, string> => ({
  Cookie: `sit_session=${token ?? ''}`,
  Origin: OWN_ORIGIN,
});
const bearer = (token: string, origin?: string): Record<string, string> => ({
  Authorization: `Bearer ${token}`,
  ...(origin === undefined ? {} : { Origin: origin }),
});
/** RFC 7519 §6.1: a token that signs for itself. */
const UNSIGNED = [{ alg: 'none' }, { sub: 'admin@example.org', role: 'union-admin' }]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .join('.');

/** Ignored: public pages stay public, the rest is refused. */
const ignored = (access: Access): Outcome => (access === 'public' ? 'nobody' : '401');
/** Whoever shows a token means to be someone. */
const never = (): Outcome => '401';

const session = async ({ app }: World, email = 'admin@example.org') =>
  (await signedIn(app, email)).cookie!;
const hashOf = (token: string) => sql`sha256(convert_to(${token}, 'UTF8'))`;

export const CREDENTIALS: readonly Credential[] = [
  { title: 'none', headers: async () => ({}), outcome: ignored },
  { title: 'a forged session', headers: async () => cookie(random()), outcome: ignored },
  {
    title: 'a session of another make',
    headers: async () => cookie("x' or 1=1"),
    outcome: ignored,
  },
  {
    title: 'an expired session',
    async headers(world) {
      const token = await session(world);
      await sql`update sit.session set expires_at = now() where token_hash = ${hashOf(token)}`.execute(
        world.server.owner,
      );
      return cookie(token);
    },
    outcome: ignored,
  },
  {
    title: 'a session left idle',
    async headers(world) {
      const token = await session(world);
      await sql`update sit.session set last_seen_at = now() - interval '3 hours'
        where token_hash = ${hashOf(token)}`.execute(world.server.owner);
      return cookie(token);
    },
    outcome: ignored,
  },
  {
    title: 'a session signed out of',
    async headers({ app }) {
      const page = await signedIn(app, 'admin@example.org');
      const token = page.cookie;
      await page.post('/api/auth/sign-out', {});
      return cookie(token);
    },
    outcome: ignored,
  },
  {
    title: 'the session of an administrator suspended',
    async headers(world) {
      const token = await session(world, 'ex@example.org');
      await sql`update sit.person set disabled_at = now() where email = 'ex@example.org'`.execute(
        world.server.owner,
      );
      return cookie(token);
    },
    outcome: ignored,
  },
  { title: 'a forged token', headers: async () => bearer(random(), PORTAL), outcome: never },
  {
    title: 'an unsigned JWT',
    headers: async () => bearer(`${UNSIGNED}.`, PORTAL),
    outcome: never,
  },
  {
    title: 'a session’s token as a bearer',
    headers: async (world) => bearer(await session(world), PORTAL),
    outcome: never,
  },
  {
    title: 'another scheme',
    headers: async () => ({ Authorization: 'Basic YWRtaW46YWRtaW4=' }),
    outcome: never,
  },
  {
    title: 'an expired portal token',
    async headers({ app, admin, server }) {
      const { token } = await portalTokens(app, admin);
      await sql`update sit.portal_token set access_expires_at = now()
        where access_hash = ${hashOf(token)}`.execute(server.owner);
      return bearer(token, PORTAL);
    },
    outcome: never,
  },
  {
    title: 'a portal token from another registered portal',
    headers: async ({ app, admin }) => bearer((await portalTokens(app, admin)).token, OTHER_PORTAL),
    outcome: never,
  },
  {
    title: 'a portal token without origin',
    headers: async ({ app, admin }) => bearer((await portalTokens(app, admin)).token),
    outcome: never,
  },
  {
    title: 'a refresh token as a bearer',
    headers: async ({ app, admin }) =>
      bearer((await portalTokens(app, admin)).refreshToken, PORTAL),
    outcome: never,
  },
  {
    title: 'a forged key',
    headers: async () => bearer(`sit_service_${random()}`),
    outcome: never,
  },
  {
    title: 'an expired key',
    headers: (world) => keyWith(world, sql`expires_at = now()`),
    outcome: never,
  },
  {
    title: 'a revoked key',
    headers: (world) => keyWith(world, sql`revoked_at = now()`),
    outcome: never,
  },
  {
    title: 'a key rotated out',
    headers: (world) =>
      keyWith(
        world,
        sql`former_hash = token_hash, former_until = now(), token_hash = sha256(token_hash)`,
      ),
    outcome: never,
  },
  {
    title: 'a service key in a page',
    headers: async ({ server: { db } }) =>
      bearer((await serviceKey(db, { grants: UNION_ADMIN })).token, PORTAL),
    outcome: never,
  },
  {
    title: 'an embed key on another origin',
    headers: async ({ server: { db } }) => bearer((await embedKey(db)).token, PORTAL),
    outcome: never,
  },
  {
    title: 'an embed key without origin',
    headers: async ({ server: { db } }) => bearer((await embedKey(db)).token),
    outcome: never,
  },
  {
    title: 'an embed key on its origin',
    headers: async ({ server: { db } }) => bearer((await embedKey(db)).token, EMBEDDER),
    outcome: (access, writes) => (access !== 'public' ? '403' : writes ? 'untried' : 'nobody'),
  },
  {
    title: 'a read-only key with the union’s roles',
    headers: async ({ server: { db } }) =>
      bearer((await serviceKey(db, { grants: UNION_ADMIN, write: false })).token),
    outcome: (access, writes) =>
      access === 'administrator' || access === 'own-page' || (writes && access !== 'public')
        ? '403'
        : 'untried',
  },
  {
    title: 'a writing key with the union’s roles',
    headers: async ({ server: { db } }) =>
      bearer((await serviceKey(db, { grants: UNION_ADMIN })).token),
    // What it may do is tried by whoever may; here, that it is no person.
    outcome: (access) => (access === 'administrator' || access === 'own-page' ? '403' : 'untried'),
  },
  {
    title: 'an administrator’s portal token on its portal',
    headers: async ({ app, admin }) => bearer((await portalTokens(app, admin)).token, PORTAL),
    // A page of another origin administers nothing (OWASP ASVS 5.0 V10.3.2); what else it may is tried elsewhere.
    outcome: (access) => (access === 'administrator' || access === 'own-page' ? '403' : 'untried'),
  },
  {
    title: 'the session of who holds no role',
    headers: async (world) => cookie(await session(world, 'senza@example.org')),
    outcome: withoutRoles,
  },
  {
    title: 'an administrator’s session without the second factor that they have',
    headers: async (world) => cookie((await oneFactor(world)).cookie),
    outcome: withoutRoles,
  },
  {
    title: 'a portal token of such a session',
    headers: async (world) =>
      bearer((await portalTokens(world.app, await oneFactor(world))).token, PORTAL),
    outcome: (access, writes) => (access === 'own-page' ? '403' : withoutRoles(access, writes)),
  },
  {
    title: 'an administrator’s session, sent by another site’s page',
    headers: async (world) => ({
      ...cookie(await session(world)),
      Origin: 'https://altrove.example',
    }),
    outcome: (_access, writes) => (writes ? '403' : 'untried'),
  },
  {
    title: 'an administrator’s session, sent by a registered portal’s page',
    headers: async (world) => ({ ...cookie(await session(world)), Origin: PORTAL }),
    outcome: (_access, writes) => (writes ? '403' : 'untried'),
  },
];

function withoutRoles(access: Access, writes: boolean): Outcome {
  if (access === 'office' || access === 'administrator') return '403';
  return access === 'public' && !writes ? 'unreserved' : 'untried';
}

/** Opened by the password alone, before the factor was set up elsewhere. */
async function oneFactor({ app, server: { owner } }: World): Promise<Browser> {
  const set = (totp_confirmed_at: Date | null) =>
    owner
      .updateTable('sit.person')
      .set({ totp_secret: Buffer.from('sealed'), totp_confirmed_at })
      .where('email', '=', 'due@example.org')
      .execute();
  await set(null);
  const page = await signedIn(app, 'due@example.org');
  await set(new Date());
  return page;
}

async function keyWith(
  { server: { db, owner } }: World,
  change: ReturnType<typeof sql>,
): Promise<Record<string, string>> {
  const { id, token } = await serviceKey(db, { grants: UNION_ADMIN });
  await sql`update sit.api_key set ${change} where id = ${id}`.execute(owner);
  return bearer(token);
}
