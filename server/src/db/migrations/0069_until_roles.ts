/** Stands in for 0040_roles until that is there. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create function sit.edits_union() returns boolean language sql stable return sit.is_admin()`.execute(
    db,
  );
  await sql`create function sit.works_in(municipality text) returns boolean language sql stable return sit.plans(municipality)`.execute(
    db,
  );
  await sql`grant update on sit.territory_union to sit_member`.execute(db);
  await sql`alter table sit.change_set add column proposal uuid`.execute(db);
}
