/** Bodies of `/api/auth`: what is parsed at the edge and what its OpenAPI says. */
import { z } from 'zod';
import { ROLES } from './permission.ts';
import type { Principal } from './permission.ts';

export const GrantBody = z.object({
  role: z.enum(ROLES),
  /** Cadastral code; null for the whole union. */
  municipality: z.string().nullable(),
});

export const PrincipalBody = z.object({
  userId: z.uuid(),
  name: z.string(),
  email: z.string(),
  grants: z.array(GrantBody),
}) satisfies z.ZodType<Principal>;

const Email = z
  .string()
  .max(254)
  .regex(/^\P{Cc}+$/u);
const Password = z.string().min(1).max(1024);
/** Six digits of an authenticator, or a recovery code. */
const SecondFactorCode = z.string().min(1).max(64);
const Instant = z.iso.datetime();
/** A host's name has 253 characters at most (RFC 1035 §2.3.4). */
export const MAX_ORIGIN_LENGTH = 300;
/** `https://host[:port]`, as browsers send it. */
export const OriginBody = z.string().min(1).max(MAX_ORIGIN_LENGTH);

export const SignInRequest = z.strictObject({
  email: Email,
  password: Password,
  /** After a refusal `second-factor-required`. */
  code: SecondFactorCode.optional(),
});
export type SignInRequest = z.infer<typeof SignInRequest>;

/**
 * `principal` is null when nobody is signed in. `secondFactor` is `missing` for who must have one and has not:
 * until it is set up their roles do not hold.
 */
export const SessionResponse = z.object({
  principal: PrincipalBody.nullable(),
  secondFactor: z.enum(['off', 'on', 'missing']).nullable(),
});
export type SessionResponse = z.infer<typeof SessionResponse>;

export const SignInResponse = z.object({
  principal: PrincipalBody,
  /** RFC 3339 instant at which the session ends. */
  expiresAt: Instant,
});
export type SignInResponse = z.infer<typeof SignInResponse>;

/** `endSessionUrl` is where the browser goes to sign out of the outside provider too (OIDC RP-Initiated Logout). */
export const SignOutResponse = z.object({ endSessionUrl: z.string().nullable() });
export type SignOutResponse = z.infer<typeof SignOutResponse>;

/** How people may sign in here. `provider` is the outside one's name for a button; its link is `/api/auth/oidc/start`. */
export const SignInMethodsResponse = z.object({
  provider: z.object({ name: z.string() }).nullable(),
  /** Whether a forgotten password can be set anew by mail. */
  mail: z.boolean(),
});
export type SignInMethodsResponse = z.infer<typeof SignInMethodsResponse>;

/** SHA-256 in base64url, and what it is of (RFC 7636 §4.1-4.2, S256 only). */
const CodeChallenge = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const CodeVerifier = z.string().regex(/^[A-Za-z0-9._~-]{43,128}$/);

export const PortalCodeRequest = z.strictObject({ origin: OriginBody, challenge: CodeChallenge });
export type PortalCodeRequest = z.infer<typeof PortalCodeRequest>;

/** Handed by the sign-in window to the portal's page; good once, for a minute, with the verifier, from that origin. */
export const PortalCodeResponse = z.object({ code: z.string(), expiresAt: Instant });
export type PortalCodeResponse = z.infer<typeof PortalCodeResponse>;

export const TokenRequest = z.discriminatedUnion('grant', [
  z.strictObject({ grant: z.literal('code'), code: z.string().max(100), verifier: CodeVerifier }),
  z.strictObject({ grant: z.literal('refresh'), refreshToken: z.string().max(100) }),
]);
export type TokenRequest = z.infer<typeof TokenRequest>;

/** What a portal's page holds, in memory only: good in requests whose `Origin` is that portal's. */
export const TokenResponse = z.object({
  token: z.string(),
  expiresAt: Instant,
  /** Good once; each answer brings the next. */
  refreshToken: z.string(),
  principal: PrincipalBody,
});
export type TokenResponse = z.infer<typeof TokenResponse>;

export const PasswordResetRequest = z.strictObject({ email: Email });

const LinkToken = z.string().min(1).max(100);
/** A link of an invitation or of a forgotten password. */
export const LinkRequest = z.strictObject({ token: LinkToken });
export const LinkResponse = z.object({
  purpose: z.enum(['invitation', 'reset']),
  name: z.string(),
  email: z.string(),
});
export type LinkResponse = z.infer<typeof LinkResponse>;
export const LinkPasswordRequest = z.strictObject({ token: LinkToken, password: Password });

export const SessionBody = z.object({
  id: z.uuid(),
  createdAt: Instant,
  lastSeenAt: Instant,
  expiresAt: Instant,
  /** How it was opened. */
  method: z.enum(['password', 'provider']),
  /** As the browser calls itself; null where it does not. */
  userAgent: z.string().nullable(),
  /** Network address it was opened from. */
  address: z.string(),
  /** The one that asks. */
  current: z.boolean(),
  /** Origins of portals signed in from it. */
  portals: z.array(z.string()),
});
export type SessionBody = z.infer<typeof SessionBody>;
export const SessionListResponse = z.object({ sessions: z.array(SessionBody) });

export const AccountResponse = z.object({
  principal: PrincipalBody,
  hasPassword: z.boolean(),
  secondFactor: z.object({
    enabled: z.boolean(),
    required: z.boolean(),
    recoveryCodesLeft: z.int(),
  }),
  sessions: z.array(SessionBody),
});
export type AccountResponse = z.infer<typeof AccountResponse>;

export const PasswordChangeRequest = z.strictObject({ current: Password, password: Password });
export const SecondFactorSetUpRequest = z.strictObject({ password: Password });
/** `secret` in base32 for typing, `uri` (otpauth:) for a QR code. */
export const SecondFactorSetUpResponse = z.object({ secret: z.string(), uri: z.string() });
export type SecondFactorSetUpResponse = z.infer<typeof SecondFactorSetUpResponse>;
export const SecondFactorConfirmRequest = z.strictObject({ code: SecondFactorCode });
/** Each good once, in place of the authenticator's code; shown this once. */
export const RecoveryCodesResponse = z.object({ recoveryCodes: z.array(z.string()) });
export type RecoveryCodesResponse = z.infer<typeof RecoveryCodesResponse>;
export const SecondFactorRemovalRequest = z.strictObject({
  password: Password,
  code: SecondFactorCode,
});
