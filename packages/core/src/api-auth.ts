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

export const SignInRequest = z.strictObject({
  email: z
    .string()
    .max(254)
    .regex(/^\P{Cc}+$/u),
  password: z.string().min(1).max(1024),
});
export type SignInRequest = z.infer<typeof SignInRequest>;

/** `principal` is null when nobody is signed in. */
export const SessionResponse = z.object({ principal: PrincipalBody.nullable() });
export type SessionResponse = z.infer<typeof SessionResponse>;

export const SignInResponse = z.object({
  principal: PrincipalBody,
  /** RFC 3339 instant at which the session ends. */
  expiresAt: z.iso.datetime(),
});
export type SignInResponse = z.infer<typeof SignInResponse>;

export const EmbedTokenRequest = z.strictObject({
  /** The portal's origin, as its browser sends it. */
  origin: z.string().min(1).max(300),
});
export type EmbedTokenRequest = z.infer<typeof EmbedTokenRequest>;

/** What a portal's page holds: good only in requests whose `Origin` is the one asked for. */
export const EmbedTokenResponse = SignInResponse.extend({ token: z.string() });
export type EmbedTokenResponse = z.infer<typeof EmbedTokenResponse>;
