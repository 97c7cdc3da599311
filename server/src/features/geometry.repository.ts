/** Geometries on their way into a layer: projected, seen beside their neighbours, checked. */
import type { Geometry } from '@sit/core/geometry';
import type { Layer } from '@sit/core/layer';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { layerTable } from '../db/identifier.ts';
import type { Tables } from '../db/tables.ts';
import { TOLERANCE_METERS } from './exact-vertices.ts';

type Trx = Transaction<Tables>;

export interface IncomingGeometry {
  /** WGS 84, longitude and latitude. */
  geometry: Geometry;
  /** The feature it is for; null for a new one. */
  fid: number | null;
}

export interface ProjectedGeometry {
  /** In the storage CRS. */
  geometry: Geometry;
  /** The layer's other features that have a vertex or border by one of its vertices; storage CRS. */
  neighbours: Geometry[];
}

/**
 * PostGIS writes the shortest text that reads back as the same number, up to these decimals: exact for
 * any coordinate in metres.
 */
export const EXACT_DECIMALS = 15;

/** Above this it is cheaper to fetch a neighbour than to measure its distance. */
const MANY_VERTICES = 1000;

/** In the order given. */
export async function projectGeometries(
  trx: Trx,
  layer: Pick<Layer, 'id'>,
  storageCrs: number,
  incoming: readonly IncomingGeometry[],
): Promise<ProjectedGeometry[]> {
  const list = JSON.stringify(
    incoming.map(({ geometry, fid }) => ({ fid, geometry: JSON.stringify(geometry) })),
  );
  const { rows } = await sql<ProjectedGeometry>`
    with incoming as materialized (
      select position, (item ->> 'fid')::bigint as fid,
        ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON(item ->> 'geometry'), 4326), ${storageCrs}::int) as shape
      from json_array_elements(${list}::json) with ordinality as items(item, position)
    )
    select ${exactGeoJson(sql`incoming.shape`)} as geometry, coalesce((
        select json_agg(${exactGeoJson(sql`stored.geometry`)})
        from ${layerTable(layer.id)} as stored
        where stored.geometry && ST_Expand(incoming.shape, ${TOLERANCE_METERS}::float8)
          and stored.fid is distinct from incoming.fid
          and (ST_NPoints(stored.geometry) > ${MANY_VERTICES}::int
            or ST_DWithin(stored.geometry, ST_Points(incoming.shape), ${TOLERANCE_METERS}::float8))
      ), '[]') as neighbours
    from incoming order by position`.execute(trx);
  return rows;
}

/** What PostGIS holds against a geometry: its own words, and where, in WGS 84. */
export interface Invalidity {
  reason: string;
  position: [number, number] | null;
}

/** For each geometry in the storage CRS, in order: null when it is valid. */
export async function checkGeometries(
  trx: Trx,
  storageCrs: number,
  geometries: readonly Geometry[],
): Promise<(Invalidity | null)[]> {
  const list = JSON.stringify(geometries.map((geometry) => JSON.stringify(geometry)));
  const { rows } = await sql<{
    valid: boolean;
    reason: string | null;
    x: number | null;
    y: number | null;
  }>`
    select valid, reason, ST_X(location) as x, ST_Y(location) as y
    from (
      select position, (detail).valid, (detail).reason,
        ST_Transform(ST_SetSRID((detail).location, ${storageCrs}::int), 4326) as location
      from (
        select position, ST_IsValidDetail(ST_GeomFromGeoJSON(geometry)) as detail
        from json_array_elements_text(${list}::json) with ordinality as items(geometry, position)
      ) as checked
    ) as located order by position`.execute(trx);
  return rows.map(({ valid, reason, x, y }) =>
    valid ? null : { reason: reason ?? '', position: x === null || y === null ? null : [x, y] },
  );
}

/** GeoJSON in the geometry's own CRS, every coordinate exactly as stored. */
export function exactGeoJson(geometry: ReturnType<typeof sql>): ReturnType<typeof sql> {
  return sql`ST_AsGeoJSON(${geometry}, ${sql.lit(EXACT_DECIMALS)}, 0)::json`;
}
