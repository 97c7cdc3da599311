/**
 * Signing in on a portal's own pages (decision 14): the SIT's window gives the page a code, which the page
 * alone can turn into tokens (PKCE, RFC 7636), bound to its origin and renewed without anybody's cookie.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Principal } from '@sit/core/permission';
import type { Kysely } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import type { Problem } from '../http/problem.ts';
import {
  deletePortalToken,
  deleteTokenOfCode,
  findByRefresh,
  insertPortalCode,
  insertPortalToken,
  replacePortalToken,
  takePortalCode,
  tieTokenToCode,
} from './portal-token.repository.ts';
import type { TokenHashes } from './portal-token.repository.ts';
import { registeredOrigin } from './registered-origin.service.ts';
import { findSessionById, noteUse } from './session.repository.ts';
import { IDLE_SECONDS } from './session.service.ts';
import { hashToken, newToken } from './token.ts';

const CODE_SECONDS = 60;
/** Whoever steals one has it for no longer; pages renew theirs before. */
const ACCESS_SECONDS = 10 * 60;
/** A renewal whose answer got lost may be asked again for so long; later it is somebody else's. */
const REFRESH_GRACE_SECONDS = 30;

export interface PortalTokens {
  token: string;
  expiresAt: Date;
  refreshToken: string;
  principal: Principal;
}

/** Throws `origin-not-registered`, and `unauthenticated` when the session ended meanwhile. */
export async function issuePortalCode(
  db: Kysely<Tables>,
  session: string,
  { origin, challenge }: { origin: string; challenge: string },
): Promise<{ code: string; expiresAt: Date }> {
  if (!(await registeredOrigin(db, origin)))
    throw refuse('origin-not-registered', `Il portale ${origin} non è registrato presso l’unione.`);
  const code = newToken();
  const expiresAt = await insertPortalCode(db, {
    codeHash: hashToken(code)!,
    session,
    origin,
    challenge,
    secondsToLive: CODE_SECONDS,
  });
  if (!expiresAt) throw notRedeemable();
  return { code, expiresAt };
}

/**
 * Throws `unauthenticated`, in the same words whatever is wrong. A code tried once is no more; one tried again
 * ends the token it was turned into, since two hold copies of it (RFC 6749 §4.1.2, ASVS V10.4.2).
 */
export async function redeemCode(
  db: Kysely<Tables>,
  { code, verifier }: { code: string; verifier: string },
  actor: Actor,
): Promise<PortalTokens> {
  const codeHash = hashToken(code);
  if (!codeHash) throw notRedeemable();
  const redeemed = await db.transaction().execute(async (trx) => {
    const taken = await takePortalCode(trx, codeHash);
    if (!taken) return endReplayed(trx, codeHash, actor);
    if (!taken.live || taken.origin !== actor.origin || !proves(verifier, taken.challenge))
      return null;
    const session = await findSessionById(trx, taken.session, IDLE_SECONDS);
    if (!session) return null;
    const { token, refreshToken, hashes } = newTokens();
    const { id, expiresAt } = await insertPortalToken(trx, taken, hashes);
    await tieTokenToCode(trx, codeHash, id);
    const { principal } = session;
    await record(trx, {
      event: 'portal-sign-in',
      actor: { ...actor, person: principal.userId, personName: principal.name },
      subject: `origin/${taken.origin}`,
    });
    return { token, refreshToken, expiresAt, principal };
  });
  if (!redeemed) throw notRedeemable();
  return redeemed;
}

async function endReplayed(trx: Kysely<Tables>, codeHash: Buffer, actor: Actor): Promise<null> {
  const ended = await deleteTokenOfCode(trx, codeHash);
  const session = ended && (await findSessionById(trx, ended, IDLE_SECONDS));
  if (ended)
    await record(trx, {
      event: 'token-replayed',
      actor,
      subject: session ? `person/${session.principal.userId}` : null,
    });
  return null;
}

/**
 * The next tokens for the page that holds this refresh token. One replaced long ago ends the page's tokens:
 * two hold copies, and nobody can tell which is the thief. Throws `unauthenticated`.
 */
export async function refreshTokens(
  db: Kysely<Tables>,
  refreshToken: string,
  actor: Actor,
): Promise<PortalTokens> {
  const shown = hashToken(refreshToken);
  if (!shown) throw notRedeemable();
  const refreshed = await db.transaction().execute(async (trx) => {
    const held = await findByRefresh(trx, shown, REFRESH_GRACE_SECONDS);
    if (!held || held.origin !== actor.origin) return null;
    const session = await findSessionById(trx, held.session, IDLE_SECONDS);
    if (held.use === 'replayed' || !session) {
      await deletePortalToken(trx, held.id);
      if (held.use === 'replayed')
        await record(trx, {
          event: 'token-replayed',
          actor,
          subject: session && `person/${session.principal.userId}`,
        });
      return null;
    }
    const { token, refreshToken: next, hashes } = newTokens();
    const expiresAt = await replacePortalToken(trx, held, shown, hashes);
    const { session: from } = held;
    return { from, tokens: { token, refreshToken: next, expiresAt, principal: session.principal } };
  });
  if (!refreshed) throw notRedeemable();
  // Afterwards: whoever ends the session holds it first, then its tokens.
  await noteUse(db, refreshed.from);
  return refreshed.tokens;
}

function newTokens(): { token: string; refreshToken: string; hashes: TokenHashes } {
  const [token, refreshToken] = [newToken(), newToken()];
  return {
    token,
    refreshToken,
    hashes: {
      accessHash: hashToken(token)!,
      refreshHash: hashToken(refreshToken)!,
      secondsToLive: ACCESS_SECONDS,
    },
  };
}

/** RFC 7636 §4.6, S256. */
function proves(verifier: string, challenge: string): boolean {
  const made = createHash('sha256').update(verifier).digest();
  const wanted = Buffer.from(challenge, 'base64url');
  return made.length === wanted.length && timingSafeEqual(made, wanted);
}

function notRedeemable(): Problem {
  return refuse(
    'unauthenticated',
    'L’accesso è scaduto o non vale per questo portale: accedi di nuovo.',
  );
}
