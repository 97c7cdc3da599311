/** A feature's versions on record, present and past. */
import type { Feature } from '@sit/core/feature';
import type { Geometry } from '@sit/core/geometry';
import type { Layer } from '@sit/core/layer';
import { sql } from 'kysely';
import type { RawBuilder, Transaction } from 'kysely';
import { fieldColumn, historyTable, layerTable } from '../db/identifier.ts';
import type { Tables } from '../db/tables.ts';

type Trx = Transaction<Tables>;

export interface VersionRow {
  version: number;
  begin: Date;
  end: Date | null;
  operation: 'update' | 'delete' | null;
  /** How the version before it ended; null for the first. */
  previous: 'update' | 'delete' | null;
  /** Absent for the public. */
  author?: string;
  change_set?: string | null;
  message?: string | null;
}

export interface VersionFilter {
  /** Versions below this one. */
  before?: number | undefined;
  /** This one only. */
  only?: number | undefined;
  limit: number;
}

/** Newest first; who made them, and why, where the transaction's caller is a member. */
export async function selectVersions(
  trx: Trx,
  layer: Pick<Layer, 'id'>,
  fid: number,
  { before, only, limit }: VersionFilter,
  isMember: boolean,
): Promise<VersionRow[]> {
  const conditions = [
    sql`fid = ${fid}::bigint`,
    ...(before === undefined ? [] : [sql`version < ${before}::int`]),
    ...(only === undefined ? [] : [sql`version = ${only}::int`]),
  ];
  const where = sql.join(conditions, sql` and `);
  const signed = isMember ? sql`, author, change_set` : sql``;
  const newest = sql`order by version desc limit ${limit}::int`;
  const { rows } = await sql<VersionRow>`
    select own.*, (select past.operation from ${historyTable(layer.id)} as past
        where past.fid = ${fid}::bigint and past.version = own.version - 1) as previous
      ${isMember ? sql`, note.message` : sql``}
    from (
      select version, begin_lifespan_version as begin, null::timestamptz as "end", null::text as operation ${signed}
        from ${layerTable(layer.id)} where ${where}
      union all
      (select version, begin_lifespan_version, end_lifespan_version, operation ${signed}
        from ${historyTable(layer.id)} where ${where} ${newest})
      ${newest}) as own
    ${isMember ? sql`left join lateral sit.change_set_note(own.change_set) as note on true` : sql``}
    order by own.version desc`.execute(trx);
  return rows;
}

/** A version's measures and its geometry exactly as stored. */
export interface StoredVersion {
  /** Storage CRS. */
  geometry: Geometry;
  area: number;
  /** Of lines; of polygons the perimeter. */
  length: number;
}

/** Null where there is no such version. */
export async function selectStoredVersion(
  trx: Trx,
  layer: Pick<Layer, 'id'>,
  fid: number,
  version: number,
): Promise<StoredVersion | null> {
  const is = sql`where fid = ${fid}::bigint and version = ${version}::int`;
  const { rows } = await sql<StoredVersion>`
    select ST_AsGeoJSON(geometry, 15, 0)::json as geometry, ST_Area(geometry) as area,
      case ST_Dimension(geometry) when 2 then ST_Perimeter(geometry) else ST_Length(geometry) end as length
    from (
      select geometry from ${layerTable(layer.id)} ${is}
      union all select geometry from ${historyTable(layer.id)} ${is}) as stored`.execute(trx);
  return rows[0] ?? null;
}

/** Of a feature: last version, its end if it is gone, and the value of the title field. */
export interface LastVersion {
  fid: number;
  version: number;
  ended: Date | null;
  title: Feature['properties'][string];
}

export async function selectLastVersions(
  trx: Trx,
  layer: Pick<Layer, 'id' | 'titleField'>,
  fids: readonly number[],
): Promise<LastVersion[]> {
  const title: RawBuilder<unknown> = layer.titleField
    ? fieldColumn(layer.titleField)
    : sql`null::text`;
  const named = sql`fid = any(string_to_array(${fids.join(',')}, ',')::bigint[])`;
  const { rows } = await sql<LastVersion>`
    select distinct on (fid) fid, version, ended, title from (
      select fid, version, null::timestamptz as ended, ${title} as title from ${layerTable(layer.id)} where ${named}
      union all
      select fid, version, end_lifespan_version, ${title} from ${historyTable(layer.id)} where ${named}) as versions
    order by fid, version desc`.execute(trx);
  return rows;
}
