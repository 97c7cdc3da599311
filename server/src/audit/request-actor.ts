/** Who sends an HTTP request, for the record. */
import { MAX_ORIGIN_LENGTH } from '@sit/core/api-auth';
import { isEmbedKey } from '@sit/core/permission';
import type { Principal } from '@sit/core/permission';
import type { Context } from 'hono';
import { clientAddress } from '../auth/client-address.ts';
import type { Env } from '../http/env.ts';
import type { Actor } from './audit.service.ts';

/** `person` where they are not the caller yet: a sign-in. */
export function requestActor(c: Context<Env>, person: Principal | null = c.var.caller): Actor {
  return {
    person: isEmbedKey(person) ? null : (person?.userId ?? null),
    personName: person?.name ?? null,
    credential: c.var.credential,
    origin: c.req.header('Origin')?.slice(0, MAX_ORIGIN_LENGTH) ?? null,
    address: clientAddress(c),
    request: c.var.requestId,
  };
}
