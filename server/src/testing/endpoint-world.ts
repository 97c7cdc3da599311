/** What the endpoint matrix stands on: a union of two municipalities, and things of the first to be tried at. */
import { createHash, randomUUID } from 'node:crypto';
import type { KeyRequest, NewKeyResponse } from '@sit/core/api-people';
import type { ProposalDetail } from '@sit/core/api-proposal';
import type { ChangeOperation } from '@sit/core/feature';
import type { Grant } from '@sit/core/permission';
import type { Hono } from 'hono';
import { sql } from 'kysely';
import { createApp } from '../app.ts';
import { addPerson } from '../auth/person.service.ts';
import { PASSWORD, UNION_ADMIN, personId, seedPeople, signedIn } from '../auth/testing.ts';
import type { Browser } from '../auth/testing.ts';
import { asOwner } from '../db/scope.ts';
import { readConfig } from '../config.ts';
import type { Env } from '../http/env.ts';
import { embedKey, serviceKey } from '../keys/testing.ts';
import { createLayer } from '../layers/layer.service.ts';
import { startLyingProvider } from '../oidc/testing/lying-provider.ts';
import type { TestServer } from './harness.ts';
import { jsonOf } from './json-of.ts';
import { insertZone } from './role-cases.ts';
import { zoningLayer } from './zoning-layer.ts';

/** Read by the offices only: whoever is nobody must never find this word. */
export const RESERVED = 'riservato';
/** Titles of C096's proposals: H434 must never find it. */
export const OURS = 'Variante di Castel di Sangro';

export interface World {
  server: TestServer;
  app: Hono<Env>;
  admin: Browser;
  planner: Browser;
  /** Of C096, in layer `zoning`; at version 2, so that it has a past. */
  feature(): Promise<number>;
  /** A change set of the planner's. */
  changeSet(): Promise<string>;
  /** Of the planner's, in layer `plan`, with one edit. */
  proposal(state?: 'draft' | 'in-review'): Promise<ProposalDetail>;
  webhook(): Promise<string>;
  import(): Promise<string>;
  key(kind?: KeyRequest['kind']): Promise<NewKeyResponse>;
  /** Id of somebody without roles who has not accepted their invitation. */
  invited(): Promise<string>;
  /** Somebody new without roles, on our own pages. */
  someone(): Promise<Someone>;
  dispose(): Promise<void>;
}

export interface Someone {
  id: string;
  email: string;
  page: Browser;
}

export async function endpointWorld(server: TestServer): Promise<World> {
  const { db, deps } = server;
  await seedPeople(db);
  const add = (email: string, name: string, grants: Grant[]) =>
    addPerson(db.kysely, { email, name, password: PASSWORD, grants });
  await add('vicino@example.org', 'Vito Vicino', [{ role: 'planner', municipality: 'H434' }]);
  await add('senza@example.org', 'Sara Senza', []);
  await add('ex@example.org', 'Elia Ex', UNION_ADMIN);
  await add('due@example.org', 'Dora Due', UNION_ADMIN);
  await asOwner(db, async (trx) => {
    await createLayer(trx, zoningLayer());
    await createLayer(trx, zoningLayer({ id: 'plan', editMode: 'proposal' }));
    const title = { it: `Livello ${RESERVED}` };
    await createLayer(trx, zoningLayer({ id: RESERVED, title, readableBy: 'offices' }));
    for (const layer of ['zoning', 'plan', RESERVED]) await insertZone(trx, layer, 'C096');
  });
  // It says where it is, and is never believed.
  const provider = await startLyingProvider();
  const oidc = { issuer: provider.issuer, client: 'sit', secret: 'a secret of the client' };
  const app = createApp({ ...deps, config: configOf(server, oidc) });
  const [admin, planner] = [await signedIn(app, 'admin@example.org'), await signedIn(app)];
  const ask = async (page: Browser, path: string, body: unknown, headers = {}) => {
    const response = await page.post(path, body, headers);
    if (response.status >= 300) throw new Error(`${path}: ${await response.text()}`);
    return jsonOf(response);
  };
  const revised = ({ id, revision }: ProposalDetail) => ({
    'If-Match': `"proposal.${id}.${revision}"`,
  });
  return {
    server,
    app,
    admin,
    planner,
    feature: () =>
      asOwner(db, async (trx) => {
        const { fid } = await insertZone(trx, 'zoning', 'C096');
        await sql`update territory.zoning set name = 'seconda versione' where fid = ${fid}`.execute(
          trx,
        );
        return fid;
      }),
    async changeSet() {
      const operations = [creating('zoning')];
      return (await ask(planner, '/api/changesets', { id: randomUUID(), operations })).id;
    },
    async proposal(state = 'draft') {
      const request = { id: randomUUID(), municipality: 'C096', title: OURS };
      const opened = await ask(planner, '/api/proposals', request);
      const at = `/api/proposals/${opened.id}`;
      const operations = [creating('plan')];
      const draft = await ask(planner, `${at}/edits`, { operations }, revised(opened));
      return state === 'draft' ? draft : ask(planner, `${at}/submit`, {}, revised(draft));
    },
    webhook: async () =>
      (await ask(admin, '/api/webhooks', { url: 'https://example.org/avvisi' })).id,
    async import() {
      const id = randomUUID();
      await db.kysely
        .insertInto('sit.import')
        // No more of the row than it cannot be without.
        .values({
          id,
          state: 'waiting',
          layer: 'zoning',
          creates_layer: false,
          file_name: 'zone.geojson',
          file_bytes: 1,
          sha256: createHash('sha256').digest('hex'),
          author: 'prova',
        } as never)
        .execute();
      return id;
    },
    key: (kind = 'service') => (kind === 'embed' ? embedKey(db) : serviceKey(db)),
    invited: () =>
      addPerson(db.kysely, {
        email: newAddress(),
        name: 'Ivo Invitato',
        password: null,
        grants: [],
      }),
    async someone() {
      const email = newAddress();
      await add(email, 'Nora Nuova', []);
      return { id: await personId(db, email), email, page: await signedIn(app, email) };
    },
    dispose: () => provider.stop(),
  };
}

const newAddress = (): string => `p-${randomUUID().slice(0, 8)}@example.org`;

function configOf({ config }: TestServer, oidc: Record<'issuer' | 'client' | 'secret', string>) {
  return {
    ...config,
    oidc: readConfig(
      {
        SIT_HOME: config.home,
        SIT_OIDC_ISSUER: oidc.issuer,
        SIT_OIDC_CLIENT_ID: oidc.client,
        SIT_OIDC_CLIENT_SECRET: oidc.secret,
      },
      config.home,
    ).oidc,
  };
}

/** Of a feature of C096. */
export function creating(layer: string): ChangeOperation {
  const ring: [number, number][] = [
    [14.1, 41.7],
    [14.101, 41.7],
    [14.101, 41.701],
    [14.1, 41.7],
  ];
  return {
    operation: 'create',
    layer,
    municipality: 'C096',
    geometry: { type: 'Polygon', coordinates: [ring] },
    properties: { zone: 'A' },
  };
}
