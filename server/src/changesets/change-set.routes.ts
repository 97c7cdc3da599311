/** `/api/changesets`: every write of our own clients. */
import { CHANGE_SET_LIMITS, changeSetSchema } from '@sit/core/api-changeset';
import { isUuid } from '@sit/core/uuid';
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { fitted, readJsonValue } from '../http/body.ts';
import type { Env } from '../http/env.ts';
import { refuse } from '../http/problem.ts';
import {
  invalid,
  parseInstant,
  parseLimit,
  parseMunicipality,
  refuseUnknown,
} from '../http/query.ts';
import { listChangeSets } from './change-set-list.service.ts';
import { commit, getChangeSet } from './change-set.service.ts';

const LIST_PARAMETERS = ['layer', 'municipality', 'author', 'from', 'to', 'limit', 'token'];
const [STANDARD_LIMIT, MAXIMUM_LIMIT] = [50, 500];

export function changeSetRoutes({ db }: Deps): Hono<Env> {
  return new Hono<Env>()
    .post('/changesets', async (c) => {
      refuseUnknown(c, []);
      // Before the body: nobody's bytes are worth reading.
      if (!c.var.caller) throw refuse('unauthenticated', 'Per modificare i dati occorre accedere.');
      const body = await readJsonValue(c, CHANGE_SET_LIMITS.bodyBytes);
      refuseTooMany(body);
      const changeSet = fitted(body, changeSetSchema);
      const { result, replayed } = await commit(db, c.var.caller, changeSet);
      return c.json(result, replayed ? 200 : 201, { Location: `/api/changesets/${result.id}` });
    })
    .get('/changesets', async (c) => {
      refuseUnknown(c, LIST_PARAMETERS);
      const { layer, municipality, author, from, to, limit, token } = c.req.query();
      const request = {
        layer: layer ?? null,
        municipality: parseMunicipality(municipality) ?? null,
        author: authorOf(author),
        from: instant('from', from),
        to: instant('to', to),
        limit: parseLimit(limit, STANDARD_LIMIT, MAXIMUM_LIMIT),
        token: token ?? null,
      };
      return c.json(await listChangeSets(db, c.var.caller, request), 200, {
        'Cache-Control': 'private, no-cache',
      });
    })
    .get('/changesets/:id', async (c) => {
      refuseUnknown(c, []);
      const id = c.req.param('id');
      if (!isUuid(id)) throw refuse('not-found', `La modifica ${id} non esiste.`);
      const { author, message, createdAt, result } = await getChangeSet(db, c.var.caller, id);
      return c.json(
        {
          id,
          author,
          message,
          committedAt: createdAt.toISOString(),
          results: result?.results ?? [],
          ...(result?.warnings ? { warnings: result.warnings } : {}),
        },
        200,
        { 'Cache-Control': 'private, no-cache' },
      );
    });
}

function instant(name: string, text: string | undefined): Date | null {
  return text === undefined ? null : parseInstant(name, text);
}

/** No text of the database's holds a null character. */
function authorOf(text: string | undefined): string | null {
  if (text?.includes('\0')) throw invalid('author', 'author: contiene un carattere nullo.');
  return text ?? null;
}

/** Before the schema looks at each: thousands of operations would be thousands of faults. */
function refuseTooMany(body: unknown): void {
  const { operations } = (body ?? {}) as { operations?: unknown };
  if (!Array.isArray(operations) || operations.length <= CHANGE_SET_LIMITS.operations) return;
  const message = `La modifica ha ${operations.length} operazioni: il massimo è ${CHANGE_SET_LIMITS.operations}. La divida in più modifiche.`;
  throw refuse('too-large', message, {
    faults: [{ place: 'operations', reason: 'too-many', message }],
  });
}
