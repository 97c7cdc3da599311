/** The edits of proposals. Geometries are in the storage CRS, exactly as publication writes them. */
import type { EditConflict } from '@sit/core/api-proposal';
import type { Geometry } from '@sit/core/geometry';
import type { FieldValue } from '@sit/core/layer';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { layerTable } from '../db/identifier.ts';
import type { Tables } from '../db/tables.ts';

type Trx = Transaction<Tables>;

/** What an edit is of, without its content. */
export interface EditHead {
  number: number;
  operation: 'create' | 'update' | 'delete';
  layer: string;
  /** Null for a create, as is `baseVersion`. */
  fid: number | null;
  baseVersion: number | null;
  conflict: EditConflict | null;
}

export interface EditContent {
  operation: 'create' | 'update' | 'delete';
  layer: string;
  fid: number | null;
  baseVersion: number | null;
  /** Only the fields that change; of a create all that were given. */
  properties: Record<string, FieldValue>;
  /** Null where it stays as it is. */
  geometry: Geometry | null;
  /** Of a create that is made from other features; null for the others. */
  derivedFrom: number[] | null;
}

export interface StoredEdit extends EditHead, EditContent {
  /** The geometry in WGS 84, for showing. */
  shape: Geometry | null;
}

const DERIVED_FROM = sql`case when json_typeof(item -> 'derivedFrom') = 'array' then array(
  select json_array_elements_text(item -> 'derivedFrom')::bigint) end`;

const HEAD = sql`number, operation, layer, fid, base_version as "baseVersion", conflict`;

/** In their order, which is that of their numbers. */
export async function selectEditHeads(trx: Trx, proposal: string): Promise<EditHead[]> {
  const { rows } = await sql<EditHead>`
    select ${HEAD} from sit.proposal_edit where proposal = ${proposal}::uuid order by number`.execute(
    trx,
  );
  return rows;
}

/** Those after number `after`, `limit` at most. */
export async function selectEdits(
  trx: Trx,
  proposal: string,
  { after, limit }: { after: number; limit: number },
): Promise<StoredEdit[]> {
  const { rows } = await sql<StoredEdit>`
    select ${HEAD}, properties, to_json(derived_from) as "derivedFrom", ST_AsGeoJSON(geometry, 15, 0)::json as geometry,
      ST_AsGeoJSON(ST_Transform(geometry, 4326), 9, 0)::json as shape
    from sit.proposal_edit where proposal = ${proposal}::uuid and number > ${after}::bigint
    order by number limit ${limit}::int`.execute(trx);
  return rows;
}

/** In the order given. */
export async function insertEdits(
  trx: Trx,
  proposal: string,
  storageCrs: number,
  edits: readonly EditContent[],
): Promise<void> {
  await sql`
    insert into sit.proposal_edit (proposal, operation, layer, fid, base_version, properties, derived_from, geometry)
    select ${proposal}::uuid, item ->> 'operation', item ->> 'layer', (item ->> 'fid')::bigint,
      (item ->> 'baseVersion')::int, (item -> 'properties')::jsonb, ${DERIVED_FROM}, ${oriented}
    from json_array_elements(${JSON.stringify(edits)}::json) with ordinality as items(item, position)
      cross join lateral ${shape(storageCrs)}
    order by position`.execute(trx);
}

/** Puts `edit` in the place of the one of that number, its conflict gone. */
export async function updateEdit(
  trx: Trx,
  number: number,
  storageCrs: number,
  edit: EditContent,
): Promise<void> {
  await sql`
    update sit.proposal_edit set operation = item ->> 'operation', layer = item ->> 'layer',
      fid = (item ->> 'fid')::bigint, base_version = (item ->> 'baseVersion')::int,
      properties = (item -> 'properties')::jsonb, derived_from = ${DERIVED_FROM}, geometry = ${oriented},
      conflict = null, edited_at = now()
    from (select ${JSON.stringify(edit)}::json as item) as items cross join lateral ${shape(storageCrs)}
    where number = ${number}::bigint`.execute(trx);
}

export async function updateConflict(
  trx: Trx,
  number: number,
  conflict: EditConflict,
): Promise<void> {
  await sql`
    update sit.proposal_edit set conflict = ${JSON.stringify(conflict)}::text::jsonb
    where number = ${number}::bigint`.execute(trx);
}

export async function deleteEdits(trx: Trx, numbers: readonly number[]): Promise<void> {
  await sql`
    delete from sit.proposal_edit
    where number = any(string_to_array(${numbers.join(',')}, ',')::bigint[])`.execute(trx);
}

/** All its edits; the vertices of those that the transaction's caller sees. */
export async function countEdits(
  trx: Trx,
  proposal: string,
): Promise<{ edits: number; vertices: number }> {
  const { rows } = await sql<{ edits: number; vertices: number }>`
    select sit.edit_count(${proposal}::uuid) as edits, coalesce(sum(ST_NPoints(geometry)), 0)::bigint as vertices
    from sit.proposal_edit where proposal = ${proposal}::uuid`.execute(trx);
  return rows[0]!;
}

/** Numbers of the edits in `layers` whose feature is no longer at its base version. */
export async function selectStale(
  trx: Trx,
  proposal: string,
  layers: readonly string[],
): Promise<Set<number>> {
  if (layers.length === 0) return new Set();
  const { rows } = await sql<{ number: number }>`${sql.join(
    layers.map(
      (layer) => sql`
        select number from sit.proposal_edit as edit
        left join ${layerTable(layer)} as present on present.fid = edit.fid
        where proposal = ${proposal}::uuid and layer = ${layer}::text and operation <> 'create'
          and present.version is distinct from base_version`,
    ),
    sql` union all `,
  )}`.execute(trx);
  return new Set(rows.map(({ number }) => number));
}

/** The item's geometry as `given`. */
function shape(storageCrs: number) {
  return sql`(select ST_SetSRID(ST_GeomFromGeoJSON(item ->> 'geometry'), ${storageCrs}::int) as given) as shapes`;
}

/** Rings turn as the layer's tables would turn them (sit.before_feature_write). */
const oriented = sql`case when ST_IsPolygonCCW(given) then given else ST_ForcePolygonCCW(given) end`;
