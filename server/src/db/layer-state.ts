/**
 * Which state of a layer is read: as it is, or as it was on record. The one place where readers of features
 * (items, tiles, counts) choose between a layer's table and its history.
 */
import type { Layer } from '@sit/core/layer';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { fieldColumn, historyTable, layerTable } from './identifier.ts';

export type LayerState =
  | { kind: 'present' }
  /** As it was on record at `at`: every feature of then, once. */
  | { kind: 'instant'; at: Date }
  /** Every version on record at some time from `from` to `to`, null being open: a feature may come more than once. */
  | { kind: 'interval'; from: Date | null; to: Date | null };

export const PRESENT: LayerState = { kind: 'present' };

/** A state, and of it what was in force on a day (`YYYY-MM-DD`, legal time) unless null. */
export interface LayerView {
  state: LayerState;
  legalDate: string | null;
}

export const PRESENT_VIEW: LayerView = { state: PRESENT, legalDate: null };

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
  layer: Pick<Layer, 'id' | 'fields'>,
  state: LayerState,
): RawBuilder<unknown> {
  switch (state.kind) {
    case 'present':
      return layerTable(layer.id);
    case 'instant': {
      const at = instant(state.at);
      // Twice the same: the range is what the index by place has, the comparisons what the one by fid has.
      return versions(
        layer,
        sql`begin_lifespan_version <= ${at}`,
        sql`begin_lifespan_version <= ${at} and end_lifespan_version > ${at}
          and tstzrange(begin_lifespan_version, end_lifespan_version) @> ${at}`,
      );
    }
    case 'interval': {
      const begun = state.to ? sql`begin_lifespan_version <= ${instant(state.to)}` : sql`true`;
      const notEnded = state.from ? sql`end_lifespan_version > ${instant(state.from)}` : sql`true`;
      return versions(layer, begun, sql`${begun} and ${notEnded}`);
    }
  }
}

/** As {@link rowsOf}, only what is in force on the view's day. A legal date needs a layer with `legalTime`. */
export function rowsIn(
  layer: Pick<Layer, 'id' | 'fields' | 'legalTime'>,
  { state, legalDate }: LayerView,
): RawBuilder<unknown> {
  const rows = rowsOf(layer, state);
  if (legalDate === null) return rows;
  if (!layer.legalTime) throw new TypeError(`layer ${layer.id} has no legal time`);
  const [from, to] = [fieldColumn(layer.legalTime.from), fieldColumn(layer.legalTime.to)];
  return sql`(
    select * from ${rows} as state_row
    where (${from} is null or ${from} <= ${legalDate}::date) and (${to} is null or ${to} > ${legalDate}::date))`;
}

/** Names a view among the layer's others, for caches: equal for equal views. */
export function viewKey({ state, legalDate }: LayerView): string {
  return legalDate === null ? stateKey(state) : `${stateKey(state)} in force ${legalDate}`;
}

function stateKey(state: LayerState): string {
  switch (state.kind) {
    case 'present':
      return 'present';
    case 'instant':
      return `at ${state.at.toISOString()}`;
    case 'interval':
      return `during ${state.from?.toISOString() ?? '..'}/${state.to?.toISOString() ?? '..'}`;
  }
}

/** Versions of the present table and of the history, each under its condition. */
function versions(
  layer: Pick<Layer, 'id' | 'fields'>,
  ofPresent: RawBuilder<unknown>,
  ofPast: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const columns = sql.join([
    ...SHARED_COLUMNS.map((name) => sql.ref(name)),
    ...layer.fields.map(({ name }) => fieldColumn(name)),
  ]);
  return sql`(
    select ${columns} from ${layerTable(layer.id)} where ${ofPresent}
    union all
    select ${columns} from ${historyTable(layer.id)} where ${ofPast})`;
}

/** By the epoch: a year before 1 or after 9999 has no text that both JavaScript and PostgreSQL read. */
function instant(at: Date): RawBuilder<unknown> {
  return sql`to_timestamp(${at.valueOf() / 1000}::float8)`;
}
