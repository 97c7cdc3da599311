/** How many features a view of a layer has, without counting versions one by one. */
import type { Layer } from '@sit/core/layer';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { historyTable, layerTable } from './identifier.ts';
import { instantValue, rowsIn, whereAll } from './layer-state.ts';
import type { LayerView, Reach } from './layer-state.ts';

/** An expression: the number of features of the view that meet all the conditions. */
export function featureCount(
  layer: Pick<Layer, 'id' | 'fields' | 'legalTime'>,
  view: LayerView,
  conditions: readonly RawBuilder<unknown>[],
  reach: Reach,
): RawBuilder<number> {
  const { state, legalDate } = view;
  if (state.kind === 'instant' && legalDate === null && conditions.length === 0)
    return countAt(layer.id, state.at);
  const counted = state.kind === 'interval' ? sql`distinct fid` : sql`*`;
  return sql<number>`(
    select count(${counted}) from ${rowsIn(layer, view, reach)} as version_row ${whereAll(conditions)})`;
}

/**
 * Those of now, without those that have come since, with those that have gone since: each from a partial index
 * of layers/layer-ddl.repository.ts, however many versions lie between. What came came as version 1, or
 * restored, as the version after one that a delete ended.
 */
function countAt(layerId: string, at: Date): RawBuilder<number> {
  const [table, history, instant] = [layerTable(layerId), historyTable(layerId), instantValue(at)];
  const restored = (versions: RawBuilder<unknown>): RawBuilder<number> => sql<number>`(
    select count(*) from ${history} as gone join ${versions} as back
      on back.fid = gone.fid and back.version = gone.version + 1
    where gone.operation = 'delete' and back.begin_lifespan_version > ${instant})`;
  const created = (versions: RawBuilder<unknown>): RawBuilder<number> => sql<number>`(
    select count(*) from ${versions} where version = 1 and begin_lifespan_version > ${instant})`;
  return sql<number>`(
    (select count(*) from ${table})
    - ${created(table)} - ${created(history)} - ${restored(table)} - ${restored(history)}
    + (select count(*) from ${history} where operation = 'delete' and end_lifespan_version > ${instant}))`;
}
