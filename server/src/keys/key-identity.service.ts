/** Who a key stands for, and from where it is good. */
import type { Principal } from '@sit/core/permission';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { hashKeyToken } from './key-token.ts';
import { embedsFrom, findKeyByToken, touchKey } from './key.repository.ts';
import type { ShownKey } from './key.repository.ts';

export interface IdentifiedKey {
  id: string;
  principal: Principal;
  requestsPerMinute: number | null;
}

/**
 * `known` is the id of the key that the token is or was of, for the record; `found` only where it is good:
 * alive, an embed key on one of its origins, a service key on none, since a secret has no business in a page.
 */
export async function identifyKey(
  db: Kysely<Tables>,
  token: string,
  origin: string | undefined,
): Promise<{ found: IdentifiedKey | null; known: string | null }> {
  const hash = hashKeyToken(token);
  const key = hash && (await findKeyByToken(db, hash));
  if (!key) return { found: null, known: null };
  const isInPlace =
    key.kind === 'embed'
      ? origin !== undefined && key.origins.includes(origin)
      : origin === undefined;
  if (!key.live || !isInPlace) return { found: null, known: key.id };
  await touchKey(db, key);
  return { found: identified(key), known: key.id };
}

/** Whether pages of this origin may send an embed key: all that a preflight asks. */
export async function mayEmbed(db: Kysely<Tables>, origin: string): Promise<boolean> {
  return embedsFrom(db, origin);
}

/** An embed key holds no role: it reads what is public, within its layers. */
function identified(key: ShownKey): IdentifiedKey {
  return {
    id: key.id,
    principal: {
      userId: key.person_id ?? key.id,
      name: key.name,
      email: '',
      grants: key.grants,
      limits: { layers: key.layers, write: key.may_write },
    },
    requestsPerMinute: key.requests_per_minute,
  };
}
