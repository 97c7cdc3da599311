/** What proposals must withstand. */
import { randomUUID } from 'node:crypto';
import type { ChangeOperation } from '@sit/core/feature';
import type { ProposalComment } from '@sit/core/api-proposal';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { actorAt } from '../auth/testing.ts';
import { asOwner } from '../db/scope.ts';
import { changeLayer, createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { creating, must, proposals, refusal, square } from './proposal.fixture.ts';
import type { Proposals } from './proposal.fixture.ts';

const INJECTION = `'); drop table sit.proposal; -- \${x} "%s" <script>alert(1)</script>`;

describeOnBothEngines('a proposal, by bad hands', (server) => {
  let world: Proposals;
  beforeAll(async () => {
    world = await proposals(server());
  });
  const add = async (...operations: ChangeOperation[]) =>
    world.on(world.people.author, 'POST', await world.draft([]), '/edits', { operations });
  const updating = (fid: number, more: object = {}): ChangeOperation => ({
    operation: 'update',
    layer: 'zoning',
    fid,
    baseVersion: 1,
    properties: { zone: 'B' },
    ...more,
  });

  it('takes no 100,000 operations, no more than a change set’s together, no bytes without end', async () => {
    const { author } = world.people;
    const draft = await world.draft([]);
    const few = { ...creating(), geometry: square(14.1) };
    const crowd = JSON.stringify({ operations: Array.from({ length: 100_000 }, () => few) });
    expect(refusal(await world.on(author, 'POST', draft, '/edits', crowd))).toEqual([
      413,
      'too-large',
    ]);
    const short = Array.from({ length: 1001 }, () => ({
      operation: 'delete',
      layer: 'plan',
      fid: 1,
      baseVersion: 1,
    }));
    const counted = await world.on(author, 'POST', draft, '/edits', { operations: short });
    expect(refusal(counted)).toEqual([400, 'invalid-request']);
    const many = Array.from({ length: 501 }, (_, n) =>
      creating({ geometry: square(14.1 + n / 1e5) }),
    );
    const half = must(await world.on(author, 'POST', draft, '/edits', { operations: many }));
    expect(half.editCount).toBe(501);
    const over = await world.on(author, 'POST', half, '/edits', { operations: many });
    expect(refusal(over)).toEqual([413, 'too-large']);
    const { body } = await world.ask(author, 'GET', `/proposals/${draft.id}`);
    expect(body).toMatchObject({ editCount: 501, revision: half.revision });
    const title = 'x'.repeat(200_000);
    expect((await world.on(author, 'PATCH', draft, '', { title })).status).toBe(413);
    expect((await world.on(author, 'PATCH', draft, '', { title: 'x'.repeat(201) })).status).toBe(
      400,
    );
  });

  it('takes no features that are not there, twice there, or of another municipality', async () => {
    const { neighbour, author } = world.people;
    const [theirs] = await world.commit(
      neighbour,
      creating({ layer: 'zoning', municipality: 'H434' }),
    );
    const [mine] = await world.commit(author, creating({ layer: 'zoning' }));
    expect(refusal(await add(updating(987_654)))).toEqual([404, 'not-found']);
    expect(refusal(await add(updating(theirs!)))).toEqual([403, 'forbidden']);
    expect(refusal(await add(updating(mine!), updating(mine!)))).toEqual([422, 'invalid-feature']);
    expect(refusal(await add(updating(mine!, { municipality: 'H434' })))).toEqual([
      422,
      'invalid-feature',
    ]);
    expect(refusal(await add(creating({ municipality: 'H434' })))).toEqual([
      422,
      'invalid-feature',
    ]);
    expect(refusal(await add(creating({ layer: 'nowhere' })))).toEqual([404, 'not-found']);
    // An identifier of a preview is no feature's.
    expect(refusal(await add(updating(900_000_000_000_001)))).toEqual([404, 'not-found']);
  });

  it('loses no edit of a layer that its author may no longer read', async () => {
    const { author, admin } = world.people;
    const layer = { id: `shut_${randomUUID().slice(0, 8)}` };
    await asOwner(server().db, (trx) =>
      createLayer(trx, zoningLayer({ ...layer, readableBy: 'offices' })),
    );
    const draft = await world.draft([creating(), creating({ layer: layer.id })]);
    await changeLayer(server().db, admin, layer.id, { readableBy: ['officer'] }, actorAt());
    const more = must(
      await world.on(author, 'POST', draft, '/edits', { operations: [creating()] }),
    );
    expect([more.editCount, more.edits.length]).toEqual([3, 2]);
    expect(refusal(await world.on(author, 'POST', more, '/submit'))).toEqual([403, 'forbidden']);
  });

  it('is checked like any write: types, domains, required fields, geometry', async () => {
    const bow = square(14.1);
    const [a, b, c, d] = bow.coordinates[0]!;
    const crossed = { type: 'Polygon', coordinates: [[a, c, b, d, a]] };
    for (const more of [
      { properties: { zone: 'Z' } },
      { properties: {} },
      { properties: { zone: 'A', floors: 'due' } },
      { properties: { zone: 'A', nothing: 1 } },
      { geometry: { type: 'Point', coordinates: [14.1, 41.7] } },
      { geometry: square(-70) },
      { geometry: crossed },
    ])
      expect([more, ...refusal(await add(creating(more)))]).toEqual([more, 422, 'invalid-feature']);
  });

  it('is not made to write another municipality’s feature by edits put in by SQL', async () => {
    const { neighbour, admin } = world.people;
    const [theirs] = await world.commit(
      neighbour,
      creating({ layer: 'zoning', municipality: 'H434' }),
    );
    const proposal = await world.submitted();
    await asOwner(server().db, async (trx) => {
      await sql`insert into sit.proposal_edit (proposal, operation, layer, fid, base_version, properties)
        values (${proposal.id}, 'update', 'zoning', ${theirs}, 1, '{"zone": "C"}')`.execute(trx);
      await sql`alter table sit.proposal disable trigger guard`.execute(trx);
      await sql`update sit.proposal set edit_count = 2 where id = ${proposal.id}`.execute(trx);
      await sql`alter table sit.proposal enable trigger guard`.execute(trx);
    });
    // The administrator may edit both municipalities: the proposal may not.
    const answer = await world.on(admin, 'POST', proposal, '/publish', { changeSet: randomUUID() });
    expect(refusal(answer)).toEqual([403, 'forbidden']);
    const { rows } =
      await sql`select zone, version from territory.zoning where fid = ${theirs}`.execute(
        server().owner,
      );
    expect(rows).toEqual([{ zone: 'A', version: 1 }]);
  });

  it('keeps text as it is, and refuses what is none', async () => {
    const { author } = world.people;
    const draft = await world.draft([creating({ properties: { zone: 'A', name: INJECTION } })], {
      title: INJECTION,
      description: INJECTION,
    });
    const comment = { id: randomUUID(), text: INJECTION };
    const path = `/proposals/${draft.id}/comments`;
    const written = await world.ask<ProposalComment>(author, 'POST', path, comment);
    expect(must(written).text).toBe(INJECTION);
    const { body } = await world.ask(author, 'GET', `/proposals/${draft.id}`);
    expect(body).toMatchObject({ title: INJECTION, description: INJECTION });
    const differences = await world.ask(author, 'GET', `/proposals/${draft.id}/differences`);
    expect(differences.body).toMatchObject({
      differences: [{ proposed: { properties: { name: INJECTION } } }],
    });
    for (const text of ['a\0b', '\ud800', '', '   ', 'x'.repeat(10_001)]) {
      const refused = await world.ask(author, 'POST', path, { id: randomUUID(), text });
      expect([text.slice(0, 5), refused.status]).toEqual([text.slice(0, 5), 400]);
    }
    for (const position of [[14.1], [200, 41], [14.1, 'x'], [14.1, 41, 5]]) {
      const refused = await world.ask(author, 'POST', path, {
        id: randomUUID(),
        text: 'Qui',
        position,
      });
      expect([position, refused.status]).toEqual([position, 400]);
    }
    const taken = await world.ask(world.people.viewer, 'POST', path, { ...comment, text: 'Altro' });
    expect(refusal(taken)).toEqual([409, 'idempotency-conflict']);
  });

  it('is not found by what is no identifier', async () => {
    const { author } = world.people;
    for (const id of ['x', '%00', "1'or'1", '00000000-0000-0000-0000-00000000000g', '..%2f..'])
      expect([id, (await world.ask(author, 'GET', `/proposals/${id}`)).status]).toEqual([id, 404]);
    const draft = await world.draft();
    for (const edit of ['0', 'x', '1e9', '999999999999'])
      expect([edit, (await world.on(author, 'DELETE', draft, `/edits/${edit}`)).status]).toEqual([
        edit,
        404,
      ]);
  });
});
