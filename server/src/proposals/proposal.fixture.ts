/** A union with people of every kind and a layer edited by proposal, for the tests of proposals. */
import { randomUUID } from 'node:crypto';
import type { ProposalDetail } from '@sit/core/api-proposal';
import type { ChangeOperation } from '@sit/core/feature';
import type { Polygon } from '@sit/core/geometry';
import type { Caller, Principal } from '@sit/core/permission';
import type { ProblemDetails } from '@sit/core/problem';
import { proposalETag } from '@sit/core/proposal';
import { changeSetRoutes } from '../changesets/change-set.routes.ts';
import { asOwner } from '../db/scope.ts';
import { createLayer } from '../layers/layer.service.ts';
import { tenancyRoutes } from '../tenancy/tenancy.routes.ts';
import { seedPrincipal, seedUnion } from '../testing/harness.ts';
import type { TestServer } from '../testing/harness.ts';
import { testApi } from '../testing/test-api.ts';
import type { Answer } from '../testing/test-api.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { proposalRoutes } from './proposal.routes.ts';

/** A square of `side` degrees, its lower left corner at `(lng, lat)`. */
export function square(lng: number, lat = 41.78, side = 0.001): Polygon {
  const [east, north] = [lng + side, lat + side];
  const ring: [number, number][] = [
    [lng, lat],
    [east, lat],
    [east, north],
    [lng, north],
    [lng, lat],
  ];
  return { type: 'Polygon', coordinates: [ring] };
}

export function creating(more: object = {}): ChangeOperation {
  return {
    operation: 'create',
    layer: 'plan',
    municipality: 'C096',
    geometry: square(14.1),
    properties: { zone: 'A' },
    ...more,
  } as ChangeOperation;
}

export type Who =
  'author' | 'reviewer' | 'officer' | 'viewer' | 'neighbour' | 'editor' | 'admin' | 'stranger';
export type People = Record<Who, Principal>;

type Known = Pick<ProposalDetail, 'id' | 'revision'>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Proposals {
  people: People;
  /** Any request, without If-Match. */
  ask<T = ProblemDetails>(
    who: Caller,
    method: Method,
    path: string,
    body?: unknown,
  ): Promise<Answer<T>>;
  /** On a proposal from the revision known. */
  on<T = ProposalDetail>(
    who: Caller,
    method: Method,
    proposal: Known,
    path?: string,
    body?: unknown,
  ): Promise<Answer<T & ProblemDetails>>;
  /** A draft of the author's with these edits. */
  draft(operations?: ChangeOperation[], more?: object): Promise<ProposalDetail>;
  /** The same, submitted. */
  submitted(operations?: ChangeOperation[], more?: object): Promise<ProposalDetail>;
  /** Writes by direct change set into the layer edited directly; the fids. */
  commit(who: Caller, ...operations: ChangeOperation[]): Promise<number[]>;
}

/** Layers: `zoning` is edited directly, `plan` by proposal, `secret` is read and edited by planners. */
export async function proposals({ db, deps }: TestServer): Promise<Proposals> {
  await seedUnion(db);
  await asOwner(db, async (trx) => {
    await createLayer(trx, zoningLayer());
    await createLayer(trx, zoningLayer({ id: 'plan', editMode: 'proposal' }));
    await createLayer(trx, zoningLayer({ id: 'secret', readableBy: ['planner', 'union-editor'] }));
  });
  const of = (
    name: string,
    role: Principal['grants'][number]['role'],
    municipality: string | null,
  ) => seedPrincipal(db, name, [{ role, municipality }]);
  const people: People = {
    author: await of('Ada Piani', 'planner', 'C096'),
    reviewer: await of('Bea Riva', 'planner', 'C096'),
    officer: await of('Ugo Sala', 'officer', 'C096'),
    viewer: await of('Ivo Neri', 'viewer', 'C096'),
    neighbour: await of('Leo Monti', 'planner', 'H434'),
    editor: await of('Pia Unita', 'union-editor', null),
    admin: await of('Eva Unione', 'union-admin', null),
    stranger: await seedPrincipal(db, 'Gino Solo', []),
  };
  const api = testApi(deps, [proposalRoutes, changeSetRoutes, tenancyRoutes]);
  const { author } = people;
  const world: Proposals = {
    people,
    ask: (who, method, path, body) => api(who, method, path, body),
    on: (who, method, { id, revision }, path = '', body = undefined) =>
      api(who, method, `/proposals/${id}${path}`, body, { 'If-Match': proposalETag(id, revision) }),
    async draft(operations = [creating()], more = {}) {
      const request = { id: randomUUID(), municipality: 'C096', title: 'Variante', ...more };
      const opened = must(await world.ask<ProposalDetail>(author, 'POST', '/proposals', request));
      if (operations.length === 0) return opened;
      return must(await world.on(author, 'POST', opened, '/edits', { operations }));
    },
    async submitted(operations, more) {
      return must(await world.on(author, 'POST', await world.draft(operations, more), '/submit'));
    },
    async commit(who, ...operations) {
      const changeSet = { id: randomUUID(), operations };
      const answer = await world.ask<{ results: { fid: number }[] }>(
        who,
        'POST',
        '/changesets',
        changeSet,
      );
      return must(answer).results.map(({ fid }) => fid);
    },
  };
  return world;
}

/** What a step that must succeed answered. */
export function must<T>({ status, body }: Answer<T>): T {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** Code and status of a refusal. */
export function refusal({ status, body }: Answer<unknown>): [number, string] {
  return [status, (body as ProblemDetails).code];
}
