/**
 * Every role × layer × action × own and other municipality, through the API, in SQL under the request's role,
 * and in SQL by a real login: each must do what core/permission.ts says, no more and no less.
 */
import { randomUUID } from 'node:crypto';
import type { ChangeOperation } from '@sit/core/feature';
import type { Layer } from '@sit/core/layer';
import { EDITORS, EDIT_MODES } from '@sit/core/layer';
import {
  ROLES,
  isUnionRole,
  may,
  mayEditFeature,
  mayManageLayers,
  mayReadLayer,
} from '@sit/core/permission';
import type { Caller, Principal, Role } from '@sit/core/permission';
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { changeSetRoutes } from '../changesets/change-set.routes.ts';
import { openDatabase } from '../db/database.ts';
import { layerTable } from '../db/identifier.ts';
import { asOwner, inScope } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { layerRoutes } from '../layers/layer.routes.ts';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { testApi } from '../testing/test-api.ts';
import { squareWkt, zoningLayer } from '../testing/zoning-layer.ts';

const OWN = 'C096';
const OTHER = 'H434';
const MUNICIPALITIES = [OWN, OTHER];
const WRITES = ['create', 'rename', 'delete', 'give away'] as const;
type Write = (typeof WRITES)[number];

interface Actor {
  title: string;
  grants: Principal['grants'];
  signedIn: boolean;
}

const grant = (role: Role, municipality: string) => ({
  role,
  municipality: isUnionRole(role) ? null : municipality,
});
const ACTORS: Actor[] = [
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

const LAYERS: Layer[] = [
  ...EDITORS.flatMap((editableBy) =>
    EDIT_MODES.map((editMode) =>
      matrixLayer(`edit_${editableBy.replace('-', '_')}_${editMode}`, { editableBy, editMode }),
    ),
  ),
  matrixLayer('read_offices', { readableBy: 'offices' }),
  ...ROLES.map((role) => matrixLayer(`read_${role.replace('-', '_')}`, { readableBy: [role] })),
];

const WRITE_CASES = ACTORS.length * LAYERS.length * MUNICIPALITIES.length * WRITES.length;
const READ_CASES = ACTORS.length * LAYERS.length * 4;

describeOnBothEngines('roles', (server, engine) => {
  const callers = new Map<string, Caller>();

  beforeAll(async () => {
    const { db } = server();
    await seedUnion(db);
    for (const { title, grants, signedIn } of ACTORS)
      callers.set(title, signedIn ? await seedPrincipal(db, title, grants) : null);
    await asOwner(db, async (trx) => {
      for (const layer of LAYERS) {
        await createLayer(trx, layer);
        for (const municipality of MUNICIPALITIES) await insertZone(trx, layer.id, municipality);
      }
    });
  }, 120_000);

  it(`write what the permission table says: ${WRITE_CASES} cases in SQL under the request’s role`, async () => {
    const outcomes: Case[] = [];
    for (const each of writeCases()) {
      const caller = callers.get(each.actor.title)!;
      const done = await tried(
        (work) => inScope(server().db, caller, work),
        (trx) => writeBySql(trx, each),
      );
      outcomes.push(outcome(each, done === 'done'));
    }
    expect(outcomes).toEqual(writeCases().map((each) => outcome(each, expectedWrite(each))));
    expect(outcomes).toHaveLength(WRITE_CASES);
  }, 240_000);

  it(`write what the permission table says: ${WRITE_CASES} cases through the API`, async () => {
    const ask = testApi(server().deps, [changeSetRoutes]);
    const outcomes: Case[] = [];
    for (const each of writeCases()) {
      const { fid, version } = await asOwner(server().db, (trx) =>
        insertZone(trx, each.layer.id, each.municipality),
      );
      const { status } = await ask(callers.get(each.actor.title)!, 'POST', '/changesets', {
        id: randomUUID(),
        operations: [operationOf(each, fid, version)],
      });
      expect([201, 401, 403, 404]).toContain(status);
      outcomes.push(outcome(each, status === 201));
    }
    expect(outcomes).toEqual(writeCases().map((each) => outcome(each, expectedWrite(each))));
  }, 240_000);

  it(`read what the permission table says: ${READ_CASES} cases in SQL, and as many layers in the catalogue`, async () => {
    const ask = testApi(server().deps, [layerRoutes]);
    for (const actor of ACTORS) {
      const caller = callers.get(actor.title)!;
      for (const layer of LAYERS) {
        const read = (what: string): Promise<Outcome> =>
          tried(
            (work) => inScope(server().db, caller, work),
            async (trx) => (await sql.raw(what).execute(trx)).rows.length,
          );
        const mayRead = mayReadLayer(caller, layer);
        const inside = mayRead && may(caller, 'read-internal', 'anywhere');
        const seen = {
          features: await read(`select name from territory.${layer.id}`),
          internal: await read(`select secret from territory.${layer.id}`),
          authors: await read(`select author, change_set from territory.${layer.id}`),
          history: await read(`select name from history.${layer.id} where false`),
        };
        const where = `${actor.title}, ${layer.id}`;
        expect([where, seen.features === 'done']).toEqual([where, mayRead]);
        expect([where, seen.internal === 'done']).toEqual([where, inside]);
        expect([where, seen.authors === 'done']).toEqual([where, inside]);
        if (mayRead) expect([where, seen.history]).toEqual([where, 'nothing']);
        const catalogue = await ask<{ fields: { name: string }[] }>(
          caller,
          'GET',
          `/layers/${layer.id}`,
        );
        expect([where, catalogue.status]).toEqual([where, mayRead ? 200 : 404]);
        if (mayRead)
          expect([where, catalogue.body.fields.some(({ name }) => name === 'secret')]).toEqual([
            where,
            inside,
          ]);
      }
      const { status } = await ask(caller, 'POST', '/layers/nowhere/fields', {
        name: 'x',
        type: 'text',
        label: { it: 'X' },
      });
      expect([actor.title, status]).toEqual([
        actor.title,
        mayManageLayers(caller) ? 404 : caller ? 403 : 401,
      ]);
    }
  }, 120_000);

  it('the server’s own connections own no table and read no feature', async () => {
    const { rows: owned } = await sql`
      select relname from pg_class where relowner = current_user::regrole`.execute(
      server().db.kysely,
    );
    expect(owned).toEqual([]);
    const { rows: owners } = await sql<{ owner: string }>`
      select distinct tableowner as owner from pg_tables where schemaname in ('sit', 'territory', 'history')`.execute(
      server().db.kysely,
    );
    expect(owners).toEqual([{ owner: 'sit_owner' }]);
    for (const layer of LAYERS)
      await expect(
        sql`select fid from ${layerTable(layer.id)}`.execute(server().db.kysely),
      ).rejects.toThrow(/permission denied/);
  });

  if (engine === 'postgres')
    describe('a login of the database', () => {
      const logins = ACTORS.filter(({ grants }) => grants.length === 1);
      const cases = logins.length * LAYERS.length * MUNICIPALITIES.length * WRITES.length;

      it(`writes what the permission table says, and is refused aloud: ${cases} cases`, async () => {
        for (const actor of logins) {
          await withLogin(actor, async (login) => {
            const own = writeCases().filter((each) => each.actor === actor);
            const outcomes: Case[] = [];
            for (const each of own) {
              const done = await tried(
                (work) => login.transaction().execute(work),
                (trx) => writeBySql(trx, each),
              );
              // Not of layers it may not even read: there its statements find nothing.
              if (mayReadLayer(callers.get(each.actor.title)!, each.layer))
                expect([each.write, each.layer.id, done]).not.toContain('nothing');
              outcomes.push(outcome(each, done === 'done'));
            }
            expect(outcomes).toEqual(own.map((each) => outcome(each, expectedWrite(each))));
          });
        }
      }, 240_000);

      it.each([
        `select set_config('sit.admin', 'on', true)`,
        `select set_config('sit.union_editor', 'on', true)`,
        `select set_config('sit.municipalities', 'C096,H434', true)`,
        `select set_config('sit.proposal', gen_random_uuid()::text, true)`,
      ])('is not believed: %s', async (pretence) => {
        await withLogin(
          ACTORS.find(({ title }) => title === 'planner')!,
          async (login) => {
            for (const layer of [
              'edit_union_admin_direct',
              'edit_planner_proposal',
              'edit_planner_direct',
            ])
              await expect(
                login.transaction().execute(async (trx) => {
                  await sql.raw(pretence).execute(trx);
                  await insertZone(trx, layer, OTHER);
                }),
              ).rejects.toThrow(/row-level security/);
          },
        );
      });

      it.each(['sit_owner', 'sit_server', 'sit_union_admin', 'postgres'])(
        'cannot become %s',
        async (role) => {
          await withLogin(
            ACTORS.find(({ title }) => title === 'planner')!,
            async (login) => {
              await expect(sql`set role ${sql.raw(role)}`.execute(login)).rejects.toThrow(
                /permission denied/,
              );
            },
          );
        },
      );

      /** A connection of a real login with the actor's role. */
      const withLogin = async (
        { grants }: Actor,
        work: (login: Kysely<Tables>) => Promise<void>,
      ): Promise<void> => {
        const { addLogin, removeLogin } = await import('../logins/login.service.ts');
        const { db, owner } = server();
        const login = `matrix_${randomUUID().replaceAll('-', '')}`;
        const password = await addLogin(db, { login, name: 'Prova', grants });
        const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(
          owner,
        );
        const url = new URL(inject('clusterUrl'));
        Object.assign(url, { pathname: rows[0]!.name, username: login, password });
        const client = await openDatabase({ url: url.href, dataDir: null });
        try {
          await client.asLogin(work);
        } finally {
          await client.close();
          await removeLogin(db, login);
        }
      };
    });

  function writeCases(): WriteCase[] {
    return ACTORS.flatMap((actor) =>
      LAYERS.flatMap((layer) =>
        MUNICIPALITIES.flatMap((municipality) =>
          WRITES.map((write) => ({ actor, layer, municipality, write })),
        ),
      ),
    );
  }

  function expectedWrite({ actor, layer, municipality, write }: WriteCase): boolean {
    const caller = callers.get(actor.title)!;
    if (!mayEditFeature(caller, layer, municipality)) return false;
    const receiver = municipality === OWN ? OTHER : OWN;
    return write !== 'give away' || mayEditFeature(caller, layer, receiver);
  }
});

interface WriteCase {
  actor: Actor;
  layer: Layer;
  municipality: string;
  write: Write;
}
type Case = string;
type Outcome = 'done' | 'nothing' | 'refused';

function outcome({ actor, layer, municipality, write }: WriteCase, done: boolean): Case {
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
async function tried(
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

async function insertZone(
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

async function writeBySql(
  trx: Transaction<Tables>,
  { layer, municipality, write }: WriteCase,
): Promise<number> {
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
        await sql`update ${table} set municipality = ${municipality === OWN ? OTHER : OWN}
          where municipality = ${municipality}`.execute(trx),
      );
  }
}

function affected({ numAffectedRows }: { numAffectedRows?: bigint }): number {
  return Number(numAffectedRows ?? 0n);
}

function operationOf(
  { layer, municipality, write }: WriteCase,
  fid: number,
  baseVersion: number,
): ChangeOperation {
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
      return { operation: 'update', ...existing, municipality: municipality === OWN ? OTHER : OWN };
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
