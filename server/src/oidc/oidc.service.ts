/** Signing in through the outside provider, from the way there to the session, and out again. */
import { randomPKCECodeVerifier } from 'openid-client';
import type { Actor } from '../audit/audit.service.ts';
import { record } from '../audit/audit.service.ts';
import { endProviderSessions, issuerOf } from '../auth/provider-session.service.ts';
import type { ProviderSession } from '../auth/provider-session.service.ts';
import { openSession } from '../auth/session.service.ts';
import { hashToken, newToken } from '../auth/token.ts';
import type { OidcConfig } from '../config.ts';
import type { Deps } from '../deps.ts';
import { refuse } from '../http/problem.ts';
import { insertFlow, takeFlow } from './flow.repository.ts';
import { recognise } from './identity.service.ts';
import { verifyLogoutToken } from './logout-token.ts';
import { ProviderFailure, authorizationUrl, endSessionUrl, exchangeCode } from './provider.ts';
import type { ProviderAnswer } from './provider.ts';
import type { SignInProblem } from './return-path.ts';

/** Time to find the identity card, the reader and the PIN. */
export const FLOW_SECONDS = 10 * 60;

export interface Begun {
  /** Where to send the browser. */
  location: string;
  /** What it must show when it comes back. */
  browserToken: string;
}

/** `problem` when the provider cannot be reached. */
export async function beginSignIn(
  { db, config, log }: Deps,
  oidc: OidcConfig,
  returnTo: string,
  actor: Actor,
): Promise<Begun | { problem: SignInProblem }> {
  const [state, nonce, browserToken] = [newToken(), newToken(), newToken()];
  const codeVerifier = randomPKCECodeVerifier();
  const request = { state, nonce, codeVerifier };
  try {
    const location = await authorizationUrl(oidc, config.publicUrl, request);
    await insertFlow(db.kysely, {
      stateHash: hashToken(state)!,
      browserHash: hashToken(browserToken)!,
      nonce,
      codeVerifier,
      returnTo,
      secondsToLive: FLOW_SECONDS,
    });
    return { location, browserToken };
  } catch (error) {
    return { problem: told(error, log, actor) };
  }
}

export interface CameBack {
  /** Query of the address the provider sent the browser to. */
  search: string;
  state: string | undefined;
  browserToken: string | undefined;
  /** The session presented and whose it is; for nobody undefined and null. */
  presentedToken: string | undefined;
  signedInAs: string | null;
  userAgent: string | null;
}

/** `returnTo` is where it was to come back to; null where that is not known. */
export type Ended =
  | { token: string; expiresAt: Date; returnTo: string }
  | { problem: SignInProblem; returnTo: string | null };

/** The end of {@link beginSignIn}, whatever it is: refusals are on the record. */
export async function endSignIn(
  deps: Deps,
  oidc: OidcConfig,
  came: CameBack,
  actor: Actor,
): Promise<Ended> {
  const { kysely } = deps.db;
  const refused = async (
    problem: SignInProblem,
    returnTo: string | null,
    personId: string | null = null,
  ): Promise<Ended> => {
    await record(kysely, {
      event: 'sign-in-refused',
      actor,
      subject: personId && `person/${personId}`,
      detail: { provider: oidc.issuer, problem },
    });
    return { problem, returnTo };
  };
  const stateHash = hashToken(came.state ?? '');
  const browserHash = hashToken(came.browserToken ?? '');
  const flow = stateHash && (await takeFlow(kysely, stateHash, browserHash ?? Buffer.alloc(0)));
  if (!flow) return refused('expired', null);
  const { returnTo } = flow;
  let answer: ProviderAnswer;
  try {
    const request = { ...flow, state: came.state! };
    answer = await exchangeCode(oidc, deps.config.publicUrl, came.search, request);
  } catch (error) {
    return refused(told(error, deps.log, actor), returnTo);
  }
  const found = await recognise(kysely, answer, oidc.roles, came.signedInAs, actor);
  const { problem, personId } = found;
  if (problem !== null) return refused(problem, returnTo, personId);
  const { issuer, session, subject } = answer;
  const { presentedToken, userAgent } = came;
  const provider = { issuer, session, subject, vouched: oidc.acr.length > 0 };
  const opened = await openSession(
    kysely,
    { personId, presentedToken, userAgent, passwordHash: null, secondFactorShown: false, provider },
    actor,
  );
  // Since they were recognised.
  if (!opened) return refused('suspended', returnTo, personId);
  return { token: opened.token, expiresAt: opened.expiresAt, returnTo };
}

/** Ends what the provider's logout token names. Throws `invalid-request`, in the same words whatever is wrong with it. */
export async function endByProvider(
  { db, log }: Deps,
  oidc: OidcConfig,
  token: string,
  actor: Actor,
): Promise<void> {
  let ended: ProviderSession;
  try {
    ended = await verifyLogoutToken(oidc, token);
  } catch (error) {
    log({ level: 'warn', request: actor.request, refusedLogout: (error as Error).message });
    await record(db.kysely, { event: 'credential-refused', actor, subject: LOGOUT });
    throw refuse('invalid-request', 'logout_token non vale.');
  }
  await endProviderSessions(db.kysely, ended, actor);
}

/**
 * Where the browser goes on to, to sign out of the provider too: when this session is the provider's. Null as well
 * when the provider does not answer: signing out here does not wait for it. Ask before the session is gone.
 */
export async function providerSignOut(
  { db, config, log }: Deps,
  credential: 'cookie' | 'token',
  id: string,
  actor: Actor,
): Promise<() => Promise<string | null>> {
  const { oidc, publicUrl } = config;
  const issuer = oidc && (await issuerOf(db.kysely, credential, id));
  return async () => {
    if (!oidc || !issuer || new URL(issuer).href !== new URL(oidc.issuer).href) return null;
    try {
      return await endSessionUrl(oidc, publicUrl);
    } catch (error) {
      told(error, log, actor);
      return null;
    }
  };
}

const LOGOUT = 'POST /api/auth/oidc/backchannel-logout';

/** The problem for people of what the provider did, logged; anything else goes on up. */
function told(error: unknown, log: Deps['log'], { request }: Actor): SignInProblem {
  if (!(error instanceof ProviderFailure)) throw error;
  log({ level: 'warn', request, provider: error.message });
  return error.denied ? 'provider-denied' : 'provider-failed';
}
