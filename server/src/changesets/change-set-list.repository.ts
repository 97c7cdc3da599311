/** Change sets of given layers, newest first. Runs as the server, which sees them all: whoever calls names the layers. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { instantValue } from '../db/layer-state.ts';
import type { Tables } from '../db/tables.ts';

export interface ChangeSetFilter {
  /** Those that touched one of these. */
  layers: readonly string[];
  municipality: string | null;
  author: string | null;
  from: Date | null;
  to: Date | null;
  /** Those after this one, in the list's order. */
  after: { createdAt: Date; id: string } | null;
  limit: number;
}

export interface ListedChangeSet {
  id: string;
  personId: string | null;
  author: string;
  message: string | null;
  createdAt: Date;
  result: unknown;
  layers: { layer: string; created: number; updated: number; deleted: number }[];
}

export async function selectChangeSets(
  db: Kysely<Tables>,
  { layers, municipality, author, from, to, after, limit }: ChangeSetFilter,
): Promise<ListedChangeSet[]> {
  if (layers.length === 0) return [];
  const listed = sql`any(string_to_array(${layers.join(',')}, ','))`;
  const where = municipality === null ? sql`` : sql`and municipality = ${municipality}`;
  // In whole milliseconds, as the token and the answer have it.
  const created = sql`date_trunc('milliseconds', created_at)`;
  const conditions = [
    sql`exists (select from sit.change where change_set = made.id and layer = ${listed} ${where})`,
    ...(author === null ? [] : [sql`author = ${author}`]),
    ...(from ? [sql`created_at >= ${instantValue(from)}`] : []),
    ...(to ? [sql`created_at < ${instantValue(to)}`] : []),
    ...(after
      ? [
          // The first narrows by the index, whatever the second makes of equal milliseconds.
          sql`created_at < ${instantValue(after.createdAt)} + interval '1 millisecond'`,
          sql`(${created}, id) < (${instantValue(after.createdAt)}, ${after.id}::uuid)`,
        ]
      : []),
  ];
  const { rows } = await sql<ListedChangeSet>`
    select id, person_id as "personId", author, message, ${created} as "createdAt", result, (
      select coalesce(json_agg(t order by layer), '[]') from (
        select layer, count(*) filter (where operation = 'create') as created,
          count(*) filter (where operation = 'update') as updated,
          count(*) filter (where operation = 'delete') as deleted
        from sit.change where change_set = made.id and layer = ${listed} group by layer) as t) as layers
    from sit.change_set as made where ${sql.join(conditions, sql` and `)}
    order by ${created} desc, id desc limit ${limit}::int`.execute(db);
  return rows;
}
