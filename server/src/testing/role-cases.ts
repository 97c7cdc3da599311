/** The cases of the role matrix: who, in which layer, does what to whose feature; and how each is tried. */
import type { ChangeOperation } from '@sit/core/feature';
import { EDITORS, EDIT_MODES } from '@sit/core/layer';
import type { Layer } from '@sit/core/layer';
import { ROLES, isUnionRole } from '@sit/core/permission';
import type { Principal, Role } from '@sit/core/permission';
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import { layerTable } from '../db/identifier.ts';
import type { Tables } from '../db/tables.ts';
import { squareWkt, zoningLayer } from './zoning-layer.ts';

export const OWN = 'C096';
export const OTHER = 'H434';
export const MUNICIPALITIES = [OWN, OTHER];
const WRITES = ['create', 'rename', 'delete', 'give away'] as const;

export interface Actor {
  title: string;
  grants: Principal['grants'];
  signedIn: boolean;
}

const grant = (role: Role, municipality: string) => ({
  role,
  municipality: isUnionRole(role) ? null : municipality,
});
export const ACTORS: Actor[] = [
  { title: 'nobody', grants: [], signedIn: false },
  { title: 'a person without role', grants: [], signedIn: true },
  ...ROLES.map((role) => ({ title: role, grants: [grant(role, OWN)], signedIn: true })),
  {
    title: 'officer here, planner there',
    grants: [grant('officer', OWN), grant('planner', OTHER)],
    signedIn: true,
  },
  {
    title: 'viewer here and union-editor',
    grants: [grant('viewer', OWN), grant('union-editor', OWN)],
    signedIn: true,
  },
];

export const LAYERS: Layer[] = [
  ...EDITORS.flatMap((editableBy) =>
    EDIT_MODES.map((editMode) =>
      matrixLayer(`edit_${editableBy.replace('-', '_')}_${editMode}`, { editableBy, editMode }),
    ),
  ),
  matrixLayer('read_offices', { readableBy: 'offices' }),
  ...ROLES.map((role) => matrixLayer(`read_${role.replace('-', '_')}`, { readableBy: [role] })),
];

export function writeCases(): WriteCase[] {
  return ACTORS.flatMap((actor) =>
    LAYERS.flatMap((layer) =>
      MUNICIPALITIES.flatMap((municipality) =>
        WRITES.map((write) => ({ actor, layer, municipality, write })),
      ),
    ),
  );
}

export function receiverOf({ municipality }: WriteCase): string {
  return municipality === OWN ? OTHER : OWN;
}

export interface WriteCase {
  actor: Actor;
  layer: Layer;
  municipality: string;
  write: (typeof WRITES)[number];
}
/** `nothing`: no error, and no row either. */
export type Outcome = 'done' | 'nothing' | 'refused';

/** One line of the matrix as it turned out, or as it should. */
export function line({ actor, layer, municipality, write }: WriteCase, done: boolean): string {
  return `${actor.title}: ${write} of ${municipality} in ${layer.id}: ${done ? 'yes' : 'no'}`;
}

class RolledBack extends Error {
  readonly rows: number;
  constructor(rows: number) {
    super('rolled back');
    this.rows = rows;
  }
}

/** What came of `work`, of which nothing is left. */
export async function tried(
  transaction: (work: (trx: Transaction<Tables>) => Promise<void>) => Promise<void>,
  work: (trx: Transaction<Tables>) => Promise<number>,
): Promise<Outcome> {
  try {
    await transaction(async (trx) => {
      throw new RolledBack(await work(trx));
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.rows > 0 ? 'done' : 'nothing';
    // insufficient_privilege, by grant, policy or trigger; anything else is a fault of the test.
    if ((error as { code?: string }).code === '42501') return 'refused';
    throw error;
  }
  throw new Error('was not rolled back');
}

export async function insertZone(
  trx: Kysely<Tables>,
  layer: string,
  municipality: string,
): Promise<{ fid: number; version: number }> {
  const { rows } = await sql<{ fid: number; version: number }>`
    insert into ${layerTable(layer)} (municipality, geometry, zone)
    values (${municipality}, ST_GeomFromText(${squareWkt(0, 0)}, 7792), 'A') returning fid, version`.execute(
    trx,
  );
  return rows[0]!;
}

export async function writeBySql(trx: Transaction<Tables>, each: WriteCase): Promise<number> {
  const { layer, municipality, write } = each;
  const table = layerTable(layer.id);
  switch (write) {
    case 'create':
      await sql`insert into ${table} (municipality, geometry, zone)
        values (${municipality}, ST_GeomFromText(${squareWkt(0, 0)}, 7792), 'A')`.execute(trx);
      return 1;
    case 'rename':
      return affected(
        await sql`update ${table} set name = 'x' where municipality = ${municipality}`.execute(trx),
      );
    case 'delete':
      return affected(
        await sql`delete from ${table} where municipality = ${municipality}`.execute(trx),
      );
    case 'give away':
      return affected(
        await sql`update ${table} set municipality = ${receiverOf(each)}
          where municipality = ${municipality}`.execute(trx),
      );
  }
}

function affected({ numAffectedRows }: { numAffectedRows?: bigint }): number {
  return Number(numAffectedRows ?? 0n);
}

export function operationOf(each: WriteCase, fid: number, baseVersion: number): ChangeOperation {
  const { layer, municipality, write } = each;
  const existing = { layer: layer.id, fid, baseVersion };
  switch (write) {
    case 'create':
      return {
        operation: 'create',
        layer: layer.id,
        municipality,
        geometry: {
          type: 'MultiPolygon',
          coordinates: [
            [
              [
                [14.1, 41.7],
                [14.101, 41.7],
                [14.101, 41.701],
                [14.1, 41.7],
              ],
            ],
          ],
        },
        properties: { zone: 'A' },
      };
    case 'rename':
      return { operation: 'update', ...existing, properties: { name: 'x' } };
    case 'delete':
      return { operation: 'delete', ...existing };
    case 'give away':
      return { operation: 'update', ...existing, municipality: receiverOf(each) };
  }
}

function matrixLayer(id: string, changes: Partial<Layer>): Layer {
  const { fields, ...rest } = zoningLayer({ id, ...changes });
  const secret = { name: 'secret', type: 'text', label: { it: 'Riservato' } } as const;
  return {
    ...rest,
    fields: [...fields, { ...secret, required: false, readOnly: false, internal: true }],
  };
}
