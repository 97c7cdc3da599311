/** How far the layers' features reach. */
import type { BBox } from '@sit/core/geometry';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { layerTableName } from '../db/identifier.ts';
import type { Tables } from '../db/tables.ts';

/**
 * WGS 84 boxes of whole layers by id, null for an empty one, read from the head of each spatial index
 * (ST_EstimatedExtent): at once for any number of rows, rounded outward, and not shrinking until the next
 * vacuum.
 */
export async function selectExtents(
  db: Kysely<Tables>,
  layerIds: readonly string[],
  storageCrs: number,
): Promise<Map<string, BBox | null>> {
  if (layerIds.length === 0) return new Map();
  for (const id of layerIds) layerTableName('territory', id);
  const { rows } = await sql<{ id: string; bbox: BBox | null }>`
    select id, case when box is not null then
      sit.bbox_of(ST_Transform(ST_Segmentize(ST_SetSRID(box, ${storageCrs}::int), step), 4326)) end as bbox
    from json_array_elements_text(${JSON.stringify(layerIds)}::json) as ids(id),
      lateral (select ST_EstimatedExtent('territory', id, 'geometry')::geometry as box) as extents,
      -- A straight side bows when projected, so that it is cut first.
      lateral (select greatest(ST_XMax(box) - ST_XMin(box), ST_YMax(box) - ST_YMin(box), 16) / 16 as step) as steps`.execute(
    db,
  );
  return new Map(rows.map(({ id, bbox }) => [id, bbox]));
}
