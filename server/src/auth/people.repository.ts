/** People as the union's administrators see them. */
import type { Grant } from '@sit/core/permission';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { containing } from '../db/like.ts';
import type { Tables } from '../db/tables.ts';

export interface ListedPerson {
  id: string;
  name: string;
  email: string;
  grants: (Grant & { source: 'union' | 'claims' })[];
  state: 'invited' | 'active' | 'suspended';
  secondFactor: boolean;
  createdAt: Date;
  lastSignInAt: Date | null;
  demo: boolean;
}

export interface PeopleFilter {
  /** Part of the name or the address. */
  text: string | null;
  /** Cadastral code: those with a role there. */
  municipality: string | null;
}

/** By address, beyond that of the person `after`. */
export async function selectListedPeople(
  db: Kysely<Tables>,
  { text, municipality }: PeopleFilter,
  { after, limit }: { after: string | null; limit: number },
): Promise<ListedPerson[]> {
  const like = containing(text ?? '');
  return listedPeople(db)
    .$if(text !== null, (query) =>
      query.where((eb) =>
        eb.or([eb('person.name', 'ilike', like), eb('person.email', 'ilike', like)]),
      ),
    )
    .$if(municipality !== null, (query) =>
      query.where((eb) =>
        eb.exists(
          eb
            .selectFrom('sit.grant as held')
            .select('held.role')
            .whereRef('held.person_id', '=', 'person.id')
            .where('held.municipality', '=', municipality),
        ),
      ),
    )
    .$if(after !== null, (query) =>
      query.where(
        sql<boolean>`lower(person.email) > (select lower(email) from sit.person where id = ${after}::uuid)`,
      ),
    )
    .orderBy(sql`lower(person.email)`)
    .limit(limit)
    .execute();
}

export async function selectListedPerson(
  db: Kysely<Tables>,
  id: string,
): Promise<ListedPerson | null> {
  const row = await listedPeople(db).where('person.id', '=', id).executeTakeFirst();
  return row ?? null;
}

function listedPeople(db: Kysely<Tables>) {
  return db
    .selectFrom('sit.person as person')
    .select((eb) => [
      'person.id',
      'person.name',
      'person.email',
      jsonArrayFrom(
        eb
          .selectFrom('sit.grant as g')
          .select(['g.role', 'g.municipality', 'g.source'])
          .whereRef('g.person_id', '=', 'person.id')
          .orderBy('g.role', 'desc')
          .orderBy('g.municipality')
          .orderBy('g.source', 'desc'),
      ).as('grants'),
      sql<ListedPerson['state']>`case when person.disabled_at is not null then 'suspended'
        when person.password_hash is null
          and not exists (select from sit.identity i where i.person_id = person.id) then 'invited'
        else 'active' end`.as('state'),
      sql<boolean>`person.totp_confirmed_at is not null`.as('secondFactor'),
      'person.created_at as createdAt',
      'person.last_sign_in_at as lastSignInAt',
      'person.demo',
    ])
    .where('person.kind', '=', 'person');
}
