/** Random edits by several people of two municipalities at once, against what each was told: nothing acknowledged is lost. */
import { randomUUID } from 'node:crypto';
import type { ChangeOperation, ChangeResult } from '@sit/core/feature';
import type { Principal } from '@sit/core/permission';
import * as fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { asOwner, inScope } from '../db/scope.ts';
import type { Problem } from '../http/problem.ts';
import { createLayer } from '../layers/layer.service.ts';
import { parseItemsQuery } from '../ogc/items-query.ts';
import { readItems } from '../ogc/items.repository.ts';
import { replay } from '../testing/edit-model.ts';
import type { Edit, Version } from '../testing/edit-model.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { commit } from './change-set.service.ts';
import { restoreVersion, revertChangeSet } from './restore.service.ts';

const LAYER = zoningLayer({ geometryType: 'Point' });
const MUNICIPALITIES = ['C096', 'H434'];

/** One intended operation: `pick` chooses among the features known, `lag` how old a version it starts from. */
const intent = fc.record({
  kind: fc.constantFrom('create', 'create', 'rename', 'rename', 'move', 'both', 'give', 'delete'),
  pick: fc.nat({ max: 50 }),
  lag: fc.constantFrom(0, 0, 0, 1),
  /** Ten-thousandths of a degree east of 14.1. */
  place: fc.nat({ max: 200 }),
});
type Intent = typeof intent extends fc.Arbitrary<infer T> ? T : never;
const deed = fc.record({
  who: fc.nat({ max: 3 }),
  what: fc.constantFrom('commit', 'commit', 'commit', 'restore', 'restore', 'revert'),
  pick: fc.nat({ max: 50 }),
  intents: fc.array(intent, { minLength: 1, maxLength: 3 }),
});
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;
/** Rounds of people who act at the same moment. */
const rounds = fc.array(fc.array(deed, { minLength: 1, maxLength: 5 }), {
  minLength: 4,
  maxLength: 12,
});

/** What happened as far as the people know: edits by change set, in the order they were told. */
type Known = Map<string, Edit[]>;

describeOnBothEngines('people editing at once', (server) => {
  let people: Principal[];

  beforeAll(async () => {
    const { db } = server();
    await seedUnion(db);
    people = [
      await seedPrincipal(db, 'Ada Piani', [{ role: 'planner', municipality: 'C096' }]),
      await seedPrincipal(db, 'Ugo Monti', [{ role: 'planner', municipality: 'C096' }]),
      await seedPrincipal(db, 'Ivo Rocca', [{ role: 'planner', municipality: 'H434' }]),
      await seedPrincipal(db, 'Eva Unione', [{ role: 'union-admin', municipality: null }]),
    ];
    await asOwner(db, (trx) => createLayer(trx, LAYER));
  });

  it('lose no acknowledged edit, skip no version, and leave a history that replays to the present and to every moment', async () => {
    const done = { commit: 0, restore: 0, return: 0, revert: 0 };
    await fc.assert(
      fc.asyncProperty(rounds, async (plan) => {
        for (const table of ['territory.zoning', 'history.zoning', 'sit.change'])
          await sql`delete from ${sql.raw(table)}`.execute(server().owner);
        const known: Known = new Map();
        for (const round of plan) {
          const before = new Map(known);
          const outcomes = await Promise.allSettled(round.map((each) => act(each, before)));
          for (const [index, outcome] of outcomes.entries()) {
            if (outcome.status === 'rejected') continue;
            known.set(...outcome.value);
            done[deedDone(round[index]!, outcome.value[1])]++;
          }
          const unexpected = outcomes.filter(
            (outcome) => outcome.status === 'rejected' && !isExpected(outcome.reason),
          );
          expect(unexpected).toEqual([]);
        }
        const edits = [...known.values()].flat();
        const model = replay(edits);
        expect(await recorded()).toEqual(model.map(lineOf).toSorted());
        await expectRestoredExactly(edits);
        await expectFeed(edits, model);
        await expectEveryMoment();
      }),
      { numRuns: 20 },
    );
    // Deeds that were refused every time would have shown nothing.
    expect(Math.min(...Object.values(done)), JSON.stringify(done)).toBeGreaterThan(0);
  }, 240_000);

  /** Does one person's deed; its change set and the edits that were acknowledged. */
  const act = async (each: Deed, known: Known): Promise<[string, Edit[]]> => {
    const { db } = server();
    const who = people[each.who]!;
    const id = randomUUID();
    const versions = replay([...known.values()].flat());
    const latest = [...Map.groupBy(versions, ({ fid }) => fid).values()].map((own) => own.at(-1)!);
    if (each.what === 'revert' && known.size > 0) {
      const [reverted, edits] = [...known][each.pick % known.size]!;
      const { result } = await revertChangeSet(db, who, reverted, { id });
      return [id, result.results.map((done) => undone(done, edits))];
    }
    // Of few that are gone half the choices, or they would hardly ever be asked back.
    const gone = latest.filter(({ end }) => end === 'delete');
    const choices = each.pick % 2 === 0 && gone.length > 0 ? gone : latest;
    const target = choices[each.pick % (choices.length || 1)];
    if (each.what === 'restore' && target && (target.version > 1 || target.end === 'delete')) {
      const isGone = target.end === 'delete';
      const version = 1 + (each.pick % (isGone ? target.version : target.version - 1));
      const baseVersion = isGone ? null : target.version;
      const { result } = await restoreVersion(db, who, 'zoning', target.fid, {
        id,
        version,
        baseVersion,
      });
      return [id, result.results.map((done) => ({ ...done, set: {}, source: version }))];
    }
    const present = latest.filter(({ end }) => end === 'present');
    const own = present.filter(({ municipality }) => mayEdit(each.who, municipality));
    const operations = withoutRepeats(
      // One in ten tries somebody else's.
      each.intents.map((wish) => toOperation(wish, each.who, wish.pick < 45 ? own : present)),
    );
    const { result } = await commit(db, who, { id, operations });
    return [id, result.results.map((done, i) => ({ ...done, set: valuesOf(operations[i]!) }))];
  };

  /** Every version on record, as {@link lineOf} writes it. */
  const recorded = async (): Promise<string[]> => {
    const { rows } = await sql<{ line: string }>`
      select concat_ws(' ', fid || '.' || version, municipality, name,
        round(((ST_X(ST_Transform(geometry, 4326)) - 14.1) * 10000)::numeric), coalesce(operation, 'present')) as line
      from (
        select fid, version, municipality, name, geometry, operation, begin_lifespan_version as from_time, end_lifespan_version as to_time from history.zoning
        union all
        select fid, version, municipality, name, geometry, null, begin_lifespan_version, null from territory.zoning) as versions
      where from_time < to_time or to_time is null`.execute(server().owner);
    return rows.map(({ line }) => line).toSorted();
  };

  const expectRestoredExactly = async (edits: readonly Edit[]): Promise<void> => {
    const { rows } = await sql<{ version: string; shape: string }>`
      select fid || '.' || version as version, encode(ST_AsEWKB(geometry), 'hex') as shape from (
        select fid, version, geometry from territory.zoning
        union all select fid, version, geometry from history.zoning) as v`.execute(server().owner);
    const shapes = new Map(rows.map(({ version, shape }) => [version, shape]));
    for (const { fid, version, source, operation } of edits)
      if (source !== undefined && operation !== 'delete')
        expect(shapes.get(`${fid}.${version}`)).toBe(shapes.get(`${fid}.${source}`));
  };

  /** The feed has each edit once, and followed in its order leads to what is there. */
  const expectFeed = async (edits: readonly Edit[], model: readonly Version[]): Promise<void> => {
    const { rows } = await sql<ChangeResult>`
      select fid, version, operation from sit.change order by seq`.execute(server().owner);
    const lines = (all: readonly Pick<ChangeResult, 'fid' | 'version' | 'operation'>[]) =>
      all.map(({ fid, version, operation }) => `${fid}.${version} ${operation}`);
    expect(lines(rows).toSorted()).toEqual(lines(edits).toSorted());
    const there = new Map<number, number>();
    const last = new Map<number, number>();
    for (const { fid, version, operation } of rows) {
      expect(there.get(fid)).toBe(
        { create: undefined, update: version - 1, delete: version }[operation],
      );
      if (operation === 'create') expect(version).toBe((last.get(fid) ?? 0) + 1);
      last.set(fid, version);
      if (operation === 'delete') there.delete(fid);
      else there.set(fid, version);
    }
    expect([...there].map(([fid, version]) => `${fid}.${version}`).toSorted()).toEqual(
      model
        .filter(({ end }) => end === 'present')
        .map(({ fid, version }) => `${fid}.${version}`)
        .toSorted(),
    );
  };

  /** Items with `datetime` at each moment at which something began or ended are what was on record then. */
  const expectEveryMoment = async (): Promise<void> => {
    const { rows: lives } = await sql<{
      fid: number;
      version: number;
      begin: Date;
      end: Date | null;
    }>`
      select fid, version, begin_lifespan_version as begin, end_lifespan_version as end from history.zoning
      union all select fid, version, begin_lifespan_version, null from territory.zoning`.execute(
      server().owner,
    );
    const moments = [
      ...new Set(lives.flatMap(({ begin, end }) => [+begin, ...(end ? [+end] : [])])),
    ];
    for (const moment of moments.toSorted((a, b) => a - b)) {
      const expected = lives
        .filter(({ begin, end }) => +begin <= moment && (!end || +end > moment))
        .map(({ fid, version }) => `${fid}.${version}`)
        .toSorted();
      for (const bbox of [null, [13.9, 41.7, 14.3, 41.9] as const]) {
        const query = parseItemsQuery(
          LAYER,
          7792,
          {
            limit: 1000,
            bbox: bbox && [...bbox],
            datetime: { kind: 'instant', at: new Date(moment) },
            'legal-date': null,
          },
          {},
        );
        const page = await inScope(server().db, null, (trx) => readItems(trx, LAYER, query));
        expect(page.items.map(({ fid, version }) => `${fid}.${version}`).toSorted()).toEqual(
          expected,
        );
        expect(page.numberMatched).toBe(expected.length);
      }
    }
  };
});

/** What was done in the end: who wanted to restore where nothing could be, committed. */
function deedDone(
  { what }: Deed,
  edits: readonly Edit[],
): 'commit' | 'restore' | 'return' | 'revert' {
  const [edit] = edits;
  if (what === 'commit' || edit?.source === undefined) return 'commit';
  if (what === 'revert') return 'revert';
  return edit.operation === 'create' ? 'return' : 'restore';
}

/** Refusals that people who edit at once must expect; everything else is a fault. */
function isExpected(reason: unknown): boolean {
  return ['stale-version', 'forbidden'].includes((reason as Problem).refusal?.code);
}

function mayEdit(who: number, municipality: string): boolean {
  return who === 3 || municipality === (who === 2 ? 'H434' : 'C096');
}

function lineOf({ fid, version, municipality, name, place, end }: Version): string {
  return `${fid}.${version} ${municipality} ${name} ${place} ${end}`;
}

/** What a revert did to a feature, from what the change set it undid had done. */
function undone(done: ChangeResult, edits: readonly Edit[]): Edit {
  const edit = edits.find(({ fid }) => fid === done.fid)!;
  const source = edit.operation === 'delete' ? edit.version : edit.version - 1;
  return { ...done, set: {}, source };
}

function valuesOf(operation: ChangeOperation): Edit['set'] {
  if (operation.operation === 'delete') return {};
  const { municipality, properties, geometry } = operation;
  return {
    ...(municipality === undefined ? {} : { municipality }),
    ...(properties ? { name: String(properties['name']) } : {}),
    ...(geometry?.type === 'Point'
      ? { place: Math.round((geometry.coordinates[0] - 14.1) * 10_000) }
      : {}),
  };
}

function toOperation(
  { kind, pick, lag, place }: Intent,
  who: number,
  known: readonly Version[],
): ChangeOperation {
  const target = known.length > 0 ? known[pick % known.length]! : null;
  const properties = { zone: 'A', name: randomUUID().slice(0, 8) };
  const geometry = { type: 'Point', coordinates: [14.1 + place / 10_000, 41.78] } as const;
  const other = MUNICIPALITIES[pick % 2]!;
  if (kind === 'create' || !target) {
    const municipality = who === 3 ? other : who === 2 ? 'H434' : 'C096';
    return {
      operation: 'create',
      layer: 'zoning',
      municipality,
      geometry: { ...geometry, coordinates: [...geometry.coordinates] },
      properties,
    };
  }
  const base = { layer: 'zoning', fid: target.fid, baseVersion: Math.max(1, target.version - lag) };
  if (kind === 'delete') return { operation: 'delete', ...base };
  return {
    operation: 'update',
    ...base,
    ...(kind === 'rename' || kind === 'both' ? { properties } : {}),
    ...(kind === 'move' || kind === 'both'
      ? { geometry: { ...geometry, coordinates: [...geometry.coordinates] } }
      : {}),
    ...(kind === 'give' ? { municipality: other } : {}),
  };
}

function withoutRepeats(operations: ChangeOperation[]): ChangeOperation[] {
  const seen = new Set<number>();
  return operations.filter((operation) => {
    if (operation.operation === 'create') return true;
    if (seen.has(operation.fid)) return false;
    seen.add(operation.fid);
    return true;
  });
}
