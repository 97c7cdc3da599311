/** A layer as a proposal would have it: items, single items and tiles, and that publication is what was shown. */
import { randomUUID } from 'node:crypto';
import { toWebMercator } from '@sit/core/web-mercator';
import type { ProposalDetail, Publication } from '@sit/core/api-proposal';
import type { Polygon } from '@sit/core/geometry';
import { proposedFid } from '@sit/core/proposal';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { inScope } from '../db/scope.ts';
import { rowsOf } from '../db/layer-state.ts';
import { testOgc } from '../ogc/ogc.fixture.ts';
import type { Json, TestOgc } from '../ogc/ogc.fixture.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { decodeTile } from '../testing/mvt-text.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { tilesTouching } from '../tiles/tile-matrix.ts';
import { creating, must, proposals, square } from './proposal.fixture.ts';
import type { Proposals, Who } from './proposal.fixture.ts';

const UNWRITTEN = 'Questo elemento non lo tocca nessuno';

describeOnBothEngines('a preview', (server) => {
  let world: Proposals;
  let ogc: TestOgc;
  /** Kept, changed and deleted by the proposal. */
  let kept: number, changed: number, deleted: number;
  let proposal: ProposalDetail;
  let added: number;

  beforeAll(async () => {
    world = await proposals(server());
    ogc = testOgc(server());
    const { author } = world.people;
    [kept, changed, deleted] = (await world.commit(
      author,
      creating({ layer: 'zoning', properties: { zone: 'A', name: UNWRITTEN } }),
      creating({
        layer: 'zoning',
        geometry: square(14.101000123),
        properties: {
          zone: 'B',
          name: 'Prima',
          ratio: 0.1,
          adopted_on: '2026-02-28',
          surveyed_at: '2026-02-28T09:00:00.123Z',
        },
      }),
      creating({ layer: 'zoning', geometry: square(14.12) }),
    )) as [number, number, number];
    proposal = await world.submitted([
      creating({
        layer: 'zoning',
        // Clockwise, with decimals that only binary numbers have.
        geometry: reversed(square(14.13000000037, 41.7811111119)),
        properties: { zone: 'C', ratio: 1 / 3, surveyed_at: '2026-05-01T10:00:00+02:00' },
      }),
      {
        operation: 'update',
        layer: 'zoning',
        fid: changed,
        baseVersion: 1,
        geometry: square(14.101000123, 41.78, 0.0017),
        properties: { name: null, floors: 4 },
      },
      { operation: 'delete', layer: 'zoning', fid: deleted, baseVersion: 1 },
    ]);
    added = proposedFid(proposal.edits[0]!.number);
  });

  const items = (who: Who, search: string): Promise<Json> => {
    ogc.as(world.people[who]);
    return ogc.json(`/ogc/collections/zoning/items?f=json${search}`);
  };
  const preview = (search = '') => items('viewer', `&proposal=${proposal.id}${search}`);
  const marks = (collection: Json) =>
    collection.features.map((feature: Json) => [feature.id, feature.properties.proposal_change]);
  const tile = async (who: Who | null, search: string) => {
    ogc.as(who && world.people[who]);
    const box = toWebMercator([14.1, 41.78, 14.13, 41.7801]);
    const { minRow, minCol } = tilesTouching(box, 12);
    const answer = await ogc.get(
      `/ogc/collections/zoning/tiles/WebMercatorQuad/12/${minRow}/${minCol}${search}`,
    );
    return { status: answer.status, bytes: new Uint8Array(await answer.arrayBuffer()), answer };
  };

  it('shows what is added and changed, marked, and not what is deleted', async () => {
    const collection = await preview();
    expect(collection.numberMatched).toBe(3);
    expect(marks(collection)).toEqual([
      [kept, null],
      [changed, 'changed'],
      [added, 'added'],
    ]);
    expect(collection.features[1].properties).toMatchObject({
      name: null,
      floors: 4,
      ratio: 0.1,
      adopted_on: '2026-02-28',
      surveyed_at: '2026-02-28T09:00:00.123Z',
      version: 1,
      municipality: 'C096',
    });
    expect(collection.features[2].properties).toMatchObject({
      zone: 'C',
      // The column's own default, as publication will write it.
      floors: 2,
      ratio: 1 / 3,
      surveyed_at: '2026-05-01T08:00:00.000Z',
      version: 0,
      municipality: 'C096',
    });
  });

  it('is filtered and paged like any layer', async () => {
    expect(marks(await preview('&proposal_change=added'))).toEqual([[added, 'added']]);
    expect(marks(await preview('&bbox=14.129,41.78,14.14,41.79'))).toEqual([[added, 'added']]);
    expect(marks(await preview('&zone=B'))).toEqual([[changed, 'changed']]);
    const first = await preview('&limit=2');
    const next = first.links.find(({ rel }: Json) => rel === 'next').href;
    ogc.as(world.people.viewer);
    expect(marks(await ogc.json(next))).toEqual([[added, 'added']]);
  });

  it('gives single features, the deleted one being gone', async () => {
    ogc.as(world.people.author);
    const at = (fid: number) =>
      ogc.get(`/ogc/collections/zoning/items/${fid}?f=json&proposal=${proposal.id}`);
    const one = await at(added);
    expect(((await one.json()) as Json).properties.proposal_change).toBe('added');
    expect(one.headers.get('Cache-Control')).toContain('private');
    expect((await at(kept)).status).toBe(200);
    expect((await at(deleted)).status).toBe(404);
  });

  it('draws tiles of it, the layer’s own staying as they are', async () => {
    const before = await tile(null, '');
    const { bytes, answer } = await tile('officer', `?proposal=${proposal.id}`);
    expect(answer.headers.get('Cache-Control')).toContain('private');
    const drawn = decodeTile(bytes)['zoning']!;
    expect(
      drawn.map(({ id, properties }) => [id, properties['proposal_change'], properties['floors']]),
    ).toEqual([
      [kept, undefined, 2],
      [changed, 'changed', 4],
      [added, 'added', 2],
    ]);
    const present = decodeTile((await tile(null, '')).bytes)['zoning']!;
    expect(present.map(({ id }) => id)).toEqual([kept, changed, deleted]);
    expect((await tile(null, '')).bytes).toEqual(before.bytes);
    ogc.as(world.people.viewer);
    const tileJson = await ogc.json(
      `/ogc/collections/zoning/tiles/WebMercatorQuad?f=tilejson&proposal=${proposal.id}`,
    );
    expect(tileJson.tiles[0]).toContain(`?proposal=${proposal.id}`);
  });

  it('is not there for who may not see the proposal, in the words of one that does not exist', async () => {
    const nobodys = randomUUID();
    for (const who of [null, 'neighbour', 'stranger'] as const)
      for (const path of [
        'items?f=json&',
        `items/${kept}?f=json&`,
        'tiles/WebMercatorQuad/12/1520/2208?',
        'tiles/WebMercatorQuad?f=tilejson&',
      ]) {
        ogc.as(who && world.people[who]);
        const detailOf = async (id: string) => {
          const answer = await ogc.get(`/ogc/collections/zoning/${path}proposal=${id}`);
          return [answer.status, ((await answer.json()) as Json).detail.replace(id, '…')];
        };
        expect(await detailOf(proposal.id)).toEqual([404, 'La proposta «…» non esiste.']);
        expect(await detailOf(nobodys)).toEqual([404, 'La proposta «…» non esiste.']);
      }
  });

  it('is of now: not together with a time, nor of what is no identifier', async () => {
    ogc.as(world.people.author);
    const status = async (search: string) =>
      (await ogc.get(`/ogc/collections/zoning/items?f=json&${search}`)).status;
    expect(await status(`proposal=${proposal.id}&datetime=2026-01-01T00:00:00Z`)).toBe(400);
    expect(await status('proposal=1%27%20or%201=1')).toBe(404);
    expect(await status(`proposal=${proposal.id.toUpperCase()}`)).toBe(200);
  });

  it('finds what is in a box by the layer’s own index', async () => {
    const state = { kind: 'proposal', id: proposal.id } as const;
    const plan = await inScope(server().db, world.people.author, async (trx) => {
      // Of a handful of rows a scan is the better plan: what is asked is whether the index can serve.
      await sql`set local enable_seqscan = off`.execute(trx);
      const { rows } = await sql<{ 'QUERY PLAN': string }>`
        explain select fid from ${rowsOf(zoningLayer(), state)} as row
        where ST_Intersects(geometry_3857, ST_MakeEnvelope(0, 0, 1, 1, 3857))`.execute(trx);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    expect(plan).toMatch(/Index Scan (?:using|on) zoning_geometry_3857_idx/);
    // And the edits are read once, not once for each feature.
    expect(plan).toContain('hashed SubPlan');
    expect(plan.match(/on proposal_edit/g)).toHaveLength(1);
  });

  // Last: it publishes.
  it('is what publication writes, to the last bit', async () => {
    const shown = await preview();
    const bits = async () => {
      const state = { kind: 'proposal', id: proposal.id } as const;
      const { rows } = await inScope(server().db, world.people.author, (trx) =>
        sql<{ shape: string }>`
          select zone, encode(ST_AsBinary(geometry), 'hex') as shape, encode(ST_AsBinary(geometry_3857), 'hex') as map
          from ${rowsOf(zoningLayer(), state)} as row order by zone, shape`.execute(trx),
      );
      return rows;
    };
    const before = await bits();
    const { reviewer } = world.people;
    const changeSet = randomUUID();
    must(await world.on<Publication>(reviewer, 'POST', proposal, '/publish', { changeSet }));
    const { rows: stored } = await sql`
      select zone, encode(ST_AsBinary(geometry), 'hex') as shape, encode(ST_AsBinary(geometry_3857), 'hex') as map
      from territory.zoning order by zone, shape`.execute(server().owner);
    expect(stored).toEqual(before);
    // Nothing is laid over it any more.
    expect(await bits()).toEqual(before);
    const now = await items('viewer', '');
    const content = (collection: Json) =>
      collection.features.map(({ geometry, properties }: Json) => {
        const { version: _, beginLifespanVersion: __, proposal_change: ___, ...rest } = properties;
        return { geometry, properties: rest };
      });
    expect(content(now)).toEqual(content(shown));
  });
});

function reversed({ coordinates: [ring] }: Polygon): Polygon {
  return { type: 'Polygon', coordinates: [ring!.toReversed()] };
}
