/** Sign-ins under way at the provider. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';

export interface Flow {
  nonce: string;
  codeVerifier: string;
  returnTo: string;
}

/** Those begun and never ended go with it. */
export async function insertFlow(
  db: Kysely<Tables>,
  flow: Flow & { stateHash: Buffer; browserHash: Buffer; secondsToLive: number },
): Promise<void> {
  await db
    .with('past', (cte) =>
      cte.deleteFrom('sit.oidc_flow').where('expires_at', '<=', sql<Date>`now()`),
    )
    .insertInto('sit.oidc_flow')
    .values({
      state_hash: flow.stateHash,
      browser_hash: flow.browserHash,
      nonce: flow.nonce,
      code_verifier: flow.codeVerifier,
      return_to: flow.returnTo,
      expires_at: sql<Date>`now() + make_interval(secs => ${flow.secondsToLive})`,
    })
    .execute();
}

/**
 * The flow of this state, which is gone with it: good once, whatever becomes of it. Null when it is unknown, over,
 * or of another browser.
 */
export async function takeFlow(
  db: Kysely<Tables>,
  stateHash: Buffer,
  browserHash: Buffer,
): Promise<Flow | null> {
  const row = await db
    .deleteFrom('sit.oidc_flow')
    .where('state_hash', '=', stateHash)
    .returning((eb) => [
      'nonce',
      'code_verifier as codeVerifier',
      'return_to as returnTo',
      eb
        .and([eb('expires_at', '>', sql<Date>`now()`), eb('browser_hash', '=', browserHash)])
        .as('good'),
    ])
    .executeTakeFirst();
  if (!row?.good) return null;
  const { nonce, codeVerifier, returnTo } = row;
  return { nonce, codeVerifier, returnTo };
}
