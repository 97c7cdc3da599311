/** Where a feature comes from and what has become of it: split, merged, replaced, suppressed. */
import type { Lineage, LineageEvent } from '@sit/core/api-history';
import type { Caller } from '@sit/core/permission';
import type { Transaction } from 'kysely';
import type { Database } from '../db/database.ts';
import { inScope } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import { findLayer } from '../layers/layer.service.ts';
import { lineageEvents } from './lineage-events.ts';
import { insertLineage, selectBeside, selectLineage } from './lineage.repository.ts';
import type { LineageLink } from './lineage.repository.ts';
import { selectLastVersions } from './version.repository.ts';
import type { LastVersion } from './version.repository.ts';

/** Within the change set that makes `successor`, and that updates or deletes (`suppressed`) its predecessors. */
export async function recordLineage(
  trx: Transaction<Tables>,
  layerId: string,
  successor: number,
  predecessors: readonly { fid: number; suppressed: boolean }[],
): Promise<void> {
  await insertLineage(trx, layerId, successor, predecessors);
}

/** `depth` generations back and forth. Refuses `not-found` for a layer not readable and a feature that never was. */
export async function findLineage(
  db: Database,
  caller: Caller,
  layerId: string,
  fid: number,
  depth: number,
): Promise<Lineage> {
  return inScope(db, caller, async (trx) => {
    const layer = await findLayer(trx, caller, layerId);
    const { back, forth } = await selectLineage(trx, layer.id, fid, depth);
    const predecessors = othersOf(
      fid,
      back.map(({ predecessor }) => predecessor),
    );
    const successors = othersOf(
      fid,
      forth.map(({ successor }) => successor),
    );
    const followed = [fid, ...predecessors, ...successors];
    const beside = await selectBeside(trx, layer.id, followed);
    // Siblings and co-parents belong to the same moments; what came of them later does not belong here.
    const moments = new Set([...back, ...forth].map(momentOf));
    const links = beside.filter((link) => moments.has(momentOf(link)));
    const named = links.flatMap(({ predecessor, successor }) => [predecessor, successor]);
    const last = await selectLastVersions(trx, layer, [...new Set([...followed, ...named])]);
    if (!last.some((each) => each.fid === fid))
      throw refuse('not-found', `L’elemento ${fid} del livello «${layerId}» non esiste.`);
    const events = [...lineageEvents(links), ...suppressions(last, followed, beside)];
    return {
      layer: layer.id,
      fid,
      depth,
      features: last.map(({ fid: each, title, version, ended }) => ({
        fid: each,
        title,
        version,
        state: ended === null ? 'present' : 'suppressed',
      })),
      predecessors,
      successors,
      events: events.toSorted((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1)),
    };
  });
}

/** Features that ended with nothing coming of them. */
function suppressions(
  last: readonly LastVersion[],
  followed: readonly number[],
  links: readonly LineageLink[],
): LineageEvent[] {
  return last.flatMap(({ fid, ended }): LineageEvent[] => {
    const replaced = links.some((link) => link.predecessor === fid && link.suppressed);
    if (ended === null || replaced || !followed.includes(fid)) return [];
    return [
      {
        event: 'suppressed',
        recordedAt: ended.toISOString(),
        predecessors: [fid],
        successors: [],
      },
    ];
  });
}

function othersOf(fid: number, fids: readonly number[]): number[] {
  return [...new Set(fids)].filter((each) => each !== fid);
}

function momentOf({ recorded_at }: LineageLink): number {
  return recorded_at.valueOf();
}
