import { connect } from 'node:net';
import { once } from 'node:events';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Principal } from '@sit/core/permission';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { issuePortalCode, redeemCode } from '../auth/portal-token.service.ts';
import { identifySession, signOut } from '../auth/session.service.ts';
import { signIn } from '../auth/sign-in.service.ts';
import { PASSWORD, PORTAL, actorAt, newChallenge, seedPeople } from '../auth/testing.ts';
import { asOwner, inScope } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { changeLayer, createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines, seedPrincipal } from '../testing/harness.ts';
import { squareWkt, zoningLayer } from '../testing/zoning-layer.ts';
import { openChangeStream } from './change-stream.service.ts';
import { ChangeWatcher } from './change-watcher.ts';
import type { StreamTiming } from './changes.routes.ts';
import { placeText } from './feed-place.ts';
import type { StreamLimits } from './stream-limits.ts';
import { follow, isChangeOf, startLiveServer } from './testing/live-server.ts';
import type { Following, LiveServer } from './testing/live-server.ts';

describeOnBothEngines('the stream of changes', (server, engine) => {
  let admin: Principal;
  const started: (LiveServer | { stop: () => void })[] = [];

  beforeAll(async () => {
    const { db } = server();
    await seedPeople(db);
    admin = await seedPrincipal(db, 'Eva Unione', [{ role: 'union-admin', municipality: null }]);
    await asOwner(db, (trx) => createLayer(trx, zoningLayer()));
    const reserved = zoningLayer({ id: 'reserved', readableBy: 'offices' });
    await asOwner(db, (trx) => createLayer(trx, reserved));
  });
  afterEach(async () => {
    for (const each of started.splice(0).toReversed()) await each.stop();
  });

  const live = async (timing?: Partial<StreamTiming>, limits?: StreamLimits) => {
    const running = await startLiveServer(server().deps, timing, limits);
    started.push(running);
    return running.url;
  };
  const reader = async (url: string, headers: Record<string, string> = {}): Promise<Following> => {
    const following = await follow(url, headers);
    started.push(following);
    await following.until(({ event }) => event === 'ready');
    return following;
  };
  const write = <T>(work: (trx: Transaction<Tables>) => Promise<T>) =>
    inScope(server().db, admin, work);
  /** fids of `count` squares, side by side from `x` metres on. */
  const insert = (count = 1, { layer = 'zoning', municipality = 'C096', x = 0 } = {}) =>
    write(async (trx) => {
      const { rows } = await sql<{ fid: number }>`
        insert into ${sql.table(`territory.${layer}`)} (municipality, geometry, zone)
        select ${municipality}, ST_Translate(ST_GeomFromText(${squareWkt(x, 0)}, 7792), 20 * n, 0), 'A'
        from generate_series(1, ${count}::int) n returning fid`.execute(trx);
      return rows.map(({ fid }) => fid);
    });
  const signedIn = async (email: string) => {
    const { kysely } = server().db;
    const request = { email, password: PASSWORD, presentedToken: undefined, userAgent: null };
    const { token } = await signIn(server().deps, request, actorAt());
    const session = (await identifySession(kysely, token))!.id;
    const { verifier, challenge } = newChallenge();
    const { code } = await issuePortalCode(kysely, session, { origin: PORTAL, challenge });
    const portal = await redeemCode(kysely, { code, verifier }, actorAt('test', PORTAL));
    const headers = { Authorization: `Bearer ${portal.token}`, Origin: PORTAL };
    return { headers, leave: () => signOut(kysely, 'cookie', session, actorAt()) };
  };

  it('begins with its place, then tells every change once, in order', async () => {
    const following = await reader(await live());
    const [fid] = await insert();
    await write((trx) =>
      sql`update territory.zoning set name = 'x' where fid = ${fid}`.execute(trx),
    );
    await following.until(isChangeOf(fid!, 2));
    expect(following.changes()).toEqual([`${fid}.1`, `${fid}.2`]);
    expect(following.events[0]).toMatchObject({ event: 'ready', data: {} });
    const { data } = following.events[1]!;
    expect(data).toMatchObject({ layer: 'zoning', operation: 'create', municipality: 'C096' });
    expect(data).not.toHaveProperty('changeSet');
    const { rows } = await sql<{ box: number[] }>`
      select sit.bbox_of(ST_Envelope(ST_Transform(geometry_3857, 4326))) as box
      from territory.zoning where fid = ${fid}`.execute(server().owner);
    for (const [at, degrees] of rows[0]!.box.entries())
      expect((data['bbox'] as number[])[at]).toBeCloseTo(degrees, 9);
    expect(following.response.headers.get('Content-Type')).toMatch(/^text\/event-stream/);
  });

  it('is followed no more when its reader goes before the first piece', async () => {
    const { deps } = server();
    const changes = new ChangeWatcher(deps.db, deps.log);
    const gone = new AbortController();
    const pieces = await openChangeStream(deps.db, changes, undefined, {
      filter: { layers: null, municipality: null, bbox3857: null },
      identify: () => Promise.resolve(null),
      heartbeatMilliseconds: 60_000,
      signal: gone.signal,
    });
    expect(changes.head).not.toBeNull();
    gone.abort();
    await pieces.return();
    await expect.poll(() => changes.head, { timeout: 10_000 }).toBeNull();
    await changes.close();
  });

  it('tells the offices’ layers to members alone, with change sets, also to a portal’s page', async () => {
    const url = await live();
    const { headers } = await signedIn('tecnico@example.org');
    const [anyone, member] = [await reader(url), await reader(url, headers)];
    const { headers: allowance } = member.response;
    expect(allowance.get('Access-Control-Allow-Origin')).toBe(headers.Origin);
    const [hidden] = await insert(1, { layer: 'reserved' });
    const [shown] = await insert();
    await Promise.all([anyone, member].map((each) => each.until(isChangeOf(shown!))));
    expect(anyone.changes()).toEqual([`${shown}.1`]);
    expect(member.changes()).toEqual([`${hidden}.1`, `${shown}.1`]);
    expect(member.events[1]!.data).toHaveProperty('changeSet', null);
  });

  it('follows what becomes of rights while it runs', async () => {
    const { db } = server();
    const url = await live();
    const { headers } = await signedIn('tecnico@example.org');
    const [anyone, member] = [await reader(url), await reader(url, headers)];
    const [before] = await insert();
    await Promise.all([anyone, member].map((each) => each.until(isChangeOf(before!))));
    await changeLayer(db, admin, 'zoning', { readableBy: 'offices' }, actorAt());
    const [reserved] = await insert();
    await changeLayer(db, admin, 'reserved', { readableBy: 'public' }, actorAt());
    // What both may see tells that both have gone past what one may not.
    const [marker] = await insert(1, { layer: 'reserved' });
    await Promise.all([anyone, member].map((each) => each.until(isChangeOf(marker!))));
    await changeLayer(db, admin, 'zoning', { readableBy: 'public' }, actorAt());
    await changeLayer(db, admin, 'reserved', { readableBy: 'offices' }, actorAt());
    const { userId } = admin;
    await db.kysely.deleteFrom('sit.grant').where('person_id', '!=', userId).execute();
    const [toNobody] = await insert(1, { layer: 'reserved' });
    const [after] = await insert();
    await Promise.all([anyone, member].map((each) => each.until(isChangeOf(after!))));
    expect(anyone.changes()).toEqual([`${before}.1`, `${marker}.1`, `${after}.1`]);
    const seen = [before, reserved, marker, after].map((fid) => `${fid}.1`);
    expect(member.changes()).toEqual(seen);
    expect(toNobody).toBeDefined();
  });

  it('keeps to the layers, the municipality and the box asked for', async () => {
    const url = await live();
    const { rows } = await sql<{ west: number; south: number; east: number; north: number }>`
      select ST_XMin(b) west, ST_YMin(b) south, ST_XMax(b) east, ST_YMax(b) north from (
        select ST_Transform(ST_GeomFromText(${squareWkt(5_000, 0, 100)}, 7792), 4326) b) t`.execute(
      server().db.kysely,
    );
    const { west, south, east, north } = rows[0]!;
    const readers = await Promise.all(
      [
        'layers=nothing,reserved',
        'municipality=H434',
        `bbox=${[west, south, east, north].join(',')}`,
      ].map((query) => reader(`${url}?${query}`)),
    );
    const all = await reader(url);
    await insert(1, { municipality: 'C096' });
    const [other] = await insert(1, { municipality: 'H434' });
    const [inBox] = await insert(1, { x: 5_000 });
    await all.until(isChangeOf(inBox!));
    await readers[2]!.until(isChangeOf(inBox!));
    await readers[1]!.until(isChangeOf(other!));
    expect(readers.map((each) => each.changes())).toEqual([[], [`${other}.1`], [`${inBox}.1`]]);
  });

  it('goes on from any event, in the middle of a commit too, without loss or repetition', async () => {
    const url = await live();
    const first = await reader(url);
    await insert(3);
    const fids = await insert(2);
    await first.until(isChangeOf(fids[1]!));
    first.stop();
    const whole = first.changes();
    const late = await insert(2);
    for (const [at, { id }] of first.events.entries()) {
      const again = await reader(
        at % 2 ? url : `${url}?lastEventId=${id}`,
        at % 2 ? { 'Last-Event-ID': id! } : {},
      );
      expect(again.events[0]!.id).toBe(id);
      await again.until(isChangeOf(late[1]!));
      expect(again.changes()).toEqual([...whole.slice(at), ...late.map((fid) => `${fid}.1`)]);
      again.stop();
    }
  });

  it.skipIf(engine === 'embedded')('loses nothing of a transaction that commits late', async () => {
    const url = await live();
    const first = await reader(url);
    let commit!: () => void;
    const hold = new Promise<void>((resolve) => (commit = resolve));
    let wrote!: (fid: number) => void;
    const writing = new Promise<number>((resolve) => (wrote = resolve));
    const slow = write(async (trx) => {
      const { rows } = await sql<{ fid: number }>`
        insert into territory.zoning (municipality, geometry, zone)
        values ('C096', ST_GeomFromText(${squareWkt(0, 0)}, 7792), 'A') returning fid`.execute(trx);
      wrote(rows[0]!.fid);
      await hold;
    });
    const early = await writing;
    const quick = await insert(2);
    const { id } = await first.until(isChangeOf(quick[0]!));
    first.stop();
    commit();
    await slow;
    const again = await reader(url, { 'Last-Event-ID': id! });
    await again.until(isChangeOf(early));
    expect(again.changes()).toEqual([`${quick[1]}.1`, `${early}.1`]);
  });

  it.each([
    ['garbled', () => 'x y'],
    ['of no feed', () => 'YWJj'],
    ['an impossible snapshot', () => placeText({ since: '9:5:', until: null, after: 0 })],
    ['of the future', () => placeText({ since: '9000000:9000000:', until: null, after: 0 })],
    [
      'with its ends exchanged',
      () => placeText({ since: '900:900:', until: '800:800:', after: 1 }),
    ],
  ])('refuses a place that is %s', async (_what, id) => {
    const response = await fetch(await live(), { headers: { 'Last-Event-ID': id() } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'invalid-parameter',
      faults: [{ place: 'Last-Event-ID' }],
    });
  });

  it.each(['layers=a;b', 'municipality=roma', 'bbox=1,2,3', 'bbox=15,41,14,42', 'colour=red'])(
    'refuses ?%s',
    async (query) => expect((await fetch(`${await live()}?${query}`)).status).toBe(400),
  );

  it('ends when the session does', async () => {
    const { headers, leave } = await signedIn('admin@example.org');
    const member = await reader(await live({ heartbeatMilliseconds: 50 }), headers);
    await leave();
    const { data } = await member.until(({ event }) => event === 'end');
    expect(data).toEqual({ reason: 'session-ended' });
    expect(member.comments.every((text) => text === ': heartbeat')).toBe(true);
  });

  it('counts the streams of one address', async () => {
    const url = await live({}, { perAddress: 2, perPerson: 1, overall: 3 });
    const [first] = [await reader(url), await reader(url)];
    const refused = await fetch(url);
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '30']);
    first!.stop();
    while (
      !(await fetch(url, { method: 'GET' }).then(
        async (each) => (await each.body?.cancel(), each.ok),
      ))
    );
    const { headers } = await signedIn('admin@example.org');
    await reader(url, headers);
  });

  it.skipIf(engine === 'embedded')(
    'cuts off a client that never reads, keeps serving others, and lets it go on',
    async () => {
      const url = new URL(await live({ stallMilliseconds: 300 }));
      const good = await reader(url.href);
      const from = good.events[0]!.id!;
      const socket = connect(Number(url.port), 'localhost');
      socket.write(`GET ${url.pathname} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      await once(socket, 'data');
      socket.pause();
      const gone = once(socket, 'close');
      let last = 0;
      // More than the system's own buffers hold.
      for (let round = 0; round < 8; round++) last = (await insert(5_000)).at(-1)!;
      await good.until(isChangeOf(last));
      expect(new Set(good.changes()).size).toBe(40_000);
      socket.on('error', () => {}).resume();
      await gone;
      const again = await reader(url.href, { 'Last-Event-ID': from });
      await again.until(isChangeOf(last));
      expect(again.changes()).toEqual(good.changes());
    },
    60_000,
  );

  it('ends at the server’s close', async () => {
    const url = await live();
    const following = await reader(url);
    await server().deps.changes.close();
    const { data } = await following.until(({ event }) => event === 'end');
    expect(data).toEqual({ reason: 'server-closing' });
    expect(following.response.headers.get('Connection')).toBe('close');
    const late = await fetch(url);
    expect([late.status, late.headers.get('Retry-After')]).toEqual([503, '5']);
  });
});
