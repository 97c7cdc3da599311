/**
 * The server and PostgreSQL killed without a word, again and again, while people write: every change set that
 * was acknowledged is there whole, none is there by half, none twice, and the past has no holes.
 */
import { randomUUID } from 'node:crypto';
import type { ChangeOperation, ChangeSetResult, Feature } from '@sit/core/feature';
import type { Position } from '@sit/core/geometry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCluster } from '../../packages/tooling/postgres-cluster.mjs';
import { psql } from '../support/psql.ts';
import { Person } from '../support/person.ts';
import {
  demoPassword,
  freePort,
  removeHome,
  startSit,
  temporaryHome,
} from '../support/sit-server.ts';
import type { SitServer } from '../support/sit-server.ts';
import { PLANNER } from '../support/workplace.ts';

const KILLS = 50;
/** In turn: the server, PostgreSQL whole, one of its connections. */
const VICTIMS = ['server', 'postmaster', 'server', 'child'] as const;
const WRITERS = 4;
/** So many more are acknowledged between one kill and the next. */
const BETWEEN_KILLS = 3;

let cluster: Awaited<ReturnType<typeof startCluster>>;
let home: string;
let sit: SitServer;
let env: Record<string, string>;

beforeAll(async () => {
  home = await temporaryHome();
  cluster = await startCluster({ durable: true, restarts: true });
  psql(cluster.url, 'create database sit');
  env = {
    SIT_DATABASE_URL: cluster.url.replace(/\/postgres$/, '/sit'),
    SIT_PORT: String(await freePort()),
  };
  sit = await startSit(home, env);
});
afterAll(async () => {
  await sit?.stop();
  await cluster?.stop();
  await removeHome(home);
});

interface Acknowledged {
  tag: string;
  result: ChangeSetResult;
}

it(`keeps every acknowledged change set whole through ${KILLS} kills`, async () => {
  const planner = await Person.signIn(sit.url, PLANNER, await demoPassword(home));
  const edited = (await planner.items('places')).filter(
    ({ properties }) => properties.municipality === 'C096',
  );
  const acknowledged: Acknowledged[] = [];
  const unexpected: string[] = [];
  const done = new AbortController();

  /** Sends change sets one after the other, each until it is answered for good. */
  const write = async (writer: number): Promise<void> => {
    let target = edited[writer]!;
    for (let n = 0; !done.signal.aborted; n++) {
      const tag = `w${writer}.${n}`;
      const id = randomUUID();
      const operations = threeOperations(tag, target);
      for (;;) {
        const answer = await answerOf(planner.send(operations, id));
        if (answer === 'none') {
          await new Promise((resolve) => setTimeout(resolve, 20));
          continue;
        }
        if (typeof answer === 'string')
          return void unexpected.push(`${tag}: ${answer}\n${sit.output().slice(-2_000)}`);
        acknowledged.push({ tag, result: answer });
        target = {
          ...target,
          properties: { ...target.properties, version: answer.results[2]!.version },
        };
        break;
      }
    }
  };
  const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
  for (let kill = 0; kill < KILLS && unexpected.length === 0; kill++) {
    const enough = acknowledged.length + BETWEEN_KILLS;
    while (acknowledged.length < enough && unexpected.length === 0)
      await new Promise((resolve) => setTimeout(resolve, 2));
    const victim = VICTIMS[kill % VICTIMS.length]!;
    if (victim === 'server') {
      await sit.kill();
      sit = await startSit(home, env);
    } else cluster.kill(victim);
  }
  done.abort();
  await Promise.all(writers);

  expect(unexpected).toEqual([]);
  expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS * BETWEEN_KILLS);
  const places = await Person.nobody(sit.url).items('places');
  const byFid = new Map(places.map((feature) => [feature.id, feature]));
  const wrong = acknowledged.filter(
    ({ tag, result }) =>
      byFid.get(result.results[0]!.fid)?.properties['name'] !== `${tag} a` ||
      byFid.get(result.results[1]!.fid)?.properties['name'] !== `${tag} b`,
  );
  expect(wrong).toEqual([]);
  // Neither half of one nor one twice: each tag has its two, and there are no others.
  const tags = new Map<string, number>();
  for (const { properties } of places) {
    const [, tag] = /^(w\d+\.\d+) [ab]$/.exec(String(properties['name'])) ?? [];
    if (tag !== undefined) tags.set(tag, (tags.get(tag) ?? 0) + 1);
  }
  expect([...tags.values()].filter((count) => count !== 2)).toEqual([]);
  expect([...tags.keys()].toSorted()).toEqual(acknowledged.map(({ tag }) => tag).toSorted());
  // Each update is a version of its own, in the past or the present, and in the feed.
  const database = env['SIT_DATABASE_URL']!;
  for (let writer = 0; writer < WRITERS; writer++) {
    const { id } = edited[writer]!;
    const updates = acknowledged.filter(({ tag }) => tag.startsWith(`w${writer}.`));
    const versions = psql(
      database,
      `select version from history.places where fid = ${id}
       union all select version from territory.places where fid = ${id} order by 1`,
    );
    expect(versions).toEqual(Array.from({ length: updates.length + 1 }, (_, i) => String(i + 1)));
    expect(
      psql(
        database,
        `select version from sit.change where layer = 'places' and fid = ${id} order by seq`,
      ),
    ).toEqual(versions);
  }
}, 600_000);

/** The result, what the refusal was, or `none` where nobody answered or the database was away. */
async function answerOf(sent: Promise<Response>): Promise<ChangeSetResult | string> {
  try {
    const response = await sent;
    const text = await response.text();
    if (response.status === 503) return 'none';
    return response.ok ? (JSON.parse(text) as ChangeSetResult) : `${response.status} ${text}`;
  } catch {
    return 'none';
  }
}

function threeOperations(tag: string, edited: Feature): ChangeOperation[] {
  const [longitude, latitude] = edited.geometry.coordinates as Position;
  const create = (name: string): ChangeOperation => ({
    operation: 'create',
    layer: 'places',
    municipality: 'C096',
    geometry: { type: 'Point', coordinates: [longitude, latitude] },
    properties: { name, kind: 'locality' },
  });
  return [
    create(`${tag} a`),
    create(`${tag} b`),
    {
      operation: 'update',
      layer: 'places',
      fid: edited.id,
      baseVersion: edited.properties.version,
      properties: { name: `${tag} u` },
    },
  ];
}
