/** Rebasing: clean merges done, conflicts listed and resolved by their author; and what the differences say. */
import type {
  DifferencePage,
  ProposalDetail,
  Publication,
  RebaseReport,
} from '@sit/core/api-proposal';
import { randomUUID } from 'node:crypto';
import type { ChangeOperation } from '@sit/core/feature';
import type { MultiPolygon } from '@sit/core/geometry';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { describeOnBothEngines } from '../testing/harness.ts';
import { creating, must, proposals, refusal, square } from './proposal.fixture.ts';
import type { Proposals } from './proposal.fixture.ts';

describeOnBothEngines('rebasing a proposal', (server, engine) => {
  let world: Proposals;
  beforeAll(async () => {
    world = await proposals(server());
  });
  const feature = async (properties: object = { zone: 'A', name: 'Prima' }) => {
    const operation = creating({ layer: 'zoning', properties });
    return (await world.commit(world.people.author, operation))[0]!;
  };
  const updating = (fid: number, more: object, baseVersion = 1): ChangeOperation => ({
    operation: 'update',
    layer: 'zoning',
    fid,
    baseVersion,
    ...more,
  });
  const deleting = (fid: number, baseVersion = 1): ChangeOperation => ({
    operation: 'delete',
    layer: 'zoning',
    fid,
    baseVersion,
  });
  const elsewhere = (operation: ChangeOperation) => world.commit(world.people.reviewer, operation);
  const rebase = async (proposal: ProposalDetail) =>
    must(await world.on<RebaseReport>(world.people.author, 'POST', proposal, '/rebase'));
  const submit = (proposal: ProposalDetail) =>
    world.on(world.people.author, 'POST', proposal, '/submit');
  const differencesOf = async (id: string) => {
    const path = `/proposals/${id}/differences`;
    return must(await world.ask<DifferencePage>(world.people.viewer, 'GET', path)).differences;
  };

  it('merges what others changed of other fields, and goes through then', async () => {
    const fid = await feature();
    const moved = square(14.1, 41.78, 0.002);
    const draft = await world.draft([
      updating(fid, { properties: { zone: 'B' }, geometry: moved }),
    ]);
    await elsewhere(updating(fid, { properties: { name: 'Intanto' } }));
    const [found] = await differencesOf(draft.id);
    expect(found).toMatchObject({
      edit: { stale: true, baseVersion: 1 },
      presentVersion: 2,
      base: { properties: { zone: 'A', name: 'Prima' } },
      present: { properties: { zone: 'A', name: 'Intanto' } },
      proposed: { properties: { zone: 'B', name: 'Prima' } },
      fields: {
        zone: { mine: 'B', theirs: 'A', changedBy: 'mine' },
        name: { mine: 'Prima', theirs: 'Intanto', changedBy: 'theirs' },
      },
      geometryChangedBy: 'mine',
    });
    const refused = await submit(draft);
    expect(refusal(refused)).toEqual([412, 'stale-version']);
    expect(refused.body.detail).toContain('rebase');
    const report = await rebase(draft);
    const [number] = draft.edits.map((edit) => edit.number);
    expect(report).toMatchObject({ merged: [number], conflicts: [], dropped: [] });
    expect(report.proposal.edits).toMatchObject([{ baseVersion: 2, stale: false, conflict: null }]);
    const submitted = must(await submit(report.proposal));
    const body = { changeSet: randomUUID() };
    must(await world.on<Publication>(world.people.reviewer, 'POST', submitted, '/publish', body));
    const { rows } = await sql`
      select zone, name, version from territory.zoning where fid = ${fid}`.execute(server().owner);
    expect(rows).toEqual([{ zone: 'B', name: 'Intanto', version: 3 }]);
    // Of what is published the differences stay as they were decided.
    expect((await differencesOf(draft.id))[0]).toMatchObject({
      edit: { stale: false },
      fields: { zone: { mine: 'B', theirs: 'A', changedBy: 'mine' } },
    });
  });

  it('lists what both changed, and leaves it until the edit is replaced', async () => {
    const { author } = world.people;
    const fid = await feature();
    const draft = await world.draft([
      updating(fid, {
        properties: { zone: 'B', floors: 5 },
        geometry: square(14.1, 41.78, 0.002),
      }),
    ]);
    await elsewhere(
      updating(fid, {
        properties: { zone: 'C', name: 'Loro' },
        geometry: square(14.1, 41.78, 0.0015),
      }),
    );
    const report = await rebase(draft);
    const { number } = draft.edits[0]!;
    expect(report).toMatchObject({ merged: [], conflicts: [number] });
    expect(report.proposal.edits).toMatchObject([
      { baseVersion: 1, stale: true, conflict: { fields: ['zone'], geometry: true, gone: false } },
    ]);
    expect(refusal(await submit(report.proposal))).toEqual([412, 'stale-version']);
    const operation = updating(fid, { properties: { zone: 'B', floors: 5 } }, 2);
    const resolved = must(
      await world.on(author, 'PUT', report.proposal, `/edits/${number}`, { operation }),
    );
    expect(resolved.edits).toMatchObject([
      { number, baseVersion: 2, stale: false, conflict: null },
    ]);
    expect(must(await submit(resolved)).state).toBe('in-review');
  });

  it('drops what others have done already', async () => {
    const [same, gone] = [await feature(), await feature()];
    const draft = await world.draft([
      updating(same, { properties: { zone: 'B' } }),
      deleting(gone),
      creating(),
    ]);
    await elsewhere(updating(same, { properties: { zone: 'B' } }));
    await elsewhere(deleting(gone));
    const report = await rebase(draft);
    const [first, second, third] = draft.edits.map(({ number }) => number);
    expect(report).toMatchObject({ merged: [], conflicts: [], dropped: [first, second] });
    expect(report.proposal.edits.map(({ number }) => number)).toEqual([third]);
    expect(report.proposal.editCount).toBe(1);
  });

  it('neither revives what was deleted nor deletes what was changed', async () => {
    const [gone, changed] = [await feature(), await feature()];
    const draft = await world.draft([
      updating(gone, { properties: { zone: 'B' } }),
      deleting(changed),
    ]);
    await elsewhere(deleting(gone));
    await elsewhere(updating(changed, { properties: { name: 'Vivo' } }));
    const { proposal, conflicts } = await rebase(draft);
    expect(conflicts).toEqual(draft.edits.map(({ number }) => number));
    expect(proposal.edits.map(({ conflict }) => conflict)).toEqual([
      { fields: [], geometry: false, gone: true },
      { fields: ['name'], geometry: false, gone: false },
    ]);
    const differences = await differencesOf(proposal.id);
    expect(
      differences.map(({ present, proposed }) => [present === null, proposed === null]),
    ).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('lets a feature go that went to another municipality', async () => {
    const fid = await feature();
    const draft = await world.draft([updating(fid, { properties: { zone: 'B' } })]);
    await world.commit(world.people.editor, updating(fid, { municipality: 'H434' }));
    const { proposal } = await rebase(draft);
    expect(proposal.edits[0]!.conflict).toMatchObject({ gone: true });
  });

  it('an edit of a stale feature is refused as a change set’s is, with what is needed to merge', async () => {
    const fid = await feature();
    await elsewhere(updating(fid, { properties: { name: 'Loro' } }));
    const draft = await world.draft([]);
    const answer = await world.on(world.people.author, 'POST', draft, '/edits', {
      operations: [updating(fid, { properties: { zone: 'B' } })],
    });
    expect(refusal(answer)).toEqual([412, 'stale-version']);
    expect(answer.body.conflict).toMatchObject({
      fid,
      baseVersion: 1,
      current: { properties: { name: 'Loro' } },
      base: { properties: { name: 'Prima' } },
    });
  });

  it('an edit of what is edited already takes its place, vertices that stay staying exact', async () => {
    const { author } = world.people;
    const fid = await feature();
    const shape = square(14.100000123, 41.780000456, 0.00123);
    const draft = await world.draft([updating(fid, { geometry: shape })]);
    const bits = async () => {
      const { rows } = await sql<{ bits: string }>`
        select encode(ST_AsBinary(geometry), 'hex') as bits from sit.proposal_edit
        where proposal = ${draft.id}`.execute(server().owner);
      return rows.map((row) => row.bits);
    };
    const before = await bits();
    const [shown] = await differencesOf(draft.id);
    // As an editor sends it back: what it was shown, nine decimals of a degree.
    const operations = [
      updating(fid, { geometry: shown!.proposed!.geometry, properties: { floors: 3 } }),
    ];
    const again = must(await world.on(author, 'POST', draft, '/edits', { operations }));
    expect(again.edits.map(({ number }) => number)).toEqual(
      draft.edits.map(({ number }) => number),
    );
    expect(await bits()).toEqual(before);
  });

  it('edits that come one after the other share their border exactly', async () => {
    const { author } = world.people;
    const west = square(14.100000123, 41.780000456, 0.00123);
    const draft = await world.draft([creating({ geometry: west })]);
    const [shown] = await differencesOf(draft.id);
    // Drawn against the first as it was shown, nine decimals of a degree, and not as it was sent.
    const ring = (shown!.proposed!.geometry as MultiPolygon).coordinates[0]![0]!;
    const east = Math.max(...ring.map(([x]) => x));
    const border = ring.filter(([x]) => Math.abs(x - east) < 1e-8).slice(0, 2);
    const [low, high] = border.toSorted((a, b) => a[1] - b[1]);
    const beside = {
      type: 'Polygon',
      coordinates: [[low, [14.103, low![1]], [14.103, high![1]], high, low]],
    };
    must(
      await world.on(author, 'POST', draft, '/edits', {
        operations: [creating({ geometry: beside })],
      }),
    );
    const { rows } = await sql<{ shared: number }>`
      with vertices as (
        select number, ST_AsBinary((ST_DumpPoints(geometry)).geom) as vertex
        from sit.proposal_edit where proposal = ${draft.id})
      select count(distinct a.vertex) as shared
      from vertices a join vertices b on a.vertex = b.vertex and a.number < b.number`.execute(
      server().owner,
    );
    expect(rows).toEqual([{ shared: 2 }]);
  });

  it.runIf(engine === 'postgres')('of writers at once from one revision one is taken', async () => {
    const { author } = world.people;
    const draft = await world.draft();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        world.on(author, 'POST', draft, '/edits', {
          operations: [creating({ geometry: square(14.2 + n / 100) })],
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expect(refusal(answer)).toEqual([412, 'stale-proposal']);
    const { body } = await world.ask<ProposalDetail>(author, 'GET', `/proposals/${draft.id}`);
    expect([body.editCount, body.revision]).toEqual([2, draft.revision + 1]);
  });

  it.runIf(engine === 'postgres')(
    'published and returned at once it is one or the other',
    async () => {
      const { author, reviewer } = world.people;
      for (let round = 0; round < 5; round++) {
        const submitted = await world.submitted();
        const body = { changeSet: randomUUID() };
        const [published, returned] = await Promise.all([
          world.on<Publication>(reviewer, 'POST', submitted, '/publish', body),
          world.on(author, 'POST', submitted, '/return', {}),
        ]);
        const [won, lost] =
          published.status === 200 ? [published, returned] : [returned, published];
        expect([won.status, ...refusal(lost)]).toEqual([200, 409, 'wrong-state']);
        const { rows } = await sql<{ n: number }>`
        select count(*) as n from territory.plan where change_set = ${body.changeSet}`.execute(
          server().owner,
        );
        expect(rows[0]!.n).toBe(won === published ? 1 : 0);
      }
    },
  );
});
