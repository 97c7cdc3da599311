/** API keys in the hands of the union: made, listed, rotated, revoked. Each step is on record. */
import type { KeyBody, KeyRequest, NewKeyResponse } from '@sit/core/api-people';
import type { Caller } from '@sit/core/permission';
import { isUuid } from '@sit/core/uuid';
import type { Kysely } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import { checkedGrants, checkedName } from '../auth/person.service.ts';
import { requireOrigin } from '../auth/registered-origin.service.ts';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import type { Problem } from '../http/problem.ts';
import { listReadableLayers } from '../layers/layer.service.ts';
import { newKeyToken } from './key-token.ts';
import {
  insertKey,
  lockKey,
  markRevoked,
  replaceToken,
  selectKey,
  selectKeys,
} from './key.repository.ts';
import type { KeyRow } from './key.repository.ts';

/** Who sees every layer, so that a key can be for any. */
const UNION = {
  userId: '',
  name: 'sit',
  email: '',
  grants: [{ role: 'union-admin', municipality: null }],
} satisfies Caller;

/**
 * Makes the key; `token` of a service key is shown this once. Refuses `invalid-request` (name, origin, layer
 * unknown or, for an embed key, not public, an end already past) and `not-found` (municipality).
 */
export async function makeKey(
  db: Kysely<Tables>,
  request: KeyRequest,
  actor: Actor,
): Promise<NewKeyResponse> {
  const { kind, layers = null, requestsPerMinute = null } = request;
  const name = checkedName(request.name);
  const origins = kind === 'embed' ? [...new Set(request.origins.map(requireOrigin))] : [];
  const grants = await checkedGrants(db, kind === 'service' ? request.grants : []);
  await checkLayers(db, layers, kind);
  const { token, hash, hint } = newKeyToken(kind);
  return db.transaction().execute(async (trx) => {
    const made = await insertKey(trx, {
      kind,
      name,
      origins,
      grants,
      layers,
      may_write: kind === 'service' && request.write,
      requests_per_minute: requestsPerMinute,
      expires_at: kind === 'service' ? endOf(request.expiresAt) : null,
      created_by: actor.personName ?? 'sit',
      token_hash: hash,
      token: kind === 'embed' ? token : null,
      hint,
    });
    const body = toBody(made);
    const { origins: from, write, expiresAt } = body;
    await record(trx, {
      event: 'key-made',
      actor,
      subject: `key/${made.id}`,
      detail: { kind, name, hint, origins: from, grants, layers, write, expiresAt },
    });
    return { ...body, token };
  });
}

export async function listKeys(db: Kysely<Tables>): Promise<KeyBody[]> {
  return (await selectKeys(db)).map(toBody);
}

/** Refuses `not-found`. */
export async function getKey(db: Kysely<Tables>, id: string): Promise<KeyBody> {
  const key = isUuid(id) ? await selectKey(db, id) : null;
  if (!key) throw unknownKey(id);
  return toBody(key);
}

/**
 * A new token; the one of before goes on working for `graceHours`, one of before that no longer. Refuses
 * `not-found`, and `invalid-request` for a key revoked.
 */
export async function rotateKey(
  db: Kysely<Tables>,
  id: string,
  graceHours: number,
  actor: Actor,
): Promise<NewKeyResponse> {
  return db.transaction().execute(async (trx) => {
    const key = await requireKey(trx, id);
    if (key.revoked_at)
      throw refuse(
        'invalid-request',
        `La chiave «${key.name}» è stata revocata: ne faccia un’altra.`,
      );
    const { token, hash, hint } = newKeyToken(key.kind);
    const next = { hash, hint, token: key.kind === 'embed' ? token : null };
    await replaceToken(trx, key.id, next, graceHours);
    const detail = { name: key.name, hint, graceHours };
    const body = toBody((await selectKey(trx, key.id))!);
    await record(trx, { event: 'key-rotated', actor, subject: `key/${key.id}`, detail });
    return { ...body, token };
  });
}

/** For good, and at once: open streams of changes end too. It stays listed. Refuses `not-found`. */
export async function revokeKey(db: Kysely<Tables>, id: string, actor: Actor): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const key = await requireKey(trx, id);
    if (key.revoked_at) return;
    await markRevoked(trx, key);
    const detail = { name: key.name, hint: key.hint };
    await record(trx, { event: 'key-revoked', actor, subject: `key/${key.id}`, detail });
  });
}

async function requireKey(trx: Kysely<Tables>, id: string): Promise<KeyRow> {
  const key = isUuid(id) ? await lockKey(trx, id) : null;
  if (!key) throw unknownKey(id);
  return key;
}

async function checkLayers(
  db: Kysely<Tables>,
  ids: readonly string[] | null,
  kind: KeyRow['kind'],
): Promise<void> {
  if (ids === null) return;
  const layers = await listReadableLayers(db, UNION);
  for (const [index, id] of ids.entries()) {
    const layer = layers.find((each) => each.id === id);
    if (layer && (kind === 'service' || layer.readableBy === 'public')) continue;
    const message = layer
      ? `Il livello «${id}» non è pubblico: una chiave d’incorporamento mostra solo livelli pubblici.`
      : `Il livello «${id}» non esiste.`;
    const reason = layer ? 'not-public' : 'unknown';
    throw refuse('invalid-request', message, {
      faults: [{ place: `layers/${index}`, reason, message }],
    });
  }
}

function endOf(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const end = new Date(text);
  if (end.valueOf() <= Date.now())
    throw refuse('invalid-request', `La scadenza ${text} è già passata.`);
  return end;
}

function toBody(key: KeyRow): KeyBody {
  return {
    id: key.id,
    kind: key.kind,
    name: key.name,
    token: key.token,
    hint: key.hint,
    origins: key.origins,
    grants: key.grants,
    write: key.may_write,
    layers: key.layers,
    requestsPerMinute: key.requests_per_minute,
    createdAt: key.created_at.toISOString(),
    createdBy: key.created_by,
    expiresAt: key.expires_at?.toISOString() ?? null,
    lastUsedAt: key.last_used_at?.toISOString() ?? null,
    revokedAt: key.revoked_at?.toISOString() ?? null,
    formerUntil: key.former_until?.toISOString() ?? null,
  };
}

function unknownKey(id: string): Problem {
  return refuse('not-found', `La chiave «${id}» non esiste.`);
}
