/** `/api/municipalities`. */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { jsonWithETag } from '../http/etag.ts';
import { refuseUnknown } from '../http/query.ts';
import { listMunicipalities } from './tenancy.service.ts';

export function tenancyRoutes({ db }: Deps): Hono<Env> {
  return new Hono<Env>().get('/municipalities', async (c) => {
    refuseUnknown(c, []);
    return jsonWithETag(c, { municipalities: await listMunicipalities(db, c.var.caller) });
  });
}
