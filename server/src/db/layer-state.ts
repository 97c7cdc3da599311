/**
 * Which state of a layer is read: as it is, or as it was on record. The one place where readers of features
 * (items, tiles, counts) choose between a layer's table and its history.
 */
import type { Layer } from '@sit/core/layer';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { fieldColumn, historyTable, layerTable } from './identifier.ts';
import { proposedRows } from './proposed-rows.ts';

export type LayerState =
  | { kind: 'present' }
  /** As it was on record at `at`: every feature of then, once. */
  | { kind: 'instant'; at: Date }
  /** Every version on record at some time from `from` to `to`, null being open: a feature may come more than once. */
  | { kind: 'interval'; from: Date | null; to: Date | null }
  /** As a proposal of that id would have it; the layer is a `previewLayer` (core/proposal.ts). */
  | { kind: 'proposal'; id: string };

export const PRESENT: LayerState = { kind: 'present' };

/** A state, and of it what was in force on a day (`YYYY-MM-DD`, legal time) unless null. */
export interface LayerView {
  state: LayerState;
  legalDate: string | null;
}

export const PRESENT_VIEW: LayerView = { state: PRESENT, legalDate: null };

/**
 * What the reader's own conditions narrow by, which decides the index of the history that helps: that of place
 * and time, or that of `fid` and time. Naming both would make the planner take the two for independent.
 */
export type Reach = 'place' | 'fid';

type Source = Pick<Layer, 'id' | 'fields' | 'legalTime'>;

/** What every state has a column of, beside the layer's fields. */
const SHARED_COLUMNS = [
  'fid',
  'municipality',
  'geometry',
  'geometry_3857',
  'version',
  'begin_lifespan_version',
] as const;

/**
 * What to read from, for a FROM clause; give it an alias. Has the columns fid, municipality, geometry,
 * geometry_3857, version, begin_lifespan_version and those of `layer.fields`, read under the row-level security
 * of the transaction. Conditions on these columns reach the indexes whatever the state.
 */
export function rowsOf(
  layer: Source,
  state: LayerState,
  reach: Reach = 'place',
): RawBuilder<unknown> {
  if (state.kind === 'present') return layerTable(layer.id);
  if (state.kind === 'proposal') return proposedRows(layer, state.id);
  const { present, past } = branchesOf(layer, state, reach);
  return sql`(${present} union all ${past})`;
}

/** As {@link rowsOf}, only what is in force on the view's day. A legal date needs a layer with `legalTime`. */
export function rowsIn(
  layer: Source,
  { state, legalDate }: LayerView,
  reach: Reach = 'place',
): RawBuilder<unknown> {
  const rows = rowsOf(layer, state, reach);
  if (legalDate === null) return rows;
  return sql`(select ${columnsOf(layer)} from ${rows} as state_row where ${inForce(layer, legalDate)})`;
}

/**
 * The first `limit` rows by fid of a view that meet the conditions, to read FROM; of no interval. The limit
 * is given to the table and to the history each: ordering both together would read all of both.
 */
export function firstRowsIn(
  layer: Source,
  { state, legalDate }: LayerView,
  {
    conditions,
    limit,
    reach,
  }: { conditions: readonly RawBuilder<unknown>[]; limit: number; reach: Reach },
): RawBuilder<unknown> {
  const all = legalDate === null ? conditions : [...conditions, inForce(layer, legalDate)];
  const first = (rows: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`(select ${columnsOf(layer)} from ${rows} as state_row ${whereAll(all)} order by fid limit ${limit}::int)`;
  if (state.kind !== 'instant') return first(rowsOf(layer, state, reach));
  const { present, past } = branchesOf(layer, state, reach);
  return sql`(${first(sql`(${present})`)} union all ${first(sql`(${past})`)})`;
}

/** Names a view among the layer's others, for caches: equal for equal views. */
export function viewKey({ state, legalDate }: LayerView): string {
  return legalDate === null ? stateKey(state) : `${stateKey(state)} in force ${legalDate}`;
}

/** `where …`, nothing for no conditions. */
export function whereAll(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
}

/** By the epoch: a year before 1 or after 9999 has no text that both JavaScript and PostgreSQL read. */
export function instantValue(at: Date): RawBuilder<unknown> {
  return sql`to_timestamp(${at.valueOf() / 1000}::float8)`;
}

function stateKey(state: LayerState): string {
  switch (state.kind) {
    case 'present':
      return 'present';
    case 'instant':
      return `at ${state.at.toISOString()}`;
    case 'interval':
      return `during ${state.from?.toISOString() ?? '..'}/${state.to?.toISOString() ?? '..'}`;
    case 'proposal':
      return `proposal ${state.id}`;
  }
}

/** Rows of the present table and of the history that belong to the state. */
function branchesOf(
  layer: Source,
  state: Extract<LayerState, { kind: 'instant' | 'interval' }>,
  reach: Reach,
): { present: RawBuilder<unknown>; past: RawBuilder<unknown> } {
  const columns = columnsOf(layer);
  const [from, to] = state.kind === 'instant' ? [state.at, state.at] : [state.from, state.to];
  const begun = to ? sql`begin_lifespan_version <= ${instantValue(to)}` : sql`true`;
  const notEnded = from ? sql`end_lifespan_version > ${instantValue(from)}` : sql`true`;
  const past =
    state.kind === 'instant' && reach === 'place'
      ? sql`tstzrange(begin_lifespan_version, end_lifespan_version) @> ${instantValue(state.at)}`
      : sql`${begun} and ${notEnded}`;
  return {
    present: sql`select ${columns} from ${layerTable(layer.id)} where ${begun}`,
    past: sql`select ${columns} from ${historyTable(layer.id)} where ${past}`,
  };
}

/** By name, never `*`: some columns are not for everyone. */
function columnsOf({ fields }: Source): RawBuilder<unknown> {
  return sql.join([
    ...SHARED_COLUMNS.map((name) => sql.ref(name)),
    ...fields.map(({ name }) => fieldColumn(name)),
  ]);
}

function inForce({ id, legalTime }: Source, day: string): RawBuilder<unknown> {
  if (!legalTime) throw new TypeError(`layer ${id} has no legal time`);
  const [from, to] = [fieldColumn(legalTime.from), fieldColumn(legalTime.to)];
  return sql`(${from} is null or ${from} <= ${day}::date) and (${to} is null or ${to} > ${day}::date)`;
}
