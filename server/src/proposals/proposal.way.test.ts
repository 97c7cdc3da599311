/** A proposal's way from draft to published, and everything that bars it. */
import { randomUUID } from 'node:crypto';
import type { ProposalDetail, Publication } from '@sit/core/api-proposal';
import type { ChangeOperation } from '@sit/core/feature';
import type { ProblemDetails } from '@sit/core/problem';
import type { ProposalState } from '@sit/core/proposal';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { asOwner } from '../db/scope.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { creating, must, proposals, refusal, square } from './proposal.fixture.ts';
import type { Proposals, Who } from './proposal.fixture.ts';

describeOnBothEngines('a proposal', (server, engine) => {
  let world: Proposals;
  beforeAll(async () => {
    world = await proposals(server());
  });
  const publish = (who: Who, proposal: ProposalDetail, changeSet: string = randomUUID()) =>
    world.on<Publication>(world.people[who], 'POST', proposal, '/publish', { changeSet });
  const countOf = async (table: string): Promise<number> =>
    (await sql<{ n: number }>`select count(*) as n from ${sql.raw(table)}`.execute(server().owner))
      .rows[0]!.n;

  it('goes from draft to published as one change set of its author’s', async () => {
    const { author, reviewer } = world.people;
    const opened = await world.ask<ProposalDetail>(author, 'POST', '/proposals', {
      id: randomUUID(),
      municipality: 'C096',
      title: 'Variante 7',
      description: 'Area della stazione',
      reviewer: reviewer.userId,
    });
    expect(opened.status).toBe(201);
    expect(opened.body).toMatchObject({
      state: 'draft',
      revision: 1,
      author: { id: author.userId, name: 'Ada Piani' },
      reviewer: { id: reviewer.userId, name: 'Bea Riva' },
      permissions: { edit: true, submit: true, publish: false, comment: true },
      edits: [],
    });
    const operations = [
      creating(),
      creating({ geometry: square(14.11), properties: { zone: 'B' } }),
    ];
    const edited = must(await world.on(author, 'POST', opened.body, '/edits', { operations }));
    expect(edited.edits.map(({ operation, layer }) => [operation, layer])).toEqual([
      ['create', 'plan'],
      ['create', 'plan'],
    ]);
    const submitted = must(await world.on(author, 'POST', edited, '/submit'));
    expect(submitted).toMatchObject({ state: 'in-review', permissions: { edit: false } });
    expect(await countOf('territory.plan')).toBe(0);
    const changeSet = randomUUID();
    const { proposal, replayed } = must(await publish('reviewer', submitted, changeSet));
    expect(replayed).toBe(false);
    expect(proposal).toMatchObject({ state: 'published', changeSet });
    expect(proposal.events.map(({ from, to, by }) => [from, to, by.name])).toEqual([
      [null, 'draft', 'Ada Piani'],
      ['draft', 'in-review', 'Ada Piani'],
      ['in-review', 'published', 'Bea Riva'],
    ]);
    const { rows } = await sql`
      select zone, author, change_set, version from territory.plan order by fid`.execute(
      server().owner,
    );
    expect(rows).toEqual([
      { zone: 'A', author: 'Ada Piani', change_set: changeSet, version: 1 },
      { zone: 'B', author: 'Ada Piani', change_set: changeSet, version: 1 },
    ]);
    const { rows: recorded } = await sql`
      select author, message, proposal, person_id from sit.change_set where id = ${changeSet}`.execute(
      server().owner,
    );
    expect(recorded).toEqual([
      {
        author: 'Ada Piani',
        message: 'Variante 7',
        proposal: proposal.id,
        person_id: author.userId,
      },
    ]);
  });

  it('splits a feature, whose parts then know where they come from', async () => {
    const { author } = world.people;
    const [fid] = await world.commit(author, creating({ layer: 'zoning' }));
    const part = (lng: number) =>
      creating({ layer: 'zoning', geometry: square(lng, 41.78, 0.0004), derivedFrom: [fid] });
    const alone = await world.draft([part(14.1)]);
    const refused = await world.on(author, 'POST', alone, '/submit');
    expect(refusal(refused)).toEqual([422, 'invalid-feature']);
    expect(refused.body.faults).toMatchObject([{ reason: 'not-in-change-set' }]);
    const ending: ChangeOperation = {
      operation: 'delete',
      layer: 'zoning',
      fid: fid!,
      baseVersion: 1,
    };
    const operations = [part(14.1005), ending];
    const whole = must(await world.on(author, 'POST', alone, '/edits', { operations }));
    const submitted = must(await world.on(author, 'POST', whole, '/submit'));
    must(await publish('reviewer', submitted));
    const { rows } = await sql<{ successor: number; suppressed: boolean }>`
      select successor, suppressed from sit.lineage where layer = 'zoning' and predecessor = ${fid}`.execute(
      server().owner,
    );
    expect(rows.map(({ suppressed }) => suppressed)).toEqual([true, true]);
  });

  it('is opened once, however often it is sent; its id is nobody else’s', async () => {
    const { author, reviewer } = world.people;
    const request = { id: randomUUID(), municipality: 'C096', title: 'Una' };
    expect((await world.ask(author, 'POST', '/proposals', request)).status).toBe(201);
    expect((await world.ask(author, 'POST', '/proposals', request)).status).toBe(200);
    const other = await world.ask(author, 'POST', '/proposals', { ...request, title: 'Altra' });
    expect(refusal(other)).toEqual([409, 'idempotency-conflict']);
    const theirs = await world.ask(reviewer, 'POST', '/proposals', request);
    expect(refusal(theirs)).toEqual([409, 'idempotency-conflict']);
    const elsewhere = { ...request, municipality: 'H434' };
    const unseen = await world.ask(world.people.neighbour, 'POST', '/proposals', elsewhere);
    expect(refusal(unseen)).toEqual([409, 'idempotency-conflict']);
  });

  it('refuses every step that its state does not allow', async () => {
    const { author, reviewer } = world.people;
    const reached: Record<ProposalState, ProposalDetail> = {
      draft: await world.draft(),
      'in-review': await world.submitted(),
      published: must(await publish('reviewer', await world.submitted())).proposal,
      rejected: must(
        await world.on(reviewer, 'POST', await world.submitted(), '/reject', { reason: 'No' }),
      ),
      withdrawn: must(await world.on(author, 'POST', await world.draft(), '/withdraw', {})),
    };
    const steps = {
      submit: ['draft'],
      return: ['in-review'],
      withdraw: ['draft', 'in-review'],
      reject: ['in-review'],
      publish: ['in-review'],
      edits: ['draft'],
      rebase: ['draft'],
    };
    const bodies: Record<string, unknown> = {
      return: {},
      withdraw: {},
      reject: { reason: 'No' },
      publish: { changeSet: randomUUID() },
      edits: { operations: [creating()] },
    };
    for (const [state, proposal] of Object.entries(reached))
      for (const [step, from] of Object.entries(steps)) {
        if (from.includes(state)) continue;
        const who = ['reject', 'publish'].includes(step) ? reviewer : author;
        const answer = await world.on(who, 'POST', proposal, `/${step}`, bodies[step]);
        expect([state, step, ...refusal(answer)]).toEqual([state, step, 409, 'wrong-state']);
      }
    const patched = await world.on(author, 'PATCH', reached['in-review'], '', { title: 'Altro' });
    expect(refusal(patched)).toEqual([409, 'wrong-state']);
  });

  it('is returned with a reason, mended and sent again', async () => {
    const { author, reviewer } = world.people;
    const submitted = await world.submitted();
    const reason = { reason: 'Manca il nome' };
    const returned = must(await world.on(reviewer, 'POST', submitted, '/return', reason));
    expect(returned).toMatchObject({ state: 'draft', reason: 'Manca il nome' });
    expect(returned.events.at(-1)).toMatchObject({ to: 'draft', reason: 'Manca il nome' });
    const mended = creating({ properties: { zone: 'A', name: 'Stazione' } });
    const [edit] = returned.edits;
    const edited = must(
      await world.on(author, 'PUT', returned, `/edits/${edit!.number}`, { operation: mended }),
    );
    expect(edited.edits.map(({ number }) => number)).toEqual([edit!.number]);
    const again = must(await world.on(author, 'POST', edited, '/submit'));
    expect(must(await publish('reviewer', again)).proposal.state).toBe('published');
  });

  it('starts from the revision that the caller knows, or not at all', async () => {
    const { author } = world.people;
    const draft = await world.draft();
    const path = `/proposals/${draft.id}/edits`;
    const body = { operations: [creating()] };
    expect(refusal(await world.ask(author, 'POST', path, body))).toEqual([
      428,
      'if-match-required',
    ]);
    const old = await world.on(author, 'POST', { ...draft, revision: 1 }, '/edits', body);
    expect(refusal(old)).toEqual([412, 'stale-proposal']);
    const other = await world.on(author, 'POST', draft, '/edits', body);
    expect(other.headers.get('ETag')).toBe(`"proposal.${draft.id}.${draft.revision + 1}"`);
  });

  it('leaves a layer edited by proposal closed to direct change sets, with words that help', async () => {
    const { author, admin } = world.people;
    for (const who of [author, admin]) {
      const changeSet = { id: randomUUID(), operations: [creating()] };
      const answer = await world.ask(who, 'POST', '/changesets', changeSet);
      expect(refusal(answer)).toEqual([403, 'forbidden']);
      expect(answer.body.detail).toContain('solo per proposta');
    }
  });

  describe('of one’s own', () => {
    it('is not published by its author, unless the union allows it', async () => {
      const { author, admin } = world.people;
      const submitted = await world.submitted();
      expect(submitted.permissions.publish).toBe(false);
      expect(refusal(await publish('author', submitted))).toEqual([403, 'forbidden']);
      const rule = (separateReviewer: boolean, who = admin) =>
        world.ask(who, 'PATCH', '/union', { separateReviewer });
      expect(refusal(await rule(false, author))).toEqual([403, 'forbidden']);
      try {
        expect((await rule(false)).body).toMatchObject({ separateReviewer: false });
        expect(must(await publish('author', submitted)).proposal.state).toBe('published');
      } finally {
        await rule(true);
      }
      expect(refusal(await publish('author', await world.submitted()))).toEqual([403, 'forbidden']);
    });
  });

  it('published again by the same request answers the same; by another it is too late', async () => {
    const submitted = await world.submitted();
    const changeSet = randomUUID();
    const first = must(await publish('reviewer', submitted, changeSet));
    const before = await countOf('territory.plan');
    const again = must(await publish('reviewer', submitted, changeSet));
    expect([again.replayed, again.proposal]).toEqual([true, first.proposal]);
    expect(refusal(await publish('admin', submitted))).toEqual([409, 'wrong-state']);
    expect(await countOf('territory.plan')).toBe(before);
  });

  // The embedded engine has one connection: there nothing happens at once.
  it.runIf(engine === 'postgres')('published by many at once is published once', async () => {
    const submitted = await world.submitted();
    const before = [await countOf('territory.plan'), await countOf('sit.change_set')];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        publish((['reviewer', 'admin', 'editor'] as const)[n % 3]!, submitted),
      ),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expect(refusal(answer)).toEqual([409, 'wrong-state']);
    expect([await countOf('territory.plan'), await countOf('sit.change_set')]).toEqual([
      before[0]! + 1,
      before[1]! + 1,
    ]);
  });

  it('whose base moved while in review is not published, not even in part', async () => {
    const { author } = world.people;
    const [fid] = await world.commit(author, creating({ layer: 'zoning' }));
    const submitted = await world.submitted([
      creating(),
      {
        operation: 'update',
        layer: 'zoning',
        fid: fid!,
        baseVersion: 1,
        properties: { zone: 'B' },
      },
    ]);
    await world.commit(author, {
      operation: 'update',
      layer: 'zoning',
      fid: fid!,
      baseVersion: 1,
      properties: { name: 'Intanto' },
    });
    const before = [await countOf('territory.plan'), await countOf('sit.change_set')];
    const answer = await publish('reviewer', submitted);
    expect(refusal(answer)).toEqual([412, 'stale-version']);
    const place = `edits/${submitted.edits[1]!.number}/baseVersion`;
    expect(answer.body).toMatchObject({ faults: [{ place }], conflict: { fid, baseVersion: 1 } });
    expect([await countOf('territory.plan'), await countOf('sit.change_set')]).toEqual(before);
    const { body } = await world.ask<ProposalDetail>(author, 'GET', `/proposals/${submitted.id}`);
    expect(body).toMatchObject({ state: 'in-review', changeSet: null });
    expect(body.edits.map(({ stale }) => stale)).toEqual([false, true]);
  });

  describe('its checks', () => {
    it('keep out of review what publication would refuse, and are kept to be read', async () => {
      const { author, viewer } = world.people;
      const draft = await world.draft();
      // What was right when it was put in: since then the field has a domain without it.
      const { number } = draft.edits[0]!;
      await asOwner(server().db, async (trx) => {
        await sql`update sit.proposal_edit set properties = '{"zone": "Z"}' where number = ${number}`.execute(
          trx,
        );
      });
      const before = await countOf('territory.plan');
      const answer = await world.on<ProblemDetails>(author, 'POST', draft, '/submit');
      expect(refusal(answer)).toEqual([422, 'invalid-feature']);
      const faults = [{ place: `edits/${number}/properties/zone`, reason: 'not-in-domain' }];
      expect(answer.body).toMatchObject({ faults });
      const { body } = await world.ask(viewer, 'GET', `/proposals/${draft.id}/checks`);
      expect(body).toMatchObject({
        report: { passed: false, revision: draft.revision, faults, stale: [] },
      });
      const now = await world.ask<ProposalDetail>(author, 'GET', `/proposals/${draft.id}`);
      expect(now.body).toMatchObject({ state: 'draft', revision: draft.revision });
      expect(await countOf('territory.plan')).toBe(before);
    });

    it('write nothing when all is well', async () => {
      const { author } = world.people;
      const tables = ['territory.plan', 'history.plan', 'sit.change', 'sit.change_set'];
      const draft = await world.draft();
      const before = await Promise.all(tables.map(countOf));
      const answer = await world.on<{ report: object }>(author, 'POST', draft, '/checks');
      expect(answer.body.report).toMatchObject({
        passed: true,
        revision: draft.revision,
        faults: [],
      });
      expect(await Promise.all(tables.map(countOf))).toEqual(before);
    });

    it('want something to check', async () => {
      const answer = await world.on(world.people.author, 'POST', await world.draft([]), '/submit');
      expect(refusal(answer)).toEqual([422, 'invalid-feature']);
    });
  });
});
