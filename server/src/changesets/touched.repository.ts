/** What change sets touched, from the change feed, as far as the transaction's caller may read it. */
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';

type Trx = Transaction<Tables>;

interface Step {
  operation: 'create' | 'update' | 'delete';
  version: number;
}

/** A feature, and the first and the last that a change set did to it. */
export interface TouchedFeature {
  layer: string;
  fid: number;
  changes: number;
  first: Step;
  last: Step;
}

/** In the order in which the change set came to them. */
export async function selectChangesOf(trx: Trx, changeSet: string): Promise<TouchedFeature[]> {
  const step = sql`json_build_object('operation', operation, 'version', version)`;
  const { rows } = await sql<TouchedFeature>`
    select layer, fid, count(*) as changes,
      (array_agg(${step} order by seq))[1] as first, (array_agg(${step} order by seq desc))[1] as last
    from sit.change where change_set = ${changeSet}::uuid
    group by layer, fid order by min(seq)`.execute(trx);
  return rows;
}

/** How many changes there are, also of layers that the caller may not read. */
export async function countChanges(trx: Trx, changeSet: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select sit.change_count(${changeSet}::uuid) as count`.execute(trx);
  return rows[0]!.count;
}
