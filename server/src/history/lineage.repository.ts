/** Which feature came from which. */
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';

type Trx = Transaction<Tables>;

export interface LineageLink {
  predecessor: number;
  successor: number;
  /** The predecessor was deleted by what made the successor. */
  suppressed: boolean;
  recorded_at: Date;
}

export async function insertLineage(
  trx: Trx,
  layer: string,
  successor: number,
  predecessors: readonly { fid: number; suppressed: boolean }[],
): Promise<void> {
  for (const { fid, suppressed } of predecessors)
    await sql`
      insert into sit.lineage (layer, predecessor, successor, suppressed, change_set)
      values (${layer}, ${fid}::bigint, ${successor}::bigint, ${suppressed}, sit.current_change_set())
      on conflict do nothing`.execute(trx);
}

/**
 * All links within `depth` generations of the feature, back and forth, and beside them those of the same
 * moment: who came from the same predecessors, and from whom else.
 */
export async function selectLineage(
  trx: Trx,
  layer: string,
  fid: number,
  depth: number,
): Promise<{ back: LineageLink[]; forth: LineageLink[] }> {
  const follow = async (from: 'successor' | 'predecessor', to: 'successor' | 'predecessor') => {
    const { rows } = await sql<LineageLink>`
      with recursive followed (fid, generation) as (
        select ${fid}::bigint, 0
        union
        select link.${sql.ref(to)}, generation + 1
        from followed join sit.lineage as link on link.layer = ${layer} and link.${sql.ref(from)} = followed.fid
        where generation < ${depth}::int
      ), nearest as (select fid, min(generation) as generation from followed group by fid)
      select predecessor, successor, suppressed, recorded_at
      from sit.lineage join nearest on nearest.fid = ${sql.ref(from)}
      where layer = ${layer} and generation < ${depth}::int
      order by generation, recorded_at, predecessor, successor`.execute(trx);
    return rows;
  };
  return {
    back: await follow('successor', 'predecessor'),
    forth: await follow('predecessor', 'successor'),
  };
}

/** Links recorded at these moments of these features, by either end. */
export async function selectBeside(
  trx: Trx,
  layer: string,
  fids: readonly number[],
): Promise<LineageLink[]> {
  const named = sql`any(string_to_array(${fids.join(',')}, ',')::bigint[])`;
  const { rows } = await sql<LineageLink>`
    select predecessor, successor, suppressed, recorded_at from sit.lineage
    where layer = ${layer} and (predecessor = ${named} or successor = ${named})
    order by recorded_at, predecessor, successor`.execute(trx);
  return rows;
}
