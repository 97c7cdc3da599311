/** The union and its municipalities. */
import type { BBox } from '@sit/core/geometry';
import type { Municipality, Union } from '@sit/core/tenant';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';

/** The union this database is kept for; null before there is one. */
export async function selectUnion(db: Kysely<Tables>): Promise<Union | null> {
  const row = await db
    .selectFrom('sit.territory_union')
    .selectAll()
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  return {
    id: row.id,
    name: row.name,
    storageCrs: row.storage_crs,
    fictitious: row.fictitious,
    separateReviewer: row.separate_reviewer,
    secondFactor: row.second_factor,
  };
}

/** The union's own rules; the owner's to change, for whom the service has asked. */
export async function updateUnion(
  db: Kysely<Tables>,
  unionId: string,
  { separateReviewer, secondFactor }: Partial<Pick<Union, 'separateReviewer' | 'secondFactor'>>,
): Promise<void> {
  await db
    .updateTable('sit.territory_union')
    .set({
      ...(separateReviewer === undefined ? {} : { separate_reviewer: separateReviewer }),
      ...(secondFactor === undefined ? {} : { second_factor: secondFactor }),
    })
    .where('id', '=', unionId)
    .execute();
}

/** By name, without bounding boxes. */
export async function selectMunicipalities(db: Kysely<Tables>): Promise<Municipality[]> {
  const rows = await db
    .selectFrom('sit.municipality')
    .select(['code', 'istat_code', 'name'])
    .orderBy('name')
    .execute();
  return rows.map(({ code, istat_code, name }) => ({ code, istatCode: istat_code, name }));
}

/**
 * WGS 84 boxes by municipality, from the standard layer of their boundaries; empty where there is no
 * such layer or the transaction's role may not read it.
 */
export async function selectMunicipalityExtents(db: Kysely<Tables>): Promise<Map<string, BBox>> {
  const { rows: readable } = await sql`
    select where has_column_privilege(to_regclass('territory.municipalities'), 'geometry', 'select')`.execute(
    db,
  );
  if (readable.length === 0) return new Map();
  const { rows } = await sql<{ municipality: string; bbox: BBox }>`
    select municipality, sit.bbox_of(ST_Extent(ST_Transform(geometry, 4326))::geometry) as bbox
    from territory.municipalities group by municipality`.execute(db);
  return new Map(rows.map(({ municipality, bbox }) => [municipality, bbox]));
}
