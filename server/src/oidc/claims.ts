/** What a provider says of a person, read: name, address, and the grants that its claims stand for. */
import type { Grant } from '@sit/core/permission';
import type { ClaimRule } from '../config.ts';

export type Claims = Readonly<Record<string, unknown>>;

export interface Profile {
  name: string;
  /** Lower case, and only where the provider says it is verified; else null. */
  email: string | null;
}

const NAMELESS = 'Persona senza nome';
const MOST_NAME_LENGTH = 200;
/** As written or not at all: without what is not seen in it, it would be another’s. */
const EMAIL = /^[^\s\p{C}@]+@[^\s\p{C}@]+$/u;
const MOST_EMAIL_LENGTH = 254;

/** Standard claims (OIDC Core 1.0 §5.1); brokers before SPID map its attributes to them. */
export function profileOf(claims: Claims): Profile {
  const email = emailOf(claims);
  const parts = [line(claims['given_name']), line(claims['family_name'])].filter(Boolean).join(' ');
  const name = line(claims['name']) || parts || line(claims['preferred_username']) || email;
  return { name: (name || NAMELESS).slice(0, MOST_NAME_LENGTH), email };
}

/** The grants of the rules that hold, each once. */
export function grantsOfClaims(claims: Claims, rules: readonly ClaimRule[]): Grant[] {
  const grants = new Map<string, Grant>();
  for (const { claim, value, grant } of rules)
    if (claimValues(claims, claim).includes(value))
      grants.set(`${grant.role}:${grant.municipality}`, grant);
  return [...grants.values()];
}

/**
 * Values of the claim of this name, as texts. The whole name goes first: names may be URLs, dots and all
 * (OIDC Core §5.1.2); else dots lead into objects, as in Keycloak's `realm_access.roles`.
 */
export function claimValues(claims: Claims, name: string): string[] {
  const found = member(claims, name) ?? name.split('.').reduce(member, claims as unknown);
  const values: unknown[] = Array.isArray(found) ? found : [found];
  return values
    .filter((value) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(String);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** An address nobody verified could be anybody's: who registers as the mayor must not take the mayor's place. */
function emailOf(claims: Claims): string | null {
  if (claims['email_verified'] !== true) return null;
  const claimed = claims['email'];
  const email = typeof claimed === 'string' ? claimed.trim().toLowerCase() : '';
  return EMAIL.test(email) && email.length <= MOST_EMAIL_LENGTH ? email : null;
}

function line(value: unknown): string {
  return typeof value === 'string'
    ? value
        .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
        .replace(/\p{Cf}/gu, '')
        .toWellFormed()
        .trim()
    : '';
}
