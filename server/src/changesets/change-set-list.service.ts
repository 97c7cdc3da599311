/** The journal of change sets, for the offices. */
import type { ChangeSetList, ChangeSetSummary } from '@sit/core/api-history';
import { may } from '@sit/core/permission';
import type { Caller } from '@sit/core/permission';
import { isUuid } from '@sit/core/uuid';
import type { Database } from '../db/database.ts';
import { inScope } from '../db/scope.ts';
import { refuse } from '../http/problem.ts';
import { invalid } from '../http/query.ts';
import { findLayer, listReadableLayers } from '../layers/layer.service.ts';
import { selectChangeSets } from './change-set-list.repository.ts';
import type { ChangeSetFilter, ListedChangeSet } from './change-set-list.repository.ts';

export type ListRequest = Omit<ChangeSetFilter, 'layers' | 'after'> & {
  layer: string | null;
  token: string | null;
};

/**
 * What touched layers the caller may read, newest first, and of each what it did to those layers; its own change
 * sets with their results. Refuses `unauthenticated`, `forbidden` to who holds no role, `not-found` for a layer.
 */
export async function listChangeSets(
  db: Database,
  caller: Caller,
  { layer, token, limit, ...filter }: ListRequest,
): Promise<ChangeSetList> {
  if (!caller) throw refuse('unauthenticated', 'Per vedere le modifiche occorre accedere.');
  if (!may(caller, 'read-internal', 'anywhere'))
    throw refuse('forbidden', 'Il registro delle modifiche è per gli uffici.');
  const after = token === null ? null : readToken(token);
  const layers = await inScope(db, caller, async (trx) =>
    layer === null ? listReadableLayers(trx, caller) : [await findLayer(trx, caller, layer)],
  );
  const rows = await selectChangeSets(db.kysely, {
    ...filter,
    layers: layers.map(({ id }) => id),
    after,
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  return {
    changeSets: page.map((row) => toSummary(row, caller.userId)),
    nextToken: rows.length > limit ? makeToken(page.at(-1)!) : null,
  };
}

function toSummary(row: ListedChangeSet, reader: string): ChangeSetSummary {
  const { id, author, message, createdAt, layers, personId, result } = row;
  const results = (result as { results: ChangeSetSummary['results'] } | null)?.results;
  return {
    id,
    author,
    message,
    committedAt: createdAt.toISOString(),
    layers,
    ...(personId === reader && results ? { results } : {}),
  };
}

function makeToken({ createdAt, id }: ListedChangeSet): string {
  return Buffer.from(`${createdAt.valueOf()}:${id}`).toString('base64url');
}

function readToken(token: string): { createdAt: Date; id: string } {
  const match = /^(\d{1,15}):(\S+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (!match || !isUuid(match[2]!))
    throw invalid('token', `token=${token}: non è un segnaposto dato da questo servizio.`);
  return { createdAt: new Date(Number(match[1])), id: match[2]! };
}
