/** Who sees and does what with a proposal: through the API, and straight in SQL. */
import { randomUUID } from 'node:crypto';
import type { ProposalDetail, ProposalPage } from '@sit/core/api-proposal';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { inScope } from '../db/scope.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { creating, must, proposals, refusal } from './proposal.fixture.ts';
import type { Proposals, Who } from './proposal.fixture.ts';

const EVERYONE = [
  ...([
    'author',
    'reviewer',
    'officer',
    'viewer',
    'neighbour',
    'editor',
    'admin',
    'stranger',
  ] as const),
  null,
];
const SEEING: readonly (Who | null)[] = [
  ...(['author', 'reviewer', 'officer', 'viewer', 'editor', 'admin'] as const),
];
const REVIEWING: readonly (Who | null)[] = ['reviewer', 'editor', 'admin'];

describeOnBothEngines('a proposal of C096', (server) => {
  let world: Proposals;
  let draft: ProposalDetail;
  let reviewed: ProposalDetail;
  beforeAll(async () => {
    world = await proposals(server());
    draft = await world.draft([creating(), creating({ layer: 'secret' })]);
    reviewed = await world.submitted();
    const comment = { id: randomUUID(), text: 'Visto', position: [14.1, 41.78] };
    must(
      await world.ask(world.people.viewer, 'POST', `/proposals/${reviewed.id}/comments`, comment),
    );
  });
  const person = (who: Who | null) => who && world.people[who];

  it('is seen by its offices and the union’s; for everybody else it does not exist', async () => {
    const nobodys = randomUUID();
    for (const who of EVERYONE)
      for (const part of ['', '/differences', '/checks', '/comments']) {
        const read = async (id: string) => {
          const { status, body } = await world.ask(person(who), 'GET', `/proposals/${id}${part}`);
          return [status, body.detail?.replace(id, '…')];
        };
        const expected = SEEING.includes(who)
          ? [200, undefined]
          : [404, 'La proposta «…» non esiste.'];
        expect([who, ...(await read(reviewed.id))]).toEqual([who, ...expected]);
        expect(await read(nobodys)).toEqual([404, 'La proposta «…» non esiste.']);
      }
  });

  it('is listed where it is seen, by state, place, author and reviewer, page by page', async () => {
    const list = async (who: Who | null, search = '') =>
      world.ask<ProposalPage>(person(who), 'GET', `/proposals${search}`);
    for (const who of EVERYONE.filter((each) => each !== null)) {
      const ids = must(await list(who)).proposals.map(({ id }) => id);
      expect([who, ids.includes(draft.id)]).toEqual([who, SEEING.includes(who)]);
    }
    expect(refusal(await list(null))).toEqual([401, 'unauthenticated']);
    const ids = async (search: string, who: Who = 'viewer') =>
      must(await list(who, search)).proposals.map(({ id }) => id);
    expect(await ids('?state=draft')).toEqual([draft.id]);
    expect(await ids('?municipality=H434')).toEqual([]);
    expect(await ids('?author=me')).toEqual([]);
    expect(await ids('?author=me', 'author')).toEqual([reviewed.id, draft.id]);
    expect(await ids('?reviewer=me', 'reviewer')).toEqual([]);
    const first = must(await list('viewer', '?limit=1'));
    expect(first.proposals.map(({ id }) => id)).toEqual([reviewed.id]);
    expect(await ids(`?limit=1&token=${first.next}`)).toEqual([draft.id]);
    for (const search of [
      '?state=x',
      '?author=Ada',
      '?token=x',
      '?municipality=x',
      '?limit=0',
      '?x=1',
    ])
      expect([search, (await list('viewer', search)).status]).toEqual([search, 400]);
    const before = Buffer.from(`0000-01-01T00:00:00.000Z ${draft.id}`).toString('base64url');
    expect(await ids(`?token=${before}`)).toEqual([]);
  });

  it('is edited by its author alone', async () => {
    const body = { operations: [creating()] };
    for (const who of EVERYONE.filter((each) => each !== 'author')) {
      const answer = await world.on(person(who), 'POST', draft, '/edits', body);
      const expected = who === null ? 401 : SEEING.includes(who) ? 403 : 404;
      expect([who, answer.status]).toEqual([who, expected]);
      const removed = await world.on(
        person(who),
        'DELETE',
        draft,
        `/edits/${draft.edits[0]!.number}`,
      );
      expect([who, removed.status]).toEqual([who, expected]);
    }
  });

  it('shows each person’s buttons as the server then answers', async () => {
    const attempts = {
      submit: undefined,
      return: {},
      withdraw: {},
      reject: { reason: 'No' },
      publish: { changeSet: randomUUID() },
    };
    for (const who of EVERYONE.filter((each) => SEEING.includes(each))) {
      const { body } = await world.ask<ProposalDetail>(
        person(who),
        'GET',
        `/proposals/${reviewed.id}`,
      );
      for (const [step, request] of Object.entries(attempts)) {
        const allowed = body.permissions[step as keyof typeof attempts];
        // What is allowed would be done: here only what is not is tried.
        if (allowed) continue;
        const { status } = await world.on(person(who), 'POST', reviewed, `/${step}`, request);
        expect([who, step, status]).toEqual([
          who,
          step,
          step === 'submit' && who === 'author' ? 409 : 403,
        ]);
      }
      expect([who, body.permissions.publish]).toEqual([who, REVIEWING.includes(who)]);
      expect([who, body.permissions.withdraw]).toEqual([who, who === 'author']);
    }
  });

  it('is opened by who may edit there, with a reviewer who may review there', async () => {
    const open = (who: Who | null, more: object = {}) =>
      world.ask(person(who), 'POST', '/proposals', {
        id: randomUUID(),
        municipality: 'C096',
        title: 'Prova',
        ...more,
      });
    for (const who of EVERYONE) {
      const may = who === 'author' || REVIEWING.includes(who);
      expect([who, (await open(who)).status]).toEqual([who, may ? 201 : who === null ? 401 : 403]);
    }
    const { reviewer, officer, neighbour, admin } = world.people;
    expect((await open('author', { reviewer: admin.userId })).status).toBe(201);
    for (const { userId } of [officer, neighbour])
      expect(refusal(await open('author', { reviewer: userId }))).toEqual([400, 'invalid-request']);
    const reviewers = await world.ask<{ reviewers: { id: string }[] }>(
      ...([person('viewer'), 'GET', '/proposals/reviewers?municipality=C096'] as const),
    );
    expect(reviewers.body.reviewers.map(({ id }) => id)).toContain(reviewer.userId);
    const unseen = await world.ask(neighbour, 'GET', '/proposals/reviewers?municipality=C096');
    expect(unseen.body).toEqual({ reviewers: [] });
  });

  it('is assigned and commented, and its title kept by its author', async () => {
    const { author, reviewer, viewer } = world.people;
    const mine = await world.draft();
    const taken = await world.on(reviewer, 'PATCH', mine, '', { reviewer: reviewer.userId });
    expect(must(taken).reviewer?.name).toBe('Bea Riva');
    expect((await world.on(reviewer, 'PATCH', taken.body, '', { title: 'Mia' })).status).toBe(403);
    const patched = must(
      await world.on(author, 'PATCH', taken.body, '', { title: 'Mia', reviewer: null }),
    );
    expect(patched).toMatchObject({ title: 'Mia', reviewer: null });
    const path = `/proposals/${mine.id}/comments`;
    for (const text of ['Uno', 'Due', 'Tre'])
      must(await world.ask(viewer, 'POST', path, { id: randomUUID(), text }));
    const page = await world.ask<{ comments: { text: string }[]; next: string }>(
      author,
      'GET',
      `${path}?limit=2`,
    );
    expect(page.body.comments.map(({ text }) => text)).toEqual(['Uno', 'Due']);
    const rest = await world.ask<typeof page.body>(
      author,
      'GET',
      `${path}?token=${page.body.next}`,
    );
    expect(rest.body.comments).toMatchObject([
      { text: 'Tre', author: { name: 'Ivo Neri' }, position: null },
    ]);
  });

  it('shows nobody edits of a layer that they may not read, and is not published by them', async () => {
    const { officer, reviewer } = world.people;
    const seen = await world.ask<ProposalDetail>(officer, 'GET', `/proposals/${draft.id}`);
    expect(seen.body).toMatchObject({ editCount: 2, layers: ['plan'] });
    const whole = await world.ask<ProposalDetail>(reviewer, 'GET', `/proposals/${draft.id}`);
    expect(whole.body.layers).toEqual(['plan', 'secret']);
  });

  it('holds in SQL too: who sees which rows', async () => {
    const rowsSeen = (who: Who) =>
      inScope(server().db, world.people[who], async (trx) => {
        const { rows } = await sql<{ n: number[] }>`select array[
          (select count(*) from sit.proposal where id = ${reviewed.id}),
          (select count(*) from sit.proposal_edit where proposal = ${reviewed.id}),
          (select count(*) from sit.proposal_comment where proposal = ${reviewed.id}),
          (select count(*) from sit.proposal_event where proposal = ${reviewed.id})]::int[] as n`.execute(
          trx,
        );
        return rows[0]!.n;
      });
    for (const who of EVERYONE.filter((each) => each !== null && each !== 'stranger'))
      expect([who, await rowsSeen(who)]).toEqual([
        who,
        SEEING.includes(who) ? [1, 1, 1, 2] : [0, 0, 0, 0],
      ]);
    for (const who of ['stranger', null] as const)
      await expect(
        inScope(server().db, person(who), (trx) => sql`select from sit.proposal`.execute(trx)),
      ).rejects.toMatchObject({ code: '42501' });
  });

  it('holds in SQL too: no step against the rules, no edit of another’s, no event made up', async () => {
    const mine = await world.draft();
    const review = await world.submitted();
    const { neighbour } = world.people;
    const set = (id: string, what: ReturnType<typeof sql>) =>
      sql`update sit.proposal set ${what} where id = ${id}`;
    const attempts: [Who, ReturnType<typeof sql>, 'refused' | 'no row'][] = [
      ['author', set(mine.id, sql`state = 'published', change_set = gen_random_uuid()`), 'refused'],
      ['author', set(review.id, sql`state = 'rejected'`), 'refused'],
      ['author', set(review.id, sql`title = 'Altro'`), 'refused'],
      ['reviewer', set(mine.id, sql`title = 'Altro'`), 'refused'],
      ['reviewer', set(mine.id, sql`state = 'in-review'`), 'refused'],
      ['reviewer', set(review.id, sql`state = 'withdrawn'`), 'refused'],
      // No change set is being written on its behalf.
      [
        'reviewer',
        set(review.id, sql`state = 'published', change_set = gen_random_uuid()`),
        'refused',
      ],
      ['reviewer', set(review.id, sql`author = ${world.people.reviewer.userId}`), 'refused'],
      ['officer', set(review.id, sql`state = 'rejected'`), 'no row'],
      ['neighbour', set(review.id, sql`state = 'rejected'`), 'no row'],
      ['reviewer', sql`delete from sit.proposal_edit where proposal = ${mine.id}`, 'no row'],
      ['author', sql`delete from sit.proposal_edit where proposal = ${review.id}`, 'no row'],
      ['author', sql`delete from sit.proposal where id = ${mine.id}`, 'refused'],
      [
        'reviewer',
        sql`insert into sit.proposal_edit (proposal, operation, layer, fid, base_version, properties)
          values (${mine.id}, 'delete', 'plan', 1, 1, '{}')`,
        'refused',
      ],
      [
        'neighbour',
        sql`insert into sit.proposal (id, municipality, title, description, author, author_name, request_hash)
          values (gen_random_uuid(), 'C096', 'T', '', ${neighbour.userId}, 'Leo', '')`,
        'refused',
      ],
      [
        'reviewer',
        sql`insert into sit.proposal_comment (id, proposal, author, author_name, text)
          values (gen_random_uuid(), ${mine.id}, ${world.people.author.userId}, 'Ada', 'Falso')`,
        'refused',
      ],
      [
        'author',
        sql`insert into sit.proposal_event (proposal, to_state, person, person_name)
          values (${mine.id}, 'published', ${world.people.author.userId}, 'Ada')`,
        'refused',
      ],
      ['reviewer', sql`update sit.territory_union set separate_reviewer = false`, 'refused'],
    ];
    for (const [index, [who, statement, outcome]] of attempts.entries()) {
      const done = await inScope(server().db, world.people[who], (trx) =>
        statement.execute(trx),
      ).then(
        ({ numAffectedRows }) => (numAffectedRows === 0n ? 'no row' : 'done'),
        (error: { code: string }) => (error.code === '42501' ? 'refused' : error.code),
      );
      expect([index, who, done]).toEqual([index, who, outcome]);
    }
  });
});
