/** Bodies of `/api/people`, `/api/keys` and `/api/origins`: what the union's administrators keep. */
import { z } from 'zod';
import { GrantBody, OriginBody } from './api-auth.ts';

const Name = z.string().min(1).max(200);
const Instant = z.iso.datetime();

export const PersonBody = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  /** `claims`: given by the outside provider at each sign-in. */
  grants: z.array(GrantBody.extend({ source: z.enum(['union', 'claims']) })),
  /** `invited` until a first password is chosen or a first sign-in by the provider. */
  state: z.enum(['invited', 'active', 'suspended']),
  secondFactor: z.boolean(),
  createdAt: Instant,
  lastSignInAt: Instant.nullable(),
  /** Of the demonstration territory. */
  demo: z.boolean(),
});
export type PersonBody = z.infer<typeof PersonBody>;

export const PeopleResponse = z.object({
  people: z.array(PersonBody),
  /** `token` of the next page. */
  next: z.string().nullable(),
});
export type PeopleResponse = z.infer<typeof PeopleResponse>;

export const InvitationRequest = z.strictObject({
  email: z.string().max(254),
  name: Name,
  grants: z.array(GrantBody).max(100),
});
export type InvitationRequest = z.infer<typeof InvitationRequest>;

/** `link` only where it was not sent by mail, to be handed over: it is shown this once. */
export const InvitationResponse = z.object({
  person: PersonBody,
  sent: z.boolean(),
  link: z.string().nullable(),
  expiresAt: Instant,
});
export type InvitationResponse = z.infer<typeof InvitationResponse>;

export const PersonPatch = z.strictObject({
  name: Name.optional(),
  suspended: z.boolean().optional(),
});
export type PersonPatch = z.infer<typeof PersonPatch>;
/** All the roles given by hand, in place of those before; roles by claims stay. */
export const GrantsRequest = z.strictObject({ grants: z.array(GrantBody).max(100) });

const LayerIds = z.array(z.string().max(63)).min(1).max(200);
const RequestsPerMinute = z.int().min(1).max(100_000);

export const KeyRequest = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('embed'),
    name: Name,
    origins: z.array(OriginBody).min(1).max(50),
    /** Public ones only; absent for all of those. */
    layers: LayerIds.optional(),
    requestsPerMinute: RequestsPerMinute.optional(),
  }),
  z.strictObject({
    kind: z.literal('service'),
    name: Name,
    grants: z.array(GrantBody).min(1).max(100),
    /** Whether it may change anything. */
    write: z.boolean(),
    layers: LayerIds.optional(),
    requestsPerMinute: RequestsPerMinute.optional(),
    expiresAt: Instant.optional(),
  }),
]);
export type KeyRequest = z.infer<typeof KeyRequest>;

export const KeyBody = z.object({
  id: z.uuid(),
  kind: z.enum(['embed', 'service']),
  name: z.string(),
  /** Of an embed key, which is public; null for a service key, whose token is shown once. */
  token: z.string().nullable(),
  /** Its last four characters, by which people tell keys apart. */
  hint: z.string(),
  origins: z.array(z.string()),
  grants: z.array(GrantBody),
  write: z.boolean(),
  layers: z.array(z.string()).nullable(),
  requestsPerMinute: z.int().nullable(),
  createdAt: Instant,
  createdBy: z.string(),
  expiresAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  /** Until when the token of before the last rotation still works. */
  formerUntil: Instant.nullable(),
});
export type KeyBody = z.infer<typeof KeyBody>;
export const KeyListResponse = z.object({ keys: z.array(KeyBody) });
/** `token` is shown this once where the key is a service's. */
export const NewKeyResponse = KeyBody.extend({ token: z.string() });
export type NewKeyResponse = z.infer<typeof NewKeyResponse>;
export const RotationRequest = z.strictObject({
  /** For how long the former token goes on working, in hours. */
  graceHours: z.int().min(0).max(168).default(24),
});

export const OriginRequest = z.strictObject({ municipality: z.string().nullable() });
export const RegisteredOriginBody = z.object({
  origin: z.string(),
  /** Cadastral code; null for the union's own portal. */
  municipality: z.string().nullable(),
});
export type RegisteredOriginBody = z.infer<typeof RegisteredOriginBody>;
export const OriginListResponse = z.object({ origins: z.array(RegisteredOriginBody) });
