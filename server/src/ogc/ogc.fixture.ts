/** A small served territory for the tests of `/ogc`: zones, paths and offices' drafts, and who asks. */
import type { Caller } from '@sit/core/permission';
import type { Layer } from '@sit/core/layer';
import { Hono } from 'hono';
import { sql } from 'kysely';
import type { Env } from '../http/env.ts';
import { problemHandler } from '../http/problem.ts';
import { asOwner } from '../db/scope.ts';
import { createLayer } from '../layers/layer.service.ts';
import { actingAs } from '../testing/acting-as.ts';
import { seedUnion } from '../testing/harness.ts';
import type { TestServer } from '../testing/harness.ts';
import { squareWkt, zoningLayer } from '../testing/zoning-layer.ts';
import { ogcRoutes } from './ogc.routes.ts';

/** Whatever an answer holds: tests say what they expect of it. */
export type Json = ReturnType<typeof JSON.parse>;

export interface TestOgc {
  app: Hono<Env>;
  /** Whoever the next requests come from. */
  as(caller: Caller): void;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  json(path: string, headers?: Record<string, string>): Promise<Json>;
}

/** `/ogc` as the application mounts it, with the sign-in replaced by `as`. */
export function testOgc({ deps }: TestServer): TestOgc {
  let caller: Caller = null;
  const app = new Hono<Env>();
  app.onError(problemHandler(deps.log));
  app.use(actingAs(() => caller));
  app.route('/ogc', ogcRoutes(deps));
  const get = async (path: string, headers: Record<string, string> = {}) =>
    app.request(path, { headers });
  return {
    app,
    as: (next) => {
      caller = next;
    },
    get,
    json: async (path, headers) => (await get(path, headers)).json(),
  };
}

export const PATHS: Layer = zoningLayer({
  id: 'paths',
  title: { it: 'Sentieri' },
  geometryType: 'LineString',
  fields: [{ name: 'name', type: 'text', label: { it: 'Nome' }, required: false, readOnly: false }],
});

export const DRAFTS: Layer = zoningLayer({
  id: 'drafts',
  title: { it: 'Bozze' },
  readableBy: 'offices',
});

/** The text that must never reach a page as markup. */
export const HOSTILE_NAME = '<script>alert("x")</script> & \'quoted\'';

/**
 * Layer `zoning`: five squares of 10 m, 100 m apart eastwards from the local origin, zones A, B, A, B, C,
 * the last of H434 and with a hostile name; `paths`: one line; `drafts`: one square, for the offices.
 */
export async function seedTerritory({ db, owner }: TestServer): Promise<void> {
  await seedUnion(db);
  await asOwner(db, async (trx) => {
    for (const layer of [zoningLayer(), PATHS, DRAFTS]) await createLayer(trx, layer);
  });
  const names = ['Centro', 'Borgo', 'Rocca', 'Stazione', HOSTILE_NAME];
  for (const [index, name] of names.entries())
    await sql`
      insert into territory.zoning (municipality, geometry, zone, name, floors, ratio, built, adopted_on, surveyed_at)
      values (${index === 4 ? 'H434' : 'C096'}, ST_GeomFromText(${squareWkt(index * 100, 0)}, 7792),
        ${'ABABC'[index]}, ${name}, ${index + 1}, ${1234.5 + index}, ${index % 2 === 0},
        '2024-03-15', '2024-03-15T10:30:00Z')`.execute(owner);
  await sql`
    insert into territory.paths (municipality, geometry, name)
    values ('C096', ST_GeomFromText('LINESTRING(430000 4625000, 431000 4625500)', 7792), 'Via dei lupi')`.execute(
    owner,
  );
  await sql`
    insert into territory.drafts (municipality, geometry, zone)
    values ('C096', ST_GeomFromText(${squareWkt(0, 0)}, 7792), 'A')`.execute(owner);
}
