/** `/api/municipalities` and `/api/union`. */
import { unionPatchSchema } from '@sit/core/api-proposal';
import { Hono } from 'hono';
import { requestActor } from '../audit/request-actor.ts';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { readJson } from '../http/body.ts';
import { jsonWithETag } from '../http/etag.ts';
import { refuseUnknown } from '../http/query.ts';
import { changeUnion, listMunicipalities, requireUnion } from './tenancy.service.ts';

const MOST_BYTES = 10_000;

export function tenancyRoutes({ db }: Deps): Hono<Env> {
  return new Hono<Env>()
    .get('/municipalities', async (c) => {
      refuseUnknown(c, []);
      return jsonWithETag(c, { municipalities: await listMunicipalities(db, c.var.caller) });
    })
    .get('/union', async (c) => {
      refuseUnknown(c, []);
      return jsonWithETag(c, await requireUnion(db.kysely));
    })
    .patch('/union', async (c) => {
      refuseUnknown(c, []);
      const patch = await readJson(c, unionPatchSchema, MOST_BYTES);
      return c.json(await changeUnion(db, c.var.caller, patch, requestActor(c)));
    });
}
