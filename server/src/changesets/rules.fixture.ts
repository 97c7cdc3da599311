/** Two municipalities with boundaries, a coverage and a plain layer, and edits in metres from a local origin. */
import { randomUUID } from 'node:crypto';
import type { ChangeOperation, CreateOperation, UpdateOperation } from '@sit/core/feature';
import type { Geometry } from '@sit/core/geometry';
import type { Layer } from '@sit/core/layer';
import type { Principal } from '@sit/core/permission';
import type { Refusal } from '@sit/core/problem';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { layerTable } from '../db/identifier.ts';
import { asOwner, inScope } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { Problem } from '../http/problem.ts';
import { createLayer } from '../layers/layer.service.ts';
import { seedPrincipal, seedUnion } from '../testing/harness.ts';
import type { TestServer } from '../testing/harness.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import type { Commit } from './change-set.service.ts';
import { commit } from './change-set.service.ts';

type Corner = readonly [x: number, y: number];
export type Ring = readonly Corner[];

/** WKT of a polygon with holes; metres from EPSG:7792 430000, 4625000. */
export function polygonWkt(...parts: Ring[][]): string {
  const ring = (around: Ring): string =>
    `(${[...around, around[0]!].map(([x, y]) => `${430_000 + x} ${4_625_000 + y}`).join(',')})`;
  return `MULTIPOLYGON(${parts.map((rings) => `(${rings.map(ring).join(',')})`).join(',')})`;
}

export function corners(left: number, bottom: number, right: number, top: number): Ring {
  return [
    [left, bottom],
    [right, bottom],
    [right, top],
    [left, top],
  ];
}

export const rectangle = (...sides: [number, number, number, number]): string =>
  polygonWkt([corners(...sides)]);

const ENDED_ON = { name: 'ended_on', type: 'date', label: { it: 'Cessazione' } } as const;

/** Layers: `municipalities`, the coverages `zoning` and `plans` (with legal time), and `buildings`. */
function layers(): Layer[] {
  const plain = zoningLayer();
  return [
    zoningLayer({ id: 'municipalities', editableBy: 'union-admin' }),
    zoningLayer({ coverage: true }),
    zoningLayer({ id: 'buildings' }),
    {
      ...zoningLayer({ id: 'plans', coverage: true }),
      fields: [...plain.fields, { ...ENDED_ON, required: false, readOnly: false }],
      legalTime: { from: 'adopted_on', to: 'ended_on' },
    },
  ];
}

export class Territory {
  readonly #server: () => TestServer;
  planner!: Principal;
  admin!: Principal;

  constructor(server: () => TestServer) {
    this.#server = server;
  }

  /** C096 is the square of a kilometre from the origin, H434 the one east of it. */
  async seed(): Promise<void> {
    const { db } = this.#server();
    await seedUnion(db);
    this.planner = await seedPrincipal(db, 'Ada Piani', [
      { role: 'planner', municipality: 'C096' },
    ]);
    this.admin = await seedPrincipal(db, 'Eva Unione', [
      { role: 'union-admin', municipality: null },
    ]);
    await asOwner(db, async (trx) => {
      for (const layer of layers()) await createLayer(trx, layer);
    });
    await this.stored('municipalities', rectangle(0, 0, 1000, 1000));
    await this.stored('municipalities', rectangle(1000, 0, 2000, 1000), 'H434');
  }

  /** Everything gone but the two boundaries, which are as at first. */
  async clear(): Promise<void> {
    await asOwner(this.#server().db, async (trx) => {
      for (const id of ['zoning', 'plans', 'buildings'])
        await sql`delete from ${layerTable(id)}`.execute(trx);
      await sql`delete from territory.municipalities where fid > 2`.execute(trx);
      for (const [fid, x] of [
        [1, 0],
        [2, 1000],
      ] as const)
        await sql`update territory.municipalities set municipality = ${fid === 1 ? 'C096' : 'H434'},
          geometry = ST_GeomFromText(${rectangle(x, 0, x + 1000, 1000)}, 7792) where fid = ${fid}`.execute(
          trx,
        );
    });
  }

  /** A feature as an import leaves it: no rule is asked. */
  async stored(layer: string, wkt: string, municipality = 'C096'): Promise<number> {
    return asOwner(this.#server().db, (trx) => insertZone(trx, layer, wkt, municipality));
  }

  /** As a request of `caller` that holds itself to nothing but the database. */
  async bySql<T>(work: (trx: Kysely<Tables>) => Promise<T>, caller = this.planner): Promise<T> {
    return inScope(this.#server().db, caller, work);
  }

  /** GeoJSON in WGS 84. */
  async shape(wkt: string): Promise<Geometry> {
    const { rows } = await sql<{ shape: Geometry }>`
      select ST_AsGeoJSON(ST_Transform(ST_GeomFromText(${wkt}, 7792), 4326), 15)::json as shape`.execute(
      this.#server().owner,
    );
    return rows[0]!.shape;
  }

  async create(
    layer: string,
    wkt: string,
    more: Partial<CreateOperation> = {},
  ): Promise<ChangeOperation> {
    const geometry = await this.shape(wkt);
    return {
      operation: 'create',
      layer,
      municipality: 'C096',
      geometry,
      properties: { zone: 'A' },
      ...more,
    };
  }

  async reshape(
    layer: string,
    fid: number,
    wkt: string,
    baseVersion = 1,
  ): Promise<UpdateOperation> {
    return { operation: 'update', layer, fid, baseVersion, geometry: await this.shape(wkt) };
  }

  commit(
    operations: ChangeOperation[],
    caller = this.planner,
    id: string = randomUUID(),
  ): Promise<Commit> {
    return commit(this.#server().db, caller, { id, operations });
  }

  /** Of the first fault; undefined when there is none, and the change set is committed. */
  async reasonOf(
    operations: ChangeOperation[],
    caller = this.planner,
  ): Promise<string | undefined> {
    try {
      await this.commit(operations, caller);
      return undefined;
    } catch (error) {
      if (error instanceof Problem) return error.refusal.faults?.[0]?.reason ?? error.refusal.code;
      throw error;
    }
  }

  async refusal(operations: ChangeOperation[], caller = this.planner): Promise<Refusal> {
    try {
      await this.commit(operations, caller);
    } catch (error) {
      if (error instanceof Problem) return error.refusal;
      throw error;
    }
    throw new Error('it was accepted');
  }
}

export async function insertZone(
  db: Kysely<Tables>,
  layer: string,
  wkt: string,
  municipality = 'C096',
): Promise<number> {
  const { rows } = await sql<{ fid: number }>`
    insert into ${layerTable(layer)} (municipality, geometry, zone)
    values (${municipality}, ST_GeomFromText(${wkt}, 7792), 'A') returning fid`.execute(db);
  return rows[0]!.fid;
}
