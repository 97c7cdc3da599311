/** Random edits by several people at once, against what each was told: nothing acknowledged is lost. */
import { randomUUID } from 'node:crypto';
import type { ChangeOperation } from '@sit/core/feature';
import type { Principal } from '@sit/core/permission';
import * as fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import type { Problem } from '../http/problem.ts';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { commit } from './change-set.service.ts';
import { asOwner } from '../db/scope.ts';

/** One intended operation: `pick` chooses among the features known, `lag` how old a version it starts from. */
const intent = fc.record({
  kind: fc.constantFrom('create', 'update', 'update', 'update', 'delete'),
  pick: fc.nat({ max: 50 }),
  lag: fc.constantFrom(0, 0, 0, 1),
});
const person = fc.record({
  who: fc.nat({ max: 2 }),
  intents: fc.array(intent, { minLength: 1, maxLength: 3 }),
});
/** Rounds of people who commit at the same moment. */
const rounds = fc.array(fc.array(person, { minLength: 1, maxLength: 4 }), {
  minLength: 3,
  maxLength: 10,
});

interface Acknowledged {
  fid: number;
  version: number;
  operation: ChangeOperation['operation'];
  /** As written; null for a delete. */
  name: string | null;
}

describeOnBothEngines('people editing at once', (server) => {
  let people: Principal[];

  beforeAll(async () => {
    const { db } = server();
    await seedUnion(db);
    people = [
      await seedPrincipal(db, 'Ada Piani', [{ role: 'planner', municipality: 'C096' }]),
      await seedPrincipal(db, 'Ugo Monti', [{ role: 'planner', municipality: 'C096' }]),
      await seedPrincipal(db, 'Eva Unione', [{ role: 'union-admin', municipality: null }]),
    ];
    await asOwner(db, (trx) => createLayer(trx, zoningLayer({ geometryType: 'Point' })));
  });

  it('lose no acknowledged edit, skip no version, and leave a history that replays to the present', async () => {
    await fc.assert(
      fc.asyncProperty(rounds, async (plan) => {
        const { db } = server();
        for (const table of ['territory.zoning', 'history.zoning', 'sit.change'])
          await sql`delete from ${sql.raw(table)}`.execute(server().owner);
        const acknowledged: Acknowledged[] = [];
        for (const round of plan) {
          const known = latestOf(acknowledged);
          const commits = round.map(async ({ who, intents }) => {
            const operations = withoutRepeats(intents.map((each) => toOperation(each, known)));
            const { result } = await commit(db, people[who]!, { id: randomUUID(), operations });
            return result.results.map(({ fid, version, operation }, i): Acknowledged => {
              const sent = operations[i]!;
              return {
                fid,
                version,
                operation,
                name: sent.operation === 'delete' ? null : String(sent.properties!['name']),
              };
            });
          });
          const outcomes = await Promise.allSettled(commits);
          const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
          const fulfilled = outcomes.filter((outcome) => outcome.status === 'fulfilled');
          acknowledged.push(...fulfilled.flatMap(({ value }) => value));
          const unexpected = refused.filter(
            ({ reason }) => (reason as Problem).refusal?.code !== 'stale-version',
          );
          expect(unexpected).toEqual([]);
        }
        expect(await recorded()).toEqual(expectedRecord(acknowledged));
        expect(await fed()).toEqual(
          acknowledged
            .map(({ fid, version, operation }) => `${fid}.${version} ${operation}`)
            .toSorted(),
        );
      }),
      { numRuns: 25 },
    );
  });

  /** Every version on record: `fid.version name`, and how it ended. */
  const recorded = async (): Promise<string[]> => {
    const { rows } = await sql<{ line: string }>`
      select fid || '.' || version || ' ' || name || ' ' || coalesce(operation, 'present') as line from (
        select fid, version, name, operation, begin_lifespan_version as from_time, end_lifespan_version as to_time from history.zoning
        union all select fid, version, name, null, begin_lifespan_version, null from territory.zoning) as versions
      where from_time < to_time or to_time is null`.execute(server().owner);
    return rows.map(({ line }) => line).toSorted();
  };
  const fed = async (): Promise<string[]> => {
    const { rows } = await sql<{ line: string }>`
      select fid || '.' || version || ' ' || operation as line from sit.change`.execute(
      server().owner,
    );
    return rows.map(({ line }) => line).toSorted();
  };
});

/** What the record must hold, from the acknowledgements alone. */
function expectedRecord(acknowledged: readonly Acknowledged[]): string[] {
  const lines: string[] = [];
  for (const [fid, edits] of Map.groupBy(acknowledged, (each) => each.fid)) {
    const written = edits
      .filter(({ operation }) => operation !== 'delete')
      .toSorted((a, b) => a.version - b.version);
    expect(written.map(({ version }) => version)).toEqual(written.map((_, i) => i + 1));
    const end = edits.some(({ operation }) => operation === 'delete') ? 'delete' : 'present';
    for (const [i, { version, name }] of written.entries())
      lines.push(`${fid}.${version} ${name} ${i < written.length - 1 ? 'update' : end}`);
  }
  return lines.toSorted();
}

/** The newest known version of each feature that is known to be there. */
function latestOf(acknowledged: readonly Acknowledged[]): Acknowledged[] {
  const latest = new Map<number, Acknowledged>();
  for (const each of acknowledged)
    if (each.operation === 'delete') latest.delete(each.fid);
    else if ((latest.get(each.fid)?.version ?? 0) < each.version) latest.set(each.fid, each);
  return [...latest.values()];
}

function toOperation(
  { kind, pick, lag }: { kind: string; pick: number; lag: number },
  known: Acknowledged[],
): ChangeOperation {
  const target = known.length > 0 ? known[pick % known.length]! : null;
  const name = randomUUID().slice(0, 8);
  if (kind === 'create' || !target)
    return {
      operation: 'create',
      layer: 'zoning',
      municipality: 'C096',
      geometry: { type: 'Point', coordinates: [14.1, 41.78] },
      properties: { zone: 'A', name },
    };
  const base = { layer: 'zoning', fid: target.fid, baseVersion: Math.max(1, target.version - lag) };
  return kind === 'delete'
    ? { operation: 'delete', ...base }
    : { operation: 'update', ...base, properties: { name } };
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
