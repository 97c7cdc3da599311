/** A layer's rows as a proposal would have them: its edits laid over the present, under the same row-level security. */
import type { Field, Layer } from '@sit/core/layer';
import { PROPOSAL_CHANGE, PROPOSED_FID_FROM } from '@sit/core/proposal';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { COLUMN_TYPES } from './column-type.ts';
import { fieldColumn, layerTable } from './identifier.ts';

/**
 * For a FROM clause, with the columns of layer-state.ts's `rowsOf` and PROPOSAL_CHANGE, which `layer.fields`
 * names. Changed features are the present ones with what their edit changes, whether or not its base moved;
 * new ones have version 0 and the fid of `proposedFid`. Once published a proposal changes nothing more.
 */
export function proposedRows(
  layer: Pick<Layer, 'id' | 'fields'>,
  proposal: string,
): RawBuilder<unknown> {
  const columns = (value: (field: Field) => RawBuilder<unknown>, change: string | null) =>
    sql.join(
      layer.fields.map((field) =>
        field.name === PROPOSAL_CHANGE
          ? sql`${sql.lit(change)}::text as ${fieldColumn(field.name)}`
          : sql`${value(field)} as ${fieldColumn(field.name)}`,
      ),
    );
  const table = layerTable(layer.id);
  // Read once: joined as tables, their policies would be asked again for every pair of an edit and a feature.
  return sql`(
    with edit as materialized (
      select number, operation, fid, properties, edited.geometry, geometry_3857, edited_at, proposal.municipality
      from sit.proposal_edit as edited join sit.proposal on proposal.id = edited.proposal
      where proposal.id = ${proposal}::uuid and proposal.state <> 'published' and layer = ${layer.id}::text)
    select fid, municipality, geometry, geometry_3857, version, begin_lifespan_version,
      ${columns(({ name }) => sql`present.${fieldColumn(name)}`, null)}
    from ${table} as present
    where fid not in (select edit.fid from edit where edit.fid is not null)
    union all
    select present.fid, present.municipality, coalesce(edit.geometry, present.geometry),
      coalesce(edit.geometry_3857, present.geometry_3857), version, begin_lifespan_version,
      ${columns((field) => proposedValue(field, sql`present.${fieldColumn(field.name)}`), 'changed')}
    from edit join ${table} as present on present.fid = edit.fid
    where edit.operation = 'update'
    union all
    select ${sql.lit(PROPOSED_FID_FROM)}::bigint + edit.number, edit.municipality, edit.geometry,
      edit.geometry_3857, 0, edit.edited_at,
      ${columns((field) => proposedValue(field, standardOf(field)), 'added')}
    from edit
    where edit.operation = 'create')`;
}

/** The edit's value where it has one, null included. */
function proposedValue({ name, type }: Field, otherwise: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when edit.properties ? ${name}::text
    then (edit.properties ->> ${name}::text)::${sql.raw(COLUMN_TYPES[type])} else ${otherwise} end`;
}

/** What a new row of the layer's table gets where nothing is given. */
function standardOf({ type, default: standard }: Field): RawBuilder<unknown> {
  const text = standard === undefined ? null : String(standard);
  return sql`${text}::text::${sql.raw(COLUMN_TYPES[type])}`;
}
