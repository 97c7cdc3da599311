/** Logout tokens (OIDC Back-Channel Logout 1.0 §2.4, §2.6): the provider's word that a session of its ended. */
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { ProviderSession } from '../auth/provider-session.service.ts';
import type { OidcConfig } from '../config.ts';
import { PROVIDER_TIMEOUT_SECONDS, signingKeys } from './provider.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/**
 * Back-Channel Logout §2.4 recommends `logout+jwt`, which providers of before it leave out (Keycloak) or call `JWT`.
 * Another kind of token says what it is: `at+jwt` of an access token (RFC 9068 §2.1).
 */
const TYPES = ['logout+jwt', 'jwt'];
/** Keys that only the provider holds: by HMAC the client's own secret would do, by `none` nothing (RFC 8725 §3.1). */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** Clocks differ (RFC 7519 §4.1.4), by no more than the sign-in's library allows. */
const TOLERANCE_SECONDS = 30;
/** A token made long ago is no news; well above what a provider's retries take. */
const MOST_AGE_SECONDS = 600;

/**
 * What ended. Throws whatever makes the token no good, and ProviderFailure when the provider's keys are not to be had.
 */
export async function verifyLogoutToken(oidc: OidcConfig, token: string): Promise<ProviderSession> {
  // What is not even addressed to us costs no request to the provider.
  const { aud } = decodeJwt(token);
  if (![aud].flat().includes(oidc.clientId)) throw new Error('not for this client');
  const { issuer, jwksUri } = await signingKeys(oidc);
  const keys = createRemoteJWKSet(new URL(jwksUri), {
    timeoutDuration: PROVIDER_TIMEOUT_SECONDS * 1000,
  });
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer,
    audience: oidc.clientId,
    algorithms: ALGORITHMS,
    clockTolerance: TOLERANCE_SECONDS,
    maxTokenAge: MOST_AGE_SECONDS,
    requiredClaims: ['iat', 'exp', 'jti', 'events'],
  });
  if (!isLogoutType(protectedHeader.typ)) throw new Error('another typ');
  return endedBy(issuer, payload);
}

/** Compared as a media type, which may leave `application/` out (RFC 7515 §4.1.9). */
function isLogoutType(typ: unknown): boolean {
  if (typ === undefined) return true;
  return typeof typ === 'string' && TYPES.includes(typ.toLowerCase().replace(/^application\//, ''));
}

function endedBy(issuer: string, payload: JWTPayload): ProviderSession {
  const { events, nonce, sid, sub, iat } = payload;
  if (typeof events !== 'object' || events === null || !Object.hasOwn(events, EVENT))
    throw new Error('no logout event');
  // An ID token must not pass for a logout token.
  if (nonce !== undefined) throw new Error('a nonce');
  const session = typeof sid === 'string' ? sid : null;
  const subject = typeof sub === 'string' ? sub : null;
  if (session === null && subject === null) throw new Error('neither sid nor sub');
  const before = new Date((iat! + TOLERANCE_SECONDS) * 1000);
  return { issuer, session, subject, before };
}
