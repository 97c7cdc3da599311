/** Overlaps of a whole layer. */
import type { Fault } from '@sit/core/problem';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';

const FIRST = 20;

/** How many pairs of features overlap, and the first of them; seen after whoever is ending work on the layer. */
export async function selectOverlaps(
  trx: Transaction<Tables>,
  layerId: string,
): Promise<{ count: number; first: Fault[] }> {
  await sql`select sit.take_turn('coverage', ${layerId}, true)`.execute(trx);
  const { rows } = await sql<{ count: number; first: Fault[] }>`
    select count(*) as count, coalesce(
      jsonb_agg(fault - 'layer' || jsonb_build_object('place', 'fid ' || (fault ->> 'fid'))) filter (where rank <= ${FIRST}::int),
      '[]') as first
    from sit.overlap_faults(${layerId}, null) with ordinality as found(fault, rank)`.execute(trx);
  return rows[0]!;
}
