/** The tables of people, their credentials, keys and the record, as Kysely sees them (tables.ts holds the others). */
import type { AuditCredential, AuditEvent } from '@sit/core/audit';
import type { Role } from '@sit/core/permission';
import type { Generated } from 'kysely';

export interface PersonTable {
  id: Generated<string>;
  email: string;
  name: string;
  /** Null before an invitation is accepted, for who signs in by the provider only, and for services. */
  password_hash: string | null;
  created_at: Generated<Date>;
  disabled_at: Date | null;
  kind: Generated<'person' | 'service'>;
  demo: Generated<boolean>;
  last_sign_in_at: Generated<Date | null>;
  /** Encrypted (secrets/secret-box.ts). */
  totp_secret: Generated<Uint8Array | null>;
  totp_confirmed_at: Generated<Date | null>;
  /** The last time step whose code was taken: none is good twice (RFC 6238 §5.2). */
  totp_last_step: Generated<number | null>;
}

export interface GrantTable {
  person_id: string;
  role: Role;
  municipality: string | null;
  source: Generated<'union' | 'claims'>;
}

export interface RecoveryCodeTable {
  person_id: string;
  code_hash: Uint8Array;
}

export interface PersonLinkTable {
  token_hash: Uint8Array;
  person_id: string;
  purpose: 'invitation' | 'reset';
  created_at: Generated<Date>;
  expires_at: Date;
}

export interface DatabaseLoginTable {
  login: string;
  /** Shown as author. */
  name: string;
  role: Role;
  municipalities: string[];
  created_at: Generated<Date>;
}

export interface RegisteredOriginTable {
  /** As a browser's `Origin` header has it: `https://comune.example.it`. */
  origin: string;
  municipality: string | null;
  created_at: Generated<Date>;
}

export interface SessionTable {
  id: Generated<string>;
  /** SHA-256 of the token; the token itself is kept nowhere. */
  token_hash: Uint8Array;
  person_id: string;
  created_at: Generated<Date>;
  last_seen_at: Generated<Date>;
  expires_at: Date;
  method: Generated<'password' | 'provider'>;
  address: Generated<string>;
  user_agent: Generated<string | null>;
  /** The outside provider, its `sid` and the person's `sub` there; null for a password's. */
  issuer: Generated<string | null>;
  provider_session: Generated<string | null>;
  provider_vouched: Generated<boolean>;
  provider_subject: Generated<string | null>;
  /** Our own, beside the password, in this session. */
  second_factor_shown: Generated<boolean>;
}

export interface PortalCodeTable {
  code_hash: Uint8Array;
  session: string;
  origin: string;
  /** RFC 7636, S256. */
  challenge: string;
  expires_at: Date;
  tried: Generated<boolean>;
  /** The row of sit.portal_token it was turned into. */
  token: string | null;
}

export interface PortalTokenTable {
  id: Generated<string>;
  session: string;
  origin: string;
  access_hash: Uint8Array;
  access_expires_at: Date;
  refresh_hash: Uint8Array;
  former_refresh_hash: Uint8Array | null;
  refreshed_at: Generated<Date>;
  created_at: Generated<Date>;
}

export interface SpentRefreshTable {
  refresh_hash: Uint8Array;
  token: string;
}

export interface IdentityTable {
  issuer: string;
  subject: string;
  person_id: string;
  created_at: Generated<Date>;
}

export interface OidcFlowTable {
  state_hash: Uint8Array;
  browser_hash: Uint8Array;
  nonce: string;
  code_verifier: string;
  return_to: string;
  expires_at: Date;
}

export interface ApiKeyTable {
  id: Generated<string>;
  kind: 'embed' | 'service';
  name: string;
  /** Whom a service key acts as. */
  person_id: string | null;
  token_hash: Uint8Array;
  /** Of an embed key, which is no secret. */
  token: string | null;
  hint: string;
  former_hash: Generated<Uint8Array | null>;
  former_until: Generated<Date | null>;
  origins: Generated<string[]>;
  layers: string[] | null;
  may_write: Generated<boolean>;
  requests_per_minute: number | null;
  created_at: Generated<Date>;
  created_by: string;
  expires_at: Date | null;
  last_used_at: Generated<Date | null>;
  revoked_at: Generated<Date | null>;
}

/** Attempts counted in a fixed window; past `resets_at` the count is void. */
export interface AttemptTable {
  key: string;
  count: number;
  resets_at: Date;
}

/** Requests taken in a window, by all processes together. */
export interface RequestCountTable {
  key: string;
  taken: number;
  resets_at: Date;
}

/** Only read; `sit_audit.record()` writes. */
export interface AuditEntryTable {
  seq: number;
  at: Date;
  event: AuditEvent;
  person: string | null;
  person_name: string | null;
  credential: AuditCredential | null;
  subject: string | null;
  municipality: string | null;
  origin: string | null;
  address: string | null;
  request: string | null;
  /** A JSON object, as it was hashed. */
  detail: string;
  hash: Uint8Array;
}
