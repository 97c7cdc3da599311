/** `/api/layers/{layer}/features/{fid}/…`: versions, differences, restore, lineage; `/api/changesets/{id}/revert`. */
import { MOST_GENERATIONS, restoreSchema, revertSchema } from '@sit/core/api-history';
import { isUuid } from '@sit/core/uuid';
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Commit } from '../changesets/change-set.service.ts';
import { restoreVersion, revertChangeSet } from '../changesets/restore.service.ts';
import type { Deps } from '../deps.ts';
import { readJson } from '../http/body.ts';
import type { Env } from '../http/env.ts';
import { refuse } from '../http/problem.ts';
import { invalid, parseLimit, refuseUnknown } from '../http/query.ts';
import { compareVersions, getVersion, listVersions } from './history.service.ts';
import { findLineage } from './lineage.service.ts';

const FEATURE = '/layers/:layer/features/:fid';
const BODY_BYTES = 20_000;
const [STANDARD_LIMIT, MAXIMUM_LIMIT] = [50, 500];
const STANDARD_GENERATIONS = 5;

export function historyRoutes({ db }: Deps): Hono<Env> {
  return new Hono<Env>()
    .get(`${FEATURE}/versions`, async (c) => {
      refuseUnknown(c, ['limit', 'before']);
      const limit = parseLimit(c.req.query('limit'), STANDARD_LIMIT, MAXIMUM_LIMIT);
      const before = optionalVersion(c, 'before');
      const { layer, fid } = featureOf(c);
      return answer(c, await listVersions(db, c.var.caller, layer, fid, { before, limit }));
    })
    .get(`${FEATURE}/versions/:version`, async (c) => {
      refuseUnknown(c, []);
      const { layer, fid } = featureOf(c);
      return answer(c, await getVersion(db, c.var.caller, layer, fid, pathVersion(c)));
    })
    .get(`${FEATURE}/versions/:version/difference`, async (c) => {
      refuseUnknown(c, ['from']);
      const { layer, fid } = featureOf(c);
      const to = pathVersion(c);
      const from = optionalVersion(c, 'from') ?? to - 1;
      if (from < 1)
        throw invalid('from', 'Della prima versione occorre dire con quale confrontarla.');
      return answer(c, await compareVersions(db, c.var.caller, layer, fid, { from, to }));
    })
    .get(`${FEATURE}/lineage`, async (c) => {
      refuseUnknown(c, ['depth']);
      const depth = parseLimit(c.req.query('depth'), STANDARD_GENERATIONS, MOST_GENERATIONS);
      const { layer, fid } = featureOf(c);
      return answer(c, await findLineage(db, c.var.caller, layer, fid, depth));
    })
    .post(`${FEATURE}/restore`, async (c) => {
      refuseUnknown(c, []);
      refuseNobody(c);
      const { layer, fid } = featureOf(c);
      const request = await readJson(c, restoreSchema, BODY_BYTES);
      return committed(c, await restoreVersion(db, c.var.caller, layer, fid, request));
    })
    .post('/changesets/:id/revert', async (c) => {
      refuseUnknown(c, []);
      refuseNobody(c);
      const id = c.req.param('id');
      if (!isUuid(id)) throw refuse('not-found', `La modifica ${id} non esiste.`);
      const request = await readJson(c, revertSchema, BODY_BYTES);
      return committed(c, await revertChangeSet(db, c.var.caller, id.toLowerCase(), request));
    });
}

/** The version a path names; one that cannot be is not found like one that is not. */
function pathVersion(c: Context<Env>): number {
  const text = c.req.param('version')!;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw refuse('not-found', `${c.req.path} non esiste.`);
  return Number(text);
}

function featureOf(c: Context<Env>): { layer: string; fid: number } {
  const layer = c.req.param('layer')!;
  const text = c.req.param('fid')!;
  // A layer that may not be read is told apart neither by what its features are called.
  return { layer, fid: /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0 };
}

function optionalVersion(c: Context<Env>, name: string): number | undefined {
  const text = c.req.query(name);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw invalid(name, `${name}=${text}: occorre il numero di una versione.`);
  return Number(text);
}

function refuseNobody(c: Context<Env>): void {
  if (!c.var.caller) throw refuse('unauthenticated', 'Per modificare i dati occorre accedere.');
}

function answer(c: Context<Env>, body: object): Response {
  return c.json(body, 200, {
    'Cache-Control': c.var.caller ? 'private, no-cache' : 'no-cache',
  });
}

function committed(c: Context<Env>, { result, replayed }: Commit): Response {
  return c.json(result, replayed ? 200 : 201, { Location: `/api/changesets/${result.id}` });
}
