/** Every role × what is done beside features × own and other municipality: as core/permission.ts's table says. */
import { randomUUID } from 'node:crypto';
import type { Action, Caller } from '@sit/core/permission';
import { may } from '@sit/core/permission';
import { proposalETag } from '@sit/core/proposal';
import { beforeAll, expect, it } from 'vitest';
import { asOwner } from '../db/scope.ts';
import { layerRoutes } from '../layers/layer.routes.ts';
import { createLayer } from '../layers/layer.service.ts';
import { proposalRoutes } from '../proposals/proposal.routes.ts';
import { tenancyRoutes } from '../tenancy/tenancy.routes.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { ACTORS, MUNICIPALITIES } from '../testing/role-cases.ts';
import { testApi } from '../testing/test-api.ts';
import type { Ask } from '../testing/test-api.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { webhookRoutes } from '../webhooks/webhook.routes.ts';

interface Deed {
  action: Action;
  /** Whether it was done. */
  attempt(ask: Ask, caller: Caller, municipality: string): Promise<boolean>;
}

interface Draft {
  id: string;
  revision: number;
}

describeOnBothEngines('roles', (server) => {
  const callers = new Map<string, Caller>();
  let admin: Caller;

  beforeAll(async () => {
    const { db } = server();
    await seedUnion(db);
    await asOwner(db, (trx) => createLayer(trx, zoningLayer()));
    admin = await seedPrincipal(db, 'Anna Unione', [{ role: 'union-admin', municipality: null }]);
    for (const { title, grants, signedIn } of ACTORS)
      callers.set(title, signedIn ? await seedPrincipal(db, title, grants) : null);
  });

  const ifMatch = ({ id, revision }: Draft) => ({ 'If-Match': proposalETag(id, revision) });
  const open = (ask: Ask, caller: Caller, municipality: string) =>
    ask<Draft>(caller, 'POST', '/proposals', { id: randomUUID(), municipality, title: 'Prova' });
  const submitted = async (ask: Ask, municipality: string): Promise<Draft> => {
    const { body: draft } = await open(ask, admin, municipality);
    const operation = {
      operation: 'create',
      layer: 'zoning',
      municipality,
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [14.1, 41.7],
            [14.101, 41.7],
            [14.101, 41.701],
            [14.1, 41.7],
          ],
        ],
      },
      properties: { zone: 'A' },
    };
    const edits = await ask<Draft>(
      admin,
      'POST',
      `/proposals/${draft.id}/edits`,
      { operations: [operation] },
      ifMatch(draft),
    );
    const { body } = await ask<Draft>(
      admin,
      'POST',
      `/proposals/${draft.id}/submit`,
      {},
      ifMatch(edits.body),
    );
    return body;
  };

  const DEEDS: Record<string, Deed> = {
    'open a proposal': {
      action: 'edit-planner',
      attempt: async (ask, caller, municipality) =>
        (await open(ask, caller, municipality)).status === 201,
    },
    'see a proposal': {
      action: 'see-proposals',
      attempt: async (ask, caller, municipality) => {
        const { body } = await open(ask, admin, municipality);
        return (await ask(caller, 'GET', `/proposals/${body.id}`)).status === 200;
      },
    },
    'see it listed': {
      action: 'see-proposals',
      attempt: async (ask, caller, municipality) => {
        const { body } = await open(ask, admin, municipality);
        const list = await ask<{ proposals?: Draft[] }>(
          caller,
          'GET',
          `/proposals?municipality=${municipality}`,
        );
        return (list.body.proposals ?? []).some(({ id }) => id === body.id);
      },
    },
    'comment on it': {
      action: 'see-proposals',
      attempt: async (ask, caller, municipality) => {
        const { body } = await open(ask, admin, municipality);
        const comment = { id: randomUUID(), text: 'Visto.' };
        const path = `/proposals/${body.id}/comments`;
        return (await ask(caller, 'POST', path, comment)).status === 201;
      },
    },
    'reject a proposal': {
      action: 'review-proposals',
      attempt: async (ask, caller, municipality) => {
        const proposal = await submitted(ask, municipality);
        const path = `/proposals/${proposal.id}/reject`;
        const answer = await ask(caller, 'POST', path, { reason: 'No.' }, ifMatch(proposal));
        return answer.status === 200;
      },
    },
    'publish a proposal': {
      action: 'review-proposals',
      attempt: async (ask, caller, municipality) => {
        const proposal = await submitted(ask, municipality);
        const path = `/proposals/${proposal.id}/publish`;
        const answer = await ask(
          caller,
          'POST',
          path,
          { changeSet: randomUUID() },
          ifMatch(proposal),
        );
        return answer.status === 200;
      },
    },
    'change the union’s rules': {
      action: 'manage-union',
      attempt: async (ask, caller) =>
        (await ask(caller, 'PATCH', '/union', { separateReviewer: true })).status === 200,
    },
    'see webhooks': {
      action: 'manage-union',
      attempt: async (ask, caller) => (await ask(caller, 'GET', '/webhooks')).status === 200,
    },
    'change a layer': {
      action: 'manage-layers',
      attempt: async (ask, caller) =>
        (await ask(caller, 'PATCH', '/layers/zoning', { position: 20 })).status === 200,
    },
  };

  it.each(Object.keys(DEEDS))(
    `%s: ${ACTORS.length * MUNICIPALITIES.length} cases each`,
    async (name) => {
      const { action, attempt } = DEEDS[name]!;
      const ask = testApi(server().deps, [
        layerRoutes,
        proposalRoutes,
        tenancyRoutes,
        webhookRoutes,
      ]);
      const done: string[] = [];
      const expected: string[] = [];
      for (const { title } of ACTORS)
        for (const municipality of MUNICIPALITIES) {
          const caller = callers.get(title)!;
          const where = `${title}, ${municipality}: `;
          done.push(where + String(await attempt(ask, caller, municipality)));
          expected.push(where + String(may(caller, action, municipality)));
        }
      expect(done).toEqual(expected);
    },
  );
});
