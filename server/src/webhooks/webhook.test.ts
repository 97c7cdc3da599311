import { randomUUID } from 'node:crypto';
import type { Webhook, WebhookDelivery as Delivery } from '@sit/core/api-webhook';
import type { Principal } from '@sit/core/permission';
import { sql } from 'kysely';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { ChangeWatcher } from '../changes/change-watcher.ts';
import { openDatabase } from '../db/database.ts';
import { asOwner, inScope } from '../db/scope.ts';
import type { Deps } from '../deps.ts';
import { Problem } from '../http/problem.ts';
import { createLayer } from '../layers/layer.service.ts';
import { WrongSecret, secretBox } from '../secrets/secret-box.ts';
import {
  databaseUrl,
  describeOnBothEngines,
  seedPrincipal,
  seedUnion,
} from '../testing/harness.ts';
import { testApi } from '../testing/test-api.ts';
import type { Ask } from '../testing/test-api.ts';
import { squareWkt, zoningLayer } from '../testing/zoning-layer.ts';
import { startReceiver } from './testing.ts';
import type { Delivered, Receiver } from './testing.ts';
import { WebhookDelivery } from './webhook-delivery.ts';
import type { DeliveryTiming } from './webhook-delivery.ts';
import { openSecret, sealSecret } from './webhook-secret.ts';
import { isInside, webhookTarget } from './webhook-target.ts';
import { selectWebhooks } from './webhook.repository.ts';
import { sealSecrets } from './webhook.service.ts';
import { webhookRoutes } from './webhook.routes.ts';

const QUICK: DeliveryTiming = {
  timeoutMilliseconds: 500,
  firstRetryMilliseconds: 10,
  mostRetryMilliseconds: 20,
  giveUpMilliseconds: 3_600_000,
};

describeOnBothEngines('webhooks', (server, engine) => {
  let admin: Principal;
  let deps: Deps;
  let ask: Ask;
  const ends: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const { db } = server();
    await seedUnion(db);
    admin = await seedPrincipal(db, 'Eva Unione', [{ role: 'union-admin', municipality: null }]);
    for (const id of ['zoning', 'plots'])
      await asOwner(db, (trx) => createLayer(trx, zoningLayer({ id })));
    deps = { ...server().deps, config: { ...server().config, webhooksInside: true } };
    ask = testApi(deps, [webhookRoutes]);
  });
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
    await sql`delete from sit.webhook`.execute(server().db.kysely);
  });

  const insert = (layer = 'zoning', municipality = 'C096', count = 1) =>
    inScope(server().db, admin, async (trx) => {
      const { rows } = await sql<{ fid: number }>`
        insert into ${sql.table(`territory.${layer}`)} (municipality, geometry, zone)
        select ${municipality}, ST_GeomFromText(${squareWkt(0, 0)}, 7792), 'A'
        from generate_series(1, ${count}::int) returning fid`.execute(trx);
      return rows[0]!.fid;
    });
  const receiver = async (...answers: Parameters<typeof startReceiver>): Promise<Receiver> => {
    const started = await startReceiver(...answers);
    ends.push(started.stop);
    return started;
  };
  const deliver = (timing: Partial<DeliveryTiming> = {}, by = deps): WebhookDelivery => {
    const delivery = new WebhookDelivery(by, { ...QUICK, ...timing });
    delivery.start();
    ends.push(() => delivery.stop());
    return delivery;
  };
  const add = async (url: string, more: object = {}) => {
    const { status, body } = await ask<Webhook & { secret: string }>(admin, 'POST', '/webhooks', {
      url,
      ...more,
    });
    expect(status).toBe(201);
    return body;
  };
  const list = async () =>
    (await ask<{ webhooks: Webhook[] }>(admin, 'GET', '/webhooks')).body.webhooks;
  const attempts = async (id: string) =>
    (await ask<{ deliveries: Delivery[] }>(admin, 'GET', `/webhooks/${id}/deliveries`)).body
      .deliveries;
  const fids = (delivered: Delivered[]): number[] =>
    delivered.flatMap(({ changes }) => changes.map(({ fid }) => fid));
  const stateOf = async (id: string, wanted: Webhook['state']): Promise<Webhook> => {
    for (;;) {
      const found = (await list()).find((each) => each.id === id)!;
      if (found.state === wanted) return found;
    }
  };

  it('are the union’s administrators’, and their secret is shown once', async () => {
    const { secret, ...webhook } = await add('https://example.org/hook', { layers: ['zoning'] });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhook).toMatchObject({ layers: ['zoning'], state: 'active', createdBy: 'Eva Unione' });
    expect(await list()).toEqual([webhook]);
    const planner = await seedPrincipal(server().db, `Tito ${engine}`, [
      { role: 'planner', municipality: 'C096' },
    ]);
    for (const [caller, status] of [
      [null, 401],
      [planner, 403],
    ] as const)
      for (const [method, path, body] of [
        ['GET', '/webhooks', undefined],
        ['POST', '/webhooks', { url: 'https://example.org' }],
        ['DELETE', `/webhooks/${webhook.id}`, undefined],
        ['GET', `/webhooks/${webhook.id}/deliveries`, undefined],
      ] as const)
        expect((await ask(caller, method, path, body)).status).toBe(status);
    expect((await ask(admin, 'DELETE', `/webhooks/${webhook.id}`)).status).toBe(204);
    expect((await ask(admin, 'DELETE', `/webhooks/${webhook.id}`)).status).toBe(404);
  });

  it('are on the record when made and removed, with no secret and no path', async () => {
    const recorded = async () => {
      const { rows } = await sql<Record<string, unknown>>`
        select event, person_name, subject, municipality, detail from sit_audit.entry
        where event like 'webhook-%' order by seq`.execute(server().db.kysely);
      return rows.map((row) => ({
        ...row,
        detail: JSON.parse(row['detail'] as string) as unknown,
      }));
    };
    const before = (await recorded()).length;
    const { id } = await add('https://example.org:8443/hook?key=sesame', {
      layers: ['zoning'],
      municipality: 'C096',
    });
    await ask(admin, 'DELETE', `/webhooks/${id}`);
    await ask(admin, 'DELETE', `/webhooks/${id}`);
    await ask(admin, 'POST', '/webhooks', { url: 'http://127.0.0.1', municipality: 'X999' });
    const entry = {
      person_name: 'Eva Unione',
      subject: `webhook/${id}`,
      municipality: 'C096',
      detail: { host: 'example.org:8443', layers: ['zoning'], municipality: 'C096' },
    };
    expect((await recorded()).slice(before)).toEqual([
      { event: 'webhook-added', ...entry },
      { event: 'webhook-removed', ...entry },
    ]);
  });

  it('are not made, nor removed, where that cannot be put on the record', async () => {
    const { id } = await add('https://example.org/hook');
    const unrecorded = sql`revoke execute on function sit_audit.record from sit_server`;
    await unrecorded.execute(server().owner);
    try {
      const made = await ask(admin, 'POST', '/webhooks', { url: 'https://example.org/other' });
      const removed = await ask(admin, 'DELETE', `/webhooks/${id}`);
      expect([made.status, removed.status]).toEqual([500, 500]);
    } finally {
      await sql`grant execute on function sit_audit.record to sit_server`.execute(server().owner);
    }
    expect((await list()).map((webhook) => webhook.id)).toEqual([id]);
  });

  it('tell, signed and in order, what is committed from their making on', async () => {
    await insert();
    const { url, delivered, until } = await receiver();
    const { secret } = await add(url, { layers: ['zoning'], municipality: 'C096' });
    const first = await insert();
    deliver();
    await until((all) => fids(all).includes(first));
    await insert('plots');
    await insert('zoning', 'H434');
    const last = await insert();
    await until((all) => fids(all).includes(last));
    expect(fids(delivered)).toEqual([first, last]);
    expect(delivered[0]!.changes[0]).toMatchObject({
      layer: 'zoning',
      operation: 'create',
      version: 1,
      municipality: 'C096',
    });
    const verifier = new Verifier(secret);
    for (const { headers, body } of delivered)
      expect(verifier.verify(body, headers as Record<string, string>)).toMatchObject({
        type: 'features.changed',
      });
    const [{ headers, body }] = delivered as [Delivered];
    expect(() => verifier.verify(`${body} `, headers as Record<string, string>)).toThrow(
      'No matching signature',
    );
  });

  it('keep their secret sealed, for this webhook only; one left in clear by an older server is sealed at the start', async () => {
    const { url, delivered, until } = await receiver();
    const { id, secret } = await add(url, { layers: ['zoning'] });
    const { db, config } = server();
    const kept = async (): Promise<string> => (await selectWebhooks(db.kysely))[0]!.secret;
    const box = await secretBox(config);
    expect(await kept()).toMatch(/^sealed:/);
    expect(await kept()).not.toContain(secret.slice('whsec_'.length, -1));
    expect(openSecret(box, id, await kept())).toBe(secret);
    expect(() => openSecret(box, randomUUID(), sealSecret(box, id, secret))).toThrow(WrongSecret);

    await db.kysely.updateTable('sit.webhook').set({ secret }).execute();
    deliver();
    const first = await insert();
    await until((all) => fids(all).includes(first));
    await sealSecrets(db, config);
    const sealed = await kept();
    expect(openSecret(box, id, sealed)).toBe(secret);
    await sealSecrets(db, config);
    expect(await kept()).toBe(sealed);
    const second = await insert();
    await until((all) => fids(all).includes(second));
    const verifier = new Verifier(secret);
    for (const { headers, body } of delivered)
      expect(verifier.verify(body, headers as Record<string, string>)).toBeTruthy();
  });

  it('send the same message again until it is taken, and only then the next', async () => {
    const { url, delivered, until } = await receiver([500, null, 503]);
    const { id } = await add(url);
    const first = await insert();
    deliver();
    await until((all) => all.length >= 1);
    const second = await insert();
    await until((all) => fids(all).includes(second));
    expect(fids(delivered)).toEqual([first, first, first, first, second]);
    const messages = delivered.map(({ headers }) => headers['webhook-id']);
    expect(new Set(messages.slice(0, 4)).size).toBe(1);
    expect(new Set(delivered.slice(0, 4).map(({ body }) => body)).size).toBe(1);
    expect(messages[4]).not.toBe(messages[0]);
    await stateOf(id, 'active');
    while ((await attempts(id)).length < 5);
    expect((await attempts(id)).map(({ status }) => status)).toEqual([204, 204, 503, null, 500]);
    const page = `/webhooks/${id}/deliveries?limit=2`;
    const { body } = await ask<{ deliveries: Delivery[]; next: number }>(admin, 'GET', page);
    expect(body.deliveries.map(({ status }) => status)).toEqual([204, 204]);
    const rest = await ask<{ deliveries: Delivery[]; next: number }>(
      admin,
      'GET',
      `${page}&before=${body.next}`,
    );
    expect(rest.body.deliveries.map(({ status }) => status)).toEqual([503, null]);
    expect(rest.body.deliveries[1]!.error).toContain('Nessuna risposta');
  });

  it('do not follow redirects', async () => {
    const elsewhere = await receiver();
    const { url, until } = await receiver([{ status: 307, location: elsewhere.url }]);
    const { id } = await add(url);
    await insert();
    deliver();
    await until((all) => all.length === 2);
    while ((await attempts(id)).length < 2);
    expect((await attempts(id)).map(({ status }) => status)).toEqual([204, 307]);
    expect(elsewhere.delivered).toEqual([]);
  });

  it.each([
    ['takes nothing for too long', [500], { giveUpMilliseconds: 0 }, /Nessuna consegna riuscita/],
    ['says that it is gone', [410], {}, /410/],
  ] as const)('are disabled, saying why, when the receiver %s', async (_, answers, timing, why) => {
    const { url, delivered } = await receiver([...answers]);
    const { id } = await add(url);
    await insert();
    deliver(timing);
    const { disabledReason, failures } = await stateOf(id, 'disabled');
    expect(disabledReason).toMatch(why);
    expect(failures).toBe(1);
    expect(delivered).toHaveLength(1);
  });

  it('never reach into the server’s own network unless they may', async () => {
    const { url, delivered } = await receiver();
    const { id } = await add(url);
    await insert();
    deliver({}, { ...deps, config: server().config });
    while ((await attempts(id)).length === 0);
    expect((await attempts(id))[0]).toMatchObject({ status: null });
    expect((await attempts(id))[0]!.error).toContain('rete interna');
    expect(delivered).toEqual([]);
  });

  it('go on, with the same message, where a process that was stopped left off', async () => {
    const { url, delivered, until } = await receiver([null]);
    await add(url);
    const fid = await insert();
    const first = deliver({ timeoutMilliseconds: 60_000 });
    await until((all) => all.length === 1);
    await first.stop();
    deliver();
    await until((all) => all.length === 2);
    expect(fids(delivered)).toEqual([fid, fid]);
    expect(delivered[1]!.headers['webhook-id']).toBe(delivered[0]!.headers['webhook-id']);
  });

  it.skipIf(engine === 'embedded')('are told by one of two processes at a time', async () => {
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(
      server().db.kysely,
    );
    const db = await openDatabase({
      url: databaseUrl(inject('clusterUrl'), rows[0]!.name),
      dataDir: null,
    });
    const changes = new ChangeWatcher(db, deps.log);
    ends.push(
      () => db.close(),
      () => changes.close(),
    );
    const { url, delivered, until, mostAtOnce } = await receiver();
    await add(url);
    deliver();
    deliver({}, { ...deps, db, changes });
    const expected: number[] = [];
    for (let round = 0; round < 30; round++) expected.push(await insert());
    await until((all) => fids(all).length >= 30);
    expect(fids(delivered)).toEqual(expected);
    expect(mostAtOnce()).toBe(1);
  });
});

describe('where a webhook may lead', () => {
  it.each([
    'http://example.org/',
    'ftp://example.org/',
    'example.org',
    'https://user:secret@example.org/',
    'https://localhost/',
    'https://sit.localhost/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://[::ffff:192.168.1.1]/',
    'https://[fd00::1]/',
  ])('not to %s', (url) => {
    expect(() => webhookTarget(url, false)).toThrow(Problem);
  });

  it('out, and inside where that is allowed', () => {
    expect(webhookTarget('https://example.org/hook', false).host).toBe('example.org');
    expect(webhookTarget('http://localhost:9/hook', true).host).toBe('localhost:9');
    for (const address of ['8.8.8.8', '2001:db8::1', 'example.org'])
      expect(isInside(address)).toBe(false);
    for (const address of ['100.64.0.1', '::', '::ffff:10.0.0.1', 'fec0::1', '::ffff:0:7f00:1'])
      expect(isInside(address)).toBe(true);
  });
});
