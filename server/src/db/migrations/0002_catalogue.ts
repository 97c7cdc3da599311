/** The catalogue of layers. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sit.layer (
      id text primary key check (id ~ '^[a-z][a-z0-9_]{0,47}$'),
      title jsonb not null,
      description jsonb,
      "group" jsonb not null,
      geometry_type text not null check (geometry_type in
        ('Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon')),
      dimensions smallint not null check (dimensions in (2, 3)),
      fields jsonb not null,
      title_field text,
      readable_by text not null check (readable_by in ('public', 'offices')),
      editable_by text not null check (editable_by in ('planner', 'union-admin', 'nobody')),
      style jsonb not null,
      visible boolean not null,
      min_zoom smallint not null,
      position integer not null,
      attribution text,
      fictitious boolean not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db);
  await sql`grant select on sit.layer to sit_public`.execute(db);
  await sql`alter table sit.layer enable row level security`.execute(db);
  await sql`create policy read_public on sit.layer for select to sit_public using (readable_by = 'public')`.execute(
    db,
  );
  await sql`create policy read_member on sit.layer for select to sit_member using (true)`.execute(
    db,
  );
}
