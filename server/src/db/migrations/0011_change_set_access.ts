/** Members record and see their own change sets, administrators see all; a disabled person records none. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // sit.person is for the server's own login only; this answers the one question a member's transaction has.
  await sql`
    create function sit.person_is_active() returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
      return exists (
        select from sit.person where id = sit.claim('person')::uuid and disabled_at is null);
    end $$`.execute(db);
  await sql`grant select, insert, update (result) on sit.change_set to sit_member`.execute(db);
  await sql`alter table sit.change_set enable row level security`.execute(db);
  await sql`create policy own on sit.change_set to sit_member
    using (person_id = sit.claim('person')::uuid)
    with check (person_id = sit.claim('person')::uuid and sit.person_is_active())`.execute(db);
  await sql`create policy read_all on sit.change_set for select to sit_member using (sit.is_admin())`.execute(
    db,
  );
}
