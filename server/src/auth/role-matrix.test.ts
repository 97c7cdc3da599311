/**
 * Every role × layer × action × own and other municipality, through the API, in SQL under the request's role,
 * and in SQL by a real login: each must do what core/permission.ts says, no more and no less.
 */
import { randomUUID } from 'node:crypto';
import { may, mayEditFeature, mayManageLayers, mayReadLayer } from '@sit/core/permission';
import type { Caller } from '@sit/core/permission';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { changeSetRoutes } from '../changesets/change-set.routes.ts';
import { openDatabase } from '../db/database.ts';
import { layerTable } from '../db/identifier.ts';
import { asOwner, inScope } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { layerRoutes } from '../layers/layer.routes.ts';
import { createLayer } from '../layers/layer.service.ts';
import { addLogin, removeLogin } from '../logins/login.service.ts';
import { actorAt } from './testing.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import {
  ACTORS,
  LAYERS,
  MUNICIPALITIES,
  OTHER,
  insertZone,
  line,
  operationOf,
  receiverOf,
  tried,
  writeBySql,
  writeCases,
} from '../testing/role-cases.ts';
import type { Actor, WriteCase } from '../testing/role-cases.ts';
import { testApi } from '../testing/test-api.ts';

const WRITE_CASES = writeCases().length;
const READ_CASES = ACTORS.length * LAYERS.length * 6;

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
        // So that each has a past too.
        await sql`update ${layerTable(layer.id)} set name = 'seconda versione'`.execute(trx);
      }
    });
  }, 120_000);

  it(`write what the permission table says: ${WRITE_CASES} cases in SQL under the request’s role`, async () => {
    const outcomes: string[] = [];
    for (const each of writeCases()) {
      const caller = callers.get(each.actor.title)!;
      const done = await tried(
        (work) => inScope(server().db, caller, work),
        (trx) => writeBySql(trx, each),
      );
      outcomes.push(line(each, done === 'done'));
    }
    expect(outcomes).toEqual(writeCases().map((each) => line(each, expectedWrite(each))));
    expect(outcomes).toHaveLength(WRITE_CASES);
  }, 240_000);

  it(`write what the permission table says: ${WRITE_CASES} cases through the API`, async () => {
    const ask = testApi(server().deps, [changeSetRoutes]);
    const outcomes: string[] = [];
    for (const each of writeCases()) {
      const { fid, version } = await asOwner(server().db, (trx) =>
        insertZone(trx, each.layer.id, each.municipality),
      );
      const { status } = await ask(callers.get(each.actor.title)!, 'POST', '/changesets', {
        id: randomUUID(),
        operations: [operationOf(each, fid, version)],
      });
      expect([201, 401, 403, 404]).toContain(status);
      outcomes.push(line(each, status === 201));
    }
    expect(outcomes).toEqual(writeCases().map((each) => line(each, expectedWrite(each))));
  }, 240_000);

  it(`read what the permission table says: ${READ_CASES} cases in SQL, and as many layers in the catalogue`, async () => {
    const ask = testApi(server().deps, [layerRoutes]);
    const seen: string[] = [];
    const expected: string[] = [];
    for (const actor of ACTORS)
      for (const layer of LAYERS) {
        const caller = callers.get(actor.title)!;
        const rows = (what: string) =>
          tried(
            (work) => inScope(server().db, caller, work),
            async (trx) => (await sql.raw(what).execute(trx)).rows.length,
          );
        const catalogue = await ask<{ fields?: { name: string }[] }>(
          caller,
          'GET',
          `/layers/${layer.id}`,
        );
        const shown = catalogue.body.fields?.map(({ name }) => name) ?? [];
        const mayRead = mayReadLayer(caller, layer);
        const inside = mayRead && may(caller, 'read-internal', 'anywhere');
        const tell = (...answers: unknown[]): string =>
          [`${actor.title} in ${layer.id}:`, ...answers].join(' ');
        seen.push(
          tell(
            (await rows(`select name from territory.${layer.id}`)) === 'done',
            (await rows(`select secret from territory.${layer.id}`)) === 'done',
            (await rows(`select author, change_set from territory.${layer.id}`)) === 'done',
            (await rows(`select name from history.${layer.id}`)) === 'done',
            catalogue.status,
            shown.includes('secret'),
          ),
        );
        expected.push(tell(mayRead, inside, inside, mayRead, mayRead ? 200 : 404, inside));
      }
    expect(seen).toEqual(expected);
  }, 120_000);

  it.each(ACTORS)('manage layers: $title', async ({ title }) => {
    const caller = callers.get(title)!;
    const field = { name: 'x', type: 'text', label: { it: 'X' } };
    const ask = testApi(server().deps, [layerRoutes]);
    const { status } = await ask(caller, 'POST', '/layers/nowhere/fields', field);
    expect(status).toBe(mayManageLayers(caller) ? 404 : caller ? 403 : 401);
  });

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
      const cases = writeCases().filter(({ actor }) => logins.includes(actor)).length;

      it(`writes what the permission table says, and is refused aloud: ${cases} cases`, async () => {
        const silent: string[] = [];
        for (const actor of logins) {
          await withLogin(actor, async (login) => {
            const own = writeCases().filter((each) => each.actor === actor);
            const outcomes: string[] = [];
            for (const each of own) {
              const done = await tried(
                (work) => login.transaction().execute(work),
                (trx) => writeBySql(trx, each),
              );
              outcomes.push(line(each, done === 'done'));
              // Of layers it may not even read its statements find nothing; of others they say so.
              if (done === 'nothing' && mayReadLayer(callers.get(actor.title)!, each.layer))
                silent.push(line(each, false));
            }
            expect(outcomes).toEqual(own.map((each) => line(each, expectedWrite(each))));
          });
        }
        expect(silent).toEqual([]);
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
        const { db, owner } = server();
        const login = `matrix_${randomUUID().replaceAll('-', '')}`;
        const password = await addLogin(db, { login, name: 'Prova', grants }, actorAt());
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
          await removeLogin(db, login, actorAt());
        }
      };
    });

  function expectedWrite(each: WriteCase): boolean {
    const { actor, layer, municipality, write } = each;
    const caller = callers.get(actor.title)!;
    if (!mayEditFeature(caller, layer, municipality)) return false;
    return write !== 'give away' || mayEditFeature(caller, layer, receiverOf(each));
  }
});
