/**
 * The outside OpenID Provider over the network: authorization code with PKCE (OIDC Core 1.0 §3.1, RFC 7636, RFC 9700).
 * Its metadata and keys are asked for anew at each sign-in: there are tens a day, and a provider that changed its keys
 * a minute ago is believed at once, one that withdrew a key no longer.
 */
import {
  AuthorizationResponseError,
  ClientSecretBasic,
  ClientSecretPost,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
} from 'openid-client';
import type { ClientAuth, Configuration } from 'openid-client';
import type { OidcConfig } from '../config.ts';
import type { Claims } from './claims.ts';

/** Of each request to the provider. */
export const PROVIDER_TIMEOUT_SECONDS = 5;
/** RFC 6749 §4.1.2.1, and those of libraries. */
const CODE = /^\w{1,60}$/;
const CALLBACK_PATH = '/api/auth/oidc/callback';

/** The provider did not answer, answered what cannot be believed, or said no (`denied`). No secret in its message. */
export class ProviderFailure extends Error {
  readonly denied: boolean;

  constructor(cause: unknown) {
    super(reasonOf(cause));
    this.name = 'ProviderFailure';
    this.denied = cause instanceof AuthorizationResponseError && cause.error === 'access_denied';
  }
}

export interface AuthorizationRequest {
  state: string;
  nonce: string;
  codeVerifier: string;
}

/** Who signed in at the provider, by a token whose signature, issuer, audience, time and nonce held. */
export interface ProviderAnswer {
  issuer: string;
  subject: string;
  /** `sid`, where it tells one. */
  session: string | null;
  claims: Claims;
}

/** Where the browser goes to sign in. Throws {@link ProviderFailure}. */
export function authorizationUrl(
  oidc: OidcConfig,
  publicUrl: string,
  { state, nonce, codeVerifier }: AuthorizationRequest,
): Promise<string> {
  return answered(async () => {
    const url = buildAuthorizationUrl(await discover(oidc), {
      redirect_uri: publicUrl + CALLBACK_PATH,
      scope: oidc.scope,
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...(oidc.acr.length > 0 ? { acr_values: oidc.acr.join(' ') } : {}),
    });
    return url.href;
  });
}

/**
 * Exchanges the code that the browser brought in `search`. Claims are those of the ID token, and of UserInfo where
 * the provider has it: many put roles only there. Throws {@link ProviderFailure}.
 */
export function exchangeCode(
  oidc: OidcConfig,
  publicUrl: string,
  search: string,
  { state, nonce, codeVerifier }: AuthorizationRequest,
): Promise<ProviderAnswer> {
  return answered(async () => {
    const provider = await discover(oidc);
    const tokens = await authorizationCodeGrant(
      provider,
      new URL(CALLBACK_PATH + search, publicUrl),
      {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      },
    );
    const idToken = tokens.claims()!;
    // Only asked for by acr_values, which a provider may pass over (OIDC Core §3.1.2.1).
    if (oidc.acr.length > 0 && !oidc.acr.some((acr) => acr === idToken.acr))
      throw new Error('the ID token’s acr is not one of SIT_OIDC_ACR');
    const more = provider.serverMetadata().userinfo_endpoint
      ? await fetchUserInfo(provider, tokens.access_token, idToken.sub)
      : {};
    return {
      issuer: idToken.iss,
      subject: idToken.sub,
      session: typeof idToken['sid'] === 'string' ? idToken['sid'] : null,
      claims: { ...more, ...idToken },
    };
  });
}

/**
 * Where the browser goes to end the provider's own session (OIDC RP-Initiated Logout 1.0 §2), null where it has none
 * to go to. Without an ID token as hint, which would have to be kept: the provider may ask whether it is meant.
 * Throws {@link ProviderFailure}.
 */
export function endSessionUrl(oidc: OidcConfig, publicUrl: string): Promise<string | null> {
  return answered(async () => {
    const provider = await discover(oidc);
    if (!provider.serverMetadata().end_session_endpoint) return null;
    return buildEndSessionUrl(provider, { post_logout_redirect_uri: `${publicUrl}/` }).href;
  });
}

/** Its issuer and the address of its keys, as it tells them now. Throws {@link ProviderFailure}. */
export function signingKeys(oidc: OidcConfig): Promise<{ issuer: string; jwksUri: string }> {
  return answered(async () => {
    const { issuer, jwks_uri: jwksUri } = (await discover(oidc)).serverMetadata();
    if (jwksUri === undefined) throw new Error('the provider publishes no keys');
    return { issuer, jwksUri };
  });
}

/**
 * Signatures are verified by the provider's published keys, though the token comes over TLS from itself (OIDC Core
 * §3.1.3.7, 6): the library then takes no `none` and no HMAC, whatever the provider's metadata say.
 */
function discover({ issuer, clientId, clientSecret }: OidcConfig): Promise<Configuration> {
  const url = new URL(issuer);
  return discovery(url, clientId, {}, secretBy(clientSecret), {
    timeout: PROVIDER_TIMEOUT_SECONDS,
    execute: [
      enableNonRepudiationChecks,
      // Loopback only: readConfig takes no other in clear.
      ...(url.protocol === 'http:' ? [allowInsecureRequests] : []),
    ],
  });
}

/** Basic, which every provider must take (RFC 6749 §2.3.1), unless it says that it takes only the form field. */
function secretBy(secret: string): ClientAuth {
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (provider, ...rest) => {
    const methods = provider.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? basic : post)(provider, ...rest);
  };
}

/** The library throws errors of many kinds for what a provider does; none of them is a fault of ours. */
async function answered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new ProviderFailure(error);
  }
}

/** For the log: the chain of messages, with the provider's own code for its error; never a piece of what it sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code, error: said } = error as { code?: unknown; error?: unknown };
  const codes = [code, said].filter((each) => typeof each === 'string' && CODE.test(each));
  // A parser repeats what it could not read.
  const cause =
    error.cause instanceof Error && !(error.cause instanceof SyntaxError)
      ? `: ${reasonOf(error.cause)}`
      : '';
  return `${error.message}${codes.length > 0 ? ` (${codes.join(', ')})` : ''}${cause}`;
}
