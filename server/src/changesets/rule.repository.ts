/** The territory's rules, asked of the database for everything a change set wrote (db/migrations/0045, 0046). */
import type { ChangeResult } from '@sit/core/feature';
import type { Layer } from '@sit/core/layer';
import { sql } from 'kysely';
import type { RawBuilder, Transaction } from 'kysely';
import { fieldColumn, historyTable, layerTable } from '../db/identifier.ts';
import type { Tables } from '../db/tables.ts';
import type { RuleFault } from './rule-fault.ts';

type Trx = Transaction<Tables>;
type Written = readonly Pick<ChangeResult, 'operation' | 'fid' | 'version'>[];
type RuledLayer = Pick<Layer, 'id' | 'legalTime'>;

/**
 * Checks now what would be checked at the end; null when every rule holds, else the database's error, after
 * which the transaction can still be asked.
 */
export async function settleRules(trx: Trx): Promise<unknown> {
  await sql`savepoint before_rules`.execute(trx);
  try {
    await sql`set constraints all immediate`.execute(trx);
  } catch (error) {
    await sql`rollback to savepoint before_rules`.execute(trx);
    return error;
  }
  await sql`release savepoint before_rules`.execute(trx);
  return null;
}

/** Of each feature that was made, reshaped or given away: where it lies outside its municipality. */
export async function selectOutside(
  trx: Trx,
  layer: RuledLayer,
  written: Written,
): Promise<RuleFault[]> {
  const { rows } = await sql<{ fault: RuleFault }>`
    select fault from (${reshaped(layer, written)}) as now, lateral (select sit.outside_fault(
      ${layer.id}, fid, geometry, municipality, old_geometry, old_municipality) as fault) as asked
    where fault is not null order by fid`.execute(trx);
  return rows.map(({ fault }) => fault);
}

/** Of each feature that was made or reshaped: what it overlaps. */
export async function selectOverlaps(
  trx: Trx,
  layer: RuledLayer,
  written: Written,
): Promise<RuleFault[]> {
  const { rows } = await sql<{ fault: RuleFault }>`
    select fault from sit.overlap_faults(${layer.id}, array(select fid from (${reshaped(layer, written)}) as now)) as fault`.execute(
    trx,
  );
  return rows.map(({ fault }) => fault);
}

/** Rows as they are and were, `old_…` null for new ones; without those whose place and legal time stayed. */
function reshaped(layer: RuledLayer, written: Written): RawBuilder<unknown> {
  return sql`
    select t.fid, t.geometry, t.municipality, h.geometry as old_geometry, h.municipality as old_municipality
    from ${rowsOf(written)} join ${layerTable(layer.id)} as t using (fid)
    left join ${historyTable(layer.id)} as h
      on w.operation = 'update' and h.fid = w.fid and h.version = w.version - 1
    where w.operation <> 'delete' and (h.fid is null or ${isReshaped(layer)} or h.municipality <> t.municipality)`;
}

function rowsOf(written: Written): RawBuilder<unknown> {
  const rows = written.map(({ operation, fid, version }) => ({ operation, fid, version }));
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) as w(operation text, fid bigint, version integer)`;
}

/** Of a row `t` and the one before it, `h`. */
function isReshaped({ legalTime }: RuledLayer): RawBuilder<boolean> {
  const columns = [
    sql.raw('geometry'),
    ...(legalTime ? Object.values(legalTime) : []).map(fieldColumn),
  ];
  return sql`(${sql.join(
    columns.map((column) => sql`t.${column} is distinct from h.${column}`),
    sql` or `,
  )})`;
}

export interface Gap {
  /** Square metres. */
  area: number;
  position: [number, number];
}

/** Land that what was written left bare, or newly encloses; the `most` largest. */
export async function selectGaps(
  trx: Trx,
  layer: RuledLayer,
  written: Written,
  most: number,
): Promise<Gap[]> {
  const { rows } = await sql<Gap>`
    with changed as (
      select w.fid, h.geometry, h.fid is not null and ${held(layer)} as held
      from ${rowsOf(written)} left join ${layerTable(layer.id)} as t using (fid)
      left join ${historyTable(layer.id)} as h on h.fid = w.fid
        and h.version = case w.operation when 'update' then w.version - 1 when 'delete' then w.version end
      where w.operation <> 'update' or ${isReshaped(layer)}
    )
    select area, position from (
      select array_agg(fid) as fids, coalesce(array_agg(geometry) filter (where held), '{}') as gone from changed
    ) as all_changed, sit.coverage_gaps(${layer.id}, fids, gone) limit ${most}`.execute(trx);
  return rows;
}

/** Whether a row `h` of the past covered its land: with legal time, what held today or would hold. */
function held({ legalTime }: RuledLayer): RawBuilder<boolean> {
  return legalTime
    ? sql`coalesce(h.${fieldColumn(legalTime.to)}, 'infinity') > current_date`
    : sql`true`;
}
